from dataclasses import replace
from typing import Any

import pytest

from planner.agencies.agency import Contact, Draft
from planner.agencies.stored import StoredAgency
from planner.workbook.outcome import Verdict
from tests.unit.planner.workbook.workbooks import (
    HEADER_ROW,
    HEADERS,
    Kept,
    Sheets,
    agency_cells,
    clean,
    column,
    counts,
    item_cells,
    xlsx,
)


@pytest.fixture
def kept() -> Kept:
    """What an import of the clean workbook leaves."""
    kept = Kept()
    kept.take(xlsx(clean()))
    return kept


def spoiled(number: int, header: str, value: Any) -> Sheets:
    sheets = clean()
    sheets["Rencana Aksi"][HEADER_ROW + number - 1][column(header)] = value
    return sheets


def test_the_same_file_again_changes_nothing(kept: Kept) -> None:
    assert counts(kept.judge(xlsx(clean()))) == (0, 0, 24, 0)


def test_a_changed_cell_is_one_changed_row_and_names_the_field(kept: Kept) -> None:
    judged = kept.judge(xlsx(spoiled(7, "Bobot", 5)))

    assert counts(judged) == (0, 1, 23, 0)
    change = judged.body("id")["changes"][0]
    assert (change["row"], change["code"], change["fields"]) == (10, "RA-007", ["weight"])
    assert judged.items[6].version == 1


@pytest.mark.parametrize(
    "cell", ["DISKOMINFO, Bappeda Kukar", "Kominfo dan Bappeda", "Kominfo / Bappeda Kukar,"]
)
def test_supporting_agencies_are_the_same_by_whatever_they_are_separated(
    kept: Kept, cell: str
) -> None:
    assert counts(kept.judge(xlsx(spoiled(7, "OPD Pendukung", cell)))) == (0, 0, 24, 0)


def test_an_unknown_supporting_agency_of_a_list_is_named_with_its_cell(kept: Kept) -> None:
    judged = kept.judge(xlsx(spoiled(7, "OPD Pendukung", "Kominfo, Dinas Samudra")))

    assert counts(judged) == (0, 0, 23, 1)
    (found,) = judged.items[6].faults
    assert (found.fault.code, found.header, found.row) == ("unknown-agencies", "OPD Pendukung", 10)
    assert "yang dikenal: Dinas Samudra" in found.fault.message.indonesian


def test_a_column_that_is_not_in_the_file_leaves_its_field_as_it_is(kept: Kept) -> None:
    sheets = clean()
    at = column("Mitra")
    for row in sheets["Rencana Aksi"][HEADER_ROW - 1 :]:
        del row[at : at + 1]

    assert counts(kept.judge(xlsx(sheets))) == (0, 0, 24, 0)


def test_a_blank_cell_of_a_column_that_is_there_clears_its_field(kept: Kept) -> None:
    judged = kept.judge(xlsx(spoiled(7, "Mitra", "")))

    draft = judged.items[6].draft
    assert judged.items[6].verdict is Verdict.CHANGED
    assert draft is not None
    assert draft.partners == ()


def test_a_cancelled_item_is_left_alone_but_not_revised(kept: Kept) -> None:
    kept.items["RA-007"] = replace(kept.items["RA-007"], cancelled=True)

    assert counts(kept.judge(xlsx(clean()))) == (0, 0, 24, 0)
    judged = kept.judge(xlsx(spoiled(7, "Bobot", 5)))
    assert [f.fault.code for f in judged.items[6].faults] == ["item-cancelled"]


def test_a_code_of_another_region_is_refused(kept: Kept) -> None:
    judged = kept.judge(xlsx(clean()), region="kutim")

    codes = {f.fault.code for v in judged.rows for f in v.faults}
    assert codes == {"other-region"}
    assert counts(judged)[3] == 24


def test_a_refused_agency_does_not_make_its_items_wrong() -> None:
    sheets = clean()
    sheets["Perangkat Daerah"][1][6] = "bukan surel"

    judged = Kept().judge(xlsx(sheets))

    assert counts(judged) == (23, 0, 0, 1)
    error = judged.body("id")["errors"][0]
    assert (error["column"], error["code"]) == ("Email Kepala G2", "bad-email")
    assert "bukan surel tidak dapat disurati: ada spasi" in error["message"]


def test_in_a_partial_import_no_item_is_left_without_its_agency() -> None:
    sheets = clean()
    sheets["Perangkat Daerah"][1][6] = "bukan surel"

    judged = Kept().judge(xlsx(sheets), partial=True)

    codes = [f.fault.code for v in judged.items for f in v.faults]
    assert codes == ["agency-refused"] * 20
    assert counts(judged) == (3, 0, 0, 21)


def test_one_name_cannot_mean_two_agencies() -> None:
    sheets = clean()
    sheets["Perangkat Daerah"][2][3] = "dinkes"

    judged = Kept().judge(xlsx(sheets))

    faults = [f.body("id") for v in judged.agencies for f in v.faults]
    assert [(f["code"], f["column"]) for f in faults] == [("name-taken", "Alias D3")]


def test_a_name_that_a_stored_agency_has_cannot_mean_another(kept: Kept) -> None:
    agencies = [agency_cells()[0], ["RSUD", "Rumah Sakit", "rsud", "Dinkes", "", "", "", ""]]

    judged = kept.judge(xlsx({"Perangkat Daerah": agencies}))

    assert [f.fault.code for f in judged.agencies[0].faults] == ["name-taken"]


def test_a_sheet_without_a_role_leaves_that_roles_contacts_and_their_names(kept: Kept) -> None:
    stored = kept.agencies["DINKES"]
    named = tuple(
        Contact(c.role, c.email, "Ruang Kadis") if c.role == "head" else c
        for c in stored.draft.contacts
    )
    kept.agencies["DINKES"] = StoredAgency(
        replace(stored.draft, contacts=named), stored.region, stored.version
    )
    rows = [row[:5] for row in agency_cells()]

    assert counts(kept.judge(xlsx({"Perangkat Daerah": rows}))) == (0, 0, 4, 0)


def test_contacts_are_the_same_with_commas_between_their_addresses(kept: Kept) -> None:
    rows = agency_cells()
    rows[4][-1] = rows[4][-1].replace(";", ",")

    assert counts(kept.judge(xlsx({"Perangkat Daerah": rows}))) == (0, 0, 4, 0)


def test_agencies_of_the_same_file_are_known_to_its_items() -> None:
    kept = Kept()
    kept.agencies["LAMA"] = StoredAgency(Draft(agency="LAMA", name="Dinas Lama"), "kukar", 1)
    row = item_cells(1)
    row[column("OPD Pendukung")] = "Dinas Lama; Kominfo"

    judged = kept.judge(
        xlsx({"Rencana Aksi": [list(HEADERS), row], "Perangkat Daerah": agency_cells()})
    )

    draft = judged.items[0].draft
    assert draft is not None
    assert draft.supporting_agencies == ("LAMA", "DISKOMINFO")
