"""Which cells count as numbers that are left out, and their ranges."""

import pytest

from chassis.sheets.cell import Cell
from tracker.sipd.left_out import is_number, ranges_of


@pytest.mark.parametrize(
    "cell", [0, 1.5, "1.250,00", "Rp 1.000", "Rp. 5", "(250)", "-3", "12 %", " 7 ", "1" * 40]
)
def test_an_amount_as_people_write_it_is_a_number(cell: Cell) -> None:
    assert is_number(cell)


@pytest.mark.parametrize(
    "cell", [None, "", "-", "Rp", "tahun 2031", "5 ekor", True, "1" * 100_000 + "x", "1" * 41]
)
def test_a_text_is_no_number(cell: Cell) -> None:
    assert not is_number(cell)


def test_cells_are_told_as_the_fewest_ranges() -> None:
    down = [(row, 3) for row in range(4, 9)]
    along = [(20, column) for column in range(2, 7)]
    assert ranges_of(down) == ("D5:D9",)
    assert ranges_of(along) == ("C21:G21",)
    assert ranges_of([(1, 1), (5, 5)]) == ("B2", "F6")
    assert ranges_of([]) == ()
