"""Merged amounts, hidden parts, and units above a table of reports."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from chassis.sheets.refusal import FileRefused
from tests.unit.chassis.sheets.files import Merge, Rows, ods, with_part, xls, xlsx
from tests.unit.tracker.reporting.report_files import (
    AS_OF,
    CODE,
    DAY,
    HEADERS,
    MONEY,
    PERCENT,
    faults,
    field,
)
from tracker.pages.sheet_preview import TO_CHECK
from tracker.report_sheets.judging import judged
from tracker.report_sheets.refused_rows import refused_reports
from tracker.reporting.workbook import read_reports


@pytest.mark.parametrize("made", [xlsx, xls, ods])
@pytest.mark.parametrize(("column", "letter"), [(2, "C"), (3, "D")])
def test_an_amount_merged_over_several_items_is_asked_back(
    made: Any, column: int, letter: str
) -> None:
    rows: list[list[Any]] = [
        list(HEADERS),
        *(["RA-1", DAY, 45, 9_000_000, "hujan"] for _ in range(3)),
    ]
    for number, cells in enumerate(rows[1:], 1):
        cells[0] = f"RA-{number}"
        cells[column] = 30 if number == 1 else None
    file = read_reports(made(rows, [(1, column, 3, column)]))
    assert faults(file) == [("amount-merged", f"{letter}{row}") for row in (2, 3, 4)]
    told = file.entries[1].located(file.entries[1].faults[0])
    assert told.value == "30 ?"
    assert "Unmerge" in told.fault.message.indonesian


def test_an_amount_merged_over_several_months_of_an_item_is_asked_back() -> None:
    rows: Rows = [
        [CODE, "Bulan", PERCENT, MONEY],
        ["RA-1", "Januari 2026", 5, 300],
        [None, "Februari 2026", 10, None],
    ]
    merges: list[Merge] = [(1, 0, 2, 0), (1, 3, 2, 3)]
    file = read_reports(xlsx(rows, merges))
    assert field(file, "item_id") == ["RA-1", "RA-1"]
    assert faults(file) == [("amount-merged", "D2"), ("amount-merged", "D3")]


def test_texts_and_what_is_one_items_hold_for_each_of_its_rows() -> None:
    rows: Rows = [
        HEADERS,
        ["RA-1", DAY, 45, 900, "hujan"],
        [None, None, None, None, None],
        ["RA-2", DAY, 50, 100, None],
    ]
    merges: list[Merge] = [(1, column, 2, column) for column in range(4)] + [(1, 4, 3, 4)]
    file = read_reports(xlsx(rows, merges))
    assert faults(file) == []
    assert field(file, "budget_realised") == [900, 900, 100]
    assert field(file, "obstacle") == ["hujan"] * 3


def hiding(*, sheet: str = "", rows: Sequence[int] = (), columns: Sequence[str] = ()) -> bytes:
    """Two sheets of three reports each; in the first one rows and columns may be hidden."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Kedua")
    first.title = "Pertama"
    for start, page in ((1, first), (4, second)):
        page.append(HEADERS)
        for number in range(start, start + 3):
            page.append([f"RA-{number}", "31 Oktober 2026", 45, 1_000, "hujan"])
    for row in rows:
        first.row_dimensions[row].hidden = True
    for letter in columns:
        first.column_dimensions[letter].hidden = True
    if sheet:
        book[sheet].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_is_hidden_is_left_out_and_counted() -> None:
    file = read_reports(hiding(sheet="Kedua", rows=[3, 9], columns=["D", "H"]))
    assert field(file, "item_id") == ["RA-1", "RA-3"]
    assert field(file, "budget_realised") == [None, None]
    told = {note.code: (note.sheet, note.message.indonesian) for note in file.notes}
    assert told["sheet-hidden"][0] == "Kedua"
    assert "4 baris" in told["sheet-hidden"][1]
    assert told["rows-hidden"][0] == "Pertama"
    assert "1 baris tersembunyi" in told["rows-hidden"][1]
    assert "1 kolom tersembunyi" in told["columns-hidden"][1]
    assert "D" in told["columns-hidden"][1]
    assert told.keys() & TO_CHECK == {"sheet-hidden", "rows-hidden", "columns-hidden"}


def test_a_required_column_that_is_hidden_is_lacking() -> None:
    with pytest.raises(FileRefused) as refused:
        read_reports(hiding(sheet="Kedua", columns=["C"]))
    assert [fault.code for fault in refused.value.faults] == ["table-hidden"]
    assert "Unhide" in refused.value.faults[0].message.indonesian


def test_a_merged_text_whose_first_row_is_hidden_holds_for_the_others() -> None:
    """A spreadsheet program shows it in those that are left."""
    rows: Rows = [HEADERS, ["RA-1", DAY, 45, 1, "hujan"], ["RA-2", DAY, 50, 1, None]]
    hide = b'<row r="2" hidden="1"'
    data = with_part(
        xlsx(rows, [(1, 4, 2, 4)]),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b'<row r="2"', hide),
    )
    assert hide in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    file = read_reports(data)
    assert (field(file, "item_id"), field(file, "obstacle")) == (["RA-2"], ["hujan"])


def above(*lines: str, header: str = MONEY, money: Any = 275) -> list[list[Any]]:
    """A table below lines of text."""
    titles: list[list[Any]] = [["LAPORAN KEMAJUAN"], *([line] for line in lines), []]
    return [*titles, [CODE, AS_OF, PERCENT, header], ["RA-1", DAY, 45, money]]


@pytest.mark.parametrize("made", [xlsx, xls, ods])
@pytest.mark.parametrize(
    ("line", "factor"),
    [
        ("(dalam juta rupiah)", 10**6),
        ("dalam ribuan", 1_000),
        ("(Rp. 000)", 1_000),
        ("Rp jt", 10**6),
        ("miliar rupiah", 10**9),
        ("Nilai di atas Rp 1.000", 1),
        ("Satker 000", 1),
    ],
)
def test_the_unit_above_a_table_is_applied_and_said(made: Any, line: str, factor: int) -> None:
    file = read_reports(made(above(line)))
    assert field(file, "budget_realised") == [275 * factor]
    told = [note.message.indonesian for note in file.notes if note.code == "scaled-by-title"]
    assert len(told) == (factor > 1)
    assert all(line in one for one in told)
    assert "scaled-by-title" in TO_CHECK


def test_the_unit_above_a_table_is_not_that_of_percent_nor_of_a_column_with_its_own() -> None:
    file = read_reports(xlsx(above("(dalam juta rupiah)", header="Realisasi (ribu)")))
    assert field(file, "budget_realised") == [275_000]
    file = read_reports(xlsx(above("(dalam juta rupiah)", header="Realisasi (%)", money=42.5)))
    assert field(file, "budget_percent") == [42.5]


def test_units_that_contradict_each_other_are_asked_back() -> None:
    file = read_reports(xlsx(above("(dalam juta rupiah)", "(dalam ribuan)")))
    assert faults(file) == [("unit-unclear", "D6")]
    for rows in (above("(x 1.000)"), above(header="Realisasi (Rp 1.000)")):
        assert [code for code, _ in faults(read_reports(xlsx(rows)))] == ["unit-unclear"]
    file = read_reports(xlsx(above("(dalam juta rupiah)", "(dalam ribuan)", money="275 juta")))
    assert field(file, "budget_realised") == [275_000_000]


def test_each_table_has_the_unit_above_it() -> None:
    rows = [*above("(dalam juta rupiah)"), ["Tabel 2 (dalam ribuan rupiah)"]]
    rows += [[CODE, AS_OF, "Kendala", PERCENT, MONEY], ["RA-2", DAY, "biaya 5 juta", 45, 275]]
    rows += [["Tabel 3"], [CODE, AS_OF, PERCENT, MONEY], ["RA-3", DAY, 45, 275]]
    file = read_reports(xlsx(rows))
    assert field(file, "budget_realised") == [275_000_000, 275_000, 275]


def test_refused_rows_keep_the_unit_above_their_table() -> None:
    rows = above("(dalam juta rupiah)")
    rows[-1][1] = "kapan?"
    data = refused_reports(judged(read_reports(xlsx(rows)), []))
    assert field(read_reports(data), "budget_realised") == [275_000_000]
