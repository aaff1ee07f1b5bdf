"""Figures of SIPD that come, go or move make and take away marks, over a real database."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from tests.flow.tracker.funding.test_at_once import BY, CODE, ITEM, OTHER, Office, database
from tests.unit.tracker.plans import a_report
from tracker.funding.repository import FundingRepository
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.report_watch import ReportWatch
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import PlausibilityRules, read_plausibility_rules

__all__ = ["database"]

RULES = read_plausibility_rules()
AT = datetime(2031, 8, 10, 4, tzinfo=UTC)
MARKED = {"r-A-1-7": ["scissors"]}


def watch(database: Database, rules: PlausibilityRules = RULES) -> ReportWatch:
    return ReportWatch(
        database=database,
        marks=MarkRepository(database),
        money=FundingRepository(database),
        periods=PeriodRepository(database),
        rules=rules,
        changed=asyncio.Event(),
    )


async def looks(database: Database) -> int:
    """Until nothing waits; how many reports were looked at."""
    looked, one = 0, watch(database)
    while number := await one.look():
        looked += number
    return looked


async def open_marks(database: Database) -> dict[str, list[str]]:
    rows = database["report_marks"].find({"open_count": {"$gt": 0}})
    return {row["_id"]: row["open"] async for row in rows}


async def waiting(database: Database) -> int:
    count = await database["reports"].count_documents({"marked": {"$ne": RULES.version}})
    return int(count)


async def reports_on(office: Office, items: Iterable[str]) -> None:
    """July's report of each, of 60 percent and without money; a plan has a million."""
    reports = [
        a_report(
            report_id=f"r-{item_id}-{month}",
            item_id=item_id,
            as_of=date(2031, month, 31),
            submitted_at=AT + timedelta(seconds=month),
            physical_percent=percent,
            budget_realised=None,
            note=f"Laporan bulan {month} tentang {item_id}, berjalan seperti biasa.",
        )
        for item_id in items
        for month, percent in ((5, 40.0), (7, 60.0))
    ]
    outcomes = await office.items.record(reports)
    assert [one.faults for one in outcomes] == [()] * len(reports)


@pytest.fixture
async def office(database: Database) -> Office:
    """Two items whose reports say no money, looked at."""
    await MarkRepository(database).prepare()
    made = Office.over(database)
    await reports_on(made, (ITEM, OTHER))
    await looks(database)
    assert await open_marks(database) == {}
    return made


async def test_figures_mark_and_a_later_file_a_link_and_a_withdrawal_take_it_away(
    office: Office,
) -> None:
    database = office.database
    await office.takes(300_000)
    await looks(database)
    assert await open_marks(database) == {}, "nothing is linked yet"
    await office.links.link({CODE: ITEM}, BY)
    await looks(database)
    assert await open_marks(database) == MARKED

    await office.takes(600_000)
    await looks(database)
    assert await open_marks(database) == {}
    (file,) = [row["file"] for row in await office.rows.files_of("DINKES", AT.year)][:1]
    await office.funding.withdraw(file, BY)
    await looks(database)
    assert await open_marks(database) == MARKED

    await office.links.link({CODE: OTHER}, BY)
    await looks(database)
    assert await open_marks(database) == {"r-A-2-7": ["scissors"]}
    await office.links.link({CODE: ""}, BY)
    await looks(database)
    assert await open_marks(database) == {}


async def test_what_is_looked_at_again_is_one_report_of_each_item_whose_money_changed(
    office: Office,
) -> None:
    await office.takes(300_000)
    assert await waiting(office.database) == 0
    await office.links.link({CODE: ITEM}, BY)
    assert await waiting(office.database) == 1
    assert await looks(office.database) == 1
    assert await office.reckoning.apply() == 0
    assert await waiting(office.database) == 0, "an hourly reckoning that changes nothing"


async def test_figures_that_come_while_an_item_is_looked_at_are_not_missed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.takes(300_000)
    await office.links.link({CODE: ITEM}, BY)
    one, came = watch(office.database), list[bool]()
    histories = one._histories.of

    async def slow(unit: UnitOfWork | None, item_ids: Any) -> Any:
        found = await histories(unit, item_ids)
        if not came:
            came.append(True)
            await office.takes(600_000)
        return found

    monkeypatch.setattr(one._histories, "of", slow)
    while await one.look():
        pass
    await looks(office.database)
    assert came
    assert await open_marks(office.database) == {}


async def test_an_item_that_is_reckoned_otherwise_is_looked_at_again(office: Office) -> None:
    await office.takes(300_000)
    await office.links.link({CODE: ITEM}, BY)
    await looks(office.database)
    await office.database["items"].update_one({"_id": ITEM}, {"$set": {"funding": None}})
    assert await office.reckoning.apply() == 1
    assert await waiting(office.database) == 1
