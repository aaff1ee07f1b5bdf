"""Files that are small and would become large: each is refused by the name of its limit."""

import io
import re
import zipfile

import pytest
import xlwt

from chassis.sheets.header_row import find_header
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.ods_scan import scan_open_document
from chassis.sheets.old_excel import scan_old_excel
from chassis.sheets.refusal import FileRefused
from chassis.sheets.rows import rows_below
from chassis.sheets.workbook import read_sheets
from chassis.sheets.zip_guard import Archive
from tests.unit.chassis.sheets.files import HEADERS, TABLE, ods, with_part, xls, xlsx

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
STRINGS, RELATIONS = "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"


def refusal_of(data: bytes, limits: Limits = DEFAULT) -> str:
    with pytest.raises(FileRefused) as refused:
        read_sheets(data, limits)
    (fault,) = refused.value.faults
    return fault.code


def with_reference(reference: str) -> bytes:
    return with_part(
        xlsx([["a", 1]]), SHEET, lambda xml: xml.replace(b'r="B1"', f'r="{reference}"'.encode())
    )


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("xfd1048576", "too-many-rows"),
        ("b50001", "too-many-rows"),
        ("gs2", "too-many-columns"),
        ("gR49999", "too-many-cells"),
        ("FX9999", None),
        ("abcde1", "not-a-workbook"),
        ("A123456789", "not-a-workbook"),
        ("A" * 5_000 + "1", "not-a-workbook"),
    ],
)
def test_a_reference_counts_whatever_its_letters(reference: str, code: str | None) -> None:
    data = with_reference(reference)
    if code is None:
        assert read_sheets(data)[0].cell(9_998, 179) == 1
    else:
        assert refusal_of(data) == code


def test_a_row_number_with_thousands_of_digits_is_refused() -> None:
    row = b'<row r="' + b"9" * 5_000 + b'"><c t="e"><v>#REF!</v></c></row>'
    data = with_part(
        xlsx([["a"]]), SHEET, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>")
    )

    assert refusal_of(data) == "not-a-workbook"


def test_one_cell_written_again_and_again_is_counted() -> None:
    many = b'<row r="2">' + b'<c r="A2"><v>1</v></c>' * 101 + b"</row></sheetData>"
    data = with_part(xlsx([["a"]]), SHEET, lambda xml: xml.replace(b"</sheetData>", many))

    assert refusal_of(data, Limits(cells=100)) == "too-many-cells"


@pytest.mark.parametrize("element", [b"<si/>", b"<si><t>a</t></si>", b"<x:si xmlns:x='u'/>"])
def test_shared_strings_are_counted_before_they_are_kept(element: bytes) -> None:
    data = with_part(
        xlsx([["a"]]), STRINGS, lambda xml: xml.replace(b"</sst>", element * 60_000 + b"</sst>")
    )

    assert refusal_of(data, Limits(strings=60_000)) == "too-many-strings"
    assert refusal_of(data, Limits(strings=59_999)) == "too-many-strings"


def test_as_many_shared_strings_as_the_limit_are_read() -> None:
    assert read_sheets(xlsx([["a", "b", "c"]]), Limits(strings=3))[0].rows == [["a", "b", "c"]]


def test_sheets_are_counted() -> None:
    data = with_part(
        xlsx([["a"]]), BOOK, lambda xml: xml.replace(b"</sheets>", b"<sheet/>" * 101 + b"</sheets>")
    )
    tables = with_part(
        ods([["a"]]),
        "content.xml",
        lambda xml: xml.replace(b"<table:table ", b"<table/>" * 101 + b"<table:table "),
    )
    book, old = xlwt.Workbook(), io.BytesIO()
    for number in range(4):
        book.add_sheet(f"{number}").write(0, 0, 1)
    book.save(old)

    assert refusal_of(data) == "too-many-sheets"
    assert refusal_of(tables) == "too-many-sheets"
    assert refusal_of(old.getvalue(), Limits(sheets=3)) == "too-many-sheets"


def test_parts_and_relations_are_counted() -> None:
    file = io.BytesIO(xlsx([["a"]]))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/media/{number}", b"")
    relations = with_part(
        xlsx([["a"]]),
        RELATIONS,
        lambda xml: xml.replace(
            b"</Relationships>", b"<Relationship/>" * 1_001 + b"</Relationships>"
        ),
    )

    assert refusal_of(file.getvalue()) == "too-many-parts"
    assert refusal_of(relations) == "too-many-parts"


def merged(rows: list[list[str]], reference: str, times: int) -> bytes:
    merges = f'<mergeCells><mergeCell ref="{reference}"/>'.encode()
    merges += f'<mergeCell ref="{reference}"/>'.encode() * (times - 1) + b"</mergeCells>"
    return with_part(
        xlsx(rows), SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges)
    )


def test_merges_are_counted_and_may_not_lie_on_one_another() -> None:
    rows = [["Kode", "Nama"], ["RA-1", "a"], ["RA-2", "b"]]

    assert refusal_of(merged(rows, "A2:A3", 4), Limits(merges=3)) == "too-many-merges"
    assert refusal_of(merged(rows, "A2:A3", 4)) == "merges-overlap"
    assert read_sheets(merged(rows, "Z2:Z40000", 4))[0].merges == ()


def test_cells_of_all_sheets_are_counted_together() -> None:
    assert refusal_of(xls([["a"] * 10] * 11), Limits(cells=100)) == "too-many-cells"
    assert refusal_of(ods([["a"] * 10] * 11), Limits(cells=100)) == "too-many-cells"
    assert refusal_of(xlsx([["a"] * 10] * 11), Limits(cells=100)) == "too-many-cells"


def test_percent_cells_that_are_repeated_without_end_are_counted_before_they_are_marked() -> None:
    many = b'table:number-columns-repeated="200" office:value-type="percentage" '
    data = with_part(
        ods([[0.5]] * 3), "content.xml", lambda xml: xml.replace(b'office:value-type="float"', many)
    )

    assert len(read_sheets(data, Limits(cells=600))[0].rows[2]) == 200
    with pytest.raises(FileRefused, match="too-many-cells"):
        scan_open_document(Archive(data, Limits(cells=599)))


def old_cells(sheets: int, cells: int) -> bytes:
    """An .xls file whose sheets are one place in the file, as `sheets` entries name it."""
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Lembar 1")
    for column in range(cells):
        sheet.write(0, column, xlwt.Formula("1/0"))
    for number in range(1, sheets):
        book.add_sheet(f"Lembar {number + 1}")
    book.save(file)
    data = file.getvalue()
    entries = [m.start() for m in re.finditer(rb"\x85\x00.\x00[^\xff]{4}\x00\x00", data)][:sheets]
    first = data[entries[0] + 4 : entries[0] + 8]
    for at in entries:
        data = data[: at + 4] + first + data[at + 8 :]
    return data


def test_cells_of_an_old_workbook_are_counted_however_often_a_sheet_is_named() -> None:
    data = old_cells(sheets=5, cells=50)

    assert len(scan_old_excel(data, Limits(cells=300))) == 5
    with pytest.raises(FileRefused, match="too-many-cells"):
        scan_old_excel(data, Limits(cells=240))
    with pytest.raises(FileRefused, match="too-many-sheets"):
        scan_old_excel(data, Limits(sheets=4))


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_text_longer_than_a_spreadsheet_keeps_is_refused(write: object) -> None:
    assert refusal_of(write([["Kode"], ["abcde"]]), Limits(text=4)) == "cell-too-long"  # type: ignore[operator]


def test_a_sheet_that_says_its_header_in_every_row_is_not_tried_row_by_row_for_ever() -> None:
    (sheet,) = read_sheets(xlsx([["Kode"]] * 300 + [HEADERS, ["RA-1", "a", "b", "c", 1]]))
    assert find_header(sheet, TABLE) is None

    (sheet,) = read_sheets(xlsx([["Kode"]] * 50 + [HEADERS, ["RA-1", "a", "b", "c", 1]]))
    header = find_header(sheet, TABLE)
    assert header is not None
    assert len(list(rows_below(sheet, header))) == 1
