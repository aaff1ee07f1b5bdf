"""Letters made from what the tracker's database holds: once, whoever is first."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished, CouncilLetter
from contracts.calendar import PeriodKind, PeriodRule
from contracts.words import Kind, Status
from tests.flow.tracker.council.test_changes import life, lived
from tests.flow.tracker.council.test_overview import a_council, an_account
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tracker.council.repository import CouncilRepository
from tracker.decisions.repository import DecisionRepository
from tracker.items.query import ItemQuery
from tracker.letters.content import LetterContent
from tracker.letters.documents import Wanted
from tracker.letters.letter_days import LetterWeek, read_letter_days
from tracker.letters.repository import LetterRepository
from tracker.letters.service import Letters
from tracker.periods.repository import PeriodRepository
from tracker.periods.service import ReportingPeriods
from tracker.programme.programme import read_programme
from tracker.programme.repository import DueRepository

MONDAY = datetime.fromisoformat("2026-06-15T07:00:00+08:00")
WEEK = timedelta(days=7)
CALENDAR = CalendarPublished(
    region="kukar",
    version=1,
    time_zone="Asia/Makassar",
    begins=date(2026, 1, 1),
    periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=10),),
)
COLLECTIONS = ("letters", "letter_weeks", "calendars", "decisions", "outbox")


def letters_of(kept: Keeping, clock: FixedClock, database: Database | None = None) -> Letters:
    async def drawn(_letter: CouncilLetter) -> bytes:
        return b"%PDF"

    async def behind() -> float:
        return 0.0

    database = database or kept.database
    calendars = PeriodRepository(database)
    content = LetterContent(
        council=a_council(kept, clock),
        rows=CouncilRepository(database),
        decisions=DecisionRepository(database),
        periods=ReportingPeriods(calendars, clock),
        programme=read_programme(),
        due=DueRepository(database),
        agencies=kept.agencies,
        region_names={"kukar": "Kutai Kartanegara"},
        rules=RULES,
        versions=[RULES.version],
    )
    return Letters(
        database=database,
        rows=LetterRepository(database),
        calendars=calendars,
        days=read_letter_days(),
        content=content,
        draw=drawn,
        behind=behind,
        outbox=Outbox(database),
        clock=clock,
    )


@pytest.fixture
async def clock(kept: Keeping) -> FixedClock:
    for name in COLLECTIONS:
        await kept.database[name].delete_many({})
    await LetterRepository(kept.database).prepare()
    await PeriodRepository(kept.database).save_calendar(CALENDAR, None)
    past = {"start": date(2026, 1, 1)}
    await lived(
        kept,
        life("Q-LATE", [(date(2026, 5, 10), 60.0)], due=date(2026, 6, 10), **past),
        life("A-DONE", [(date(2026, 6, 12), 100.0)], kind=Kind.ACTION, **past),
        life("A-EARLIER", [], kind=Kind.ACTION, due=date(2026, 6, 1), **past),
    )
    return FixedClock(MONDAY - timedelta(days=3))


async def published(kept: Keeping) -> Sequence[CouncilLetter]:
    rows = [row async for row in kept.database["outbox"].find()]
    values = [json.loads(event["value"]) for row in rows for event in row["events"]]
    return [CouncilLetter.model_validate(value) for value in values]


async def tick(*letters: Letters) -> None:
    for one in letters:
        await one.next_wake()
    now = letters[0]._clock.now()
    await asyncio.gather(*(one.due(now, 500) for one in letters))


async def test_its_figures_are_the_overviews_and_its_changes_those_since_the_last(
    kept: Keeping, clock: FixedClock
) -> None:
    letters = letters_of(kept, clock)
    await tick(letters)
    clock.instant = MONDAY
    await tick(letters)
    kept_letter = await LetterRepository(kept.database).letter("kukar", "2026-W25")
    assert kept_letter is not None
    letter = kept_letter.letter
    overview = await a_council(kept, clock).overview(an_account(), ItemQuery())
    assert letter.total.actual_percent == pytest.approx(
        100 * overview.total.weight_done / overview.total.weight
    )
    assert letter.quick_wins.count(Status.LATE) == 1
    assert {one.became: [row.item_id for row in one.rows] for one in letter.changes} == {
        "late": ["Q-LATE"],
        "done": ["A-DONE"],
    }
    (late,) = letter.late_quick_wins
    assert (late.item_id, late.days) == ("Q-LATE", 5)
    assert letter.period is not None
    assert (letter.period.code, letter.period.expected) == ("2026-M5", 3)
    assert letter.region_name == "Kutai Kartanegara"
    assert kept_letter.pdf == b"%PDF"


async def test_the_next_tells_nothing_twice_and_knows_the_figures_of_the_last(
    kept: Keeping, clock: FixedClock
) -> None:
    letters = letters_of(kept, clock)
    await tick(letters)
    for instant in (MONDAY, MONDAY + WEEK):
        clock.instant = instant
        await tick(letters)
    rows = LetterRepository(kept.database)
    last, first = await rows.listed("kukar", None, 9)
    assert (first.week, last.week) == ("2026-W25", "2026-W26")
    told = {row.item_id for one in last.changes for row in one.rows}
    assert "Q-LATE" not in told
    assert last.since == first.at
    assert last.before == first.total
    assert [one.week for one in await rows.listed("kukar", "2026-W26", 9)] == ["2026-W25"]


async def test_replicas_that_wake_at_once_make_one(kept: Keeping, clock: FixedClock) -> None:
    replicas = [letters_of(kept, clock) for _ in range(4)]
    await tick(*replicas)
    clock.instant = MONDAY
    await tick(*replicas)
    assert [one.week for one in await published(kept)] == ["2026-W25"]
    assert await kept.database["letters"].count_documents({}) == 1
    (wanted,) = (await LetterRepository(kept.database).wanted()).values()
    assert (wanted.week, wanted.due_at) == ("2026-W26", MONDAY + WEEK)


async def test_after_weeks_without_it_there_is_one(kept: Keeping, clock: FixedClock) -> None:
    letters = letters_of(kept, clock)
    await tick(letters)
    clock.instant = MONDAY + 3 * WEEK + timedelta(hours=30)
    replicas = [letters_of(kept, clock) for _ in range(3)]
    await tick(*replicas)
    await tick(*replicas)
    assert [one.week for one in await published(kept)] == ["2026-W28"]


async def test_what_a_region_waits_for_is_found_by_an_index(
    kept: Keeping, clock: FixedClock
) -> None:
    rows = LetterRepository(kept.database)
    week = LetterWeek("2026-W25")
    for number in range(50):
        await rows.wait(Wanted(f"daerah-{number}", week, MONDAY + WEEK, MONDAY + WEEK), None)
    plan = await kept.database["letter_weeks"].find({"wake_at": {"$lte": MONDAY}}).explain()
    assert "IXSCAN" in json.dumps(plan["queryPlanner"]["winningPlan"])
    assert await rows.due(MONDAY, 500) == []


async def test_another_process_that_was_faster_is_not_overwritten(
    kept: Keeping, clock: FixedClock
) -> None:
    rows = LetterRepository(kept.database)
    first = Wanted("paser", LetterWeek("2026-W25"), MONDAY, MONDAY)
    assert await rows.wait(first, None)
    assert not await rows.wait(first, None)
    moved = first._replace(wake_at=MONDAY + WEEK)
    assert await rows.wait(moved, first)
    assert not await rows.wait(first._replace(is_asked=True), first)
    assert (await rows.wanted())["paser"] == moved
