"""A letter to the council and what it is made from, made up."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from contracts import CalendarPublished, StatusChanged
from contracts.calendar import Period, PeriodKind, PeriodRule
from contracts.words import DecisionAction, Kind, Pillar, Status
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.plans import NOON, a_plan
from tracker.council.changes import Moved, Replanned
from tracker.council.s_curve import CurvePoint
from tracker.decisions.decision import Decision, DecisionAct, Subject, Wording
from tracker.decisions.query import DecisionFilter
from tracker.items.item import Item
from tracker.letters.letter import LetterFacts
from tracker.letters.letter_days import LetterWeek
from tracker.letters.letter_rows import WeekRows
from tracker.periods.service_level import Measures
from tracker.plan.differences import PlanDifference
from tracker.programme.agenda import agenda
from tracker.programme.programme import read_programme
from tracker.summary.sums import Sums

CALENDAR = CalendarPublished(
    region="kukar",
    version=1,
    time_zone="Asia/Makassar",
    begins=date(2026, 1, 1),
    periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=10),),
)
NAMES = {"DINKES": "Dinas Kesehatan", "DLHK": "Dinas Lingkungan Hidup"}
WEEK = LetterWeek("2026-W25")
SINCE = NOON - timedelta(days=7)


def sums(late: int = 1, **other: Any) -> Sums:
    told = {
        "items": 4 + late,
        "by_status": Counter({"on_track": 3, "cancelled": 1, "late": late}),
        "weight": 10.0,
        "weight_done": 4.0,
        "weight_done_is_signed": 3.0,
        "weight_done_proven": 1.0,
        "weight_planned": 5.5,
        "budget": 1_000_000_000,
        "budget_realised": 250_000_000,
        "figures_old": 2,
        "heard_at": NOON - timedelta(hours=3),
        **other,
    }
    return Sums(**told)


def late_item(number: int = 1, **other: Any) -> Item:
    told = {"item_id": f"QW-{number}", "due": date(2026, 6, 1), **other}
    return replace(Item(a_plan(**told)), status=Status.LATE)


def moved(number: int, was: Status, now: Status, kind: Kind = Kind.ACTION) -> Moved:
    changed = StatusChanged(
        item_id=f"A-{number}",
        seq=2,
        **{"from": was, "to": now},
        rule="uji/uji",
        at=NOON - timedelta(days=1),
        since=NOON - timedelta(days=1, minutes=number),
        planned_percent=50.0,
        actual_percent=20.0,
        deviation=-30.0,
        region="kukar",
        time_zone="Asia/Makassar",
        pillar=Pillar.LIVING,
        kind=kind,
        title=f"Kegiatan {number}",
        agency="DLHK",
        due=date(2026, 6, 1),
    )
    return Moved(f"A-{number}", was, changed)


def replanned(item_id: str, before: str, after: str, at: datetime = NOON) -> Replanned:
    return Replanned(item_id, "Digeser", "DLHK", at, [PlanDifference("due", before, after)])


def decision(
    number: int = 1, *, due: date = date(2026, 6, 10), words: str = "Percepat"
) -> Decision:
    subject = Subject("kukar", "Asia/Makassar", "DLHK", "Bank sampah", "A-1")
    wording = Wording(words, "DLHK", due, date(2026, 6, 9))
    act = DecisionAct(DecisionAction.DECIDED, "bappeda", NOON - timedelta(days=2))
    return Decision("d-1", subject, wording, (act,))


def facts(**other: Any) -> LetterFacts:
    told: dict[str, Any] = {
        "calendar": CALENDAR,
        "region_name": "Kutai Kartanegara",
        "week": WEEK,
        "since": SINCE,
        "last": None,
        "behind_minutes": 0,
        "overview": an_overview(
            groups={
                ("living", "DINKES", "quick_win"): sums(),
                ("environment", "DLHK", "action"): sums(late=0),
            },
            worst=[late_item()],
            curve=[
                CurvePoint(date(2026, 5, 31), 40.0, 33.0, 20.0),
                CurvePoint(date(2026, 6, 15), 55.0, 40.0, 25.0),
                CurvePoint(date(2026, 12, 31), 100.0, None),
            ],
            to_look_at=4,
            decisions=Counter({DecisionFilter.OPEN: 2, DecisionFilter.OVERDUE: 1}),
        ),
        "rows": WeekRows(
            moved=[moved(1, Status.ON_TRACK, Status.LATE), moved(2, Status.LATE, Status.DONE)],
            replanned=[replanned("A-9", "2026-06-30", "2026-09-30")],
            decided=[decision()],
            overdue=[decision()],
        ),
        "period": Period.of(PeriodKind.MONTH, date(2026, 5, 1)),
        "measures": {"DINKES": Measures(4, 4, 4), "DLHK": Measures(6, 2, 1)},
        "agenda": agenda(read_programme(), CALENDAR, (), date(2026, 6, 15)),
        "names": NAMES,
        "rules": RULES,
        "versions": [RULES.version, "bukti-1"],
        **other,
    }
    return LetterFacts(**told)
