from decimal import Decimal
from typing import Any

import pytest

from chassis.sheets.percent_column import decide, figures_in


def points(*cells: Any) -> list[Decimal]:
    figures = list(figures_in(cells))
    column = decide(figures)
    return [column.points(figure) for figure in figures]


@pytest.mark.parametrize(
    ("cells", "form", "read"),
    [
        (("5,6", "90", 100), "points", ["5.6", "90", "100"]),
        ((0.056, 0.9, 1), "fraction", ["5.6", "90", "100"]),
        ((0.056, 5.6), "points", ["0.056", "5.6"]),
        ((1, 1), "fraction", ["100", "100"]),
        ((-0.5, 0.25), "fraction", ["-50", "25"]),
        ((0, 0), None, ["0", "0"]),
        ((), None, []),
        (("5,6 %", "0,9 %"), None, ["5.6", "0.9"]),
        (("5,6 %", 0.9), "fraction", ["5.6", "90"]),
        (("0,5 %", 90), "points", ["0.5", "90"]),
        (("-", "", None, "banyak", "#DIV/0!", 0.5), "fraction", ["50"]),
    ],
)
def test_a_column_is_points_or_fractions_as_a_whole(
    cells: tuple[Any, ...], form: str | None, read: list[str]
) -> None:
    assert decide(figures_in(cells)).form == form
    assert points(*cells) == [Decimal(number) for number in read]


@pytest.mark.parametrize(
    ("cells", "doubted"),
    [
        ((90, 0.056, 1, 0), [False, True, False, False]),
        ((90, "0,5 %"), [False, False]),
        ((0.9, 0.056), [False, False]),
    ],
)
def test_a_bare_fraction_among_points_is_doubted(
    cells: tuple[Any, ...], doubted: list[bool]
) -> None:
    figures = list(figures_in(cells))
    column = decide(figures)

    assert [column.doubts(figure) for figure in figures] == doubted
