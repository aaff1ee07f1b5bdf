"""Serves the recount as three services would their metrics, counted over and over."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.ports import LOOPBACK
from deploy.local.waiting import until
from tests.boards.scraping import PATIENCE, Prometheus, configuration, serving
from tests.ports import own_port
from tests.proof.documents import read
from tests.proof.recount import Recount, page

JOBS = ("planner", "tracker", "notifier")
REST_SECONDS = 1.0
"""Between two counts, for the services that are counted."""


def counted(uri: str) -> Mapping[str, str]:
    """The page of each service."""
    recount = Recount(read(uri, datetime.now(UTC)))
    return {
        job: page(getattr(recount, job)())
        + f'# TYPE aksi_build_info gauge\naksi_build_info{{service="{job}"}} 1\n'
        for job in JOBS
    }


@asynccontextmanager
async def counting(uri: str, folder: Path) -> AsyncIterator[Prometheus]:
    """A Prometheus with the deployed rules that scrapes the recount of a database.

    A scrape gets the last count: it would end before a count does where that takes its time.
    """
    pages = await asyncio.to_thread(counted, uri)

    async def count_on() -> None:
        nonlocal pages
        while True:
            await asyncio.sleep(REST_SECONDS)
            pages = await asyncio.to_thread(counted, uri)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            asked = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            body = pages[asked.removeprefix("/")].encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            writer.write(f"{head}Content-Type: text/plain; version=0.0.4\r\n\r\n".encode() + body)
            await writer.drain()
            writer.close()

    with own_port() as port:
        server = await asyncio.start_server(answer, LOOPBACK, port)
        async with server, asyncio.TaskGroup() as tasks:
            going_on = tasks.create_task(count_on())
            configured = configuration(
                dict.fromkeys(JOBS, f"{LOOPBACK}:{port}"), folder, own_paths=True
            )
            async with serving(configured, folder) as prometheus:

                async def evaluated() -> bool:
                    rules = await prometheus.rules()
                    return len(await prometheus.values("up == 1")) == len(JOBS) and all(
                        rule["evaluationTime"] for rule in rules
                    )

                await until(evaluated, PATIENCE, "the recount in Prometheus")
                yield prometheus
            going_on.cancel()
