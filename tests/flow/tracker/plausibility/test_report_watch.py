"""The marks of recorded reports, stored over a real database."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.mongo.lease import Lease
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import EvidenceAdded
from contracts.account import EVERYTHING
from deploy.local.waiting import until
from tests.flow.plan import SOON
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.evidence.repository import EvidenceRepository
from tracker.funding.repository import FundingRepository
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository, Proof
from tracker.items.service import Items
from tracker.periods.repository import PeriodRepository
from tracker.plausibility import report_watch
from tracker.plausibility.documents import Dismissal, MarkedReport
from tracker.plausibility.mark import PlausibilityRule
from tracker.plausibility.marking import item_marks
from tracker.plausibility.report_watch import ReportWatch
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import PlausibilityRules, read_plausibility_rules
from tracker.reporting.report import Report
from tracker.reporting.repository import ReportRepository

ITEMS = 7
RULES = read_plausibility_rules()
FIRST = date(2026, 1, 20)


@dataclass
class Office:
    database: Database
    items: Items
    marks: MarkRepository

    def watch(self, rules: PlausibilityRules = RULES) -> ReportWatch:
        """One of several processes."""
        return ReportWatch(
            database=self.database,
            marks=self.marks,
            money=FundingRepository(self.database),
            periods=PeriodRepository(self.database),
            rules=rules,
            changed=asyncio.Event(),
        )

    async def looks(self, rules: PlausibilityRules = RULES) -> None:
        """Until nothing waits."""
        watch = self.watch(rules)
        while await watch.look():
            pass

    async def records(self, *reports: Report) -> None:
        outcomes = await self.items.record(reports)
        assert [one.faults for one in outcomes] == [()] * len(reports)

    async def stored(self) -> dict[str, dict[str, Any]]:
        rows = self.database["report_marks"].find({"open_count": {"$gt": 0}}, {"rev": 0})
        return {row["_id"]: row async for row in rows}

    async def open(self) -> dict[str, list[str]]:
        return {key: row["open"] for key, row in (await self.stored()).items()}

    async def forgets(self) -> None:
        for name in ("reports", "report_marks"):
            await self.database[name].delete_many({})
        await self.database["items"].delete_many({})
        self.items = tracking(self.database, FixedClock(NOON))
        await self.items.replan([a_plan(item_id=f"A-{number}") for number in range(ITEMS)])


@pytest.fixture
async def office(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    database = Database(mongodb_uri, f"marks_{abs(hash(request.node.name)) % 10**8}")
    marks = MarkRepository(database)
    await Outbox(database).prepare()
    await ReportRepository(database).prepare()
    await ItemRepository(database).prepare()
    await EvidenceRepository(database).prepare()
    await marks.prepare()
    made = Office(database, tracking(database, FixedClock(NOON)), marks)
    await made.items.replan([a_plan(item_id=f"A-{number}") for number in range(ITEMS)])
    yield made
    database.close()


def said(item: int, month: int, percent: float, **more: Any) -> Report:
    return a_report(
        **{
            "report_id": f"r-{item}-{month}",
            "item_id": f"A-{item}",
            "as_of": FIRST + timedelta(days=30 * month),
            "physical_percent": percent,
            "budget_realised": round(percent * 9_000),
            "note": f"Laporan bulan {month} tentang {item}, berjalan seperti biasa.",
            **more,
        }
    )


def year() -> list[Report]:
    """Three months of seven items that step alike in the last; one that falls, one corrected."""
    found = [said(item, 0, 3.1 + item) for item in range(ITEMS)]
    found += [said(item, 1, 7.3 + 2 * item) for item in range(ITEMS)]
    found += [said(item, 2, 12.3 + 2 * item) for item in range(ITEMS)]
    found += [said(6, 3, 2.0), said(5, 3, 90.0)]
    found += [said(5, 3, 28.0, report_id="koreksi", corrects="r-5-3")]
    return found


EXPECTED = {f"r-{item}-2": ["same-sitting"] for item in range(ITEMS)} | {"r-6-3": ["falling"]}


async def test_marks_are_stored_with_their_figures(office: Office) -> None:
    await office.records(*year()[:-1])
    await office.records(year()[-1])
    await office.looks()
    assert await office.open() == EXPECTED
    row = (await office.stored())["r-6-3"]
    assert row["marks"]["falling"]["physical"] == 2.0
    assert (row["agency"], row["region"], row["rules_version"]) == (
        "DINKES",
        "kukar",
        RULES.version,
    )


@pytest.mark.parametrize("seed", range(4))
async def test_neither_order_nor_when_was_looked_changes_the_marks(
    office: Office, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_watch, "REPORTS_MOST", 4)
    chance = random.Random(seed)
    reports = year()[:-1]
    chance.shuffle(reports)
    for report in reports:
        await office.records(report)
        if chance.random() < 0.3:
            await office.watch().look()
    await office.records(year()[-1])
    await office.looks()
    assert await office.open() == EXPECTED


ALIKE = [
    said(item, month, percent + item) for item in range(5) for month, percent in ((0, 3), (2, 8))
]


async def test_an_older_report_that_comes_later_changes_the_steps_after_it(office: Office) -> None:
    await office.records(*ALIKE)
    await office.looks()
    assert sorted(await office.open()) == [f"r-{item}-2" for item in range(5)]
    await office.records(*[said(item, 1, 4.0 + item * 1.5) for item in range(5)])
    await office.looks()
    assert await office.open() == {}


WORDS = "Pekerjaan berjalan sesuai jadwal dan dilanjutkan bulan depan."


@pytest.mark.parametrize("month", [1, 3])
async def test_a_report_that_is_corrected_to_another_month_leaves_its_sitting(
    office: Office, month: int
) -> None:
    await office.records(*[said(item, 2, 8.0 + item, note=WORDS) for item in range(5)])
    await office.looks()
    assert sorted(await office.open()) == [f"r-{item}-2" for item in range(5)]
    await office.records(said(4, month, 12.0, report_id="koreksi", corrects="r-4-2", note=WORDS))
    await office.looks()
    assert await office.open() == {}


async def dismissed(office: Office, key: str, rule: PlausibilityRule) -> None:
    async def work(unit: UnitOfWork) -> None:
        found = (await office.marks.marked([key], EVERYTHING, unit))[key]
        mark = found.mark(rule)
        assert mark
        how = Dismissal("kabid", NOON, "sudah dilihat", mark.seen, found.version, mark.limits)
        office.marks.dismiss(unit, with_dismissals(found, {**found.dismissed, rule: how}), rule)

    await office.database.transaction(work)


def with_dismissals(marked: MarkedReport, done: dict[PlausibilityRule, Dismissal]) -> MarkedReport:
    return replace(marked, dismissed=done)


async def test_another_version_of_the_rules_looks_again_and_keeps_what_was_dismissed(
    office: Office,
) -> None:
    await office.records(said(1, 0, 20.0), said(1, 1, 12.0), said(2, 0, 20.0), said(2, 1, 12.0))
    await office.looks()
    await dismissed(office, "r-1-1", PlausibilityRule.FALLING)
    assert await office.open() == {"r-2-1": ["falling"]}
    corridor = RULES.corridor.model_copy(update={"tolerance": 30.0}) if RULES.corridor else None
    other = RULES.model_copy(update={"version": "lain", "corridor": corridor})
    await office.looks(other)
    assert await office.open() == {"r-2-1": ["falling"]}
    found = await office.marks.marked(["r-1-1", "r-2-1"], EVERYTHING)
    assert {one.version for one in found.values()} == {"lain"}
    assert found["r-1-1"].dismissed[PlausibilityRule.FALLING].words == "sudah dilihat"
    silent = RULES.model_copy(update={"version": "diam", "falling": None})
    await office.looks(silent)
    assert await office.open() == {}
    await office.looks(other)
    assert await office.open() == {"r-2-1": ["falling"]}, "a dismissal outlives a silent version"


def a_piece(report_id: str) -> EvidenceAdded:
    return EvidenceAdded.model_validate(
        {
            "sha256": "a" * 64,
            "item_id": "A-1",
            "report_id": report_id,
            "region": "kukar",
            "agency": "DINKES",
            "kind": "photo",
            "size": 10,
            "media_type": "image/jpeg",
            "name": "foto.jpg",
            "added_by": "petugas",
            "added_at": NOON,
        }
    )


async def proves(office: Office, report_id: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        EvidenceRepository(office.database).add(unit, [a_piece(report_id)])
        ItemRepository(office.database).add_proof(unit, [Proof("A-1", [report_id], NOON)])

    await office.database.transaction(work)


async def test_evidence_takes_away_the_mark_that_asked_for_it(office: Office) -> None:
    await office.records(said(1, 0, 100.0, budget_realised=None))
    await office.looks()
    assert await office.open() == {"r-1-0": ["no-evidence"]}
    await proves(office, "r-1-0")
    await office.looks()
    assert await office.open() == {}


async def test_evidence_that_comes_while_it_is_looked_at_is_not_missed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.records(said(1, 0, 100.0, budget_realised=None))
    histories, came = office.marks.histories, list[bool]()

    async def slow(unit: UnitOfWork | None, item_ids: Any) -> Any:
        found = await histories(unit, item_ids)
        if not came:
            came.append(True)
            await proves(office, "r-1-0")
        return found

    monkeypatch.setattr(office.marks, "histories", slow)
    await office.looks()
    assert await office.open() == {}


async def test_a_round_that_fails_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.records(said(1, 0, 20.0), said(1, 1, 12.0))

    def fails(*_: object) -> None:
        raise PyMongoError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(MarkRepository, "looked_at", fails)
        with pytest.raises(PyMongoError):
            await office.watch().look()
    assert await office.open() == {}
    await office.looks()
    assert await office.open() == {"r-1-1": ["falling"]}


async def test_an_item_that_cannot_be_looked_at_does_not_hold_up_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.records(said(1, 0, 20.0), said(1, 1, 12.0), said(2, 0, 20.0), said(2, 1, 12.0))
    real = item_marks

    def broken(history: Any, *rest: Any) -> Any:
        if history.plan.item_id == "A-1":
            raise RuntimeError("a fault of the program")
        return real(history, *rest)

    monkeypatch.setattr(report_watch, "item_marks", broken)
    await office.looks()
    assert await office.open() == {"r-2-1": ["falling"]}


async def test_one_tracker_looks_at_a_time_and_another_takes_over(office: Office) -> None:
    await office.records(said(1, 0, 20.0), said(1, 1, 12.0))
    killed = Lease(office.database, "report-marks", seconds=1.0)
    assert await killed.hold()
    watch = office.watch()
    assert not await watch._is_ours()
    running = asyncio.create_task(watch.run())
    try:

        async def poked() -> bool:
            watch.recorded.set()
            return bool(await office.open())

        await until(poked, SOON, "the marks of a killed tracker's reports")
    finally:
        running.cancel()
    assert await office.open() == {"r-1-1": ["falling"]}


async def test_what_waits_is_found_by_its_index_and_a_round_is_bounded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_watch, "REPORTS_MOST", 5)
    await office.records(*year()[:-1])
    watch = office.watch()
    assert await watch.look() == 5
    await office.looks()
    found = office.database["reports"].find({"marked": {"$ne": RULES.version}}).hint("marked_1")
    plan = await found.explain()
    assert plan["executionStats"]["totalKeysExamined"] <= 2
    assert await watch.look() == 0


async def test_a_backlog_of_few_items_is_looked_at_in_one_round(office: Office) -> None:
    days = [FIRST + timedelta(days=day) for day in range(60)]
    backlog = [
        said(item, number, 5.0 + number, report_id=f"r-{item}-{number}", as_of=day)
        for number, day in enumerate(days)
        for item in range(3)
    ]
    await office.records(*backlog)
    assert await office.watch().look() == len(backlog)


async def test_a_round_is_small_while_reports_come_fast(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_watch, "REPORTS_BUSY", 5)
    reports = [said(item, month, 3.0 + month) for item in range(ITEMS) for month in range(9)]
    watch, rounds, really = office.watch(), list[int](), office.marks.looked_at

    def noted(unit: UnitOfWork, keys: Any, version: str) -> None:
        rounds.append(len(keys))
        really(unit, keys, version)

    monkeypatch.setattr(office.marks, "looked_at", noted)
    watch.after_commit(await office.items.record(reports), (), NOON)
    running = asyncio.create_task(watch.run())
    try:

        async def looked() -> bool:
            return bool(rounds)

        await until(looked, SOON, "a round")
    finally:
        running.cancel()
    assert rounds[0] == 5


@pytest.mark.parametrize(("name", "most"), [("ITEMS_MOST", 3), ("SITTINGS_MOST", 1)])
async def test_a_round_is_bounded_by_items_and_sittings_too(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(report_watch, name, most)
    await office.records(*year()[:-1])
    await office.records(year()[-1])
    looked = await office.watch().look()
    assert 0 < looked < len(year())
    await office.looks()
    assert await office.open() == EXPECTED


async def test_no_item_is_read_twice_in_a_round_of_several_sittings(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spreadsheet in the order of its items: of one item all months, and with each its others."""
    monkeypatch.setattr(report_watch, "ITEMS_MOST", 1)
    await office.records(
        *[said(item, month, 3.0 + 5 * month) for item in range(ITEMS) for month in range(4)]
    )
    histories, asked = office.marks.histories, list[str]()

    async def noted(unit: UnitOfWork | None, item_ids: Any) -> Any:
        asked.extend(item_ids)
        return await histories(unit, item_ids)

    monkeypatch.setattr(office.marks, "histories", noted)
    assert await office.watch().look() == 4
    assert sorted(asked) == [f"A-{item}" for item in range(ITEMS)]


async def test_a_round_that_takes_the_database_too_long_is_tried_with_fewer_reports(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_watch, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(report_watch, "REPORTS_MOST", 16)
    await office.records(*year()[:-1])
    await office.records(year()[-1])
    really = office.marks.looked_at

    def slow(unit: UnitOfWork, keys: Any, version: str) -> None:
        if len(keys) > 3:
            raise PyMongoError("the transaction was given up after a minute")
        really(unit, keys, version)

    monkeypatch.setattr(office.marks, "looked_at", slow)
    running = asyncio.create_task(office.watch().run())
    try:

        async def all_looked_at() -> bool:
            return await office.open() == EXPECTED

        await until(all_looked_at, SOON, "the marks of all reports")
    finally:
        running.cancel()


async def test_open_marks_are_counted_by_agency_and_rule(office: Office) -> None:
    await office.records(*year()[:-1])
    await office.records(year()[-1])
    await office.looks()
    counts = await office.marks.open_by_rule()
    assert counts == {
        ("kukar", "DINKES", "same-sitting"): 7,
        ("kukar", "DINKES", "falling"): 1,
    }
    assert await office.marks.to_look_at(ItemQuery(), ("agency",)) == {("DINKES",): 8}
    assert await office.marks.to_look_at(ItemQuery(pillar="economy")) == {}


async def test_a_report_that_just_came_is_looked_at_before_a_backlog(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_watch, "REPORTS_MOST", 3)
    await office.records(*year()[:-1])
    watch = office.watch()
    outcomes = await office.items.record([said(1, 4, 2.0)])
    watch.after_commit(outcomes, (), NOON)
    assert await watch.look() == 3
    assert "r-1-4" in await office.open()
    await office.looks()
    row = await office.database["reports"].find_one({"marked": {"$ne": RULES.version}})
    assert row is None
