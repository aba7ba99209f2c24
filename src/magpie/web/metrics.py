"""`/metrics` for Prometheus: what `server/measures.py` counts, the database, the disk, the process.

Whoever is on this machine may read it, and whoever sends `[http] metrics_token` as bearer token:
it tells how many people are here and when they are busy.
"""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from magpie import __version__
from magpie.base.metrics import Family, Metrics
from magpie.server.tcp import is_loopback
from magpie.storage.size import database_bytes, database_file
from magpie.web.site import Site


def add_routes(site: Site) -> None:
    host = site.host
    metrics = host.measures.metrics
    registry = CollectorRegistry()
    registry.register(OurCollector(metrics))
    ProcessCollector(registry=registry)
    metrics.gauge("info", "Which version runs.", version=__version__).set(1)
    size = metrics.gauge("database_bytes", "How large the database is.")
    free = metrics.gauge("disk_free_bytes", "How much room is left beside the database.")

    async def show(request: web.Request) -> web.Response:
        refuse_strangers(site, request)
        size.set(await host.db.read(database_bytes))
        if file := await host.db.read(database_file):
            free.set(shutil.disk_usage(Path(file).parent).free)
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=generate_latest(registry), headers=headers)

    site.add("GET", "/metrics", show)


def refuse_strangers(site: Site, request: web.Request) -> None:
    """Raises HTTPUnauthorized."""
    token = site.http.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return
    peer = site.peer(request)
    if peer.is_proxied or not is_loopback(peer.address):
        text = "Metrics are for this machine, and for who has the token."
        raise web.HTTPUnauthorized(text=text, headers={"WWW-Authenticate": "Bearer"})


class OurCollector(Collector):
    """Our metrics as Prometheus' library takes them."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """All families as they are now."""
        return [converted(family) for family in self._metrics.families()]


def converted(family: Family) -> Metric:
    metric = Metric(family.name, family.doc or family.name, family.kind)
    for suffix, labels, value in samples(family):
        metric.add_sample(family.name + suffix, labels, value)
    return metric


def samples(family: Family) -> Iterator[tuple[str, dict[str, str], float]]:
    for sample in family.samples():
        yield sample.suffix, dict(sample.labels), sample.value
