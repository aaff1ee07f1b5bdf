"""Pages of an officer, compared with a bare page and with the JSON of the same; files of evidence
compared with GridFS alone.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import work
from benchmarks.bare import bare, bare_url
from benchmarks.evidence import Given, give_all
from benchmarks.lab import Lab
from chassis.web.session import COOKIE, FORM_KEY, form_key
from contracts.account import Role
from deploy.local.waiting import until
from tracker.plausibility.rule_set import read_plausibility_rules

SCRIPT = Path(__file__).with_name("page.lua")
BARE = "bare_page"
TASKS, ITEM, SENT, JSON, PLAIN = "tasks", "item", "report sent", "item as JSON", BARE
COUNCIL = "council"
"""The council's page of the whole plan, made once for all who look within some seconds."""
EACH_ITEM = "each item"
"""The page of any of the reader's items in the largest plan: most were not opened in this minute,
and are rendered for this reader. All other pages are of as many items as the smallest plan has for
an agency, spread over the plan: what differs is the size of the plan alone.
"""
WARM_UP = 1
Asked = Mapping[str, tuple[str, tuple[str, ...]]]
"""By page its service, and what `page.lua` is told to ask for."""
READER, SENDER = 0, 1
"""Numbers of the agencies whose items are read, and are reported on: reports that are sent do not
make the pages that are read longer.
"""
LOOKED_AT_PER_SECOND = 5
"""At least; it takes at most half of the time."""
FILE_ROUNDS = 2
"""Rounds of files for each round of pages: the database writes to the disk now and then, for longer
than a round of files takes.
"""
REPORTS = 6
"""Of each item that is read."""


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of items, the smallest first; seconds for each page at each number of connections;
    files in a round, by each number of givers at once.
    """

    items: tuple[int, ...]
    seconds: int
    rounds: int
    files: int
    connections: tuple[int, ...] = (1, 16, 64)
    givers: tuple[int, ...] = (4, 16)


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
            async with lab.service("tracker", 1), bare(lab, BARE, "tracker"):
                await _have_reports(lab, items)
                for of_council in (False, True):
                    for number in range(size.rounds):
                        asked = _asked(lab, items, size, of_council=of_council)
                        rounds[number] += [one async for one in _open_all(asked, items, size)]
                if items == size.items[0]:
                    file_rounds = FILE_ROUNDS * size.rounds
                    files = give_all(lab, size.files, file_rounds, size.givers)
                    given = [one async for one in files]
    return Pages(rounds, given)


async def _have_reports(lab: Lab, items: int) -> None:
    """REPORTS of each of the reader's items, a month apart, looked at for what is implausible: the
    tracker does that in the background, for minutes after so many at once.
    """
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
    waits = {"marked": {"$ne": read_plausibility_rules().version}}

    async def looked_at() -> bool:
        return await asyncio.to_thread(reports.find_one, waits) is None

    await until(looked_at, 120 + len(sent) / LOOKED_AT_PER_SECOND, "their marks")


async def _open_all(asked: Asked, items: int, size: Size) -> AsyncIterator[Opened]:
    for connections in size.connections:
        for page, (url, arguments) in asked.items():
            good = 303 if page == SENT else 200
            await _opened(url, arguments, connections, WARM_UP, good)
            rate, p50, p95, failed = await _opened(url, arguments, connections, size.seconds, good)
            yield Opened(page, items, connections, rate, p50, p95, failed)


def _asked(lab: Lab, items: int, size: Size, *, of_council: bool) -> Asked:
    """The pages of officers, or that of the council. It is opened after all others: of 100,000
    items its overview is still being made for a minute after the last reader has gone.
    """
    own = partial(_own, items, size.items[0])
    reader, sender = (
        lab.officer_token(work.AGENCIES[number], of_session=True) for number in (READER, SENDER)
    )
    cookie = ("Cookie", f"{COOKIE}={reader}", "Accept", "text/html")
    tracker, bare = lab.tracker_url(), bare_url(lab)
    if of_council:
        council = lab.officer_token(None, of_session=True, role=Role.COUNCIL)
        with_cookie = ("Cookie", f"{COOKIE}={council}", "Accept", "text/html")
        return {COUNCIL: (tracker, ("GET", "/kemajuan/dewan", "", *own(READER), *with_cookie))}
    bearer = ("Authorization", f"Bearer {lab.officer_token(work.AGENCIES[READER])}")
    form = {**_report(), FORM_KEY: form_key(sender), "step": "kirim"}
    by_form = ("Content-Type", "application/x-www-form-urlencoded")
    posting = ("Cookie", f"{COOKIE}={sender}", "Accept", "text/html", *by_form)
    asked: dict[str, tuple[str, tuple[str, ...]]] = {
        PLAIN: (bare, ("GET", "/butir/{item}", "", *own(READER))),
        JSON: (tracker, ("GET", "/api/v1/items/{item}", "", *own(READER), *bearer)),
        TASKS: (tracker, ("GET", "/kemajuan/", "", *own(READER), *cookie)),
        ITEM: (tracker, ("GET", "/kemajuan/butir/{item}", "", *own(READER), *cookie)),
        SENT: (
            tracker,
            (
                *("POST", "/kemajuan/butir/{item}/lapor", f"{urlencode(form)}&key={{key}}"),
                *own(SENDER),
                *posting,
            ),
        ),
    }
    if items != size.items[0]:
        each = _own(items, items, READER)
        asked[EACH_ITEM] = (tracker, ("GET", "/kemajuan/butir/{item}", "", *each, *cookie))
    return asked


def _own(items: int, among: int, agency: int) -> tuple[str, str, str]:
    """Of an agency's items: the first number, the step to the next, how many; as many as the agency
    has `among` so many items, spread over all.
    """
    agencies = len(work.AGENCIES)
    own, count = (len(range(agency, number, agencies)) for number in (items, among))
    return str(agency), str(agencies * (own // count)), str(count)


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
