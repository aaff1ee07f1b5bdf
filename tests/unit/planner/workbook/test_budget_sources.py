"""Money in several columns of a plan, one for each source."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.limits import DEFAULT
from planner.workbook.judging import judge, read_for
from planner.workbook.mending import NONE, Mending
from planner.workbook.outcome import Verdict
from planner.workbook.preview import preview
from planner.workbook.refused_rows import write_refused
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, xlsx

FIXED = ["Kode", "Pilar", "Program/Kegiatan", "Perangkat Daerah", "Mulai", "Selesai"]
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def file_of(money: list[list[Any]], *rows: list[Any], fixed: list[str] = FIXED) -> bytes:
    """`money`: the rows of the header over the columns of money."""
    headers = [[*([""] * len(fixed)), *one] for one in money[:-1]]
    headers.append([*fixed, *money[-1]])
    named = [
        [f"A-{n}", "Smart Living", f"Kegiatan {n}", "DINKES", FIRST, LAST, *cells]
        for n, cells in enumerate(rows, 1)
    ]
    return xlsx({"Rencana": [*headers, *named], "OPD": agency_cells()})


def read(money: list[list[Any]], *rows: list[Any], **more: Any) -> Any:
    return Kept().judge(file_of(money, *rows, **more))


def told(result: Any) -> list[tuple[int, str | None] | list[str]]:
    return [
        (one.draft.budget, one.draft.budget_source)
        if one.draft
        else [f"{fault.fault.code} {fault.cell}" for fault in one.faults]
        for one in result.items
    ]


def judged(data: bytes, mending: Mending) -> Any:
    file = read_for(data, DEFAULT, Kept().agencies, "kukar", mending)
    return judge(file, agencies={}, items={}, region="kukar", partial=True)


LEVELS = [["Pagu (Rp)", "", ""], ["Kabupaten", "Provinsi", "Pusat"]]
GROUPED = [["Pagu (Rp)", "", ""], ["APBD Kabupaten", "DAK Fisik", "CSR"]]
ALONE = [["APBD Kabupaten", "DAK Fisik", "CSR"]]
OF_SOURCES = [["Sumber Dana", "", ""], ["APBD Kabupaten", "DAK Fisik", "CSR"]]


@pytest.mark.parametrize("headers", [GROUPED, ALONE, OF_SOURCES])
def test_the_parts_of_a_budget_are_summed_and_kept_by_source(headers: Any) -> None:
    result = read(headers, [1_000, 200, 30], ["", 200, "-"], ["", "", ""])
    assert told(result) == [
        (1_230, "APBD Kabupaten: Rp 1.000; DAK Fisik: Rp 200; CSR: Rp 30"),
        (200, "DAK Fisik: Rp 200"),
        (0, None),
    ]
    assert "budget" not in result.items[2].entry.fields
    (summed,) = [one.message.indonesian for one in result.notes if one.code == "summed"]
    assert "APBD Kabupaten (G), DAK Fisik (H), CSR (I)" in summed


@pytest.mark.parametrize(
    "headers",
    [
        [["Pagu (Rp)", "", ""], ["APBD", "APBN", "Jumlah"]],
        [["APBD", "APBN", "Total (Rp)"]],
        [["APBD", "APBN", "Pagu (Rp)"]],
    ],
)
def test_a_sum_is_compared_with_its_parts(headers: Any) -> None:
    row = len(headers) + 2
    result = read(headers, [700, 300, 1_000], [700, 300, 900], [700, 300, ""], ["", "", 500])
    assert told(result) == [
        (1_000, "APBD: Rp 700; APBN: Rp 300"),
        [f"sum-differs I{row}"],
        (1_000, "APBD: Rp 700; APBN: Rp 300"),
        (500, None),
    ]
    (fault,) = result.items[1].faults
    assert f"G{row}, H{row}" in fault.fault.message.indonesian
    assert preview(result).doubtful[0].proposals == ("900", "1000")


def test_a_sum_that_was_written_by_hand_holds() -> None:
    data = file_of([["APBD", "APBN", "Jumlah"]], [700, 300, 900])
    result = judged(data, Mending({"Rencana": {"I2": "900"}}))
    assert told(result) == [(900, "APBD: Rp 700; APBN: Rp 300")]


def test_each_part_has_its_own_unit_and_its_own_faults() -> None:
    result = read([["APBD (Rp juta)", "CSR (Rp)"]], [2, 500_000], [2, "belum"], ["tiga", 1])
    assert told(result) == [
        (2_500_000, "APBD: Rp 2.000.000; CSR: Rp 500.000"),
        ["not-a-number H3"],
        ["not-a-number G4"],
    ]


def test_a_column_of_sources_keeps_its_own_words() -> None:
    data = file_of(ALONE, ["campuran", 1, 2, 3], fixed=[*FIXED, "Sumber Dana"])
    assert told(judged(data, NONE)) == [(6, "campuran")]


def test_levels_of_government_below_a_group_of_money_are_sources() -> None:
    assert told(read(LEVELS, [1, 2, 3])) == [(6, "Kabupaten: Rp 1; Provinsi: Rp 2; Pusat: Rp 3")]
    places = read([["Kabupaten", "Pagu (Rp)"]], ["Kukar", 5])
    assert told(places) == [(5, None)]
    assert [one.code for one in places.notes].count("column-ignored") == 1


def test_the_same_source_twice_is_no_sum() -> None:
    headers = [["Pagu (Rp)", "", "", ""], ["APBD", "APBN", "APBD", "APBN"]]
    assert told(read(headers, [1, 2, 3, 4])) == [["columns-rival G3"]]


def test_ticks_below_sources_are_no_money() -> None:
    result = read([["APBD", "APBN"]], ["v", ""], ["", "v"])
    assert told(result) == [(0, None), (0, None)]


def test_an_amount_merged_over_rows_is_no_part_of_each() -> None:
    rows: list[list[Any]] = [
        [*FIXED, "APBD", "CSR"],
        *(
            [f"A-{n}", "Smart Living", f"Kegiatan {n}", "DINKES", FIRST, LAST, 5, ""]
            for n in (1, 2)
        ),
    ]
    data = xlsx({"Rencana": rows, "OPD": agency_cells()}, [("Rencana", "H2:H3", 800)])
    assert told(Kept().judge(data)) == [["amount-merged H2"], ["amount-merged H3"]]


@pytest.mark.parametrize("parts", [["APBD (Rp juta)", "CSR (Rp juta)"], ["APBD", "CSR"]])
def test_a_refused_row_comes_back_with_the_sum(parts: list[str]) -> None:
    result = Kept().judge(file_of([parts], [1.234, 2], [5, 6], ["tiga", 4]))
    for one in result.items:
        one.verdict = Verdict.REFUSED
    again = Kept().judge(write_refused(result)).items
    for name in ("budget", "budget_source"):
        before = [one.entry.fields.get(name) for one in result.items]
        assert [one.entry.fields.get(name) for one in again] == before
    assert "budget" in [fault.fault.field for fault in again[2].faults]
