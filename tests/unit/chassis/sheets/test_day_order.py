"""Days that are written with numbers alone."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.cell import Month
from chassis.sheets.day_order import days_within, order_in
from chassis.sheets.refusal import Unreadable


def read(*cells: Any) -> list[Any]:
    """The day of each, or the code of its refusal."""
    order = order_in(cells)
    found: list[Any] = []
    for cell in cells:
        try:
            found.append(order.read(cell))
        except Unreadable as error:
            found.append(error.code)
    return found


APRIL_THIRD, MARCH_FOURTH, OCTOBER = date(2026, 4, 3), date(2026, 3, 4), date(2026, 10, 28)
TWO_WAYS = "date-two-ways"


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2026", "28/10/2026"], [APRIL_THIRD, OCTOBER]),
        (["03/04/2026", "10/28/2026"], [MARCH_FOURTH, OCTOBER]),
        (["10-28-2026", "03-04-26", "3.4.2026 10:15"], [OCTOBER, MARCH_FOURTH, MARCH_FOURTH]),
        (["03/04/2026"], [TWO_WAYS]),
        (["Senin, 03/04/2026", "03/04/2026¹", "03-04-2026"], [TWO_WAYS] * 3),
        (["03/04/2026", "28/10/2026", "10/28/2026"], [TWO_WAYS, OCTOBER, OCTOBER]),
        (["04/04/2026", "2026-04-03", "3 April 2026"], [date(2026, 4, 4), *[APRIL_THIRD] * 2]),
        (["03/04/2026", APRIL_THIRD], [TWO_WAYS, APRIL_THIRD]),
        (["31/31/2026", "00/04/2026"], ["not-a-date", "not-a-date"]),
    ],
)
def test_one_day_decides_for_all(cells: list[Any], days: list[Any]) -> None:
    assert read(*cells) == days
    assert read(*reversed(cells)) == days[::-1]


def test_dates_beside_days_that_a_program_could_not_read_may_be_turned_around() -> None:
    assert read(APRIL_THIRD, "28/10/2026") == [TWO_WAYS, OCTOBER]
    assert read(date(2026, 4, 4), "28/10/2026") == [date(2026, 4, 4), OCTOBER]
    assert read(APRIL_THIRD, date(2026, 4, 13), "28/10/2026")[0] == APRIL_THIRD
    assert read(APRIL_THIRD, "03/04/2026", "28/10/2026")[0] == APRIL_THIRD
    assert read(Month(2026, 4, 3), "28/10/2026")[0] == "date-incomplete"


def test_both_readings_are_said() -> None:
    with pytest.raises(Unreadable) as refused:
        order_in([]).read("03/04/2026")
    message = refused.value.fault("as_of", "B2").message
    assert "3 April 2026" in message.indonesian
    assert "4 Maret 2026" in message.indonesian


def test_days_within_a_text_are_written_in_words_as_the_file_has_them() -> None:
    month_first = order_in(["10/28/2026"])

    assert days_within("3/4/2026 s.d. 10-11-26") == ["3/4/2026", "10-11-26"]
    assert month_first.in_words("3/4/2026 s.d. 28 Mei") == "4 Maret 2026 s.d. 28 Mei"
    assert order_in(["28/10/2026"]).in_words("3/4/2026") == "3/4/2026"
    with pytest.raises(Unreadable, match="date-two-ways"):
        order_in([]).in_words("3/4/2026")
