"""Names of agencies as people write them."""

import pytest

from chassis.sheets.refusal import Unreadable
from planner.agencies.agency import Draft
from planner.agencies.directory import AgencyDirectory
from planner.workbook.agency_lists import agencies_in

AGENCIES = [
    Draft(agency="DINKES", name="Dinas Kesehatan", aliases=("Dinkes",)),
    Draft(agency="KOMINFO", name="Dinas Komunikasi dan Informatika", aliases=("Diskominfo",)),
    Draft(agency="UMUM", name="Bagian Umum"),
]
DIRECTORY = AgencyDirectory(AGENCIES, "kutim", "Kutai Timur")


@pytest.mark.parametrize(
    "text",
    [
        "1. Dinkes", "2) Dinas Kesehatan", "(3) Dinkes", "a. Dinas Kesehatan", "b) Dinkes",
        "IV. Dinas Kesehatan", "- Dinkes", "• Dinas Kesehatan", "1 Dinas Kesehatan",
        "Dinas Kesehatan Kab. Kutai Timur", "Dinas Kesehatan Kabupaten Kutai Timur",
        "DINAS KESEHATAN KAB.KUTAI TIMUR", "Dinas Kesehatan Kutai Timur", "Dinkes Kutim",
        "Dinas Kesehatan, Kab. Kutai Timur", "Dinas Kesehatan (Kutai Timur)",
        "1. Dinas Kesehatan Pemerintah Kabupaten Kutai Timur", "Dinas Kesehatan Pemkab Kutim",
        "Dinas Kesehatan (Bidang Kesmas)", "Dinas Kesehatan - Bidang P2P",
        "Dinas Kesehatan Kab. Kutai Timur (Seksi Gizi)",
    ],
)  # fmt: skip
def test_what_stands_around_a_name_is_no_part_of_it(text: str) -> None:
    assert agencies_in(text, DIRECTORY) == ("DINKES",)


@pytest.mark.parametrize(
    "text",
    [
        "Dinas Kesehatan Kab. Paser", "Dinas Kesehatan Provinsi Kalimantan Timur",
        "Dinas Kesehatan (Bagian Umum)", "Seluruh OPD", "Dinas Kutai Timur", "Kutai Timur",
    ],
)  # fmt: skip
def test_what_may_be_another_agency_is_not_dropped(text: str) -> None:
    with pytest.raises(Unreadable):
        agencies_in(text, DIRECTORY)


@pytest.mark.parametrize(
    "text",
    [
        "1. Dinkes 2. Diskominfo", "1. Dinkes, 2. Diskominfo", "Dinkes + Diskominfo",
        "Dinkes serta Diskominfo Kutim", "a. Dinkes / b. Diskominfo",
    ],
)  # fmt: skip
def test_a_numbered_list_in_one_line_is_one_of_several(text: str) -> None:
    assert agencies_in(text, DIRECTORY) == ("DINKES", "KOMINFO")


def test_without_a_region_no_name_of_one_is_dropped() -> None:
    with pytest.raises(Unreadable):
        AgencyDirectory(AGENCIES).resolve("Dinas Kesehatan Kutai Timur")
