import io

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableColumn, TableRow
from openpyxl import Workbook

from chassis.sheets.hidden import Hidden, hidden_in
from chassis.sheets.limits import DEFAULT


def test_hidden_sheets_rows_and_columns_are_known_by_the_name_of_their_sheet() -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("Arsip & lain")
    first.title = "Satu"
    second["A1"] = 1
    second.sheet_state = "veryHidden"
    for row in range(1, 6):
        first.append([row, row, row, row])
    first.row_dimensions[2].hidden = first.row_dimensions[4].hidden = True
    first.column_dimensions["C"].hidden = True
    file = io.BytesIO()
    book.save(file)

    assert hidden_in(file.getvalue()) == {
        "Satu": Hidden(False, frozenset({1, 3}), frozenset({2})),
        "Arsip & lain": Hidden(True),
    }


def test_of_an_old_workbook_hidden_sheets_are_known() -> None:
    book = xlwt.Workbook()
    book.add_sheet("Satu").write(0, 0, 1)
    book.add_sheet("Dua").visibility = 1
    file = io.BytesIO()
    book.save(file)

    assert hidden_in(file.getvalue()) == {"Satu": Hidden(), "Dua": Hidden(True)}


def test_a_text_file_hides_nothing() -> None:
    assert hidden_in(b"a;b\n1;2\n") == {}


def test_of_an_old_workbook_hidden_rows_and_columns_are_known() -> None:
    book = xlwt.Workbook()
    book.add_sheet("Satu").write(0, 0, 1)
    sheet = book.add_sheet("Dua & lain")
    for row in range(6):
        sheet.write(row, 0, row)
    for row in (1, 4):
        sheet.row(row).hidden = True
    for column in (2, 3):
        sheet.col(column).hidden = True
    file = io.BytesIO()
    book.save(file)

    assert hidden_in(file.getvalue()) == {
        "Satu": Hidden(),
        "Dua & lain": Hidden(False, frozenset({1, 4}), frozenset({2, 3})),
    }


def test_of_an_open_document_hidden_rows_and_columns_are_known() -> None:
    document = OpenDocumentSpreadsheet()
    for name in ("Satu", "Dua"):
        table = Table(name=name)
        table.addElement(TableColumn(numbercolumnsrepeated=2))
        table.addElement(TableColumn(numbercolumnsrepeated=2, visibility="collapse"))
        for seen in ("visible", "collapse", "filter", "visible"):
            row = TableRow(visibility=seen)
            row.addElement(TableCell(valuetype="float", value="1"))
            table.addElement(row)
        table.addElement(TableRow(visibility="collapse", numberrowsrepeated=2))
        document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)

    hidden = Hidden(False, frozenset({1, 2, 4, 5}), frozenset({2, 3}))
    assert hidden_in(file.getvalue()) == {"Satu": hidden, "Dua": hidden}


def test_rows_that_are_hidden_to_the_end_of_a_sheet_are_no_more_than_the_limit() -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Satu")
    table.addElement(TableRow(visibility="collapse", numberrowsrepeated=1_048_576))
    document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)

    assert len(hidden_in(file.getvalue())["Satu"].rows) == DEFAULT.rows
