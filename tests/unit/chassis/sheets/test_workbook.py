import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from chassis.sheets.cell import is_error
from chassis.sheets.excel_scan import scan_excel
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.refusal import FileRefused
from chassis.sheets.workbook import OLE, Merge, read_sheets
from chassis.sheets.zip_guard import Archive
from tests.unit.chassis.sheets.files import delimited, ods, with_part, xls, xlsx

ROWS: list[list[Any]] = [
    ["Kode", "Nama", "Mulai", "Pagu"],
    ["RA-1", "Desa digital", date(2026, 1, 5), 1250000.5],
    ["RA-2", "=1+1", date(2026, 12, 31), 7],
]
SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
Change = Callable[[bytes], bytes]


def refusal_of(data: bytes, limits: Limits = DEFAULT) -> str:
    with pytest.raises(FileRefused) as refused:
        read_sheets(data, limits)
    (fault,) = refused.value.faults
    assert fault.field == "file"
    assert fault.message.indonesian != fault.message.english
    return fault.code


def replaced(before: str, after: str) -> Change:
    return lambda content: content.replace(before.encode(), after.encode())


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_every_kind_of_spreadsheet_gives_the_same_cells(write: Any) -> None:
    (sheet,) = read_sheets(write(ROWS))

    assert [sheet.cell(1, column) for column in range(4)] == ROWS[1]
    assert (sheet.cell(0, 0), sheet.cell(2, 3)) == ("Kode", 7)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    for write in (xlsx, xls, ods):
        assert read_sheets(write(ROWS))[0].cell(2, 1) == "=1+1"


def test_a_csv_file_gives_texts_on_one_sheet() -> None:
    (sheet,) = read_sheets(delimited([["Kode", "Pagu"], ["RA-1", 7]]))

    assert (sheet.name, sheet.cell(1, 1)) == ("CSV", "7")


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_blank_rows_and_columns_before_the_table_keep_their_numbers(write: Any) -> None:
    (sheet,) = read_sheets(write([[], [], ["", "", "Kode"]]))

    assert sheet.cell(2, 2) == "Kode"


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_merged_cells_are_known_and_hold_their_value_at_the_top_left(write: Any) -> None:
    rows = [["Kode", "Waktu", ""], ["", "Mulai", "Selesai"], ["RA-1", "a", "b"]]

    (sheet,) = read_sheets(write(rows, merges=[(0, 0, 1, 0), (0, 1, 0, 2)]))

    assert set(sheet.merges) == {Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)}
    assert sheet.cell(0, 1) == "Waktu"


def test_a_cell_outside_what_is_there_is_nothing() -> None:
    (sheet,) = read_sheets(xlsx([["Kode"]]))

    assert sheet.cell(9, 0) is None
    assert sheet.cell(0, 9) is None


def test_a_formula_error_is_shown_where_it_stands() -> None:
    (sheet,) = read_sheets(xlsx([["Kode"], ["#DIV/0!"], ["RA-2"]]))

    assert (sheet.cell(1, 0), sheet.cell(2, 0)) == ("#DIV/0!", "RA-2")


def test_an_error_in_an_open_document_is_one_and_not_blank() -> None:
    as_error = replaced(
        'office:value-type="string"', 'office:value-type="string" calcext:value-type="error"'
    )
    data = with_part(ods([["keliru"]]), "content.xml", as_error)

    assert is_error(read_sheets(data)[0].cell(0, 0))


def test_every_worksheet_is_read_in_its_order() -> None:
    file = io.BytesIO()
    book = xlwt.Workbook()
    for name in ("Rencana", "Perangkat"):
        book.add_sheet(name).write(0, 0, name)
    book.save(file)

    assert [sheet.cell(0, 0) for sheet in read_sheets(file.getvalue())] == ["Rencana", "Perangkat"]


@pytest.mark.parametrize("data", [b"", b" \r\n\t "])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal_of(data) == "file-empty"


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(FileRefused) as refused:
        read_sheets(b"a;b\n" * 300_000, Limits(file_bytes=1_000_000))

    assert refused.value.faults[0].code == "file-too-large"
    assert "2 MB; 1 MB" in refused.value.faults[0].message.english


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(**{"catatan.txt": b"halo"}),
        zipped(**{"xl/workbook.xml": b"<workbook>"}),
        zipped(**{"content.xml": b"<a/>", "xl/workbook.xml": b"<a/>"}),
        b"PK\x03\x04 rusak",
        xlsx(ROWS)[:-200],
        xls(ROWS)[:700],
        OLE + b"\0" * 600,
    ],
    ids=["zip", "xml", "two kinds", "broken", "cut xlsx", "cut xls", "ole"],
)
def test_what_is_no_spreadsheet_is_refused_as_that(data: bytes) -> None:
    assert refusal_of(data) == "not-a-workbook"


def test_a_workbook_behind_a_password_is_refused_with_the_remedy() -> None:
    data = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600

    with pytest.raises(FileRefused) as refused:
        read_sheets(data)

    assert refused.value.faults[0].code == "password-protected"
    assert "tanpa kata sandi" in refused.value.faults[0].message.indonesian


def test_a_zip_entry_behind_a_password_is_refused_as_that() -> None:
    data = bytearray(zipped(**{"xl/workbook.xml": b"<workbook/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert refusal_of(bytes(data)) == "password-protected"


@pytest.mark.parametrize("part", [SHEET, "xl/media/gambar.bin"])
def test_a_bomb_is_refused_wherever_in_the_file_it_is(part: str) -> None:
    parts = {"xl/workbook.xml": b"<workbook/>", part: b" " * 2_000_000}

    limits = Limits(expanded_bytes=1_000_000)
    assert refusal_of(zipped(**parts), limits) == "file-expands-too-far"


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(xlsx(ROWS))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (5).to_bytes(4, "little")

    assert refusal_of(bytes(data)) == "not-a-workbook"


def test_entities_are_not_let_in() -> None:
    laughs = replaced("<worksheet", '<!DOCTYPE a [<!ENTITY b "ha">]><worksheet')

    assert refusal_of(with_part(xlsx(ROWS), SHEET, laughs)) == "not-a-workbook"


@pytest.mark.parametrize(
    ("at", "code"),
    [("XFD1048576", "too-many-rows"), ("A50001", "too-many-rows"), ("GS1", "too-many-columns")],
)
def test_a_cell_far_away_is_refused_before_any_grid_is_built(at: str, code: str) -> None:
    data = with_part(xlsx([["a", 1]]), SHEET, replaced('r="B1"', f'r="{at}"'))

    assert refusal_of(data) == code


def test_the_last_cell_within_bounds_is_read() -> None:
    data = with_part(xlsx([["a", 1]]), SHEET, replaced('r="B1"', 'r="GR50000"'))

    assert read_sheets(data, Limits(cells=10_000_000))[0].cell(49_999, 199) == 1


FAR = with_part(xlsx([["a", 1]]), SHEET, replaced('r="B1"', 'r="XFD1048576"'))


@pytest.mark.parametrize(
    "data",
    [
        with_part(FAR, RELATIONS, replaced("worksheets/sheet1.xml", "worksheets/SHEET1.xml")),
        with_part(FAR, RELATIONS, replaced("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml")),
        with_part(FAR, SHEET, replaced('r="XFD1048576"', "r = 'XFD1048576'")),
    ],
    ids=["other letters", "absolute", "other quotes"],
)
def test_no_way_of_writing_hides_a_cell_far_away(data: bytes) -> None:
    assert refusal_of(data) == "too-many-rows"


def renamed(data: bytes, before: str, after: str) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            if part == RELATIONS:
                content = content.replace(
                    before.removeprefix("xl/").encode(), after.removeprefix("xl/").encode()
                )
            new.writestr(after if part == before else part, content)
    return file.getvalue()


def test_a_sheet_under_another_ending_is_bounded_too() -> None:
    assert refusal_of(renamed(FAR, SHEET, "xl/worksheets/sheet1.dat")) == "too-many-rows"


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("name", [SHEET.upper(), "content.xml"])
def test_an_entry_that_makes_a_file_two_things_is_refused(name: str) -> None:
    assert refusal_of(with_entry(xlsx(ROWS), name, b"<a/>")) == "not-a-workbook"


def with_rows(rows: bytes) -> bytes:
    data = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    return with_part(
        xlsx([["a"]]), SHEET, lambda xml: data.sub(b"<sheetData>" + rows + b"</sheetData>", xml)
    )


def test_cells_that_do_not_say_where_they_stand_are_counted() -> None:
    wide = b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row>"
    tall = b"<row><c><v>1</v></c></row>" * 50_001

    assert scan_excel(Archive(with_rows(wide)))[0].last_column == 200
    assert refusal_of(with_rows(wide)) == "too-many-columns"
    assert refusal_of(with_rows(tall)) == "too-many-rows"
    assert refusal_of(with_rows(wide.replace(b"<c>", b'<c s="1">'))) == "too-many-columns"
    assert read_sheets(with_rows(b"<row><c><v>1</v></c><c><v>2</v></c></row>"))[0].rows == [[1, 2]]


@pytest.mark.parametrize("row", [b'<row r="x">', b'<row r="-1">', b'<row r="">'])
def test_a_row_number_that_is_none_is_refused(row: bytes) -> None:
    assert refusal_of(with_rows(row + b'<c t="e"><v>#REF!</v></c></row>')) == "not-a-workbook"


def test_repeated_rows_of_an_open_document_are_counted() -> None:
    tall = replaced("<table:table-row>", '<table:table-row table:number-rows-repeated="50001">')

    assert refusal_of(with_part(ods([["a"]]), "content.xml", tall)) == "too-many-rows"


def test_an_old_spreadsheet_is_held_to_the_same_bounds() -> None:
    assert refusal_of(xls([[""] * 200 + ["a"]])) == "too-many-columns"
    assert refusal_of(xls([[]] * 50_000 + [["a"]])) == "too-many-rows"


def test_a_csv_file_is_held_to_the_same_bounds() -> None:
    assert refusal_of(b"a;b\n" * 50_001) == "too-many-rows"
    assert refusal_of(b"a;" * 200 + b"b\n") == "too-many-columns"


@given(st.data())
def test_a_damaged_sheet_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    def damage(xml: bytes) -> bytes:
        start = xml.index(b"<sheetData>")
        at = data.draw(st.integers(start, len(xml) - 1))
        length = data.draw(st.integers(0, 6))
        put = data.draw(st.text("0123456789AZaz<>/=\"' &;#rctse.-", max_size=6)).encode()
        return xml[:at] + put + xml[at + length :]

    try:
        read_sheets(with_part(xlsx(ROWS), SHEET, damage))
    except FileRefused as refused:
        assert refused.faults  # noqa: PT017 - either is right
