"""Periods measured from what the tracker's database holds."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AgencyPublished, CalendarPublished
from contracts.account import EVERYTHING, Account, Role
from contracts.calendar import Period, PeriodKind, PeriodRule, ReviewStep
from contracts.words import Contact, ContactRole, ReviewAction
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import a_plan, a_report
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.periods.repository import PeriodRepository
from tracker.periods.service import ReportingPeriods
from tracker.periods.service_level import measured
from tracker.plan.repository import AgencyRepository
from tracker.plan_history.repository import PlanHistoryRepository
from tracker.review.repository import ReviewRepository
from tracker.review.service import Reviews, Wanted

BEGIN = datetime(2026, 9, 1, 4, tzinfo=UTC)
OCTOBER = Period.of(PeriodKind.MONTH, date(2026, 10, 1))
ALL = Account(username="dewan", role=Role.COUNCIL, region="kukar")
Counts = dict[str, tuple[int, int, int]]


def account(agency: str, role: Role = Role.OFFICER) -> Account:
    return Account(username="pptk", role=role, region="kukar", agency=agency)


def calendar(version: int = 1, **fields: Any) -> CalendarPublished:
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=10)
    known = {"time_zone": "Asia/Makassar", "begins": date(2026, 1, 1), "periods": (rule,), **fields}
    return CalendarPublished(region="kukar", version=version, **known)


@dataclass
class Office:
    """A tracker whose clock a test sets."""

    database: Database
    clock: FixedClock
    items: Items
    rows: PeriodRepository
    periods: ReportingPeriods

    async def at(self, month: int, day: int, hour: int = 4) -> None:
        self.clock.instant = datetime(2026, month, day, hour, tzinfo=UTC)

    async def plans(self, item_id: str, version: int = 1, **fields: Any) -> None:
        known = {"agency": "DINKES", "start": date(2026, 1, 1), **fields}
        await self.items.replan([a_plan(item_id=item_id, version=version, **known)])

    async def reports(
        self,
        item_id: str,
        as_of: date,
        percent: float = 40.0,
        agency: str = "DINKES",
        corrects: str = "",
    ) -> str:
        """The id of the report."""
        now = self.clock.now()
        report = a_report(
            report_id=f"{item_id}/{as_of}/{now.isoformat()}",
            item_id=item_id,
            agency=agency,
            as_of=as_of,
            submitted_at=now,
            physical_percent=percent,
            corrects=corrects,
        )
        (outcome,) = await self.items.record([report])
        assert not outcome.faults, outcome.faults
        return report.report_id

    async def counts(
        self, period: Period = OCTOBER, who: Account = ALL, on: date | None = None
    ) -> Counts:
        found = await self.periods.calendar(who, "kukar")
        level = await self.periods.level(who, found, period, on)
        return {
            agency: (one.expected, one.actual, one.on_time)
            for agency, one in measured(level.expected).items()
        }


@pytest.fixture
async def office(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    database = Database(mongodb_uri, f"periods_{abs(hash(request.node.name))}")
    clock = FixedClock(BEGIN)
    rows = PeriodRepository(database)
    items = tracking(database, clock)
    made = Office(database, clock, items, rows, ReportingPeriods(rows, clock))
    await ItemRepository(database).prepare()
    await rows.prepare()
    await made.periods.take_over([calendar()])
    yield made
    database.close()


async def test_who_has_reported_and_who_in_time(office: Office) -> None:
    for item_id in ("A", "B", "C"):
        await office.plans(item_id)
    await office.plans("D", agency="DLHK")
    await office.at(10, 20)
    await office.reports("A", date(2026, 10, 15))
    await office.at(11, 9)
    await office.reports("B", date(2026, 10, 31))
    await office.at(11, 20)
    await office.reports("C", date(2026, 10, 31))
    assert await office.counts() == {"DINKES": (3, 2, 1), "DLHK": (1, 0, 0)}


async def test_each_sees_its_own_agency_and_the_council_its_region(office: Office) -> None:
    await office.plans("A")
    await office.plans("B", agency="DLHK")
    await office.at(11, 20)
    assert await office.counts(who=account("DLHK", Role.HEAD)) == {"DLHK": (1, 0, 0)}
    elsewhere = Account(username="dewan", role=Role.COUNCIL, region="paser")
    with pytest.raises(Problem) as refused:
        await office.periods.calendar(elsewhere, "kukar")
    assert refused.value.status == 404
    everywhere = Account(username="admin", role=Role.ADMIN)
    assert await office.counts(who=everywhere) == {"DINKES": (1, 0, 0), "DLHK": (1, 0, 0)}


async def test_a_past_day_is_told_as_it_was_known_then(office: Office) -> None:
    """What came later changes neither what was expected nor what had come."""
    await office.plans("A")
    await office.plans("B")
    await office.at(10, 20)
    await office.reports("A", date(2026, 10, 15))
    await office.at(11, 3)
    was = await office.counts()
    assert was == {"DINKES": (2, 1, 1)}
    await office.at(11, 5)
    await office.plans("B", 2, agency="DLHK")
    await office.reports("A", date(2026, 9, 15), 100.0)
    await office.reports("B", date(2026, 10, 31), agency="DLHK")
    await office.at(12, 1)
    assert await office.counts() == {"DINKES": (2, 2, 2)}
    assert await office.counts(on=date(2026, 11, 3)) == was


async def test_an_item_that_was_done_before_is_no_longer_expected(office: Office) -> None:
    await office.plans("A")
    await office.at(10, 2)
    await office.reports("A", date(2026, 9, 30), 100.0)
    await office.at(11, 20)
    assert await office.counts() == {}
    september = Period.of(PeriodKind.MONTH, date(2026, 9, 1))
    assert await office.counts(september) == {"DINKES": (1, 1, 1)}


async def test_an_agency_that_gave_an_item_away_owes_what_it_had(office: Office) -> None:
    await office.plans("A")
    await office.at(11, 2)
    await office.plans("A", 2, agency="DLHK")
    await office.at(12, 20)
    assert await office.counts() == {"DINKES": (1, 0, 0)}
    november = Period.of(PeriodKind.MONTH, date(2026, 11, 1))
    assert await office.counts(november) == {"DLHK": (1, 0, 0)}
    assert await office.counts(who=account("DLHK")) == {}


async def test_items_that_came_before_the_history_was_kept_have_one(office: Office) -> None:
    await office.plans("A")
    await office.database["plan_history"].delete_many({})
    await PlanHistoryRepository(office.database).prepare()
    await office.at(11, 20)
    assert await office.counts() == {"DINKES": (1, 0, 0)}
    kept = await office.database["plan_history"].find_one({"_id": "A"})
    assert kept == {
        "_id": "A",
        "terms": [
            {
                "version": 1,
                "at": BEGIN,
                "region": "kukar",
                "agency": "DINKES",
                "start": "2026-01-01",
                "cancelled": False,
            }
        ],
    }


async def test_an_item_that_was_revised_before_the_history_was_kept_is_expected_as_ever(
    office: Office,
) -> None:
    await office.plans("A")
    await office.at(11, 20)
    await office.plans("A", 2, title="Judul baru")
    await office.database["plan_history"].delete_many({})
    await PlanHistoryRepository(office.database).prepare()
    assert await office.counts() == {"DINKES": (1, 0, 0)}


async def test_a_report_whose_day_was_put_right_counts_for_the_right_period(
    office: Office,
) -> None:
    """One whose figure was put right is no later by it; as known before it, it stood."""
    november = Period.of(PeriodKind.MONTH, date(2026, 11, 1))
    await office.plans("A")
    await office.plans("B")
    await office.at(11, 3)
    wrong_day = await office.reports("A", date(2026, 10, 31))
    wrong_figure = await office.reports("B", date(2026, 10, 31), 90.0)
    await office.at(11, 12)
    right = await office.reports("A", date(2026, 11, 2), corrects=wrong_day)
    await office.reports("B", date(2026, 10, 30), 40.0, corrects=wrong_figure)
    await office.at(12, 1)
    assert await office.counts() == {"DINKES": (2, 1, 1)}
    assert await office.counts(november) == {"DINKES": (2, 1, 1)}
    assert await office.counts(on=date(2026, 11, 11)) == {"DINKES": (2, 2, 2)}
    await office.reports("A", date(2026, 10, 29), corrects=right)
    assert await office.counts() == {"DINKES": (2, 2, 2)}
    assert await office.counts(november) == {"DINKES": (2, 0, 0)}


async def test_the_gauges_reach_back_to_a_period_whose_limit_has_passed(office: Office) -> None:
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=25, window_days=25)
    await office.periods.take_over([calendar(2, periods=(rule,))])
    for month, day in ((11, 2), (11, 20), (12, 1)):
        await office.at(month, day)
        levels = [level async for level in office.periods.levels_of_all()]
        assert levels[0].period.first == date(2026, month, 1)
        over = [level for level in levels if level.limits.on_time_until <= office.clock.now()]
        assert over == levels[-1:]


async def test_contacts_that_an_earlier_release_did_not_store_come_with_the_same_version(
    office: Office,
) -> None:
    agencies = AgencyRepository(office.database)
    contact = Contact(role=ContactRole.HEAD, name="Kepala", email="kepala@dinkes.example")
    published = AgencyPublished(
        agency="DINKES", version=3, region="kukar", name="Dinas Kesehatan", contacts=(contact,)
    )
    await agencies.save_agencies([published])
    await office.database["agencies"].update_one({}, {"$unset": {"contacts": ""}})
    await agencies.save_agencies([published, published])
    (kept,) = await agencies.agencies()
    assert [one["email"] for one in kept["contacts"]] == ["kepala@dinkes.example"]
    await agencies.save_agencies([published.model_copy(update={"name": "Lain"})])
    assert (await agencies.agencies())[0]["name"] == "Dinas Kesehatan"


async def test_a_plan_that_an_earlier_release_took_over_counts(office: Office) -> None:
    """A replica of it changed the item and not the history."""
    await office.plans("A")
    await office.at(10, 3)
    await office.plans("A", 2, agency="DLHK")
    only_first = {"$pull": {"terms": {"version": 2}}}
    await office.database["plan_history"].update_one({"_id": "A"}, only_first)
    await office.at(11, 20)
    assert await office.counts() == {"DLHK": (1, 0, 0)}


async def test_the_same_plan_again_is_kept_once(office: Office) -> None:
    await office.plans("A")
    await office.plans("A")
    await office.plans("A", 2, agency="DLHK")
    await office.plans("A", 2, agency="DLHK")
    kept = await office.database["plan_history"].find_one({"_id": "A"})
    assert kept is not None
    assert [(term["version"], term["agency"]) for term in kept["terms"]] == [
        (1, "DINKES"),
        (2, "DLHK"),
    ]


async def test_where_reports_count_from_verification_only_verified_ones_came(
    office: Office,
) -> None:
    """In time is when the officer sent it, not when the verifier found time; a past day is told
    with the reviews of that day.
    """
    await office.periods.take_over([calendar(2, counts_from="verified")])
    await office.plans("A")
    await office.at(10, 20)
    await office.reports("A", date(2026, 10, 15))
    await office.at(11, 12)
    assert await office.counts() == {"DINKES": (1, 0, 0)}
    reviews = Reviews(
        database=office.database,
        reviews=ReviewRepository(office.database),
        periods=office.rows,
        items=office.items,
        outbox=Outbox(office.database),
        clock=office.clock,
    )
    (row,) = await office.database["reports"].find().to_list(None)
    verifier = account("DINKES", Role.VERIFIER)
    wanted = Wanted(row["_id"], ReviewAction.PASSED, ReviewStep.VERIFIED, 1)
    (done,) = await reviews.act(verifier.model_copy(update={"username": "kabid"}), [wanted])
    assert done.fault is None
    await office.at(11, 20)
    assert await office.counts() == {"DINKES": (1, 1, 1)}
    assert await office.counts(on=date(2026, 11, 11)) == {"DINKES": (1, 0, 0)}
    assert await office.counts(on=date(2026, 11, 12)) == {"DINKES": (1, 1, 1)}


async def test_an_older_calendar_changes_nothing(office: Office) -> None:
    await office.periods.take_over([calendar(3, begins=date(2026, 3, 1))])
    await office.periods.take_over([calendar(2, begins=date(2026, 2, 1)), calendar(3)])
    (kept,) = await office.rows.calendars(EVERYTHING)
    assert (kept.version, kept.begins) == (3, date(2026, 3, 1))


async def test_a_calendar_wakes_at_the_end_of_each_window_and_is_counted_again(
    office: Office,
) -> None:
    counted: list[datetime] = []
    periods = ReportingPeriods(office.rows, office.clock)
    periods.on_change(lambda: counted.append(office.clock.now()))
    await office.at(10, 30)
    await periods.take_over([calendar(2)])
    woken = []
    for _ in range(4):
        wakes = await office.rows.next_wake()
        assert wakes is not None
        office.clock.instant = wakes - timedelta(milliseconds=1)
        assert await periods.tick(office.clock.now(), 10) == 0
        office.clock.instant = wakes
        assert await periods.tick(office.clock.now(), 10) == 1
        woken.append(wakes)
    days = [instant.strftime("%m-%d %H") for instant in woken]
    assert days == ["10-31 16", "11-06 16", "11-13 16", "11-30 16"]
    assert counted[1:] == woken


async def test_a_day_that_is_not_over_or_before_the_period_is_refused(office: Office) -> None:
    await office.at(11, 20)
    for day in (date(2026, 9, 30), date(2026, 11, 20), date(2027, 1, 1)):
        with pytest.raises(Problem) as refused:
            await office.counts(on=day)
        assert refused.value.status == 422


async def test_only_periods_of_the_calendar_that_have_begun_can_be_asked_for(
    office: Office,
) -> None:
    await office.at(11, 20)
    found = await office.periods.calendar(ALL, "kukar")
    assert office.periods.chosen(found, "2026-M11").code == "2026-M11"
    for code in ("2026-M12", "2026-Q4"):
        with pytest.raises(Problem) as refused:
            office.periods.chosen(found, code)
        assert refused.value.status == 404
    for code in ("2025-M12", "2027-M1", "0001-M1", "9999-M12", "9999-Y1", "oktober"):
        with pytest.raises(Problem) as refused:
            office.periods.chosen(found, code)
        assert refused.value.status == 422
        (fault,) = refused.value.faults
        assert "2026 sampai 2026" in fault.message.indonesian
        assert code in fault.message.english
    assert [one.code for one in office.periods.offered(found)][:2] == ["2026-M11", "2026-M10"]
    latest = office.periods.latest(found)
    assert latest is not None
    assert latest.code == "2026-M10"
