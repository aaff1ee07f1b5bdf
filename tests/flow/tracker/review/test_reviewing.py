"""Reports reviewed over a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished, ProgressReviewed
from contracts.account import Account, Role
from contracts.calendar import PeriodKind, PeriodRule, ReviewStep
from contracts.words import ReviewAction
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.evidence.proof import read_proof_rules
from tracker.forecast.forecast import Forecast, Why, of_item
from tracker.forecast.forecast_rules import read_forecast_rules
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.pages.repository import TaskPageRepository
from tracker.periods.repository import PeriodRepository
from tracker.reporting.repository import ReportRepository
from tracker.review.counting import Counting
from tracker.review.documents import counting_marks
from tracker.review.repository import ReviewRepository
from tracker.review.service import Done, Reviews, Wanted
from tracker.summary.repository import SummaryRepository

VERIFIED, SIGNED = ReviewStep.VERIFIED, ReviewStep.SIGNED
PASSED, RETURNED, TAKEN_BACK = ReviewAction


def who(role: Role, name: str, agency: str = "DINKES") -> Account:
    return Account(username=name, role=role, region="kukar", agency=agency)


KABID, KEPALA = who(Role.VERIFIER, "kabid"), who(Role.HEAD, "kepala")
PPTK = who(Role.OFFICER, "petugas")


@dataclass
class Office:
    database: Database
    clock: FixedClock
    items: Items
    reviews: Reviews
    periods: PeriodRepository
    counting: Counting
    done: list[Done] = field(default_factory=list)

    async def reports(
        self,
        *percents: float,
        item_id: str = "A",
        day: date = date(2026, 5, 1),
        days_apart: int = 1,
        **more: Any,
    ) -> list[str]:
        """Reports from a day on, so many days apart, by their keys."""
        made = [
            a_report(
                report_id=f"{item_id}-{percent}",
                item_id=item_id,
                as_of=day + timedelta(days=number * days_apart),
                physical_percent=percent,
                **more,
            )
            for number, percent in enumerate(percents)
        ]
        for outcome in await self.items.record(made):
            assert not outcome.faults, outcome.faults
        return [one.report_id for one in made]

    async def act(self, account: Account, *wanted: Wanted) -> list[str]:
        """The state of each, or the code of its refusal."""
        self.clock.advance(timedelta(hours=1))
        done = await self.reviews.act(account, wanted)
        self.done += done
        return [one.fault.code if one.fault else one.standing.state for one in done]

    async def returned(self, account: Account) -> list[tuple[str, str]]:
        """The reports that were returned to the account's agency, with the words."""
        pages = TaskPageRepository(ItemRepository(self.database))
        tasks = await pages.tasks(ItemQuery(account.scope), None, 10, returned_most=9)
        return [(row["_id"], row["review"]["act"]["words"]) for row, _ in tasks.returned]

    async def weights(self) -> tuple[float, float, float]:
        """Of one item of weight 1 the progress as recorded, as verified, as signed, in percent."""
        summaries = SummaryRepository(self.database, read_proof_rules())
        (sums,) = (await summaries.counted(ItemQuery(), (), self.clock.now())).values()
        done = (sums.weight_done, sums.weight_done_verified, sums.weight_done_signed)
        recorded, verified, signed = (round(one * 100, 3) for one in done)
        return recorded, verified, signed

    async def events(self) -> list[ProgressReviewed]:
        rows = self.database["outbox"].find({"topic": ProgressReviewed.topic})
        events = [event async for row in rows for event in row["events"]]
        return [ProgressReviewed.model_validate_json(event["value"]) for event in events]


def wants(
    key: str,
    step: ReviewStep = VERIFIED,
    action: ReviewAction = PASSED,
    number: int = 1,
    words: str = "",
) -> Wanted:
    return Wanted(key, action, step, number, words)


@pytest.fixture
async def office(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    database = Database(mongodb_uri, f"reviews_{abs(hash(request.node.name))}")
    clock, outbox = FixedClock(NOON), Outbox(database)
    periods = PeriodRepository(database)
    items = tracking(database, clock, outbox, periods.counts_from)
    rows = ReviewRepository(database)
    reviews = Reviews(
        database=database, reviews=rows, periods=periods, items=items, outbox=outbox, clock=clock
    )
    item_rows = ItemRepository(database)
    counting = Counting(
        database=database,
        items=items,
        item_rows=item_rows,
        reviews=rows,
        periods=periods,
        clock=clock,
    )
    made = Office(database, clock, items, reviews, periods, counting)
    await ItemRepository(database).prepare()
    await periods.prepare()
    await rows.prepare()
    await items.replan([a_plan(item_id="A")])
    yield made
    database.close()


async def test_a_report_is_verified_and_signed_and_each_sum_says_so(office: Office) -> None:
    (first, second) = await office.reports(30, 45)
    assert await office.weights() == (45.0, 0.0, 0.0)
    assert await office.act(KABID, wants(first), wants(second)) == ["verified", "verified"]
    assert await office.weights() == (45.0, 45.0, 0.0)
    assert await office.act(KEPALA, wants(first, SIGNED)) == ["signed"]
    assert await office.weights() == (45.0, 45.0, 30.0)
    assert await office.act(KEPALA, wants(first, SIGNED, TAKEN_BACK, 2)) == ["verified"]
    assert await office.weights() == (45.0, 45.0, 0.0)
    assert await office.act(KABID, wants(second, VERIFIED, TAKEN_BACK, 2)) == ["recorded"]
    assert await office.weights() == (45.0, 30.0, 0.0)


async def test_every_act_is_told_once_however_often_it_is_sent(office: Office) -> None:
    (key,) = await office.reports(30)
    for _ in range(3):
        assert await office.act(KABID, wants(key)) == ["verified"]
    assert await office.act(KABID, wants(key), wants(key)) == ["verified"] * 2
    (event,) = await office.events()
    assert (event.report_id, event.step, event.number) == (key, VERIFIED, 1)
    assert (event.action, event.reviewed_by) == (PASSED, "kabid")
    stored = await office.database["reviews"].find({}).to_list(None)
    assert [row["_id"] for row in stored] == [f"{key}/verified/1"]


async def test_who_may_not_is_refused_and_the_others_of_the_list_are_done(office: Office) -> None:
    (mine,) = await office.reports(30, submitted_by="kabid")
    await office.items.replan([a_plan(item_id="B", agency="DLHK")])
    (theirs,) = await office.reports(20, item_id="B", agency="DLHK")
    (good,) = await office.reports(50)
    states = await office.act(
        KABID, wants(mine), wants(theirs), wants("none"), wants(good), wants(good, SIGNED)
    )
    assert states == [
        *("own-report", "no-such-report", "no-such-report", "verified", "other-reviewer")
    ]
    assert await office.act(KEPALA, wants(good, number=2)) == ["review-changed"]
    with pytest.raises(Problem) as refused:
        await office.act(PPTK, wants(good))
    assert refused.value.status == 403


async def test_a_returned_report_waits_for_the_officer_and_its_correction_starts_anew(
    office: Office,
) -> None:
    (key,) = await office.reports(60)
    assert await office.act(KABID, wants(key, action=RETURNED)) == ["missing"]
    said = wants(key, action=RETURNED, words="foto belum ada")
    assert await office.act(KABID, said) == ["returned"]
    assert await office.returned(PPTK) == [(key, "foto belum ada")]
    assert await office.returned(who(Role.OFFICER, "lain", "DLHK")) == []
    assert await office.act(KABID, wants(key)) == ["review-changed"]
    await office.items.record([a_report(report_id="c", item_id="A", corrects=key)])
    assert await office.returned(PPTK) == []
    assert await office.act(KABID, wants(key, action=TAKEN_BACK, number=2)) == ["corrected-report"]
    step, waiting = await office.reviews.waiting(KABID, 10)
    assert (step, [one["_id"] for one in waiting]) == (VERIFIED, ["c"])


async def test_what_waits_is_listed_for_whose_step_it_is(office: Office) -> None:
    keys = await office.reports(10, 20, 30)
    await office.items.replan([a_plan(item_id="B", agency="DLHK")])
    await office.reports(20, item_id="B", agency="DLHK")
    assert [one["_id"] for one in (await office.reviews.waiting(KABID, 10))[1]] == keys
    assert await office.reviews.waiting(KEPALA, 10) == (SIGNED, [])
    await office.act(KABID, wants(keys[1]))
    assert [one["_id"] for one in (await office.reviews.waiting(KABID, 1))[1]] == [keys[0]]
    assert [one["_id"] for one in (await office.reviews.waiting(KEPALA, 10))[1]] == [keys[1]]
    assert await office.reviews.waiting(PPTK, 10) == (None, [])


async def test_what_somebody_else_has_to_review_does_not_fill_the_list(office: Office) -> None:
    await office.reports(10, 20, submitted_by="kabid")
    (good,) = await office.reports(30)
    assert [one["_id"] for one in (await office.reviews.waiting(KABID, 1))[1]] == [good]
    await office.act(KABID, wants(good))
    assert [one["_id"] for one in (await office.reviews.waiting(KEPALA, 9))[1]] == [good]
    promoted = who(Role.HEAD, "kabid")
    assert await office.reviews.waiting(promoted, 9) == (SIGNED, [])


async def test_an_account_without_a_region_reviews_for_its_agency(office: Office) -> None:
    (key,) = await office.reports(30)
    agency = {"_id": "DINKES", "region": "kukar", "name": "Dinas Kesehatan", "version": 1}
    await office.database["agencies"].insert_one(agency)
    everywhere = KABID.model_copy(update={"region": None})
    step, rows = await office.reviews.waiting(everywhere, 9)
    assert (step, [one["_id"] for one in rows]) == (VERIFIED, [key])
    said = wants(key, action=RETURNED, words="foto belum ada")
    assert await office.act(everywhere, said) == ["returned"]
    officer = PPTK.model_copy(update={"region": None})
    assert await office.returned(officer) == [(key, "foto belum ada")]


async def test_what_was_verified_waits_for_the_signature_where_only_that_is_in_use(
    office: Office,
) -> None:
    (new, verified) = await office.reports(10, 20)
    await office.act(KABID, wants(verified))
    calendar = counting_from(ReviewStep.RECORDED, 1).model_copy(update={"steps": (SIGNED,)})
    await office.periods.save_calendar(calendar, None)
    step, rows = await office.reviews.waiting(KEPALA, 9)
    assert (step, [one["_id"] for one in rows]) == (SIGNED, [new, verified])
    assert await office.reviews.waiting(KABID, 9) == (None, [])


async def test_a_report_is_reviewed_by_the_id_that_its_agency_gave_it(office: Office) -> None:
    """Another agency may have used the same id before."""
    await office.items.replan([a_plan(item_id="B", agency="DLHK")])
    for item_id, agency in (("B", "DLHK"), ("A", "DINKES")):
        report = a_report(report_id="2026-05", item_id=item_id, agency=agency)
        (outcome,) = await office.items.record([report])
        assert not outcome.faults
    done = await office.reviews.act(KABID, [wants("2026-05")])
    assert [(one.wanted.key, one.fault) for one in done] == [("2026-05", None)]
    shown = await office.reviews.shown(KABID, "2026-05")
    assert shown is not None
    assert shown.standing.state == "verified"
    (event,) = await office.events()
    assert (event.agency, event.report_id, event.item_id) == ("DINKES", "2026-05", "A")


async def test_the_regions_calendar_says_which_steps_there_are(office: Office) -> None:
    (key,) = await office.reports(30)
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5)
    calendar = CalendarPublished(
        region="kukar",
        version=1,
        time_zone="Asia/Makassar",
        begins=date(2026, 1, 1),
        periods=(rule,),
        steps=(SIGNED,),
    )
    await office.periods.save_calendar(calendar, None)
    assert await office.act(KABID, wants(key)) == ["review-changed"]
    assert await office.act(KEPALA, wants(key, SIGNED)) == ["signed"]
    assert await office.weights() == (30.0, 30.0, 30.0)


async def test_two_who_act_at_once_leave_one_act(office: Office) -> None:
    keys = await office.reports(*range(1, 21))
    colleague = who(Role.VERIFIER, "kabid.lain")
    wanted = [wants(key) for key in keys]
    both = await asyncio.gather(
        office.reviews.act(KABID, wanted), office.reviews.act(colleague, wanted)
    )
    assert await office.database["reviews"].count_documents({}) == 20
    refused = [one for done in both for one in done if one.fault]
    assert {one.fault.code for one in refused if one.fault} == {"review-changed"}
    assert len(refused) == 20
    assert (await office.weights())[1] == 20.0
    assert len(await office.events()) == 20


async def test_reports_that_arrive_while_others_are_reviewed_change_no_review(
    office: Office,
) -> None:
    keys = await office.reports(*range(1, 31))
    await asyncio.gather(
        office.reviews.act(KABID, [wants(key) for key in keys]),
        *(office.reports(40 + n, submitted_at=NOON + timedelta(minutes=n)) for n in range(10)),
    )
    assert (await office.weights())[1] == 30.0


async def test_a_correction_counts_for_a_step_only_once_it_passed_it(office: Office) -> None:
    (key,) = await office.reports(60)
    await office.act(KABID, wants(key))
    correction = a_report(
        report_id="c", item_id="A", corrects=key, physical_percent=50.0, as_of=date(2026, 5, 1)
    )
    await office.items.record([correction])
    assert await office.weights() == (50.0, 60.0, 0.0)
    await office.act(KABID, wants("c"))
    assert await office.weights() == (50.0, 50.0, 0.0)


def counting_from(step: ReviewStep, version: int) -> CalendarPublished:
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5)
    return CalendarPublished(
        region="kukar",
        version=version,
        time_zone="Asia/Makassar",
        begins=date(2026, 1, 1),
        periods=(rule,),
        counts_from=step,
    )


async def stands(office: Office, item_id: str = "A") -> tuple[str, float]:
    """Status and percent of an item."""
    item = await ItemRepository(office.database).item(item_id)
    assert item is not None
    assert item.status is not None
    return item.status.value, item.progress.actual_percent


async def test_where_reports_count_from_verification_unverified_ones_change_nothing(
    office: Office,
) -> None:
    """And the region's choice holds for what was recorded before, and can be taken back."""
    (first,) = await office.reports(45)
    assert await stands(office) == ("on_track", 45.0)
    await office.periods.save_calendar(counting_from(VERIFIED, 1), None)
    assert await office.counting.apply() == 1
    assert await office.counting.apply() == 0
    assert await stands(office) == ("critical", 0.0)
    (second,) = await office.reports(90, submitted_at=NOON)
    await office.items.replan([a_plan(item_id="B")])
    await office.reports(80, item_id="B")
    assert await stands(office) == ("critical", 0.0)
    assert (await stands(office, "B"))[1] == 0.0
    await office.act(KABID, wants(first))
    assert await stands(office) == ("on_track", 45.0)
    await office.act(KABID, wants(first, VERIFIED, TAKEN_BACK, 2), wants(second))
    assert (await stands(office))[1] == 90.0
    await office.act(KABID, wants(second, VERIFIED, TAKEN_BACK, 2))
    assert await stands(office) == ("critical", 0.0)
    history = await ItemRepository(office.database).history_of("A", 20)
    assert [one["seq"] for one in history] == list(range(len(history), 0, -1))
    await office.database["calendars"].delete_many({})
    assert await office.counting.apply() == 2
    assert (await stands(office))[1] == 90.0
    assert (await stands(office, "B"))[1] == 80.0


async def test_a_returned_report_says_nothing_of_the_end_where_reports_count_from_verification(
    office: Office,
) -> None:
    """One that was returned at signing has passed verification, and counts for it."""
    await office.periods.save_calendar(counting_from(VERIFIED, 1), None)
    assert await office.counting.apply() == 1
    first, second, third, fourth = await office.reports(
        *(1, 3, 5, 20), day=date(2026, 3, 1), days_apart=28
    )
    assert await ahead(office) is Why.TOO_FEW
    await office.act(KABID, wants(first), wants(second), wants(third))
    verified = await ahead(office)
    assert isinstance(verified, Forecast)
    assert verified.taken.reports == 3

    said = wants(fourth, action=RETURNED, words="foto belum ada")
    assert await office.act(KABID, said) == ["returned"]
    assert await ahead(office) == verified
    assert await office.act(KABID, wants(fourth, action=TAKEN_BACK, number=2)) == ["recorded"]
    assert await office.act(KABID, wants(fourth, number=3)) == ["verified"]
    faster = await ahead(office)
    assert isinstance(faster, Forecast)
    assert (faster.taken.reports, faster.taken.last) == (4, date(2026, 5, 24))
    assert faster.year_end > verified.year_end
    said = wants(fourth, SIGNED, RETURNED, words="nomor surat belum ada")
    assert await office.act(KEPALA, said) == ["returned"]
    assert await ahead(office) == faster


async def ahead(office: Office) -> Forecast | Why:
    """The forecast of item A as its page and the interface make it."""
    item = await ItemRepository(office.database).item("A")
    assert item is not None
    rows = await ReportRepository(office.database).reports_of("A", 20)
    marks = counting_marks(rows, item.counts_from)
    return of_item(item, marks, date(2026, 6, 15), read_forecast_rules())


async def test_stored_reviews_keep_their_shape(office: Office) -> None:
    """Documents outlive a release."""
    (key,) = await office.reports(30)
    await office.act(KABID, wants(key, words="lengkap"))
    at = NOON + timedelta(hours=1)
    act = {
        "step": "verified",
        "number": 1,
        "action": "passed",
        "by": "kabid",
        "at": at,
        "words": "lengkap",
    }
    assert await office.database["reviews"].find_one({}) == {
        "_id": "A-30/verified/1",
        "report": "A-30",
        "item_id": "A",
        "region": "kukar",
        "agency": "DINKES",
        **act,
    }
    report = await office.database["reports"].find_one({"_id": key})
    assert report is not None
    assert report["review"] == {
        "state": "verified",
        "reached": "verified",
        "act": act,
        "numbers": {"verified": 1},
    }
    item = await office.database["items"].find_one({"_id": "A"})
    assert item is not None
    assert item["reviewed"] == {"verified": 30.0, "signed": 0.0, "at": at}
