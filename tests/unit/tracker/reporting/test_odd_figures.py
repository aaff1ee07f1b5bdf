"""Codes, figures and days of reports that may be read in more than one way."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.unit.chassis.sheets.files import delimited, ods, xls, xlsx
from tests.unit.tracker.reporting.report_files import (
    AS_OF,
    CODE,
    DAY,
    HEADERS,
    PERCENT,
    faults,
    field,
    judged_alone,
    note_codes,
)
from tracker.pages.sheet_preview import TO_CHECK
from tracker.report_sheets.refused_rows import refused_reports
from tracker.reporting.workbook import Asked, read_reports


@pytest.mark.parametrize("made", [xlsx, xls, ods])
@pytest.mark.parametrize("code", [1.1, 2.1, 1.001, 10**16, -1.5])
def test_a_code_that_may_have_lost_something_as_a_number_is_refused_with_its_remedy(
    made: Any, code: float
) -> None:
    file = read_reports(made([HEADERS, [code, DAY, 45, 1, ""], ["1.10", DAY, 45, 1, ""]]))
    assert faults(file) == [("code-from-number", "A2")]
    assert "A2" in file.entries[0].faults[0].message.indonesian
    assert "teks" in file.entries[0].faults[0].message.indonesian
    assert file.entries[1].fields["item_id"] == "1.10"
    again = read_reports(refused_reports(judged_alone(file)))
    assert faults(again) == [("code-from-number", "A2")]


def test_a_whole_number_is_a_code_and_a_day_is_none() -> None:
    file = read_reports(xlsx([HEADERS, [1001, DAY, 45, 1, ""], [DAY, DAY, 45, 1, ""]]))
    assert field(file, "item_id") == ["1001", None]
    assert faults(file) == [("not-text", "A3")]


def test_the_code_of_an_item_told_for_a_whole_sheet_is_a_text() -> None:
    asked = Asked(said={"Lembar 1": {"item_id": "1.1"}})
    file = read_reports(xlsx([[AS_OF, PERCENT], [DAY, 45]]), asked=asked)
    assert (faults(file), field(file, "item_id")) == ([], ["1.1"])


POINTS: list[tuple[list[Any], str]] = [
    (["RA-9", DAY, "12.5", None, ""], "percent"),
    (["RA-9", DAY, 45, "1,250.50", ""], "money"),
    (["RA-9", DAY, 45, "1250.5", ""], "money"),
]


@pytest.mark.parametrize(("row", "where"), POINTS)
@pytest.mark.parametrize("made", [delimited, xlsx, xls])
def test_a_group_after_a_point_is_doubted_where_a_point_is_a_decimal_mark_elsewhere(
    row: list[Any], where: str, made: Any
) -> None:
    day = DAY.isoformat()
    rows: list[list[Any]] = [
        HEADERS,
        ["RA-1", day, 45, "3.125", ""],
        ["RA-2", day, 46, "3.125.000", ""],
        row,
    ]
    row[1] = day
    file = read_reports(made(rows))
    assert faults(file) == [("ambiguous-number", "D2")]
    message = file.entries[0].faults[0].message.indonesian
    assert "3,125" in message
    assert "3125" in message
    assert field(file, "budget_realised")[1] == 3_125_000
    data = refused_reports(judged_alone(file))
    assert len(read_reports(data).entries) == 1
    assert read_reports(data).entries[0].faults


def test_the_point_may_stand_on_another_sheet() -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, money in (("Satu", "3.125"), ("Dua", "12.5")):
        page = book.create_sheet(name)
        for cells in (HEADERS, [f"RA-{name}", "31 Oktober 2026", 45, money, ""]):
            page.append(cells)
    out = io.BytesIO()
    book.save(out)
    assert faults(read_reports(out.getvalue())) == [("ambiguous-number", "D2")]


@pytest.mark.parametrize("other", ["12,5", "1.250", "1.250.000,50", "ver. 2.5", 12.5])
def test_without_a_decimal_point_a_point_groups(other: Any) -> None:
    rows: list[list[Any]] = [
        HEADERS,
        ["RA-1.5", DAY, 45, "3.125", "2.5 km"],
        ["RA-2", DAY, 46, other, "12.5"],
    ]
    assert field(read_reports(xlsx(rows)), "budget_realised")[0] == 3_125


def test_of_people_too() -> None:
    rows: list[list[Any]] = [[*HEADERS, "Penerima Manfaat"], ["RA-1", DAY, "12.5", 1, "", "3.125"]]
    assert faults(read_reports(xlsx(rows))) == [("ambiguous-number", "F2")]


def test_the_days_of_a_file_are_read_in_one_order() -> None:
    rows: list[list[Any]] = [[*HEADERS[:3]], ["RA-1", "03/04/2026", 45], ["RA-2", "10/28/2026", 46]]
    file = read_reports(delimited(rows))
    assert field(file, "as_of") == [date(2026, 3, 4), date(2026, 10, 28)]
    (told,) = (note for note in file.notes if note.code == "days-month-first")
    assert "10/28/2026" in told.message.indonesian
    assert told.code in TO_CHECK
    rows[2][1] = "28/10/2026"
    file = read_reports(delimited(rows))
    assert field(file, "as_of") == [date(2026, 4, 3), date(2026, 10, 28)]
    assert "days-month-first" not in note_codes(file)


def test_a_day_that_can_be_read_both_ways_is_asked_back_and_stays_so() -> None:
    for rows in (
        [["RA-1", "03/04/2026", 45]],
        [["RA-1", date(2026, 4, 3), 45], ["RA-2", "28/10/2026", 45]],
        [["RA-1", "03/04/2026 s.d. 05/06/2026", 45]],
    ):
        file = read_reports(xlsx([HEADERS[:3], *rows]))
        assert faults(file)[0][1] == "B2"
        again = read_reports(refused_reports(judged_alone(file)))
        assert [fault.field for fault in again.entries[0].faults] == ["as_of"]


def test_a_day_told_for_a_whole_sheet_is_written_day_first() -> None:
    asked = Asked(said={"CSV": {"as_of": "03/04/2026"}})
    file = read_reports(delimited([[CODE, PERCENT], ["RA-1", 45]]), asked=asked)
    assert field(file, "as_of") == [date(2026, 4, 3)]


@pytest.mark.parametrize(
    ("period", "read"),
    [
        ("1 s.d. 31 Oktober 2026", DAY),
        ("1 s.d. 31/10/2026", DAY),
        ("Oktober 2026", DAY),
        ("1 s.d. 5/6/2026", None),
    ],
)
def test_a_period_is_read_where_its_days_can_be_read_one_way(
    period: str, read: date | None
) -> None:
    file = read_reports(xlsx([HEADERS[:3], ["RA-1", period, 45]]))
    assert field(file, "as_of") == [read]
    file = read_reports(xlsx([HEADERS[:3], ["RA-1", period, 45], ["RA-2", "28/10/2026", 45]]))
    assert field(file, "as_of")[0] == (read or date(2026, 6, 5))
