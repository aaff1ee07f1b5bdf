"""Pages of an officer, compared with a bare page and with the JSON of the same; files of evidence
compared with GridFS alone.
"""

import asyncio
import hashlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import httpx
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket
from PIL import Image
from pymongo.write_concern import WriteConcern

from benchmarks import work
from benchmarks.lab import Document, Lab
from benchmarks.running import Running
from chassis.auth.keys import read_key
from chassis.web.session import COOKIE, FORM_KEY, form_key
from contracts.account import Role
from deploy.local.ports import LOOPBACK
from deploy.local.services import answers
from deploy.local.waiting import until
from planner.accounts.account import StoredAccount
from planner.accounts.tokens import Signer

SCRIPT = Path(__file__).with_name("page.lua")
BARE = "bare_page"
TASKS, ITEM, SENT, JSON, PLAIN = "tasks", "item", "report sent", "item as JSON", BARE
WARM_UP = 1
GIVERS = 4
"""Agencies whose officers give evidence at once."""
READER, SENDER = 0, 1
"""Numbers of the agencies whose items are read, and are reported on: reports that are sent do not
make the pages that are read longer.
"""
REPORTS = 6
"""Of each item that is read."""


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of items, the smallest first; seconds for each page at each number of connections."""

    items: tuple[int, ...]
    seconds: int
    rounds: int
    files: int
    connections: tuple[int, ...] = (1, 16, 64)


@dataclass(frozen=True, slots=True)
class Opened:
    """One page at one number of connections and of items; waits in seconds."""

    page: str
    items: int
    connections: int
    per_second: float
    p50: float
    p95: float
    failed: int
    """Answers of another status, and none."""


@dataclass(frozen=True, slots=True)
class Given:
    """Files of a megabyte a second: by us, and by GridFS alone with the same durability."""

    what: str
    ours: float
    gridfs: float


@dataclass(frozen=True, slots=True)
class Pages:
    """What was measured: pages by round, and evidence."""

    rounds: Sequence[Sequence[Opened]]
    given: Sequence[Given]

    @property
    def items(self) -> tuple[int, int]:
        """The fewest and the most items."""
        counts = [one.items for one in self.rounds[0]]
        return min(counts), max(counts)

    @property
    def connections(self) -> int:
        """The most connections."""
        return max(one.connections for one in self.rounds[0])

    def rates(self, page: str, items: int, connections: int) -> list[float]:
        """Pages a second, by round."""
        return [one.per_second for one in self._of(page, items, connections)]

    def waits(self, page: str, items: int, connections: int) -> list[float]:
        """p95 in seconds, by round."""
        return [one.p95 for one in self._of(page, items, connections)]

    def _of(self, page: str, items: int, connections: int) -> Iterator[Opened]:
        wanted = (page, items, connections)
        for opened in self.rounds:
            yield from (o for o in opened if (o.page, o.items, o.connections) == wanted)


async def measure(lab: Lab, size: Size) -> Pages:
    """Each page at each number of items and connections, in rounds; then the files."""
    rounds: list[list[Opened]] = [[] for _ in range(size.rounds)]
    given: list[Given] = []
    async with lab.service("planner"):
        for items in size.items:
            await lab.plan(items)
            async with lab.service("tracker", 1), _bare(lab):
                await _have_reports(lab, items)
                for number in range(size.rounds):
                    rounds[number] += [one async for one in _open_all(lab, items, size)]
                if items == size.items[0]:
                    given = [one async for one in _give(lab, size.files)]
    return Pages(rounds, given)


async def _have_reports(lab: Lab, items: int) -> None:
    """REPORTS of each of the reader's items, a month apart."""
    now = datetime.now(UTC)
    sent = [
        work.submission(
            f"read-{items}-{number}-{month}",
            number,
            (now - timedelta(days=30 * (REPORTS - month))).date(),
            8.0 * (month + 1),
            now,
        )
        for month in range(REPORTS)
        for number in range(READER, items, len(work.AGENCIES))
    ]
    await lab.send(sent)
    reports = lab.client["tracker"]["reports"]

    async def recorded() -> bool:
        return await asyncio.to_thread(reports.estimated_document_count) >= len(sent)

    await until(recorded, 120, "the reports that are read")
    await until(lab.outbox_empty, 120, "their events on Kafka")


async def _open_all(lab: Lab, items: int, size: Size) -> AsyncIterator[Opened]:
    token, sender = (_token(lab, work.AGENCIES[number]) for number in (READER, SENDER))
    cookie = ("Cookie", f"{COOKIE}={token}", "Accept", "text/html")
    bearer = ("Authorization", f"Bearer {token}")
    form = {**_report(), FORM_KEY: form_key(sender), "step": "kirim"}
    by_form = ("Content-Type", "application/x-www-form-urlencoded")
    posting = ("Cookie", f"{COOKIE}={sender}", "Accept", "text/html", *by_form)
    tracker, bare = lab.tracker_url(), _bare_url(lab)
    asked: dict[str, tuple[str, tuple[str, ...]]] = {
        PLAIN: (bare, ("GET", "/butir/{item}", "", *_own(items, READER))),
        JSON: (tracker, ("GET", "/api/v1/items/{item}", "", *_own(items, READER), *bearer)),
        TASKS: (tracker, ("GET", "/kemajuan/", "", *_own(items, READER), *cookie)),
        ITEM: (tracker, ("GET", "/kemajuan/butir/{item}", "", *_own(items, READER), *cookie)),
        SENT: (
            tracker,
            (
                *("POST", "/kemajuan/butir/{item}/lapor", f"{urlencode(form)}&key={{key}}"),
                *_own(items, SENDER),
                *posting,
            ),
        ),
    }
    for connections in size.connections:
        for page, (url, arguments) in asked.items():
            good = 303 if page == SENT else 200
            await _opened(url, arguments, connections, WARM_UP, good)
            rate, p50, p95, failed = await _opened(url, arguments, connections, size.seconds, good)
            yield Opened(page, items, connections, rate, p50, p95, failed)


def _own(items: int, agency: int) -> tuple[str, str, str]:
    """Of an agency's items: the first number, the step to the next, how many."""
    agencies = len(work.AGENCIES)
    return str(agency), str(agencies), str(len(range(agency, items, agencies)))


def _report() -> dict[str, str]:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    return {"physical_percent": "45,5", "budget_realised": "1,25 miliar", "as_of": yesterday}


async def _opened(
    url: str, arguments: Sequence[str], connections: int, seconds: int, good: int
) -> tuple[float, float, float, int]:
    process = await asyncio.create_subprocess_exec(
        *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout=30s"),
        *("-s", str(SCRIPT), url, "--", *arguments),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    said = json.loads(printed.decode().rstrip().rpartition("\n")[2])
    done = said["answers"].pop(str(good), 0)
    failed = sum(said["answers"].values()) + said["unanswered"]
    return done / (said["duration_us"] / 1e6), said["p50"] / 1e6, said["p95"] / 1e6, failed


def _token(lab: Lab, agency: str) -> str:
    officer = StoredAccount(f"petugas.{agency.lower()}", Role.OFFICER, agency, work.REGION, "")
    token, _ = Signer(read_key(lab.signing_key), "aksi", minutes=480).sign(
        officer, datetime.now(UTC)
    )
    return token


async def _give(lab: Lab, files: int) -> AsyncIterator[Given]:
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(lab.mongodb)
    database = client.get_database("bench_files", write_concern=WriteConcern("majority", j=True))
    bucket = AsyncIOMotorGridFSBucket(database)
    try:
        for what, make in (("document of 1 MB", _document), ("photo of 1 MB", _photo)):
            data = [make(number) for number in range(files)]

            async def alone(number: int, data: Sequence[bytes] = data) -> None:
                hashlib.sha256(data[number]).hexdigest()
                await bucket.upload_from_stream("file", data[number])

            gridfs = await _per_second(alone, files)
            async with _giving(lab, data) as give:
                yield Given(what, await _per_second(give, files), gridfs)
    finally:
        await client.drop_database("bench_files")
        client.close()


@asynccontextmanager
async def _giving(
    lab: Lab, data: Sequence[bytes]
) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    tokens = [_token(lab, agency) for agency in work.AGENCIES[:GIVERS]]
    async with httpx.AsyncClient(base_url=lab.tracker_url(), timeout=120) as client:

        async def give(number: int) -> None:
            giver = number % GIVERS
            answer = await client.post(
                f"/api/v1/items/{work.item_id(giver)}/evidence",
                params={"report_id": f"r-{number}"},
                headers={"Authorization": f"Bearer {tokens[giver]}"},
                files={"file": ("berkas", data[number])},
            )
            answer.raise_for_status()

        yield give


async def _per_second(work_on: Callable[[int], Awaitable[None]], count: int) -> float:
    """GIVERS at a time, each with its own share."""

    async def share(giver: int) -> None:
        for number in range(giver, count, GIVERS):
            await work_on(number)

    await work_on(0)
    started = time.monotonic()
    await asyncio.gather(*(share(giver) for giver in range(GIVERS)))
    return count / (time.monotonic() - started)


def _document(_number: int) -> bytes:
    """A PDF whose page draws a megabyte of noise."""
    noise = os.urandom(1_000_000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(noise), noise),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + head + end


def _photo(_number: int) -> bytes:
    """A JPEG of about a megabyte, as large as a phone's smaller pictures."""
    noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
    out = BytesIO()
    noise.resize((1600, 1200)).save(out, "JPEG", quality=92)
    return out.getvalue()


@asynccontextmanager
async def _bare(lab: Lab) -> AsyncIterator[Running]:
    environment = {
        "BENCH_MONGODB": lab.mongodb,
        "BENCH_DATABASE": "tracker",
        "BENCH_PORT": str(lab.ports["other"]),
    }
    command = (sys.executable, "-m", f"benchmarks.peers.{BARE}")
    running = await Running.begin(BARE, command, environment, lab.logs)
    try:
        await running.ready(lambda: answers(f"{_bare_url(lab)}/openapi.json"), 60)
        yield running
    finally:
        await running.stop()


def _bare_url(lab: Lab) -> str:
    return f"http://{LOOPBACK}:{lab.ports['other']}"
