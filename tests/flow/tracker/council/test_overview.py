"""What the council sees: the worst first, areas, and nothing beyond its scope."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chassis.clock import FixedClock
from contracts import CalendarPublished
from contracts.account import Account, Role
from contracts.calendar import Period, PeriodKind, PeriodRule
from contracts.words import Kind, Location, Partner, PartnerKind, Pillar, Status
from tests.flow.tracker.keeping import Keeping, as_of_items
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.as_of.as_of import AsOf, Basis
from tracker.council.overview import District
from tracker.council.repository import CouncilRepository
from tracker.council.s_curve import Span
from tracker.council.service import KEPT, Council
from tracker.council.year_curve import YearCurve
from tracker.decisions.repository import DecisionRepository
from tracker.funding.repository import FundingRepository
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.periods.repository import PeriodRepository
from tracker.periods.service import Level, ReportingPeriods
from tracker.status.progress import fold

TODAY = NOON.date()
MAKASSAR = ZoneInfo("Asia/Makassar")


def an_item(item_id: str, percent: float | None = None, **other: object) -> Item:
    plan = a_plan(item_id=item_id, **other)
    progress = fold([a_mark(percent, date(2026, 6, 1))] if percent is not None else [])
    return change_to(None, Item(plan, progress), NOON, RULES).after


def items() -> list[Item]:
    """Of two regions, some late, some critical, with places and partners."""
    past = {"start": date(2026, 1, 1)}
    muara = Location(kecamatan="Muara Badak", rural=True)
    college = Partner(name="Universitas Kutai Kartanegara", kind=PartnerKind.ACADEMIA)
    return [
        an_item("A-LATE-LONG", 20, kind=Kind.ACTION, due=TODAY - timedelta(days=40), **past),
        an_item("Q-LATE", 90, due=TODAY - timedelta(days=3), location=muara, **past),
        an_item("Q-LATE-LONGER", 50, due=TODAY - timedelta(days=30), **past),
        an_item("Q-CRITICAL", 5, partners=(college,), **past),
        an_item("A-CRITICAL", 5, kind=Kind.ACTION, pillar=Pillar.ECONOMY, **past),
        an_item("A-FINE", 60, kind=Kind.ACTION, agency="DISHUB", location=muara, **past),
        an_item("A-GONE", 5, kind=Kind.ACTION, cancelled=True, location=muara, **past),
        an_item("GARUT", 5, region="garut", time_zone="Asia/Jakarta", agency="GRT", **past),
    ]


def a_curve(kept: Keeping) -> YearCurve:
    return YearCurve(CouncilRepository(kept.database), FundingRepository(kept.database))


def a_council(kept: Keeping, clock: FixedClock) -> Council:
    async def none(_wanted: object, _by: object) -> dict[tuple[str, ...], int]:
        return {(): 3}

    return Council(
        past=as_of_items(kept.database, clock),
        rows=CouncilRepository(kept.database),
        year_curve=a_curve(kept),
        decisions=DecisionRepository(kept.database),
        summaries=kept.summaries,
        bands=kept.bands,
        periods=ReportingPeriods(PeriodRepository(kept.database), clock),
        to_look_at=none,
        clock=clock,
    )


def an_account(**other: str) -> Account:
    told = {"username": "dewan", "role": Role.COUNCIL, "region": "kukar", **other}
    return Account.model_validate(told)


async def test_the_worst_are_quick_wins_first_and_in_each_the_longest_late(kept: Keeping) -> None:
    await kept.holds(items())
    rows = CouncilRepository(kept.database)
    found = await rows.worst(ItemQuery(region="kukar"), 10)
    assert [item.item_id for item in found] == [
        "Q-LATE-LONGER",
        "Q-LATE",
        "Q-CRITICAL",
        "A-LATE-LONG",
        "A-CRITICAL",
    ]
    assert {item.status for item in found} == {Status.LATE, Status.CRITICAL}
    assert len(await rows.worst(ItemQuery(region="kukar"), 2)) == 2


async def test_areas_count_what_names_them_and_is_not_cancelled(kept: Keeping) -> None:
    await kept.holds(items())
    rows = CouncilRepository(kept.database)
    (one,) = await rows.districts(ItemQuery(region="kukar"), Span(2026, MAKASSAR, NOON))
    assert one[:4] == District("Muara Badak", 2, 1, 2.0, 0, 0)[:4]
    assert one.weight_done == pytest.approx(1.5)
    assert 1.0 < one.weight_planned < 2.0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 7),
        ({"partner": "academia"}, 1),
        ({"partner": "business"}, 0),
        ({"district": "Muara Badak"}, 3),
        ({"rural": True}, 3),
        ({"rural": True, "agency": "DISHUB"}, 1),
        ({"kind": "quick_win", "pillar": "living"}, 3),
    ],
)
async def test_it_is_filtered_by_everything(
    kept: Keeping, asked: dict[str, str], found: int
) -> None:
    await kept.holds(items())
    council = a_council(kept, FixedClock(NOON))
    overview = await council.overview(an_account(), ItemQuery(**asked))  # type: ignore[arg-type]
    assert overview.total.items == found
    assert len(await kept.item_rows.page(ItemQuery(region="kukar", **asked), None, 99)) == found  # type: ignore[arg-type]
    assert (overview.to_look_at is None) == bool({"partner", "district", "rural"} & asked.keys())


async def test_nobody_sees_beyond_the_own_scope(kept: Keeping) -> None:
    await kept.holds(items())
    council = a_council(kept, FixedClock(NOON))
    for account, seen in (
        (an_account(), 7),
        (an_account(region="garut"), 1),
        (an_account(agency="DISHUB", role=Role.OFFICER), 1),
    ):
        overview = await council.overview(account, ItemQuery())
        assert overview.total.items == seen
        assert sum(s.items for s in overview.by("agency").values()) == seen
        assert {item.plan.region for item in overview.worst} <= {account.region}
        beyond = await council.overview(account, ItemQuery(region="lain"))
        assert beyond.total.items == 0
        assert beyond.curve == []


async def test_the_curve_ends_today_where_the_sums_are(kept: Keeping) -> None:
    await kept.holds(items())
    overview = await a_council(kept, FixedClock(NOON)).overview(an_account(), ItemQuery())
    total = overview.total
    (today,) = [one for one in overview.curve if one.day == overview.today]
    assert today.actual == pytest.approx(100 * total.weight_done / total.weight)
    assert today.planned == pytest.approx(100 * total.weight_planned / total.weight)
    assert today.money == pytest.approx(100 * total.budget_realised / total.budget)


async def test_it_is_read_once_for_all_who_ask_at_about_the_same_time(kept: Keeping) -> None:
    await kept.holds(items())
    clock = FixedClock(NOON)
    council = a_council(kept, clock)
    first = await council.overview(an_account(), ItemQuery())
    assert await council.overview(an_account(), ItemQuery()) is first
    assert (
        await council.overview(an_account(agency="DISHUB", role=Role.OFFICER), ItemQuery())
        is not first
    )
    clock.instant = NOON + KEPT
    assert await council.overview(an_account(), ItemQuery()) is not first


@pytest.mark.parametrize(("basis", "known_at"), [(Basis.EVENT, False), (Basis.ARRIVAL, True)])
async def test_of_a_past_day_it_says_what_has_come_on_the_period_or_what_had(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch, basis: Basis, known_at: bool
) -> None:
    await kept.holds(items())
    calendar = CalendarPublished(
        region="kukar",
        version=1,
        time_zone="Asia/Makassar",
        begins=date(2026, 1, 1),
        periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5),),
    )
    await PeriodRepository(kept.database).save_calendar(calendar, None)
    asked: list[tuple[str, datetime | None]] = []
    level_at = ReportingPeriods.level_at

    async def noted(
        self: ReportingPeriods,
        account: Account,
        calendar: CalendarPublished,
        period: Period,
        at: datetime | None,
    ) -> Level:
        asked.append((period.code, at))
        return await level_at(self, account, calendar, period, at)

    monkeypatch.setattr(ReportingPeriods, "level_at", noted)
    then = NOON - timedelta(days=60)
    council = a_council(kept, FixedClock(NOON))
    overview = await council.overview(an_account(), ItemQuery(), AsOf(then, basis))
    assert overview.reported is not None
    last = then.replace(day=1) - timedelta(days=2)
    assert asked == [(f"{last.year}-M{last.month}", then if known_at else None)]
    await kept.database["calendars"].delete_many({})
