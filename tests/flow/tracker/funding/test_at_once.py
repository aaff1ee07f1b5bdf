"""Two changes of the money side at once: what one reads, the other may be writing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import pytest
from openpyxl import Workbook

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.files.readers import FileReaders
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts.account import Account, Role
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import a_plan
from tests.unit.tracker.sipd.exports import realised_rows, saved, write_realisation
from tracker.council.repository import CouncilRepository
from tracker.funding.export import Answer
from tracker.funding.links import LinkService
from tracker.funding.reckoning import Reckoning
from tracker.funding.repository import FundingRepository
from tracker.funding.service import FundingService
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.plausibility.repository import MarkRepository
from tracker.reporting.repository import ReportRepository
from tracker.sipd.sipd_file import SipdFile
from tracker.sipd.workbook import read_sipd

NOW = datetime(2031, 8, 15, 4, tzinfo=UTC)
BY = Account(username="pptk", role=Role.OFFICER, region="kukar", agency="DINKES")
CODE, ITEM, OTHER = "3.27.02.2.01.0001", "A-1", "A-2"
ANSWER = {1: Answer(month=7, cumulative=True)}


def export(operasi: int) -> SipdFile:
    book = Workbook()
    write_realisation(book.active, realised_rows((900_000, 250_000), (operasi, 0)))
    return read_sipd(saved(book))


@dataclass
class Office:
    """One of several processes over one database."""

    database: Database
    items: Items
    rows: FundingRepository
    reckoning: Reckoning
    funding: FundingService
    links: LinkService

    @classmethod
    def over(cls, database: Database, now: datetime = NOW) -> "Office":
        clock = FixedClock(now)
        items, item_rows = tracking(database, clock), ItemRepository(database)
        rows = FundingRepository(database)
        reckoning = Reckoning(
            database=database,
            rows=rows,
            items=items,
            item_rows=item_rows,
            clock=clock,
            look_again=MarkRepository(database).look_again,
        )
        funding = FundingService(
            database=database,
            rows=rows,
            reckoning=reckoning,
            items=items,
            item_rows=item_rows,
            readers=cast("FileReaders[SipdFile]", None),
            trail=Trail(database, clock),
            clock=clock,
            time_zone=CouncilRepository(database).time_zone,
        )
        links = LinkService(
            database=database,
            rows=rows,
            reckoning=reckoning,
            items=items,
            item_rows=item_rows,
            trail=Trail(database, clock),
            clock=clock,
        )
        return cls(database, items, rows, reckoning, funding, links)

    async def takes(self, operasi: int) -> None:
        sent = self.funding.sent(str(operasi).encode(), "lra.xlsx", BY)
        upload = replace(sent, at=NOW + timedelta(seconds=operasi))  # the larger one was sent later
        await self.funding.take(export(operasi), upload, ANSWER, BY)

    async def spent(self, item_id: str = ITEM) -> int | None:
        item = await ItemRepository(self.database).item(item_id)
        return item.funding.spent if item and item.funding else None


@pytest.fixture
async def database(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, f"funding_{abs(hash(request.node.name)) % 10**8}")
    await Outbox(database).prepare()
    await ReportRepository(database).prepare()
    await ItemRepository(database).prepare()
    await FundingRepository(database).prepare()
    plans = [a_plan(item_id=one, start="2031-01-01", due="2031-12-31") for one in (ITEM, OTHER)]
    await tracking(database, FixedClock(NOW)).replan(plans)
    yield database
    database.close()


def first_waits_for(
    office: Office,
    name: str,
    other: Callable[[], Awaitable[Any]],
    patched: pytest.MonkeyPatch,
    after: int = 0,
) -> None:
    """After the first reading by that name of an office, or as many later, another change is made,
    and committed.
    """
    real, readings = getattr(office.rows, name), count()

    async def read(*args: Any, **more: Any) -> Any:
        found = await real(*args, **more)
        if next(readings) == after:
            await other()
        return found

    patched.setattr(office.rows, name, read)


async def test_a_link_that_comes_while_figures_are_taken_has_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Office.over(database), Office.over(database)
    await one.takes(300_000)
    first_waits_for(one, "decided_on", lambda: other.links.link({CODE: ITEM}, BY), monkeypatch)
    await one.takes(400_500)
    assert await one.spent() == 400_500


async def test_figures_that_come_while_an_item_is_linked_count(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Office.over(database), Office.over(database)
    await one.takes(300_000)
    first_waits_for(one, "figures_of", lambda: other.takes(400_500), monkeypatch)
    await one.links.link({CODE: ITEM}, BY)
    assert await one.spent() == 400_500


async def test_an_item_that_is_reckoned_while_figures_come_has_the_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Office.over(database), Office.over(database)
    await one.takes(300_000)
    await one.links.link({CODE: ITEM}, BY)
    first_waits_for(one, "figures_of", lambda: other.takes(400_500), monkeypatch)
    await one.reckoning.apply()
    assert await one.spent() == 400_500


async def test_of_two_agencies_that_fund_one_item_none_is_missed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Office.over(database), Office.over(database)
    theirs = replace_agency(BY)
    await one.takes(100_000)  # the first makes the collections, which is a conflict by itself
    link = {"code": CODE, "region": "kukar", "item_id": ITEM, "by": "uji", "at": NOW}
    for agency in ("DINKES", "DISHUB"):
        row = {"_id": f"{agency}/{CODE}", "agency": agency, **link}
        await database["funding_links"].insert_one(row)

    async def takes_as_well() -> None:
        upload = other.funding.sent(b"lain", "lra.xlsx", theirs)
        await other.funding.take(export(50), upload, ANSWER, theirs)

    first_waits_for(one, "figures_of", takes_as_well, monkeypatch, after=1)
    await one.takes(300_000)
    assert await one.spent() == 300_050


def replace_agency(account: Account) -> Account:
    return account.model_copy(update={"agency": "DISHUB", "username": "lain"})


async def test_the_same_confirmed_twice_counts_once_and_a_link_moves(database: Database) -> None:
    office = Office.over(database)
    upload = office.funding.sent(b"x", "lra.xlsx", BY)
    for _ in range(2):
        await office.funding.take(export(400_500), upload, ANSWER, BY)
    assert await database["funding_figures"].count_documents({"money": "spent"}) == 1
    assert await office.links.link({CODE: ITEM}, BY) == 1
    assert await office.links.link({CODE: ITEM}, BY) == 0
    assert (await office.spent(), await office.spent(OTHER)) == (400_500, None)
    await office.links.link({CODE: OTHER}, BY)
    assert (await office.spent(), await office.spent(OTHER)) == (None, 400_500)


@pytest.mark.parametrize(
    ("role", "agency", "links", "status"),
    [
        (Role.COUNCIL, None, {CODE: ITEM}, 403),
        (Role.ADMIN, None, {CODE: ITEM}, 403),
        (Role.OFFICER, "DISHUB", {CODE: ITEM}, 422),
        (Role.OFFICER, "DINKES", {"3.27.02.2.01.0009": ITEM}, 422),
        (Role.OFFICER, "DINKES", {CODE: "B-1"}, 422),
        (Role.OFFICER, "DINKES", {CODE: "tiada"}, 422),
        (Role.VERIFIER, "DINKES", {CODE: ITEM}, None),
    ],
)
async def test_who_may_link_what(
    database: Database, role: Role, agency: str | None, links: dict[str, str], status: int | None
) -> None:
    office = Office.over(database)
    await office.items.replan([a_plan(item_id="B-1", agency="DISHUB")])
    await office.takes(400_500)
    by = Account(username="uji", role=role, region="kukar", agency=agency)
    if status is None:
        assert await office.links.link(links, by) == 1
        return
    with pytest.raises(Problem) as refused:
        await office.links.link(links, by)
    assert refused.value.status == status
    assert await database["funding_links"].count_documents({}) == 0


async def test_a_plan_that_begins_in_another_year_is_reckoned_anew(database: Database) -> None:
    office = Office.over(database)
    await office.takes(400_500)
    await office.links.link({CODE: ITEM}, BY)
    office.items.after_commit(office.reckoning.replanned)
    await office.items.replan(
        [a_plan(item_id=ITEM, version=2, start="2030-06-01", due="2031-12-31")]
    )
    assert office.reckoning.changed.is_set()
    assert await office.reckoning.apply() == 1
    assert await office.spent() is None, "what was spent in 2030 is not known"
    assert await office.reckoning.apply() == 0


@pytest.mark.parametrize(("hour", "refused"), [(15, True), (17, False)])
async def test_a_month_begins_when_it_begins_in_the_region(
    database: Database, hour: int, refused: bool
) -> None:
    """July begins at 16:00 in UTC on the last of June."""
    office = Office.over(database, datetime(2031, 6, 30, hour, tzinfo=UTC))
    if not refused:
        await office.takes(300_000)
        return
    with pytest.raises(Problem) as problem:
        await office.takes(300_000)
    assert [one.code for one in problem.value.faults] == ["month-ahead"]
