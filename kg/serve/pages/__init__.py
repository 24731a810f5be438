"""Pages of the endpoint for people: the query editor, a page for every thing and every report, search results.

All are text made here of rows that the server's own queries give: a page asks for them by `ask(sparql)`, which answers
with the bindings of SPARQL JSON, and knows neither store nor HTTP. What a report says is escaped in one place
(`kg.serve.pages.markup`), and the server sends `HEADERS` with every page.
"""

from kg.serve.pages.entity import entity_page
from kg.serve.pages.home import home_page
from kg.serve.pages.notes import missing_page, problem_page, search_page
from kg.serve.pages.report import report_page
from kg.serve.pages.site import HEADERS, STATIC, Site

__all__ = [
    "HEADERS",
    "STATIC",
    "Site",
    "entity_page",
    "home_page",
    "missing_page",
    "problem_page",
    "report_page",
    "search_page",
]
