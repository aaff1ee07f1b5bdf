"""Entering many reports in one sitting is usual; entering the same for all of them is marked."""

from datetime import timedelta

import pytest

from tests.unit.tracker.plausibility.facts import RULES, said
from tracker.plausibility.sitting import Entered, sitting_marks
from tracker.plausibility.wording import mark_words

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
