"""A SPARQL endpoint elsewhere, asked as a store is (SPARQL 1.1 Protocol), with nothing but the standard library.

Results are parsed as they come in. What can go wrong on the way is told as a KgError: no answer, an answer of the
server's own (401, 400 with its words), or something that is no answer to a query.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kg import __version__, vocab
from kg.errors import EndpointError, QueryTimeout
from kg.store.dataset import Dataset

if TYPE_CHECKING:
    from kg.store.base import Results

_SOLUTIONS = {
    "application/sparql-results+json": "JSON",
    "application/json": "JSON",
    "application/sparql-results+xml": "XML",
    "application/xml": "XML",
    "text/xml": "XML",
    "text/tab-separated-values": "TSV",
}
_GRAPHS = {
    "application/n-triples": "N_TRIPLES",
    "text/turtle": "TURTLE",
    "application/x-turtle": "TURTLE",
    "text/plain": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
}
_ACCEPT_SOLUTIONS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.7"
_LONGEST_REASON = 300
# What stands before the form of a query: comments, BASE and PREFIX.
_FORM = re.compile(
    r"(?:\s+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s*[^:\s]*:\s*<[^>]*>)*(SELECT|ASK|CONSTRUCT|DESCRIBE)", re.IGNORECASE
)


class RemoteStore:
    """A SPARQL 1.1 endpoint at an http or https URL, for queries.

    `base` is the namespace of the store's own nodes, `timeout_s` how long a query may take in all, `token` goes into
    the header Authorization: a bearer token, or `user:password` for basic authentication. It is sent to no other host,
    and shown nowhere.

    >>> RemoteStore("http://localhost:7878/query").url
    'http://localhost:7878/query'
    """

    def __init__(
        self, url: str, *, base: str = vocab.BASE, timeout_s: float | None = None, token: str | None = None
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(f"{url} is no address of an endpoint", hint="give it as http://HOST:PORT/PATH", url=url)
        if parts.username is not None:  # it would be shown in messages
            secret = f"{parts.username}:{parts.password or ''}"
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
            token = token or secret
        self.url = url
        self.base = base
        self.timeout_s = timeout_s
        self._token = token

    def query(self, sparql: str, *, dataset: Dataset | None = None, base_iri: str | None = None) -> Results:
        """The results of a query, of the kinds that pyoxigraph has; see `Store.query`.

        What its default graph is without `dataset`, the endpoint decides. Raises EndpointError, QueryTimeout, and
        SyntaxError where the query is not SPARQL to us either.
        """
        wanted = dataset or Dataset()
        form = _FORM.match(sparql)
        is_graph = form is not None and form[1].upper() in ("CONSTRUCT", "DESCRIBE")
        fields = [("query", self._declared(sparql, base_iri))]
        fields += [("default-graph-uri", iri) for iri in wanted.default_graphs]
        fields += [("named-graph-uri", iri) for iri in wanted.named_graphs]
        deadline = None if self.timeout_s is None else time.monotonic() + self.timeout_s
        try:
            response = self._post(urlencode(fields).encode("ascii"), _ACCEPT_GRAPH if is_graph else _ACCEPT_SOLUTIONS)
        except EndpointError as error:
            if error.status in (400, 500):
                self._check_syntax(sparql, base_iri)
            raise
        is_ask = form is not None and form[1].upper() == "ASK"
        return self._parse(_Body(response, self, deadline), response.headers.get_content_type(), is_ask)

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _check_syntax(self, sparql: str, base_iri: str | None) -> None:
        """SyntaxError in our own words where the query is at fault, not the server."""
        import pyoxigraph as ox

        if "service" not in sparql.lower():  # which even an empty store would ask
            with contextlib.suppress(RuntimeError, OSError):
                ox.Store().query(sparql, prefixes=vocab.prefixes(self.base), base_iri=base_iri)

    def _declared(self, sparql: str, base_iri: str | None) -> str:
        """The query with BASE and our prefixes declared, those that occur in it.

        They stand in one line with its beginning, so that the lines of the server's messages are those of the query.
        """
        lines = [f"BASE <{base_iri}>"] if base_iri else []
        known = vocab.prefixes(self.base).items()
        lines += [f"PREFIX {prefix}: <{space}>" for prefix, space in known if f"{prefix}:" in sparql]
        return " ".join([*lines, sparql])

    def _post(self, body: bytes, accept: str) -> http.client.HTTPResponse:
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"report-kg/{__version__}",
        }
        request = Request(self.url, data=body, headers=headers, method="POST")
        if self._token:
            request.add_unredirected_header("Authorization", _authorization(self._token))
        try:
            return cast("http.client.HTTPResponse", build_opener(_Redirect).open(request, timeout=self.timeout_s))
        except HTTPError as error:
            raise self._answered(error) from None
        except (URLError, OSError, http.client.HTTPException) as error:
            raise self.failed(error) from None

    def _parse(self, body: _Body, media_type: str, is_ask: bool) -> Results:
        """The answer of the server, by its media type."""
        import pyoxigraph as ox

        stream = cast("IO[bytes]", body)
        try:
            if media_type in _SOLUTIONS:
                found = ox.parse_query_results(stream, getattr(ox.QueryResultsFormat, _SOLUTIONS[media_type]))
                return _boolean(found) if is_ask else cast("Results", _Solutions(found, body))
            if media_type in _GRAPHS:
                format_ = getattr(ox.RdfFormat, _GRAPHS[media_type])
                return cast("Results", _Triples(ox.parse(stream, format_, base_iri=self.url), body))
        except (SyntaxError, ValueError) as error:
            raise body.spoilt(error) from None
        body.close()
        raise EndpointError(
            f"{self.url} answers with {media_type}, which is no answer to a query",
            hint="is this the address of the SPARQL endpoint itself? It often ends in /sparql or /query",
            url=self.url,
        )

    def _answered(self, error: HTTPError) -> EndpointError | QueryTimeout:
        """What a status that is no success means."""
        try:
            with error:
                said = _words(error.read(1 << 16), error.headers.get_content_type())
        except (OSError, http.client.HTTPException):
            said = ""
        told = f": {said}" if said else ""
        if error.code in (401, 403):
            message = f"{self.url} refuses the query ({error.code}){told}"
            hint = "put a token, or user:password, into the environment variable KG_TOKEN"
        elif error.code == 400:
            message = f"{self.url} does not take the query{told}"
            hint = (
                "it may speak another SPARQL than Oxigraph does; ask the local store to see whether the query is right"
            )
        elif error.code in (404, 405, 406, 415):
            message = f"{self.url} is no SPARQL endpoint ({error.code} {error.reason})"
            hint = "check the address: it often ends in /sparql or /query"
        elif error.code in (301, 302, 303, 307, 308):
            message = f"{self.url} sends the query on to {error.headers.get('Location', 'another address')}"
            hint = "give that address, if you trust it"
        else:
            message = f"{self.url} cannot answer ({error.code} {error.reason}){told}"
            hint = "try again later, or ask for less: it may have a limit on time or rows"
        return EndpointError(message, hint=hint, url=self.url, status=error.code)

    def failed(self, error: Exception) -> EndpointError | QueryTimeout:
        """The error for a connection that failed, was cut or was too slow."""
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, TimeoutError):
            return QueryTimeout(
                f"{self.url} did not answer within {self.timeout_s:g} seconds",
                seconds=self.timeout_s or 0.0,
                hint="give it more time with --timeout-s, or ask for a part with LIMIT",
            )
        if isinstance(cause, ConnectionRefusedError):
            what, hint = "nothing listens there", "start the server, or check host and port"
        elif isinstance(cause, socket.gaierror):
            what, hint = "there is no such host", "check the address"
        elif isinstance(cause, ssl.SSLError):
            what, hint = f"no safe connection: {cause.reason or cause}", "check the certificate, and http or https"
        elif isinstance(cause, ConnectionError | http.client.HTTPException):
            what, hint = "the connection was cut off", "try again; the server may have failed"
        else:
            what, hint = getattr(cause, "strerror", None) or str(cause), "check the address and the network"
        return EndpointError(f"{self.url} cannot be asked: {what}", hint=hint, url=self.url)

    def spoilt(self, error: Exception) -> EndpointError:
        """The error for an answer that is not what it says it is."""
        return EndpointError(
            f"{self.url} sent an answer that cannot be read: {error}",
            hint="the server failed in the midst of it, or its results are not by the standard",
            url=self.url,
        )


class _Redirect(HTTPRedirectHandler):
    """A POST is not sent on: its answer would be that of a GET without the query, or of a stranger."""

    def redirect_request(self, *_: Any) -> None:
        """Never; urllib then raises the status as it came."""
        return


class _Body:
    """The content of an answer; errors while reading are ours, and the time for all of it is kept."""

    def __init__(self, response: http.client.HTTPResponse, store: RemoteStore, deadline: float | None) -> None:
        self._response = response
        self._store = store
        self._deadline = deadline

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as soon as there are any."""
        try:
            if self._deadline is not None and time.monotonic() > self._deadline:
                raise TimeoutError
            found = self._response.read(size) if size < 0 else self._response.read1(size)
            if not found and self._response.length:  # the rest of a line-based format would not be missed
                raise http.client.IncompleteRead(b"", self._response.length)
            if not found:
                self.close()
            return found
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self._store.failed(error) from None

    def spoilt(self, error: Exception) -> EndpointError:
        """The error for an answer that is not what it says it is; nothing more is read of it."""
        self.close()
        return self._store.spoilt(error)

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()

    def __del__(self) -> None:
        self.close()  # of an answer that nobody read to its end


class _Solutions:
    """The solutions of an answer, as pyoxigraph's QuerySolutions gives them."""

    def __init__(self, raw: Any, body: _Body) -> None:
        self.variables = raw.variables
        self._raw = raw
        self._body = body

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._raw
        except SyntaxError as error:
            raise self._body.spoilt(error) from None


class _Triples:
    """The triples of an answer, as pyoxigraph's QueryTriples gives them."""

    def __init__(self, quads: Iterator[Any], body: _Body) -> None:
        self._quads = quads
        self._body = body

    def __iter__(self) -> Iterator[Any]:
        try:
            for quad in self._quads:
                yield quad.triple
        except SyntaxError as error:
            raise self._body.spoilt(error) from None


def _boolean(found: Any) -> Results:
    """The answer to an ASK, which Virtuoso 7 gives as a solution with 0 or 1."""
    import pyoxigraph as ox

    if not isinstance(found, ox.QuerySolutions):
        return cast("Results", found)
    says = [term.value for solution in found for term in solution if isinstance(term, ox.Literal)]
    text = json.dumps({"head": {}, "boolean": says in (["1"], ["true"])})
    return ox.parse_query_results(text, ox.QueryResultsFormat.JSON)


def _authorization(token: str) -> str:
    user, colon, _ = token.partition(":")
    if colon and user:
        return "Basic " + base64.b64encode(token.encode("utf-8")).decode("ascii")
    return f"Bearer {token}"


def _words(content: bytes, media_type: str) -> str:
    """What a server says of an error, on one line without markup."""
    text = content.decode("utf-8", "replace")
    if media_type.endswith("json"):
        try:
            found = json.loads(text)
            text = str(found.get("detail") or found.get("message") or found.get("title") or text)
        except (ValueError, AttributeError):
            pass
    elif media_type == "text/plain":  # Virtuoso adds the whole query behind an empty line
        text = text.strip().replace("\r", "").partition("\n\n")[0]
    elif media_type == "text/html":
        text = re.sub(r"(?is)<(script|style).*?</\1>|<[^>]*>", " ", text)
    line = " ".join(text.split())
    line = "".join(character for character in line if character.isprintable())
    return line[:_LONGEST_REASON] + "…" if len(line) > _LONGEST_REASON else line
