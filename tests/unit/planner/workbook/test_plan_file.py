from datetime import date
from typing import Any

import pytest

from chassis.sheets.cell import Month, cell_address
from chassis.sheets.limits import DEFAULT
from chassis.sheets.refusal import FileRefused, Unreadable
from planner.items.item import Draft, Milestone
from planner.workbook.judging import JudgedPlan, read_for
from planner.workbook.mending import Mending, WholePeriods
from planner.workbook.period_cells import PeriodCells
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Kept,
    agency_cells,
    clean,
    column,
    counts,
    csv_of,
    item_cells,
    ods,
    plan_cells,
    xls,
    xlsx,
)


def judge(rows: list[list[Any]], **more: Any) -> JudgedPlan:
    return Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}, **more))


def only_item(rows: list[list[Any]]) -> Draft:
    judged = judge(rows)
    assert [fault.body("id") for fault in judged.items[0].faults] == []
    draft = judged.items[0].draft
    assert draft is not None
    return draft


def with_cells(**cells: Any) -> list[list[Any]]:
    """A plan of one item, some of whose cells are as given, by field header."""
    row = item_cells(1)
    for header, value in cells.items():
        row[column(header)] = value
    return [list(HEADERS), row]


def drafts_of(judged: JudgedPlan) -> list[Draft]:
    drafts = [outcome.draft for outcome in judged.items if outcome.draft is not None]
    assert len(drafts) == len(judged.items)
    return drafts


def notes_of(judged: JudgedPlan) -> set[tuple[str, int | None]]:
    return {(note["code"], note["row"]) for note in judged.body("id")["notes"]}


def test_a_clean_workbook_is_accepted_whole() -> None:
    judged = Kept().judge(xlsx(clean()))

    assert counts(judged) == (24, 0, 0, 0)
    assert judged.body("id")["items"]["accepted"] == 20


def test_an_item_is_read_with_all_its_parts() -> None:
    draft = only_item(plan_cells(1))

    assert draft.agency == "DINKES"
    assert draft.supporting_agencies == ("DISKOMINFO", "BAPPEDA")
    assert (draft.start, draft.due) == (date(2026, 1, 5), date(2026, 12, 31))
    assert draft.milestones == (
        Milestone("Siap", date(2026, 3, 31), 30.0),
        Milestone("Uji coba", date(2026, 6, 30), 40.0),
    )
    assert (draft.budget, draft.baseline, draft.target) == (1_250_000_000, 10.0, 51.0)
    assert draft.rural is True


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_every_kind_of_spreadsheet_says_the_same(write: Any) -> None:
    kept = Kept()
    kept.take(xlsx(clean()))

    assert counts(kept.judge(write(clean()))) == (0, 0, 24, 0)


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "cp1252")]
)
def test_a_csv_file_says_the_same(delimiter: str, encoding: str) -> None:
    kept = Kept()
    kept.take(xlsx(clean()))

    data = csv_of(plan_cells(), delimiter, encoding)
    assert counts(kept.judge(data)) == (0, 0, 20, 0)


def test_rows_that_are_no_items_are_told_apart_and_said() -> None:
    numbers = list(range(1, len(HEADERS) + 1))
    rows = plan_cells(2)
    rows.insert(3, numbers)
    rows.insert(5, list(HEADERS))
    rows.append(["", "*) Pagu masih indikatif"])

    judged = judge(rows)

    assert len(judged.items) == 2
    assert not judged.refused
    assert notes_of(judged) >= {
        ("column-numbers", 4),
        ("repeated-header", 6),
        ("subtotal", 8),
        ("signature", 10),
        ("remark", 11),
    }


def test_an_item_whose_title_begins_with_jumlah_is_an_item() -> None:
    draft = only_item(with_cells(**{"Program/Kegiatan": "Jumlah kunjungan wisata daring"}))

    assert draft.title == "Jumlah kunjungan wisata daring"


def test_a_row_with_a_code_and_little_else_is_refused_and_not_dropped() -> None:
    row: list[Any] = [""] * len(HEADERS)
    row[0], row[column("Program/Kegiatan")] = "RA-777", "Belum lengkap"

    judged = judge([list(HEADERS), row])

    missing = {fault.fault.field for fault in judged.items[0].faults}
    assert missing == {"pillar", "agency", "start", "due"}


def test_a_merged_header_of_two_rows_is_read() -> None:
    top, below = list(HEADERS), [""] * len(HEADERS)
    start = column("Mulai")
    top[start : start + 2] = ["Waktu", ""]
    below[start : start + 2] = ["Mulai", "Selesai"]
    merges = [("Rencana Aksi", "L1:M1", "Waktu")]
    merges += [("Rencana Aksi", f"{c}1:{c}2", t) for c, t in zip("ABCDEFGHIJK", top, strict=False)]

    judged = judge([top, below, item_cells(1)], merges=merges)

    assert counts(judged) == (5, 0, 0, 0)
    spoiled = item_cells(1)
    spoiled[start] = "kapan-kapan"
    error = judge([top, below, spoiled], merges=merges).body("id")["errors"][0]
    assert error["column"] == "Mulai L3"


def test_an_identity_merged_down_holds_for_each_of_its_rows() -> None:
    first, second = item_cells(1), item_cells(2)
    second[column("Pilar")] = ""
    merges = [("Rencana Aksi", "C2:C3", "Smart Economy")]

    judged = judge([list(HEADERS), first, second], merges=merges)

    assert [str(draft.pillar) for draft in drafts_of(judged)] == ["economy", "economy"]


def test_an_amount_merged_over_several_items_is_asked_back_cell_by_cell() -> None:
    first, second = item_cells(1), item_cells(2)
    second[column("Pagu (Rp)")] = ""
    letter = cell_address(0, column("Pagu (Rp)"))[:-1]
    merges = [("Rencana Aksi", f"{letter}2:{letter}3", 900)]
    sheets = {"Rencana Aksi": [list(HEADERS), first, second], "Perangkat Daerah": agency_cells()}
    data = xlsx(sheets, merges=merges)

    read = read_for(data, DEFAULT, {}, "kukar", Mending())
    budgets = [[f.code for f in row.faults if f.field == "budget"] for row in read.items]
    assert budgets == [["amount-merged"]] * 2
    said = {"Rencana Aksi": {f"{letter}2": "600", f"{letter}3": "300"}}
    read = read_for(data, DEFAULT, {}, "kukar", Mending(said))
    assert [row.fields["budget"] for row in read.items] == [600, 300]


def test_headers_are_found_by_their_other_names_and_in_any_order() -> None:
    headers = ["No", "OPD", "NAMA PROGRAM", "Tgl. Selesai", "Tgl. Mulai", "Dimensi", "Kode Aksi"]
    row = [1, "Dinkes", "Layanan", "31/12/2026", "2026-01-01", "ekonomi", "RA-1"]

    judged = judge([headers, row])

    draft = judged.items[0].draft
    assert draft is not None
    assert (draft.agency, draft.due) == ("DINKES", date(2026, 12, 31))
    assert ("column-ignored", 1) in notes_of(judged)


@pytest.mark.parametrize(
    ("unit", "written", "rupiah"),
    [
        ("juta", "Rp 450", 450 * 10**6),
        ("juta", 7_500, 7_500 * 10**6),
        ("juta", "Rp 180 juta", 180 * 10**6),
        ("ribu", 2_500_000, 2_500_000 * 10**3),
        ("juta", "Rp. 975.000.000", None),
        ("juta", "Rp410.000.000,-", None),
        ("juta", 975_000_000, None),
        ("juta", "(Rp 975.000.000)", None),
        ("ribu", "Rp 2.500.000", None),
        ("miliar", 1_250_000_000, None),
    ],
)
def test_rupiah_in_a_column_of_another_unit_is_asked_back(
    unit: str, written: object, rupiah: int | None
) -> None:
    rows = with_cells(**{"Pagu (Rp)": written})
    rows[0][column("Pagu (Rp)")] = f"Pagu ({unit})"

    (judged,) = judge(rows).items

    if rupiah is None:
        assert [one.fault.code for one in judged.faults] == ["unit-doubtful"]
    else:
        assert judged.draft is not None
        assert judged.draft.budget == rupiah


def test_a_budget_in_thousands_is_what_the_header_says() -> None:
    rows = with_cells(**{"Pagu (Rp)": 1_250})
    rows[0][column("Pagu (Rp)")] = "Pagu (Rp ribu)"

    judged = judge(rows)

    assert drafts_of(judged)[0].budget == 1_250_000
    assert ("scaled-by-header", None) in notes_of(judged)


def test_a_header_that_may_name_a_unit_is_asked_about() -> None:
    rows = with_cells(**{"Pagu (Rp)": 1_250})
    rows[0][column("Pagu (Rp)")] = "Pagu (Rp 1.000)"
    assert [fault.fault.code for fault in judge(rows).items[0].faults] == ["unit-doubtful"]
    rows[1][column("Pagu (Rp)")] = "750 juta"
    assert only_item(rows).budget == 750_000_000


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("1.250.000,50", 1_250_001),
        ("Rp 1,6 M", 1_600_000_000),
        ("500 juta", 500_000_000),
        (1250000.4, 1_250_000),
        ("-", 0),
    ],
)
def test_rupiah_are_read_as_people_write_them(written: Any, rupiah: int) -> None:
    assert only_item(with_cells(**{"Pagu (Rp)": written})).budget == rupiah


def percent_rows(*targets: Any) -> list[list[Any]]:
    rows = [list(HEADERS)]
    for number, target in enumerate(targets, 1):
        row = item_cells(number)
        row[column("Satuan")], row[column("Baseline")], row[column("Target")] = "%", "", target
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    ("written", "read", "said"),
    [
        ((0.056, 0.9, 0.35), [5.6, 90.0, 35.0], "percent-as-fraction"),
        ((5.6, 90, 1), [5.6, 90.0, 1.0], "percent-as-points"),
        (("5,6", "90", "100"), [5.6, 90.0, 100.0], "percent-as-points"),
        (("0,5 %", "90%"), [0.5, 90.0], None),
    ],
)
def test_percentages_are_decided_for_the_whole_column_and_said(
    written: tuple[Any, ...], read: list[float], said: str | None
) -> None:
    judged = judge(percent_rows(*written))

    assert [draft.target for draft in drafts_of(judged)] == read
    codes = {code for code, _ in notes_of(judged) if code.startswith("percent")}
    assert (said in codes) if said else (codes == set())


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        ((90, 0.056), ["R3"]),
        ((1, 90), []),
        ((1, ""), ["R2"]),
        ((1, 0.5, 0.25), ["R2", "R3", "R4"]),
        (("1 %", 0.5), ["R3"]),
    ],
)
def test_a_percentage_that_may_mean_two_things_is_asked_back(
    written: tuple[Any, ...], cells: list[str]
) -> None:
    errors = judge(percent_rows(*written)).body("id")["errors"]

    assert [(error["code"], error["cell"]) for error in errors] == [
        ("percent-doubtful", cell) for cell in cells
    ]
    assert all(f"Sel {error['cell']}: " in error["message"] for error in errors)


def test_a_doubtful_percentage_says_both_of_its_readings_and_the_remedy() -> None:
    (error,) = judge(percent_rows(90, 0.056)).body("en")["errors"]

    assert "0,056 may mean 0,056 % or 5,6 %" in error["message"]
    assert "percent format" in error["message"]


def test_a_weight_of_a_milestone_that_may_mean_two_things_is_asked_back() -> None:
    cells = with_cells(Tonggak="Siap | 31 Maret 2026 | 0,5; Uji | 30 Juni 2026 | 40")
    (error,) = judge(cells).body("id")["errors"]

    assert (error["code"], error["field"]) == ("percent-doubtful", "milestones")


def test_a_target_in_words_keeps_its_text_beside_the_number() -> None:
    draft = only_item(with_cells(Target="6.000 nelayan"))

    assert (draft.target, draft.target_text) == (6000.0, "6.000 nelayan")


def test_two_agencies_in_one_cell_are_not_one_responsible_agency() -> None:
    judged = judge(with_cells(**{"Perangkat Daerah": "Dinas Kesehatan; Bappeda"}))

    assert [f.fault.code for f in judged.items[0].faults] == ["several-agencies"]


def test_an_unknown_agency_is_answered_with_the_nearest_known() -> None:
    judged = judge(with_cells(**{"Perangkat Daerah": "Dinas Kesehatn"}))

    assert "DINKES" in judged.items[0].faults[0].fault.message.indonesian


def test_sheets_that_are_neither_table_are_said_to_be_left_out() -> None:
    judged = Kept().judge(xlsx(clean() | {"Catatan": [["Halo"]]}))

    assert ("sheet-ignored", None) in notes_of(judged)


def test_a_plan_on_two_sheets_is_one_plan() -> None:
    first, second = [list(HEADERS), item_cells(1)], [list(HEADERS), item_cells(1)]

    judged = Kept().judge(
        xlsx({"Ekonomi": first, "Lingkungan": second, "Perangkat Daerah": agency_cells()})
    )

    fault = judged.items[1].faults[0].fault
    assert fault.code == "duplicate-code"
    assert "Ekonomi baris 2" in fault.message.indonesian


def test_a_missing_required_column_is_named_with_the_sheet_and_the_header_row() -> None:
    rows = [[c for i, c in enumerate(r) if i != column("Selesai")] for r in plan_cells(2)]

    with pytest.raises(FileRefused) as refused:
        Kept().judge(xlsx({"Rencana Aksi": rows}))

    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("column-missing", "Selesai")
    assert "baris 3" in fault.message.indonesian


def test_a_file_without_either_table_is_refused_with_the_required_columns() -> None:
    with pytest.raises(FileRefused) as refused:
        Kept().judge(xlsx({"A": [["Halo", "dunia"]]}))

    assert refused.value.faults[0].code == "no-table"
    assert "Perangkat Daerah" in refused.value.faults[0].message.indonesian


def test_agencies_alone_may_be_imported() -> None:
    judged = Kept().judge(xlsx({"Perangkat Daerah": agency_cells()}))

    assert counts(judged) == (4, 0, 0, 0)


def test_a_list_of_codes_and_names_is_not_taken_for_agencies() -> None:
    districts = [["Kode", "Nama"], ["6402010", "Samboja"], ["6402020", "Muara Jawa"]]

    judged = Kept().judge(xlsx(clean() | {"Kecamatan": districts}))

    assert len(judged.agencies) == 4


def test_of_a_foreign_header_the_words_are_asked_for_and_not_the_numbers_below_it() -> None:
    rows: list[list[Any]] = [
        ["LAMPIRAN KEPUTUSAN BUPATI"],
        ["Nomor", "Ihwal", "Rentang", None, "Biaya"],
        [None, None, "Dari", "Hingga", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["A-1", "Air bersih", date(2027, 1, 4), date(2027, 6, 30), 450],
    ]
    over_two = (("A2:A3", "Nomor"), ("B2:B3", "Ihwal"), ("C2:D2", "Rentang"), ("E2:E3", "Biaya"))
    data = xlsx({"Lampiran": rows}, [("Lampiran", area, text) for area, text in over_two])
    read = read_for(data, DEFAULT, {}, "kukar", Mending(columns_may_lack=True))
    (table,) = read.tables
    assert (table.row, table.unknown) == (2, ("Nomor", "Ihwal", "Dari", "Hingga", "Biaya"))
    assert table.missing[0] == "item_id"


def test_what_is_said_for_every_row_stands_where_its_column_lacks() -> None:
    rows = with_cells()
    at = column("Pilar")
    bare = [cells[:at] + cells[at + 1 :] for cells in rows]
    data = xlsx({"Lingkungan": bare, "Perangkat Daerah": agency_cells()})
    said = {"Lingkungan": {"pillar": "Smart Environment", "start": "1 Mei 2031"}}

    read = read_for(data, DEFAULT, {}, "kukar", Mending(said))

    (entry,) = read.items
    assert entry.faults == []
    assert entry.fields["pillar"] == "environment"
    assert entry.fields["start"] == date(2026, 1, 5), "a column that is there counts"


def test_what_is_said_for_every_row_and_cannot_be_read_is_a_fault_of_each() -> None:
    rows = with_cells()
    at = column("Pilar")
    bare = [cells[:at] + cells[at + 1 :] for cells in rows]
    data = xlsx({"Lingkungan": bare, "Perangkat Daerah": agency_cells()})

    read = read_for(data, DEFAULT, {}, "kukar", Mending({"Lingkungan": {"pillar": "Langit"}}))

    assert [(fault.field, fault.code) for fault in read.items[0].faults] == [
        ("pillar", "unknown-word")
    ]


def test_a_schedule_merged_over_months_is_no_column_of_days() -> None:
    """Which months are shaded or ticked cannot be read as days: the columns of days are lacking."""
    headers = ["Kode", "Pilar", "Program/Kegiatan", "Perangkat Daerah", "Jadwal", "", ""]
    months = ["", "", "", "", "Jan", "Feb", "Mar"]
    row = ["RA-001", "Smart Living", "Layanan", "DINKES", "", "v", "v"]
    rows = [headers, months, row]
    file = xlsx(
        {"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()},
        merges=[("Rencana Aksi", "E1:G1", "Jadwal")],
    )
    with pytest.raises(FileRefused) as refused:
        Kept().judge(file)
    assert {fault.field for fault in refused.value.faults} == {"Mulai", "Selesai"}


def test_a_month_that_a_spreadsheet_made_a_date_is_asked_about_as_a_month() -> None:
    reader = PeriodCells(WholePeriods())
    with pytest.raises(Unreadable, match="date-incomplete"):
        reader.due(Month(2026, 10, 1))
    assert reader.asked
    assert PeriodCells(WholePeriods(may_be=True)).due(Month(2026, 10, 1)) == date(2026, 10, 31)


def test_a_code_that_may_have_lost_a_zero_as_a_number_is_asked_back() -> None:
    for code in (1.1, 2.1):
        faults = judge(with_cells(Kode=code)).items[0].faults
        assert [(one.fault.code, one.cell) for one in faults] == [("code-from-number", "A2")]
    assert [outcome.code for outcome in judge(with_cells(Kode=1001)).items] == ["1001"]
