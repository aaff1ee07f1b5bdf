"""A sheet of reports, as agencies keep it."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.files.frames import HEAD, framed, unframed
from chassis.sheets.refusal import FileRefused
from tests.unit.chassis.sheets.files import delimited, xls, xlsx
from tracker.reporting.workbook import ReportFile, read_reports

HEADERS = [
    "Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)", "Keterangan", "Kendala",
    "Tindak Lanjut", "Kategori Kendala", "Penerima Manfaat (orang)", "Foto",
]  # fmt: skip
FIELDS = [
    "item_id", "as_of", "physical_percent", "budget_realised", "note", "obstacle", "follow_up",
    "obstacle_category", "people_reached",
]  # fmt: skip


def row(**cells: Any) -> list[Any]:
    """A report in which nothing is wrong, but for the given fields."""
    said = ["lancar", "hujan", "tenda", "cuaca", 250, "a.jpg"]
    usual = ["RA-001", date(2026, 11, 20), 45, 1_000_000, *said]
    return [cells.get(name, usual[n]) for n, name in enumerate([*FIELDS, "photo"])]


def formatted(*cells: tuple[Any, str]) -> bytes:
    """A file whose percentages have a number format of their own."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADERS)
    for number, (value, code) in enumerate(cells, 1):
        sheet.write_row(number, 0, [f"RA-{number:03}", "20 November 2026"])
        sheet.write(number, 2, value, book.add_format({"num_format": code} if code else {}))
    book.close()
    return file.getvalue()


def uncalculated(*fields: str) -> bytes:
    """A file that a program wrote with formulas in these fields."""
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    book.active.append(row(**dict.fromkeys(fields, "=1+1")))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults(read: ReportFile) -> list[tuple[str, str | None]]:
    located = [entry.located(fault) for entry in read.entries for fault in entry.faults]
    return [(fault.fault.code, fault.cell) for fault in located]


def percents(read: ReportFile) -> list[float | None]:
    return [entry.fields.get("physical_percent") for entry in read.entries]


@pytest.mark.parametrize(("field", "cell"), list(zip(FIELDS, "ABCDEFGHI", strict=True)))
def test_a_formula_without_a_value_is_refused_in_every_column_that_is_used(
    field: str, cell: str
) -> None:
    read = read_reports(uncalculated(field))

    assert faults(read) == [("formula-without-value", f"{cell}2")]
    assert field not in read.entries[0].fields
    message = read.entries[0].faults[0].message
    assert f"Sel {cell}2 " in message.indonesian
    assert "save it again" in message.english


def test_a_formula_without_a_value_in_a_column_that_is_not_used_says_nothing() -> None:
    assert faults(read_reports(uncalculated("photo"))) == []


@pytest.mark.parametrize(("field", "cell"), list(zip(FIELDS, "ABCDEFGHI", strict=True)))
def test_an_error_is_refused_in_every_column_that_is_used(field: str, cell: str) -> None:
    read = read_reports(xlsx([HEADERS, row(**{field: "#REF!"})]))

    assert faults(read) == [("cell-error", f"{cell}2")]
    assert f"Cell {cell}2 holds" in read.entries[0].faults[0].message.english


def test_an_empty_money_cell_is_left_out() -> None:
    (entry,) = read_reports(xlsx([HEADERS, row(budget_realised="")])).entries

    assert entry.faults == []
    assert "budget_realised" not in entry.fields


def test_half_a_person_is_asked_back() -> None:
    assert faults(read_reports(xlsx([HEADERS, row(people_reached=12.5)]))) == [("not-whole", "I2")]


def test_the_number_format_of_a_cell_decides_before_its_column() -> None:
    read = read_reports(formatted((0.56, "0%"), (43, ""), (1, "0.00%"), (89.5, "0.0"), (7, '0"%"')))

    assert (faults(read), percents(read)) == ([], [56, 43, 100, 89.5, 7])


def test_without_a_format_a_column_is_read_by_all_its_values() -> None:
    assert percents(read_reports(formatted((0.56, ""), (0.4, "0.0")))) == [56, 40]
    assert percents(read_reports(formatted((1, ""), (40, "")))) == [1, 40]


@pytest.mark.parametrize(
    ("cells", "asked_back"),
    [
        ([(1, "")], ["C2"]),
        ([(43, ""), (0.93, "")], ["C3"]),
        ([(43, "0.0"), (0.93, "0.00")], ["C3"]),
        ([(1, ""), (0.5, ""), (0.25, "")], ["C2", "C3", "C4"]),
    ],
)
def test_a_percentage_that_may_mean_two_things_is_asked_back(
    cells: list[tuple[Any, str]], asked_back: list[str]
) -> None:
    read = read_reports(formatted(*cells))

    assert faults(read) == [("percent-doubtful", cell) for cell in asked_back]


def test_money_with_a_percent_sign_is_no_money() -> None:
    for cell in (0.45, "45%"):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ["RA-001", "20 November 2026", 45])
        sheet.write(1, 3, cell, book.add_format({"num_format": "0%"}))
        book.close()

        assert faults(read_reports(file.getvalue())) == [("not-a-number", "D2")]


def test_footnote_marks_fall_away() -> None:
    marked = row(
        item_id="RA-001¹", as_of="20 November 2026²", physical_percent="45,5³",
        budget_realised="1.250.000¹⁾", note="lancar¹",
    )  # fmt: skip
    (entry,) = read_reports(xlsx([[f"{header}¹" for header in HEADERS], marked])).entries

    assert entry.faults == []
    assert entry.fields["item_id"] == "RA-001"
    assert entry.fields["as_of"] == date(2026, 11, 20)
    assert entry.fields["physical_percent"] == 45.5
    assert entry.fields["budget_realised"] == 1_250_000
    assert entry.fields["note"] == "lancar"


@pytest.mark.parametrize("marks", ["①②③④⑤⑥⑦", "¹²³⁴⁵⁶⁷", "1234567"])
def test_a_row_of_column_numbers_is_none_of_the_reports(marks: str) -> None:
    read = read_reports(xlsx([HEADERS, list(marks), row()]))

    assert [entry.number for entry in read.entries] == [2]
    assert [note.code for note in read.notes if note.row] == ["column-numbers"]


ODD = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.,-%()¹²³⁴⁾①②٣४１½ Rpjtam/#=", max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15),
)


@settings(max_examples=300)
@given(st.lists(st.lists(ODD, max_size=8), max_size=4), st.sampled_from([HEADERS, []]))
def test_whatever_a_sheet_holds_it_is_read_or_refused(
    rows: list[list[Any]], head: list[str]
) -> None:
    for data in (delimited([head, *rows]), xlsx([head, *rows]), xls([head, *rows])):
        try:
            read = read_reports(data)
        except FileRefused as refused:
            assert refused.faults  # noqa: PT017 - either is right
        else:
            told = [entry.located(fault) for entry in read.entries for fault in entry.faults]
            assert all(fault.body("id")["code"] for fault in told)


@settings(max_examples=300)
@given(st.sampled_from([*FIELDS, "photo"]), ODD)
def test_whatever_one_cell_holds_the_row_is_read_or_refused(field: str, cell: Any) -> None:
    for data in (delimited([HEADERS, row(**{field: cell})]), xlsx([HEADERS, row(**{field: cell})])):
        try:
            read_reports(data)
        except FileRefused as refused:
            assert refused.faults  # noqa: PT017 - either is right


def test_what_is_read_can_be_sent_by_the_process_that_reads() -> None:
    hidden = row(physical_percent=None)
    read = read_reports(xlsx([HEADERS, row(), hidden, hidden], [(2, 3, 3, 3)]))
    assert unframed(framed(read)[HEAD:]) == read
