from datetime import date
from typing import Any

import pytest

from tests.unit.planner.workbook.workbooks import (
    HEADER_ROW,
    Kept,
    agency_cells,
    clean,
    column,
    counts,
    csv_of,
    ods,
    xls,
    xlsx,
)

SPOILED: list[tuple[int, str, str, Any, str]] = [
    (2, "Kode", "A", "", "missing"),
    (3, "Kode", "A", "RA 003!", "bad-code"),
    (4, "Kode", "A", "RA-001", "duplicate-code"),
    (5, "Jenis", "B", "Kadang", "unknown-word"),
    (6, "Pilar", "C", "Smart Moon", "unknown-word"),
    (7, "Program/Kegiatan", "E", "x" * 501, "text-too-long"),
    (8, "Perangkat Daerah", "F", "Dinas Antariksa", "unknown-agency"),
    (9, "Mitra", "H", "PT Maju", "partner-kind-missing"),
    (10, "Perdesaan", "K", "mungkin", "not-yes-or-no"),
    (11, "Mulai", "L", "Triwulan I", "date-incomplete"),
    (12, "Selesai", "M", date(2025, 1, 1), "due-before-start"),
    (
        13,
        "Tonggak",
        "N",
        "Siap | 3 Maret 2026 | 70%; Uji | 3 Mei 2026 | 40%",
        "milestones-over-100",
    ),
    (14, "Baseline", "Q", "banyak", "not-a-number"),
    (15, "Pagu (Rp)", "S", "750,000", "ambiguous-number"),
    (16, "Bobot", "V", "#DIV/0!", "cell-error"),
]
"""Item number, header, letters, what stands there now, and the code it must be refused with."""


def spoil() -> dict[str, list[list[Any]]]:
    sheets = clean()
    for number, header, _letters, value, _code in SPOILED:
        sheets["Rencana Aksi"][HEADER_ROW + number - 1][column(header)] = value
    return sheets


def test_fifteen_spoiled_cells_are_exactly_fifteen_errors_each_with_its_cell() -> None:
    body = Kept().judge(xlsx(spoil())).body("id")

    found = {(e["row"], e["column"], e["code"]) for e in body["errors"]}
    assert found == {
        (HEADER_ROW + number, f"{header} {letters}{HEADER_ROW + number}", code)
        for number, header, letters, _value, code in SPOILED
    }
    assert len(body["errors"]) == len(SPOILED)
    assert all(error["sheet"] == "Rencana Aksi" for error in body["errors"])


def test_an_error_shows_the_value_as_it_stands_in_the_cell() -> None:
    body = Kept().judge(xlsx(spoil())).body("id")

    values = {error["cell"]: error["value"] for error in body["errors"]}
    assert values["C9"] == "Smart Moon"
    assert values["M15"] == "2025-01-01"
    assert values["A5"] is None
    assert values["V19"] == "#DIV/0!"


def test_the_other_rows_are_judged_as_if_nothing_were_wrong() -> None:
    accepted, changed, unchanged, refused = counts(Kept().judge(xlsx(spoil())))
    duplicated = 1  # the row whose code was repeated is refused with the one that repeats it

    assert refused == len(SPOILED) + duplicated
    assert accepted == 20 + 4 - refused
    assert (changed, unchanged) == (0, 0)


@pytest.mark.parametrize("write", [xls, ods])
def test_other_spreadsheets_name_the_same_cells(write: Any) -> None:
    spoiled = spoil()
    spoiled["Rencana Aksi"][HEADER_ROW + 15][column("Bobot")] = "berat"
    body = Kept().judge(write(spoiled)).body("id")

    expected = {
        f"{letters}{HEADER_ROW + number}" for number, _header, letters, _value, _code in SPOILED
    }
    assert {error["cell"] for error in body["errors"]} == expected


def test_a_csv_file_names_the_same_cells() -> None:
    kept = Kept()
    kept.take(xlsx({"Perangkat Daerah": agency_cells()}))
    body = kept.judge(csv_of(spoil()["Rencana Aksi"])).body("id")

    expected = {
        f"{letters}{HEADER_ROW + number}" for number, _header, letters, _value, _code in SPOILED
    }
    assert {error["cell"] for error in body["errors"]} == expected


def test_a_refusal_is_said_in_indonesian_and_in_english() -> None:
    judged = Kept().judge(xlsx(spoil()))

    indonesian = [error["message"] for error in judged.body("id")["errors"]]
    english = [error["message"] for error in judged.body("en")["errors"]]
    assert "Wajib diisi." in indonesian
    assert "A value is required." in english
    assert all(i != e for i, e in zip(indonesian, english, strict=True))


def test_a_repeated_code_names_both_rows() -> None:
    errors = Kept().judge(xlsx(spoil())).body("id")["errors"]

    told = next(error["message"] for error in errors if error["code"] == "duplicate-code")
    assert "Rencana Aksi baris 4" in told
    assert "Rencana Aksi baris 7" in told
