import io

import xlwt
from openpyxl import Workbook

from chassis.sheets.hidden import Hidden, hidden_in


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

    assert hidden_in(file.getvalue()) == {"Dua": Hidden(True)}


def test_a_text_file_hides_nothing() -> None:
    assert hidden_in(b"a;b\n1;2\n") == {}
