"""An officer's spreadsheet is recorded while things break: what its page showed, what is there."""

import asyncio
import io
import random
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, pairwise
from typing import Any, Self

import httpx
import xlsxwriter

from chassis.web.session import COOKIE, FORM_KEY
from contracts.account import Account, Role
from tests.faults.invariants import Violation
from tests.faults.ledger import Intent, Outcome
from tests.faults.people import AGENCIES, REGION, Shape, who_signs_in
from tests.faults.trial import LONG, Trial
from tests.faults.workload import PATIENCE, TROUBLE
from tracker.deeds import REPORTS_IMPORTED
from tracker.reporting.report_rows import report_of
from tracker.reporting.workbook import read_reports

ITEMS, DAYS = 4, 2_500 if LONG else 1_500
"""Items of one agency, and days of each that the spreadsheet reports on."""
LONG_AGO = Shape("action", -DAYS - 30, 60)
IMPORT = "/kemajuan/impor"
TRACKERS = ("tracker-1", "tracker-2")
PAUSE = 0.05
GOES_ON_WITHIN = 240.0
BROWSER_PATIENCE = httpx.Timeout(GOES_ON_WITHIN, connect=3.0)
"""Of who has sent the spreadsheet and waits; nothing is struck yet."""
LATEST = 0.8
"""The share of the reports that are recorded when the last fault comes, at most."""
HEADERS = ("Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)")
HIDDEN = re.compile(r'name="(\w+)" value="([^"]*)"')
HOW_FAR = re.compile(r"(\d+) dari \d+ laporan sudah diproses")
FACT = re.compile(r"<dt>([^<]+)</dt><dd[^>]*>(\d+)</dd>")
RECORDED, BROKEN_OFF = "<h1>Laporan dicatat</h1>", "<h1>Pencatatan berhenti</h1>"
Row = dict[str, Any]


@dataclass
class Recording:
    """One spreadsheet, sent and confirmed by the page's forms and then watched on its page, by
    either replica of the tracker in turn.
    """

    trial: Trial
    officer: str
    session: Mapping[str, Any]
    rows: Sequence[Row]
    seen: list[int] = field(default_factory=list)
    """How many reports were done, by each page that came."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """What the last page told, by its words."""
    ended: str = ""
    """The heading of the page that tells of the end."""
    struck: int = 0
    """How often it was struck before its end was seen."""
    path: str = ""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def of(cls, trial: Trial) -> Self:
        """A spreadsheet about items that began long ago, of an officer who is signed in."""
        before = set(trial.work.items)
        await trial.work.plan([LONG_AGO] * (ITEMS * len(AGENCIES)))
        agency = AGENCIES[0]
        items = trial.work.items
        own = [one for one in items if one not in before and items[one]["agency"] == agency]
        async with httpx.AsyncClient(
            base_url=trial.lab.url("planner-1"), timeout=PATIENCE
        ) as client:
            officer, session = await who_signs_in(client, "officer", agency, trial.work.token)
        return cls(trial, officer, session, _rows(own, date.fromisoformat(items[own[0]]["start"])))

    async def begins(self) -> None:
        """Write down every row with the id that its content makes; send the file and confirm it."""
        data = _workbook(self.rows)
        ledger = self.trial.ledger
        intents = _intents(data, self.rows, self.officer)
        ledger.intend(*intents)
        async with self._browser(BROWSER_PATIENCE) as client:
            form = await self._opened(client, IMPORT)
            files = {"file": ("laporan.xlsx", data)}
            sent = await client.post(self._url(IMPORT), data=_hidden(form), files=files)
            assert sent.status_code == 303, sent.text
            self.path = sent.headers["location"]
            preview = await self._opened(client, self.path)
            assert f"{len(self.rows)} laporan baru, 0 sudah ada, 0 ditolak" in preview.text
            agreed = await client.post(self._url(f"{self.path}/catat"), data=_hidden(preview))
            assert agreed.status_code == 303, agreed.text
        for intent in intents:
            ledger.learn(intent.name, Outcome.OK)

    async def until_ended(self) -> None:
        """Look at the page again and again, by the one replica and the other."""
        async with self._browser() as client:
            for replica in cycle(TRACKERS):
                with suppress(*TROUBLE):
                    page = await client.get(f"{self.trial.lab.url(replica)}{self.path}")
                    if page.status_code == 200:
                        self._look_at(page.text)
                if self.ended:
                    return
                await asyncio.sleep(PAUSE)

    def _look_at(self, page: str) -> None:
        self.counts = {words: int(number) for words, number in FACT.findall(page)}
        if found := HOW_FAR.search(page):
            self.seen.append(int(found[1]))
        else:
            self.ended = next((one for one in (RECORDED, BROKEN_OFF) if one in page), page)
        self._news.set()

    async def comes_to(self, share: float) -> None:
        """Wait for the first page that shows so much of it done."""
        while not self.ended and max(self.seen, default=0) < share * len(self.rows):
            self._news.clear()
            await self._news.wait()

    async def violations(self) -> list[Violation]:
        """What does not hold of it, when nothing is under way any more; that its reports are in
        the state and the facts, once, is judged with all others.
        """
        found = [*self._shown()]
        find, ids = self.trial.lab.mongodb.find, {row["id"] for row in self.rows}
        of = {"item_id": {"$in": list(self.trial.work.items)}, "source": "workbook"}
        there = [row["_id"] for row in await find("tracker", "reports", of)]
        for one in ids.symmetric_difference(there):
            what = "of the file, not recorded" if one in ids else "recorded, not of the file"
            found.append(Violation("I1", one, what))
        wanted = {"what": REPORTS_IMPORTED, "by": self.officer}
        noted = [
            row["details"]
            for name in ("audit", "audit_new")
            for row in await find("tracker", name, wanted)
        ]
        figures = [{name: row[name] for name in row if name != "file"} for row in noted]
        if figures != [{"accepted": len(self.rows), "unchanged": 0, "refused": 0}]:
            found.append(Violation("I2", self.path, f"the trail tells of it: {figures}"))
        return found

    def _shown(self) -> Iterator[Violation]:
        for earlier, later in pairwise(self.seen):
            if later < earlier:
                yield Violation("I3", self.path, f"its page went back from {earlier} to {later}")
        if self.ended != RECORDED:
            yield Violation("I6", self.path, f"ended with {self.ended[:200]}")
        told = {"Laporan baru": len(self.rows), "Sudah ada": 0}
        told |= {"Baris ditolak": 0, "Baris tidak diisi": 0}
        shown = {words: self.counts.get(words) for words in told}
        if shown != told:
            yield Violation("I2", self.path, f"its page tells {shown}")

    def _browser(self, patience: httpx.Timeout = PATIENCE) -> httpx.AsyncClient:
        cookies = {COOKIE: str(self.session["renewal_token"])}
        headers = {"accept": "text/html", "accept-language": "id"}
        return httpx.AsyncClient(cookies=cookies, headers=headers, timeout=patience)

    async def _opened(self, client: httpx.AsyncClient, path: str) -> httpx.Response:
        page = await client.get(self._url(path))
        assert page.status_code == 200, page.text
        return page

    def _url(self, path: str) -> str:
        return f"{self.trial.lab.url(TRACKERS[0])}{path}"


async def survives_recording(
    trial: Trial, times: int, seed: str, strike: Callable[[random.Random], Awaitable[None]]
) -> None:
    """Have a spreadsheet recorded, and strike as its page has come to shares of it drawn by lot."""
    recording, chance = await Recording.of(trial), random.Random(seed)

    async def strike_again_and_again() -> None:
        await recording.begins()
        watching = asyncio.create_task(recording.until_ended())
        try:
            for share in sorted(chance.uniform(0, LATEST) for _ in range(times)):
                await asyncio.wait_for(recording.comes_to(share), GOES_ON_WITHIN)
                recording.struck += not recording.ended
                await strike(chance)
            await asyncio.wait_for(watching, GOES_ON_WITHIN)
        finally:
            watching.cancel()

    await trial.survives(strike_again_and_again)
    trial.line.runs = recording.struck
    found = await recording.violations()
    trial.line.lost += sum(1 for one in found if one.invariant == "I1")
    trial.line.duplicated += sum(1 for one in found if one.invariant == "I2")
    trial.line.out_of_order += sum(1 for one in found if one.invariant == "I3")
    trial.line.other += [str(one) for one in found if one.invariant == "I6"]
    assert not found, "\n".join(str(one) for one in found[:40])
    assert recording.struck > 1, "it was over before anything broke"


def _rows(items: Sequence[str], first: date) -> list[Row]:
    return [
        {
            "item_id": item_id,
            "as_of": (first + timedelta(days=day)).isoformat(),
            "physical_percent": round(5 + 90 * day / DAYS, 2),
            "budget_realised": 1_000 * day + number,
        }
        for day in range(DAYS)
        for number, item_id in enumerate(items)
    ]


def _workbook(rows: Sequence[Row]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Laporan")
        for number, cells in enumerate([HEADERS, *(row.values() for row in rows)]):
            sheet.write_row(number, 0, cells)
    return file.getvalue()


def _intents(data: bytes, rows: Sequence[Row], officer: str) -> list[Intent]:
    """Each row with the id that its content makes, kept with it as well."""
    account = Account(username=officer, role=Role.OFFICER, agency=AGENCIES[0], region=REGION)
    intents = []
    for row, entry in zip(rows, read_reports(data).entries, strict=True):
        report = report_of(entry, account, AGENCIES[0], datetime.now(UTC))
        intents.append(Intent("report", report.report_id, row["item_id"], "spreadsheet", dict(row)))
        row["id"] = report.report_id
    return intents


def _hidden(page: httpx.Response) -> dict[str, str]:
    """The key of the page's forms, and what was seen on it."""
    found = dict(HIDDEN.findall(page.text))
    return {name: found[name] for name in (FORM_KEY, "terlihat") if name in found}
