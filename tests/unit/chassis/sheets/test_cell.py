import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from chassis.sheets.cell import (
    as_json,
    cell_address,
    has_no_value,
    is_blank,
    is_error,
    one_line,
    shown,
)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0\n"])
def test_white_space_is_blank(cell: Any) -> None:
    assert is_blank(cell)
    assert not is_blank(0)
    assert not is_blank(False)


@pytest.mark.parametrize("cell", [None, "", " - ", "--", "–", "N/A", "Nihil"])
def test_the_marks_for_none_say_nothing(cell: Any) -> None:
    assert has_no_value(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "tidak"])
def test_a_nought_says_something(cell: Any) -> None:
    assert not has_no_value(cell)


@pytest.mark.parametrize("cell", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "Err:502"])
def test_a_formula_error_is_told_from_text(cell: str) -> None:
    assert is_error(cell)


@pytest.mark.parametrize("cell", ["#1 di Kaltim", "Errata", "", None, 5])
def test_text_that_begins_like_an_error_is_none(cell: Any) -> None:
    assert not is_error(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (12.0, "12"), (5.6, "5.6"), (True, "TRUE"), (" a\n\u200bb\x07 ", "a b"),
     (date(2026, 1, 5), "2026-01-05")],
)  # fmt: skip
def test_a_cell_is_shown_as_a_person_sees_it(cell: Any, text: str) -> None:
    assert shown(cell) == text


def test_control_characters_do_not_survive_on_one_line() -> None:
    assert one_line("Sanga\u2028-\x00Sanga\ufeff") == "Sanga - Sanga"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (12.0, 12), (5.6, 5.6), (True, True), (None, None), ("x", "x"),
        (date(2026, 1, 5), "2026-01-05"), (time(8, 30), "08:30:00"),
        (datetime(2026, 1, 5, 8), "2026-01-05T08:00:00"),  # noqa: DTZ001 - as sheets give it
        (timedelta(days=1), "1 day, 0:00:00"),
    ],
)  # fmt: skip
def test_a_cell_in_an_answer_is_json(cell: Any, kept: Any) -> None:
    assert as_json(cell) == kept


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_has_not_is_answered_as_text(cell: float) -> None:
    json.dumps(as_json(cell), allow_nan=False)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (0, 0, "A1"),
        (16, 9, "J17"),
        (0, 25, "Z1"),
        (1, 26, "AA2"),
        (0, 701, "ZZ1"),
        (0, 702, "AAA1"),
    ],
)
def test_an_address_is_what_a_spreadsheet_shows(row: int, column: int, said: str) -> None:
    assert cell_address(row, column) == said
