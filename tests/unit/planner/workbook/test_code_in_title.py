"""Codes and titles of a plan in one cell."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.refusal import FileRefused
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, xlsx

HEADERS = ["Program/Kegiatan", "Pilar", "Perangkat Daerah", "Mulai", "Selesai"]
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def judged(*rows: list[Any]) -> Any:
    return Kept().judge(xlsx({"Rencana": [HEADERS, *rows], "OPD": agency_cells()}))


def item(title: str) -> list[Any]:
    return [title, "Smart Living", "DINKES", FIRST, LAST]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.02.02.2.01.01 Posyandu digital", "1.02.02.2.01.01"),
        ("1.02.03. Posyandu digital", "1.02.03"),
        ("RA-01 - Posyandu digital", "RA-01"),
        ("5.02.2.01: Posyandu digital", "5.02.2.01"),
    ],
)
def test_a_code_before_a_title_is_the_items(text: str, code: str) -> None:
    result = judged(item(text), ["Jumlah", "", "", "", ""])
    (one,) = result.items
    assert one.draft is not None
    assert (one.code, one.draft.title) == (code, "Posyandu digital")
    codes = [note.code for note in result.notes]
    assert "code-in-title" in codes
    assert "columns-unnamed" not in codes


def test_programmes_above_are_told_by_their_codes() -> None:
    result = judged(
        ["1.02.03 Program Kesehatan", "Smart Living", "DINKES", "", ""],
        ["1.02.03.01 Posyandu", "", "", FIRST, LAST],
    )
    assert [(one.code, one.draft.agency) for one in result.items] == [("1.02.03.01", "DINKES")]


@pytest.mark.parametrize(
    "text", ["Posyandu digital", "2027 Posyandu", "1 Posyandu", "1.02.03", "COVID-19 Posyandu"]
)
def test_where_one_title_has_no_code_the_column_is_asked_for(text: str) -> None:
    with pytest.raises(FileRefused, match="column-missing"):
        judged(item("1.02.03 Posyandu"), item(text))
