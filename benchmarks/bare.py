"""Runs a bare FastAPI peer (`benchmarks/peers/bare_*.py`) beside the tracker."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.lab import Lab
from benchmarks.running import Running
from deploy.local.ports import LOOPBACK
from deploy.local.services import answers


@asynccontextmanager
async def bare(lab: Lab, peer: str, database: str) -> AsyncIterator[Running]:
    """The peer over a database while the block runs; it is ready when the block starts."""
    environment = {
        "BENCH_MONGODB": lab.mongodb,
        "BENCH_DATABASE": database,
        "BENCH_PORT": str(lab.ports["other"]),
    }
    command = (sys.executable, "-m", f"benchmarks.peers.{peer}")
    running = await Running.begin(peer, command, environment, lab.logs)
    try:
        await running.ready(lambda: answers(f"{bare_url(lab)}/openapi.json"), 60)
        yield running
    finally:
        await running.stop()


def bare_url(lab: Lab) -> str:
    """Where the peer is."""
    return f"http://{LOOPBACK}:{lab.ports['other']}"
