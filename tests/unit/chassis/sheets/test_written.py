"""HTML pages and XML files of Excel 2003 that are named .xls."""

from datetime import datetime
from typing import Any

import pytest

from chassis.sheets.cell import FormulaError, Month, NoValue, Percent
from chassis.sheets.hidden import hidden_in
from chassis.sheets.limits import Limits
from chassis.sheets.note import Note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.visible import visible
from chassis.sheets.workbook import Merge, Sheet, read_sheets


def page(body: str, head: str = "<meta charset='utf-8'>") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def sheet_of(data: bytes, **limits: int) -> Sheet:
    (sheet,) = read_sheets(data, Limits(**limits))
    return sheet


def test_a_table_of_a_page_is_read_with_the_texts_around_it() -> None:
    sheet = sheet_of(
        page(
            "<h3>Rencana Aksi</h3><p>(dalam jutaan rupiah)</p>"
            "<table border=1><thead><tr><th>Kode</th><th>Pagu<br>(Rp)</th></tr></thead>"
            "<tbody><tr><td>A&ndash;1 &amp; 2</td><td>&nbsp;1.250 </td></tr>"
            "<tr><td>1.10<td><b>tebal</b> <i>miring</i></tr></tbody></table>Tenggarong"
        )
    )
    assert sheet.rows == [
        ["Rencana Aksi"],
        ["(dalam jutaan rupiah)"],
        ["Kode", "Pagu\n(Rp)"],
        ["A–1 & 2", "1.250"],
        ["1.10", "tebal miring"],
        ["Tenggarong"],
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"<table><tr><td>a</td></tr></table>",
        b"\n <TABLE><TR><TD>a",
        "\ufeff<!DOCTYPE html><html><table><tr><td>a</td></tr></table>".encode(),
        "<html><table><tr><td>a</td></tr></table>".encode("utf-16"),
        b"<?xml version='1.0'?><html><body><table><tr><td>a</td></tr></table>",
        b"<html><head><title>x</title><style>td{}</style><body><table><td>a</table>",
        b"<style>b</style><script>var x = '<td>b</td>';</script><table><tr><td>a</td></tr></table>",
        b"<html><head><table><tr><td>a</td></tr></table>",
        b"<table><tr><td>a</td></tr></table><!-- <table><tr><td>b</td></tr></table>",
        b"<table><tr><td>a</td></tr></table><SCRIPT><table><tr><td>b</td></tr></table>",
        b"<table><tr><td>a</td></tr></table><td b",
        "<table><title>İİİ</TITLE ><tr><td>a</td></tr></table>".encode(),
        b"<table><!-- <tr><td>b</td></tr> --><tr><td>a</td></tr></table>",
    ],
)
def test_a_page_is_known_by_its_bytes_and_scripts_are_no_text(data: bytes) -> None:
    assert sheet_of(data).rows == [["a"]]


def test_merged_cells_are_those_of_a_spreadsheet() -> None:
    sheet = sheet_of(
        page(
            "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
            "<tr><td rowspan=99>e</td><td>f</td></tr></table>"
        )
    )
    assert sheet.rows == [["a", "b", None], [None, "c", "d"], ["e", "f"]]
    assert sheet.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(2, 0, 2, 0))


def test_a_cell_covers_no_row_of_the_next_table() -> None:
    sheet = sheet_of(page("<table><tr><td rowspan=9>a</table><table><tr><td>b</table>"))
    assert sheet.rows == [["a"], ["b"]]
    assert sheet.merges == (Merge(0, 0, 0, 0),)


def test_a_table_within_a_table_and_several_tables_follow_each_other() -> None:
    sheet = sheet_of(
        page(
            "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
            "<table><tr><td>c</td></tr></table>"
        )
    )
    assert [row for row in sheet.rows if any(row)] == [["a", "b"], ["c"]]


def test_raised_digits_and_numbers_that_excel_holds_are_what_they_are() -> None:
    sheet = sheet_of(
        page(
            "<table><tr><td>45,5<sup>1)</sup></td><td x:num='1250000.5'>1.250.001</td>"
            "<td x:num=0.45>45%</td><td x:num>7</td></tr></table>"
        )
    )
    assert sheet.rows == [["45,5¹⁾", 1250000.5, "45%", "7"]]


def test_rows_that_a_page_does_not_show_are_hidden() -> None:
    data = page(
        "<table><tr><td>a</td></tr><tr style='display: none'><td>b</td></tr>"
        "<tr><td style='DISPLAY:none'>c</td><td>d</td></tr></table>"
    )
    notes: list[Note] = []
    (sheet,) = visible(read_sheets(data), hidden_in(data), notes)
    assert sheet.rows == [["a"], [], [None, "d"]]
    assert [one.code for one in notes] == ["rows-hidden"]


@pytest.mark.parametrize(
    ("body", "code", "limits"),
    [
        ("<table><tr><td colspan=999999999>a</table>", "too-many-columns", {}),
        ("<table>" + "<tr><td>a" * 30 + "</table>", "too-many-rows", {"rows": 20}),
        ("<table><tr>" + "<td>a" * 30 + "</table>", "too-many-columns", {"columns": 20}),
        ("<table>" + "<tr><td>a<td>b" * 30 + "</table>", "too-many-cells", {"cells": 50}),
        ("<table>" + "<tr>" * 99 + "</table>", "too-many-cells", {"cells": 50}),
        ("<table>" * 30 + "<tr><td>a", "not-a-workbook", {}),
        ("<table><tr><td>" + "a" * 30, "cell-too-long", {"text": 20}),
        ("a" * 30 + "<table><tr><td>a", "cell-too-long", {"text": 20}),
        ("<table>" + "<tr><td colspan=2>a" * 30, "too-many-merges", {"merges": 20}),
        ("<table><tr><td>a</table>" * 30, "too-many-rows", {"rows": 20}),
    ],
)
def test_a_page_keeps_to_the_limits_of_files(body: str, code: str, limits: Any) -> None:
    with pytest.raises(FileRefused, match=code):
        sheet_of(page(body), **limits)


BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="s2"><NumberFormat ss:Format="mmm\\-yy"/></Style></Styles>{sheets}</Workbook>"""


def book(table: str, options: str = "", more: str = "") -> bytes:
    sheet = (
        f"<Worksheet ss:Name='Rencana'><Table>{table}</Table>"
        f"<WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'>{options}"
        f"</WorksheetOptions></Worksheet>{more}"
    )
    return BOOK.replace("{sheets}", sheet).encode()


WIDE = "ss:MergeAcross='999999'"


def data(kind: str, text: str, attributes: str = "") -> str:
    return f"<Cell {attributes}><Data ss:Type='{kind}'>{text}</Data></Cell>"


def test_the_cells_of_excel_2003_are_read_with_their_types_and_formats() -> None:
    sheet = sheet_of(
        book(
            "<Column ss:Width='60'/><Row>"
            + data("String", "Kode &amp; <html:B>Nama</html:B>")
            + data("Number", "1250000000")
            + data("Number", "1.5")
            + data("DateTime", "2027-01-05T00:00:00.000")
            + data("Number", "0.45", "ss:StyleID='s1'")
            + data("DateTime", "2027-10-01T00:00:00.000", "ss:StyleID='s2'")
            + data("Boolean", "1")
            + "</Row><Row ss:Index='4'>"
            + data("String", "x", "ss:Index='3' ss:MergeAcross='1' ss:MergeDown='1'")
            + data("Error", "#REF!")
            + "<Cell ss:Formula='=1+1'/><Cell/></Row><Row>"
            + data("String", "y")
            + data("String", "z")
            + data("String", "w")
            + "</Row>"
        )
    )
    first = sheet.rows[0]
    assert first[:3] == ["Kode & Nama", 1250000000, 1.5]
    assert first[3] == datetime.fromisoformat("2027-01-05")
    assert isinstance(first[4], Percent)
    assert (first[4], first[6]) == (45.0, True)
    assert isinstance(first[5], Month)
    assert sheet.rows[1:3] == [[], []]
    assert sheet.rows[3][:5] == [None, None, "x", None, "#REF!"]
    assert isinstance(sheet.rows[3][4], FormulaError)
    assert isinstance(sheet.rows[3][5], NoValue)
    assert sheet.rows[4] == ["y", "z", None, None, "w"]
    assert sheet.merges == (Merge(3, 2, 4, 3),)


def test_what_excel_2003_hides_is_left_out() -> None:
    row = "<Row>" + data("String", "a") * 3 + "</Row>"
    hidden = (
        "<Worksheet ss:Name='Lama'><Table><Row>" + data("String", "b") + "</Row></Table>"
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    )
    file = book(
        "<Column ss:Index='2' ss:Hidden='1'/>" + row + "<Row ss:Hidden='1'>" + row[5:], more=hidden
    )
    notes: list[Note] = []
    (sheet,) = visible(read_sheets(file), hidden_in(file), notes)
    assert sheet.rows == [["a", None, "a"], []]
    assert {one.code for one in notes} == {"rows-hidden", "columns-hidden", "sheet-hidden"}


@pytest.mark.parametrize(
    ("table", "code", "limits"),
    [
        ("<Row ss:Index='999999999'/>", "too-many-rows", {}),
        ("<Row>" + data("String", "a", "ss:Index='999999'") + "</Row>", "too-many-columns", {}),
        (f"<Row>{data('String', 'a', WIDE)}</Row>", "too-many-columns", {}),
        (
            "<Row>" + data("String", "a", "ss:Index='3'") + data("String", "a", "ss:Index='2'")
            + "</Row>", "not-a-workbook", {},
        ),
        ("<Row/>" * 99, "too-many-cells", {"cells": 50}),
        ("<Row>" + data("String", "a" * 30) + "</Row>", "cell-too-long", {"text": 20}),
        ("<Row>", "not-a-workbook", {}),
    ],
)  # fmt: skip
def test_a_file_of_excel_2003_keeps_to_the_limits(table: str, code: str, limits: Any) -> None:
    with pytest.raises(FileRefused, match=code):
        read_sheets(book(table), Limits(**limits))


def test_a_doctype_with_entities_is_refused() -> None:
    file = book("").replace(b"<Workbook", b"<!DOCTYPE w [<!ENTITY a 'b'>]><Workbook")
    with pytest.raises(FileRefused, match="not-a-workbook"):
        read_sheets(file)
