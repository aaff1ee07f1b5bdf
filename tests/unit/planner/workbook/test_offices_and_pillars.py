"""Offices and pillars of a plan as people write them."""

from typing import Any

import pytest

from chassis.sheets.refusal import Unreadable
from planner.workbook.preview import preview
from planner.workbook.sections import read_pillar
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, column, plan_cells, xlsx


def judged(**cells: Any) -> Any:
    rows = plan_cells(1)
    for name, value in cells.items():
        rows[3][column(name.replace("_", " "))] = value
    return Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))


@pytest.mark.parametrize(
    ("text", "pillar"),
    [
        ("1. Smart Governance", "governance"),
        ("a) Smart Economy", "economy"),
        ("(2) Smart Living", "living"),
        ("IV. SMART BRANDING", "branding"),
        ("Pilar 3: Smart Society", "society"),
        ("Dimensi Smart Environment", "environment"),
        ("- Smart Living", "living"),
        ("Smart Branding/Pariwisata", "branding"),
        ("Smart Environment (Lingkungan)", "environment"),
        ("Tata Kelola", "governance"),
    ],
)
def test_a_pillar_is_read_with_what_stands_before_it(text: str, pillar: str) -> None:
    assert read_pillar(text) == pillar


@pytest.mark.parametrize(
    "text",
    ["Smart Mobility", "Smart Living/Lingkungan", "Governance & Society", "1.", "Smart", "Pilar 3",
     "Smart Economy, Smart Living"],
)  # fmt: skip
def test_what_may_be_several_pillars_or_none_is_asked_back(text: str) -> None:
    with pytest.raises(Unreadable, match="unknown-word"):
        read_pillar(text)


@pytest.mark.parametrize(
    "text", ["Kominfo, Bappeda", "1. Kominfo\n2. Bappeda", "Kominfo / Bappeda", "Kominfo; Bappeda"]
)
def test_of_several_offices_the_first_is_proposed_to_lead(text: str) -> None:
    result = judged(Perangkat_Daerah=text, OPD_Pendukung="Dinkes")
    (one,) = preview(result).doubtful
    leads = "Dinas Komunikasi dan Informatika"
    assert one.proposals[0] == f"{leads} (pendukung: Badan Perencanaan Pembangunan Daerah)"
    result = judged(Perangkat_Daerah=one.proposals[0], OPD_Pendukung="Dinkes")
    draft = result.items[0].draft
    assert (draft.agency, draft.supporting_agencies) == ("DISKOMINFO", ("DINKES", "BAPPEDA"))


def test_an_unknown_supporting_office_beside_the_one_that_leads_is_asked_back() -> None:
    result = judged(Perangkat_Daerah="Dinkes (pendukung: Dinas Langit)")
    assert [fault.fault.field for fault in result.items[0].faults] == ["agency"]


def test_a_carriage_return_that_excel_wrote_as_text_is_none_of_a_name() -> None:
    draft = judged(OPD_Pendukung="Kominfo_x000D_\nBappeda").items[0].draft
    assert draft.supporting_agencies == ("DISKOMINFO", "BAPPEDA")
    result = judged(**{"Program/Kegiatan": "Satu_x000D_\nData"})
    assert result.items[0].draft.title == "Satu Data"
