from decimal import Decimal
from typing import Any

import pytest

from chassis.sheets.cell import UNCALCULATED, FormulaError, Percent
from chassis.sheets.percent_column import decide, figures_in
from chassis.sheets.refusal import Unreadable


def read(*cells: Any) -> list[str]:
    """The percentage of each figure; "?" where it is asked back."""
    figures = list(figures_in(cells))
    column = decide(figures)
    said = []
    for figure in figures:
        try:
            said.append(f"{column.points(figure).normalize():f}")
        except Unreadable as doubt:
            assert doubt.code == "percent-doubtful"  # noqa: PT017
            said.append("?")
    return said


@pytest.mark.parametrize(
    ("cells", "form", "percentages"),
    [
        (("5,6", "90", 100), "points", ["5.6", "90", "100"]),
        ((0.056, 0.9), "fraction", ["5.6", "90"]),
        ((-0.5, 0.25), "fraction", ["-50", "25"]),
        ((0, 0), None, ["0", "0"]),
        ((), None, []),
        (("5,6 %", "0,9 %"), None, ["5.6", "0.9"]),
        (("5,6 %", 0.9), "fraction", ["5.6", "90"]),
        (("0,5 %", 90), "points", ["0.5", "90"]),
        (("-", "", None, "banyak", "#DIV/0!", 0.5), "fraction", ["50"]),
        ((UNCALCULATED, FormulaError("Galat:502"), 0.5), "fraction", ["50"]),
    ],
)
def test_a_column_is_points_or_fractions_as_a_whole(
    cells: tuple[Any, ...], form: str | None, percentages: list[str]
) -> None:
    assert decide(figures_in(cells)).form == form
    assert read(*cells) == percentages


@pytest.mark.parametrize(
    ("cells", "percentages"),
    [
        ((Percent(56), 43, 89.5), ["56", "43", "89.5"]),
        ((Percent(0.56), 43), ["0.56", "43"]),
        ((Percent(56), 0.4), ["56", "40"]),
        ((Percent(100), Percent(1)), ["100", "1"]),
    ],
)
def test_the_format_of_a_cell_decides_for_it_before_its_column(
    cells: tuple[Any, ...], percentages: list[str]
) -> None:
    assert read(*cells) == percentages


@pytest.mark.parametrize(
    ("cells", "percentages"),
    [
        ((90, 0.056, 1, 0), ["90", "?", "1", "0"]),
        ((90, "0,5 %"), ["90", "0.5"]),
        ((1,), ["?"]),
        (("1",), ["?"]),
        ((1, 1, 0), ["?", "?", "0"]),
        ((1, 0.5, 0.25), ["?", "?", "?"]),
        (("1 %", 0.5), ["1", "?"]),
        ((Percent(0.5), 0.9), ["0.5", "?"]),
    ],
    ids=str,
)
def test_what_may_still_mean_two_things_is_asked_back(
    cells: tuple[Any, ...], percentages: list[str]
) -> None:
    assert read(*cells) == percentages


@pytest.mark.parametrize(
    ("cell", "small", "large"), [(1, "1", "100"), (0.93, "0,93", "93"), ("0,056", "0,056", "5,6")]
)
def test_both_readings_are_said(cell: Any, small: str, large: str) -> None:
    (figure,) = figures_in([cell])
    with pytest.raises(Unreadable) as doubt:
        decide([*figures_in([cell]), *figures_in([90] if cell != 1 else [])]).points(figure)

    sentence = doubt.value.fault("fisik", "C7").message
    assert f"Sel C7: {small} dapat berarti {small} % atau {large} %" in sentence.indonesian
    assert f"write {small} % or {large} %" in sentence.english


def test_zero_is_zero_in_every_column() -> None:
    assert read(0, 90, 0.0) == ["0", "90", "0"]
    assert decide(figures_in([0, 1])).points(next(iter(figures_in([0])))) == Decimal(0)
