"""What `kg serve` can be told, with its defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


def usual_queries() -> int:
    """How many queries run at the same time where nothing is said: two for each core, four at least."""
    return max(4, 2 * (os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Settings:
    """How an endpoint serves the store at `store`.

    Times are in seconds. `max_rows` bounds the results of a query, `max_request_bytes` the body of a request,
    `max_answer_bytes` an answer, `max_queries` the queries that run at once, `memory_mib` the memory of each.
    `cors` are origins that scripts may ask from, "*" any; `hosts` further names that a browser may know this machine
    by. `service_hosts` and `load_hosts` are those that SERVICE and LOAD may reach. `base` is the store's.
    """

    store: Path
    host: str = "localhost"
    port: int = 7878
    base: str = ""
    allow_update: bool = False
    allow_report_graphs: bool = False
    token: str = ""
    timeout_s: float = 30.0
    max_rows: int = 100_000
    max_request_bytes: int = 10 << 20
    max_answer_bytes: int = 256 << 20
    max_queries: int = 4
    queue_s: float = 5.0
    client_timeout_s: float = 20.0
    memory_mib: int = 4096
    cors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    service_hosts: tuple[str, ...] = ()
    load_hosts: tuple[str, ...] = ()
    union: bool = True
    cache_bytes: int = 64 << 20

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the endpoint."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a name or address is that of this machine itself."""
    import ipaddress

    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
