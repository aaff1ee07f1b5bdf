"""Entering many reports in one sitting is usual; entering the same for all of them is marked."""

import random
from datetime import timedelta

import pytest

from tests.unit.tracker.plausibility.facts import RULES, said
from tracker.plausibility.sitting import Entered, sitting_marks
from tracker.plausibility.wording import mark_words

assert RULES.same_sitting
LIMITS = RULES.same_sitting
LONG = "pekerjaan berjalan sesuai jadwal dan dilanjutkan bulan depan"
STEPS = [5.0, 5.0, 5.0, 5.0, 5.0, 5.0]
OTHER_STEPS = [1.2, 3.4, 5.0, 5.0, 7.1, 0.0]


def sitting(steps: list[float | None], *, words: str = "", apart: float = 30) -> list[Entered]:
    """Reports on as many items, so many seconds apart."""
    begun = said(6, 40.0).received_at
    return [
        Entered(
            said(
                6,
                40.0 + number,
                key=f"r-{number}",
                item_id=f"A-{number}",
                received_at=begun + timedelta(seconds=apart * number),
                words=words or f"{LONG} {number}",
            ),
            step,
        )
        for number, step in enumerate(steps)
    ]


def test_equal_steps_of_many_items_within_minutes_are_marked() -> None:
    marks = sitting_marks(sitting([*STEPS, 3.3]), RULES)
    assert sorted(marks) == [f"r-{number}" for number in range(6)]
    assert mark_words(marks["r-0"]).indonesian == (
        "6 rencana aksi sama-sama naik 5 poin, masuk dalam 10 menit"
    )


def test_the_same_words_on_many_items_within_minutes_are_marked() -> None:
    marks = sitting_marks(sitting(list(OTHER_STEPS), words=LONG), RULES)
    assert len(marks) == 6
    assert mark_words(marks["r-0"]).indonesian == (
        "6 rencana aksi berkata-kata sama, masuk dalam 10 menit"
    )


@pytest.mark.parametrize(
    "entered",
    [
        sitting(list(OTHER_STEPS)),  # months in arrears, entered in one sitting
        sitting([0.0] * 6),  # nothing moved
        sitting([None] * 6),  # the first reports
        sitting(list(STEPS), apart=600),  # an hour
        sitting(list(STEPS[:4])),  # a few
        sitting(list(OTHER_STEPS), words="lancar"),  # short words
        [one._replace(report=one.report._replace(item_id="A-1")) for one in sitting(list(STEPS))],
    ],
)
def test_a_sitting_as_usual_is_not_marked(entered: list[Entered]) -> None:
    assert sitting_marks(entered, RULES) == {}


def test_the_order_does_not_matter() -> None:
    entered = sitting([*STEPS, *OTHER_STEPS])
    assert sitting_marks(entered[::-1], RULES) == sitting_marks(entered, RULES)


def test_a_step_down_is_said_as_one() -> None:
    marks = sitting_marks(sitting([-3.0] * 5), RULES)
    assert mark_words(marks["r-0"]).indonesian == (
        "5 rencana aksi sama-sama turun 3 poin, masuk dalam 10 menit"
    )


@pytest.mark.parametrize("seed", range(20))
def test_each_is_counted_with_the_most_items_that_came_with_it(seed: int) -> None:
    chance = random.Random(seed)
    (first,) = sitting([5.0])
    reports = sorted(
        (
            first.report._replace(
                key=f"r-{number}",
                item_id=f"A-{chance.randrange(12)}",
                received_at=first.report.received_at + timedelta(minutes=chance.randrange(60)),
            )
            for number in range(40)
        ),
        key=lambda one: (one.received_at, one.key),
    )
    within = timedelta(minutes=LIMITS.minutes)
    expected: dict[str, int] = {}
    for last, end in enumerate(reports):
        those = [one for one in reports[: last + 1] if end.received_at - one.received_at <= within]
        items = len({one.item_id for one in those})
        for one in those if items >= LIMITS.items else ():
            expected[one.key] = max(expected.get(one.key, 0), items)
    assert expected
    marks = sitting_marks([Entered(one, 5.0) for one in reports], RULES)
    assert {key: mark.seen["items"] for key, mark in marks.items()} == expected


def test_many_that_are_all_alike_take_no_square_of_time() -> None:
    (first,) = sitting([5.0])
    looked = 0

    class Counting(str):
        __slots__ = ()

        def __hash__(self) -> int:
            nonlocal looked
            looked += 1
            return str.__hash__(self)

    many = [
        Entered(first.report._replace(key=Counting(f"r-{n}"), item_id=f"A-{n}"), 5.0)
        for n in range(2_000)
    ]
    assert len(sitting_marks(many, RULES)) == 2_000
    assert looked < 20 * 2_000
