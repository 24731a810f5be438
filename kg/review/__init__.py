"""People correct what was read: decisions in a log, held on to by quotes, carried out upon what rules read.

`log` keeps decisions, `anchor` finds their words again, `apply` carries them out; these three need no graph. `claims`,
`worklist` and `sheet` work on a store: from facts to decisions, what is worth a look first, and CSV.
"""

from __future__ import annotations

from kg.review.apply import Reviewed, apply
from kg.review.docket import Docket
from kg.review.log import append, default_path, log_path, read_log
from kg.review.placement import Placement, Status

__all__ = ["Docket", "Placement", "Reviewed", "Status", "append", "apply", "default_path", "log_path", "read_log"]
