"""The office of a whole sheet, which no column names."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.refusal import FileRefused
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, xlsx

HEADERS = ["Kode", "Pilar", "Program/Kegiatan", "Mulai", "Selesai"]
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def judged(name: str, *above: list[Any], more: Any = None) -> Any:
    rows = [*above, HEADERS, ["A-1", "Smart Living", "Posyandu", FIRST, LAST]]
    return Kept().judge(xlsx({name: rows, **(more or {}), "OPD": agency_cells()}))


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("DINKES", []),
        ("1. Dinkes", []),
        ("Dinas Kesehatan", [["RENCANA AKSI"]]),
        ("RA DINKES 2027", []),
        ("Lembar1", [["RENCANA AKSI"], ["OPD : DINAS KESEHATAN"]]),
        ("Lembar1", [["Perangkat Daerah", ":", "Dinas Kesehatan"]]),
        ("Lembar1", [["Nama OPD:", "Dinkes"]]),
        ("DINKES", [["OPD : Dinas Kesehatan"]]),
    ],
)
def test_a_sheet_of_one_office_needs_no_column_of_it(name: str, above: list[list[Any]]) -> None:
    result = judged(name, *above)
    assert [one.draft.agency for one in result.items] == ["DINKES"]
    (told,) = [one for one in result.notes if one.code == "read-from-sheet"]
    assert "Dinas Kesehatan" in told.message.indonesian
    assert dict(result.tables[0].said) == {"agency": "Dinas Kesehatan"}


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("Lembar1", []),
        ("DINKES", [["OPD : Kominfo"]]),
        ("DINKES", [["OPD : Dinas Langit"]]),
        ("Dinas", []),
    ],
)
def test_what_is_not_certain_is_asked(name: str, above: list[list[Any]]) -> None:
    with pytest.raises(FileRefused, match="column-missing"):
        judged(name, *above)


def test_each_sheet_has_its_own_office() -> None:
    other = [HEADERS, ["A-2", "Smart Living", "Aplikasi", FIRST, LAST]]
    result = judged("DINKES", more={"Kominfo": other})
    assert [one.draft.agency for one in result.items] == ["DINKES", "DISKOMINFO"]
