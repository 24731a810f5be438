"""What the routes of an endpoint share: its settings, workers, writer, cache, and the version of its store."""

from __future__ import annotations

import time

from starlette.requests import Request

from kg.serve.cache import Cache
from kg.serve.pool import Pool
from kg.serve.quick import Quick
from kg.serve.settings import Settings
from kg.serve.writer import Writer
from kg.store.version import store_version

#: How old what is known of the store's files may be.
_FRESH_S = 0.1


class Endpoint:
    """One endpoint; `endpoint_of(request)` finds it from a route."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = Pool(settings)
        self.writer = Writer(settings)
        self.quick = Quick(settings)
        self.cache = Cache(settings.cache_bytes)
        #: Values of the Host header that have been found to be names of this endpoint.
        self.hosts: set[bytes] = set()
        self._version = ""
        self._looked = 0.0

    async def start(self) -> None:
        """Start the first worker."""
        await self.pool.start()

    async def close(self) -> None:
        """End all processes; returns when they are gone."""
        self.quick.close()
        await self.writer.close()
        await self.pool.close()

    def version(self) -> str:
        """The version of the store, looked at ten times a second at most."""
        now = time.monotonic()
        if now - self._looked > _FRESH_S:
            self._version, self._looked = store_version(self.settings.store), now
        return self._version

    def wrote(self) -> None:
        """Look at the store anew: something was written."""
        self._looked = 0.0


def endpoint_of(request: Request) -> Endpoint:
    """The endpoint that a request came to."""
    found: Endpoint = request.app.state.endpoint
    return found
