"""Sheets of reports that may be read in more than one way: what is doubtful is asked back."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.number import DateStyle, Day, Month, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

from chassis.http.problem import Fault
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from tests.unit.chassis.sheets.files import Merge, Rows, delimited, ods, with_part, xls, xlsx
from tracker.pages.sheet_preview import TO_CHECK
from tracker.report_sheets.judging import JudgedSheet, judged
from tracker.report_sheets.refused_rows import refused_reports
from tracker.reporting.column_meaning import MONEY as MONEY_FIELD
from tracker.reporting.workbook import Asked, ReportFile, read_reports

DAY = date(2026, 10, 31)
CODE, AS_OF, PERCENT, MONEY = "Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)"
HEADERS = [CODE, AS_OF, PERCENT, MONEY, "Kendala"]


def faults(file: ReportFile) -> list[tuple[str, str | None]]:
    """Code and cell of each."""
    located = [entry.located(fault) for entry in file.entries for fault in entry.faults]
    return [(fault.fault.code, fault.cell) for fault in located]


def field(file: ReportFile, name: str) -> list[Any]:
    return [entry.fields.get(name) for entry in file.entries]


def note_codes(file: ReportFile) -> list[str]:
    return [note.code for note in file.notes]


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


MONTHS = ["Januari 2026", "Februari 2026", "Maret 2026"]


def by_month(
    figures: Sequence[Any], day: str = "Bulan", money: str = "Realisasi Keuangan"
) -> list[list[Any]]:
    rows = [
        ["RA-1", month, 5 + n, one]
        for n, (month, one) in enumerate(zip(MONTHS, figures, strict=True))
    ]
    return [[CODE, day, "Akumulasi Fisik", money], *rows]


def doubts(file: ReportFile) -> list[tuple[int, str, str]]:
    """Row from 1, field and code of each."""
    return [
        (entry.number + 1, one.field, one.code) for entry in file.entries for one in entry.faults
    ]


FALLING = [(row, MONEY_FIELD, "monthly-doubtful") for row in (2, 3, 4)]


@pytest.mark.parametrize("day", ["Bulan", "Per Tanggal"])
@pytest.mark.parametrize("money", ["Realisasi Keuangan", "Realisasi Keuangan (%)"])
def test_figures_that_fall_from_month_to_month_are_doubted_wherever_the_months_stand(
    day: str, money: str
) -> None:
    names = {"akumulasifisik": "physical_percent"}
    file = read_reports(xlsx(by_month([90, 40, 60], day, money)), asked=Asked(names))
    assert doubts(file) == FALLING
    assert "read-as-cumulative" in note_codes(file)
    file = read_reports(xlsx(by_month([40, 60, 90], day, money)), asked=Asked(names))
    assert doubts(file) == []
    assert "read-as-cumulative" in note_codes(file)


@pytest.mark.parametrize("day", ["Bulan", "Per Tanggal"])
def test_the_doubt_holds_for_the_refused_rows_alone(day: str) -> None:
    asked = Asked({"akumulasifisik": "physical_percent"})
    rows = by_month([90, 40, 60], day)
    rows.append(["RA-2", "Januari 2026", 5, 10])
    data = refused_reports(judged_alone(read_reports(xlsx(rows), asked=asked)))
    again = read_reports(data, asked=asked)
    assert len(again.entries) == 3
    assert all(any(one.field == MONEY_FIELD for one in entry.faults) for entry in again.entries)
    filled = openpyxl.load_workbook(io.BytesIO(data))
    for row, figure in ((2, 90), (3, 40), (4, 60)):
        assert filled.active.cell(row, 4).value == f"{figure} ?"
        filled.active.cell(row, 4).value = figure
    out = io.BytesIO()
    filled.save(out)
    assert doubts(read_reports(out.getvalue(), asked=asked)) == FALLING, "unchanged figures"


def judged_alone(file: ReportFile) -> JudgedSheet:
    """Without any row that could be recorded."""
    file.entries = [entry for entry in file.entries if entry.faults]
    return judged(file, [])


def test_a_month_without_a_year_stays_a_month_in_the_returned_workbook() -> None:
    rows: Rows = [[CODE, AS_OF, PERCENT], ["RA-1", "Mei", 45], ["RA-2", "Juni", "kira-kira"]]
    asked = Asked(said={"Lembar 1": {"year": "2026"}})
    data = refused_reports(judged_alone(read_reports(xlsx(rows), asked=asked)))
    again = read_reports(data)
    assert field(again, "as_of") == [date(2026, 6, 30)]
    assert "read-as-cumulative" in note_codes(again)


@pytest.mark.parametrize("names", [["Jan", "Feb", "Mar"], ["TW I", "TW II", "TW III"]])
@pytest.mark.parametrize("has_column", [True, False])
def test_sheets_of_a_month_each_are_compared_with_each_other(
    names: list[str], has_column: bool
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    said = {}
    for month, (name, money) in enumerate(zip(names, [90, 40, 60], strict=True), 1):
        page = book.create_sheet(name)
        page.append([CODE, *([AS_OF] if has_column else []), PERCENT, "Realisasi Keuangan"])
        page.append(["RA-1", *([f"28/{month}/2026"] if has_column else []), 5 * month, money])
        said[name] = {"as_of": f"28/{month}/2026"}
    out = io.BytesIO()
    book.save(out)
    file = read_reports(out.getvalue(), asked=Asked(said={} if has_column else said))
    assert doubts(file) == [(2, MONEY_FIELD, "monthly-doubtful")] * 3


def test_figures_of_this_month_that_fall_are_doubted() -> None:
    rows: list[list[Any]] = [[CODE, AS_OF, "Fisik bulan ini (%)"]]
    rows += [["RA-1", date(2026, month, 28), 50 - month] for month in (1, 2)]
    names = {"fisikbulaninipersen": "physical_percent", "fisikbulanini": "physical_percent"}
    file = read_reports(xlsx(rows), asked=Asked(names))
    assert doubts(file) == [(n, "physical_percent", "monthly-doubtful") for n in (2, 3)]
    assert "read-as-cumulative" in note_codes(file)


def dated_old(header: str, day: date, code: str) -> bytes:
    """As an .xls file."""
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Lembar 1")
    for column, cells in enumerate([(CODE, "RA-1"), (header, day), (PERCENT, 45)]):
        look = xlwt.easyxf(num_format_str=code if cells[1] == day else "General")
        for row, cell in enumerate(cells):
            sheet.write(row, column, cell, look)
    book.save(out)
    return out.getvalue()


def dated_open(header: str, day: date, code: str) -> bytes:
    """As an .ods file."""
    document = OpenDocumentSpreadsheet()
    look = DateStyle(name="N1")
    for part in [Day()] * ("d" in code) + [Month(style="long", textual=True), Year()]:
        look.addElement(part)
    document.automaticstyles.addElement(look)
    document.automaticstyles.addElement(Style(name="ce1", family="table-cell", datastylename="N1"))
    table = Table(name="Lembar 1")
    for cells in ((CODE, header, PERCENT), ("RA-1", day, 45)):
        row = TableRow()
        for cell in cells:
            if isinstance(cell, date):
                made = TableCell(valuetype="date", datevalue=cell.isoformat(), stylename="ce1")
            elif isinstance(cell, int):
                made = TableCell(valuetype="float", value=str(cell))
            else:
                made = TableCell(valuetype="string")
            made.addElement(P(text=str(cell)))
            row.addElement(made)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def dated(header: str, day: date, code: str) -> list[bytes]:
    """A report whose day is a date of this format, as .xlsx, .xls and .ods."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Lembar 1")
        page.write_row(0, 0, [CODE, header, PERCENT])
        page.write_row(1, 0, ["RA-1", None, 45])
        page.write_datetime(1, 1, day, book.add_format({"num_format": code}))
    return [out.getvalue(), dated_old(header, day, code), dated_open(header, day, code)]


@pytest.mark.parametrize("header", [AS_OF, "Bulan"])
@pytest.mark.parametrize("code", ["mmm-yy", "mmmm yyyy", "mm/yyyy"])
def test_a_month_that_a_spreadsheet_made_a_date_is_the_month(header: str, code: str) -> None:
    for data in dated(header, date(2026, 10, 1), code):
        file = read_reports(data)
        assert field(file, "as_of") == [date(2026, 10, 31)]
        assert "periods-as-last-day" in note_codes(file)
        assert "read-as-cumulative" in note_codes(file)


@pytest.mark.parametrize(
    ("header", "day", "read"),
    [
        ("Bulan", date(2026, 10, 1), date(2026, 10, 31)),
        ("Periode", date(2026, 2, 1), date(2026, 2, 28)),
        ("Bulan", date(2026, 10, 15), date(2026, 10, 15)),
        (AS_OF, date(2026, 10, 1), date(2026, 10, 1)),
    ],
)
def test_the_first_of_a_month_in_a_column_of_months_is_the_month(
    header: str, day: date, read: date
) -> None:
    for data in (*dated(header, day, "dd/mm/yyyy"),):
        assert field(read_reports(data), "as_of") == [read]
    named = Asked({"blnpelaporan": "as_of"})
    for data in dated("Bln Pelaporan", date(2026, 10, 1), "dd/mm/yyyy"):
        assert field(read_reports(data, asked=named), "as_of") == [date(2026, 10, 31)]
    text = read_reports(delimited([[CODE, header, PERCENT], ["RA-1", day.isoformat(), 45]]))
    assert field(text, "as_of") == [read]


def test_a_month_of_a_refused_row_means_the_same_in_the_returned_workbook() -> None:
    for data in dated("Bulan", date(2026, 10, 1), "mmm-yy"):
        file = read_reports(data)
        file.entries[0].faults.append(Fault("note", "test", Text("uji", "test")))
        again = read_reports(refused_reports(judged(file, [])))
        assert field(again, "as_of") == [date(2026, 10, 31)]
        assert "read-as-cumulative" in note_codes(again)


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
