"""What a file says of a cell beside its value, in each of the three kinds of spreadsheet."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from odf.number import Number, NumberStyle, PercentageStyle
from odf.number import Text as NumberText
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span

from chassis.sheets.cell import NOT_HELD, UNCALCULATED, Cell, Percent, is_blank, is_error
from chassis.sheets.workbook import read_sheets
from tests.unit.chassis.sheets.files import with_part

SHEET = "xl/worksheets/sheet1.xml"


def replaced(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(before, after)


def first_sheet(data: bytes) -> list[list[Cell]]:
    return read_sheets(data)[0].rows


def xlsx(fill: Callable[[Any, Any], None]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(book, book.add_worksheet())
    book.close()
    return file.getvalue()


def by_openpyxl(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(fill: Callable[[Any], None]) -> bytes:
    book = xlwt.Workbook()
    fill(book.add_sheet("Lembar 1"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(*cells: Any, styles: tuple[Any, ...] = ()) -> bytes:
    document = OpenDocumentSpreadsheet()
    for style in styles:
        document.automaticstyles.addElement(style)
    table, row = Table(name="Lembar 1"), TableRow()
    for cell in cells:
        row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def with_cells(cells: str, **facts: str) -> bytes:
    """An .xlsx file with these cells, and with other `styles` of cells or `calcPr`."""
    inside = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    row = f'<sheetData><row r="1">{cells}</row></sheetData>'.encode()
    plain = xlsx(lambda _book, sheet: sheet.write(0, 0, "a"))
    data = with_part(plain, SHEET, lambda xml: inside.sub(lambda _: row, xml))
    return with_part(data, "xl/workbook.xml", lambda xml: re.sub(
        rb"<calcPr[^>]*>", facts.get("calc", "").encode(), xml))  # fmt: skip


def test_a_formula_that_was_never_calculated_is_neither_blank_nor_zero() -> None:
    rows = first_sheet(by_openpyxl([["Kode", "Pagu"], ["RA-1", "=1+1"], ["RA-2", 7]]))

    assert rows[1][1] == UNCALCULATED
    assert not is_blank(rows[1][1])
    assert rows[2][1] == 7


def test_rows_of_nothing_but_such_formulas_are_there() -> None:
    rows = first_sheet(by_openpyxl([["Kode", "Pagu"], ["=Lain!A1", "=Lain!B1"]]))

    assert rows[1] == [UNCALCULATED, UNCALCULATED]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><f>1+1</f></c>',
        '<c r="A1"><f>1+1</f><v/></c>',
        '<c r="A1"><f>1+1</f><v></v></c>',
        '<c r="A1"><f>1+1</f><v> </v></c>',
        '<c r="A1" s="1"><f t="shared" si="0"/></c>',
        '<c r="A1" t="n"><f t="array" ref="A1:A2">SUM(B1:B2)</f><v /></c>',
        '<c r="A1" t="str"><f>1</f></c>',
        '<c r="A1"><f><![CDATA[1<2]]></f><v/></c>',
        "<c r='A1'><f>1+1</f><v/></c>",
        "<c><f>1+1</f></c>",
    ],
)
def test_a_formula_without_a_stored_value_is_known_however_it_is_written(cell: str) -> None:
    assert first_sheet(with_cells(cell))[0][0] == UNCALCULATED


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="A1"><f>1-1</f><v>0</v></c>', 0),
        ('<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>', ""),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A1" t="b"><f>TRUE</f><v>0</v></c>', False),
    ],
)
def test_a_stored_value_counts_also_when_it_is_nothing(cell: str, value: Any) -> None:
    assert first_sheet(with_cells(cell))[0][0] == value


def test_a_zero_that_a_program_put_in_place_of_a_result_is_no_value() -> None:
    calc = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
    zero, two = '<c r="A1"><f>1+1</f><v>0</v></c>', '<c r="B1"><f>1+1</f><v>2</v></c>'

    assert first_sheet(with_cells(zero + two, calc=calc))[0] == [UNCALCULATED, 2]
    assert first_sheet(with_cells(zero + two))[0] == [0, 2]
    assert first_sheet(with_cells("<c><f>1+1</f><v>0</v></c>", calc=calc))[0][0] == UNCALCULATED


@pytest.mark.parametrize(
    "cell", ['<c r="A1" t="inlineStr"><v>Desa</v></c>', '<c t="inlineStr"><v>Desa</v></c>']
)
def test_a_text_where_no_reader_looks_for_it_is_not_blank(cell: str) -> None:
    assert first_sheet(with_cells(cell))[0][0] == NOT_HELD


def test_an_error_without_a_word_is_one() -> None:
    assert is_error(first_sheet(with_cells('<c r="A1" t="e"><f>1/0</f><v/></c>'))[0][0])


def test_an_old_spreadsheet_tells_errors_and_formulas_never_calculated() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "Kode")
        sheet.row(1).set_cell_error(0, "#DIV/0!")
        sheet.row(1).set_cell_error(1, "#N/A!")
        sheet.write(2, 0, xlwt.Formula("1+1"))
        sheet.write(2, 1, 7)

    rows = first_sheet(xls(fill))
    assert rows[1] == ["#DIV/0!", "#N/A"]
    assert all(map(is_error, rows[1]))
    assert rows[2] == [UNCALCULATED, 7]


@pytest.mark.parametrize("rows", [1, 3000], ids=["small stream", "chain of sectors"])
def test_an_old_spreadsheet_of_any_size_is_looked_through(rows: int) -> None:
    def fill(sheet: Any) -> None:
        for row in range(rows):
            sheet.write(row, 0, f"Kegiatan {row}")
            sheet.row(row).set_cell_error(1, "#REF!")

    assert all(is_error(cells[1]) for cells in first_sheet(xls(fill)))


def test_an_open_document_tells_errors_and_formulas_never_calculated() -> None:
    error = TableCell(formula="of:=1/0", valuetype="float", value="0")
    error.addElement(P(text="Err:502"))
    typed = TableCell(formula="of:=1/0", valuetype="string")
    typed.addElement(P(text="#DIV/0!"))
    empty = TableCell(formula='of:=""', valuetype="string", stringvalue="")
    held = TableCell(formula="of:=1+1", valuetype="float", value="2")
    held.addElement(P(text="2"))
    (cells,) = first_sheet(
        ods(error, typed, TableCell(formula="of:=1+1"), empty, held,
            TableCell(formula="of:=1+1", valuetype="float"))
    )  # fmt: skip

    assert [is_error(cell) for cell in cells[:2]] == [True, True]
    assert cells[2] == cells[5] == UNCALCULATED
    assert is_blank(cells[3])
    assert cells[4] == 2


def test_repeated_cells_of_an_open_document_are_all_told() -> None:
    (cells,) = first_sheet(ods(TableCell(formula="of:=1+1", numbercolumnsrepeated=3)))

    assert cells[:3] == [UNCALCULATED] * 3


def test_a_comment_on_a_cell_is_no_part_of_it() -> None:
    plain = TableCell(formula="of:=1+1", valuetype="float", value="2")
    plain.addElement(P(text="2"))
    comment = b"<office:annotation><text:p>#REF!</text:p></office:annotation><text:p>2"
    data = with_part(ods(plain), "content.xml", lambda xml: xml.replace(b"<text:p>2", comment))

    assert first_sheet(data)[0][0] == 2


def percents_xlsx() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for column, (value, code) in enumerate(
            [(0.56, "0%"), (0.07, "0.00%"), (1, "0.0 %"), (56, '0"%"'), (0.56, "0.0"), (43, "")]
        ):
            sheet.write(0, column, value, book.add_format({"num_format": code} if code else {}))

    return xlsx(fill)


def percents_xls() -> bytes:
    def fill(sheet: Any) -> None:
        for column, (value, code) in enumerate(
            [
                (0.56, "0%"),
                (0.07, "0.00%"),
                (1, "0.0 %"),
                (56, '0"%"'),
                (0.56, "0.0"),
                (43, "General"),
            ]
        ):
            sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))

    return xls(fill)


def percents_ods() -> bytes:
    percent, literal = PercentageStyle(name="N1"), NumberStyle(name="N2")
    percent.addElement(Number(decimalplaces="0"))
    percent.addElement(NumberText(text="%"))
    literal.addElement(Number(decimalplaces="0"))
    literal.addElement(NumberText(text=" %"))
    looks = (
        percent,
        literal,
        Style(name="ce1", family="table-cell", datastylename=percent),
        Style(name="ce2", family="table-cell", datastylename=literal),
    )
    return ods(
        TableCell(valuetype="percentage", value="0.56"),
        TableCell(valuetype="float", value="0.07", stylename="ce1"),
        TableCell(valuetype="percentage", value="1"),
        TableCell(valuetype="float", value="56", stylename="ce2"),
        TableCell(valuetype="float", value="0.56"),
        TableCell(valuetype="float", value="43"),
        styles=looks,
    )


@pytest.mark.parametrize("write", [percents_xlsx, percents_xls, percents_ods])
def test_a_cell_with_a_percent_format_holds_what_it_shows(write: Callable[[], bytes]) -> None:
    cells = first_sheet(write())[0]

    assert [float(cell) for cell in cells] == [56, 7, 100, 56, 0.56, 43]  # type: ignore[arg-type]
    assert [isinstance(cell, Percent) for cell in cells] == [True] * 4 + [False] * 2


def test_percent_formats_are_seen_in_runs_of_small_numbers_of_an_old_spreadsheet() -> None:
    def fill(sheet: Any) -> None:
        style = xlwt.easyxf(num_format_str="0%")
        for row in range(2):
            for column in range(5):
                sheet.write(row, column, column, style if column % 2 else xlwt.easyxf())

    for cells in first_sheet(xls(fill)):
        assert cells == [0, 100, 2, 300, 4]


def test_superscript_in_a_shared_text_is_kept_apart() -> None:
    def fill(book: Any, sheet: Any) -> None:
        up = book.add_format({"font_script": 1})
        sheet.write_rich_string(0, 0, "250000", up, "1")
        sheet.write_rich_string(0, 1, "m", up, "2")
        sheet.write_rich_string(0, 2, "Desa", book.add_format({"bold": True}), " digital")
        sheet.write(0, 3, "250000")

    assert first_sheet(xlsx(fill))[0] == ["250000¹", "m²", "Desa digital", "250000"]


def test_superscript_in_an_inline_text_is_kept_apart() -> None:
    run = '<r><rPr><vertAlign val="superscript"/></rPr><t>1)</t></r>'
    cell = f'<c r="A1" t="inlineStr"><is><r><t>4500</t></r>{run}</is></c>'

    assert first_sheet(with_cells(cell))[0][0] == "4500¹⁾"


def test_superscript_in_an_open_document_is_kept_apart() -> None:
    up = Style(name="T1", family="text")
    up.addElement(TextProperties(textposition="super 58%"))
    text = P(text="250000")
    text.addElement(Span(stylename=up, text="1"))
    cell = TableCell(valuetype="string")
    cell.addElement(text)

    assert first_sheet(ods(cell, styles=(up,)))[0][0] == "250000¹"


CELLS = st.lists(
    st.sampled_from(
        [
            '<c r="{}1"><v>0.5</v></c>',
            '<c r="{}1" s="1"><v>0.5</v></c>',
            '<c r="{}1" s="2" t="n"><v>56</v></c>',
            '<c r="{}1"><f>1+1</f></c>',
            '<c r="{}1"><f>1+1</f><v>0</v></c>',
            '<c r="{}1" s="1"><f>A1</f><v>0.25</v></c>',
            '<c r="{}1" t="str"><f>""</f><v></v></c>',
            '<c r="{}1" t="inlineStr"><v>Desa</v></c>',
            '<c r="{}1" t="inlineStr"><is><t>Desa</t></is></c>',
            '<c r="{}1" t="b"><v>1</v></c>',
            '<c r="{}1" s="1"/>',
        ]
    ),
    min_size=1,
    max_size=8,
)
CALC = st.sampled_from(["", '<calcPr fullCalcOnLoad="1"/>'])


@given(CELLS, CALC)
def test_the_quick_look_at_a_sheet_sees_what_the_whole_reading_sees(
    cells: list[str], calc: str
) -> None:
    def styled(xml: bytes) -> bytes:
        formats = (
            b'<numFmts count="1"><numFmt numFmtId="164" formatCode="0&quot;%&quot;"/></numFmts>'
        )
        looks = (
            b'<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs>'
        )
        xml = xml.replace(b"<fonts", formats + b"<fonts", 1)
        return re.sub(rb"<cellXfs.*</cellXfs>", looks, xml, flags=re.DOTALL)

    written = "".join(cell.format(letter) for cell, letter in zip(cells, "ABCDEFGH", strict=False))
    quick = with_part(with_cells(written, calc=calc), "xl/styles.xml", styled)
    oddly = replaced(b'<row r="1">', b'<row r = "1">')
    whole = with_part(quick, SHEET, oddly)

    assert list(map(described, first_sheet(quick))) == list(map(described, first_sheet(whole)))


def described(cells: list[Cell]) -> list[tuple[str, Cell]]:
    return [(type(cell).__name__, cell) for cell in cells]
