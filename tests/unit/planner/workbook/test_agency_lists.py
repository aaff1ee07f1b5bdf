"""Several agencies in one text: never split inside a name, never read where two ways are open."""

import pytest

from chassis.sheets.refusal import Unreadable
from planner.agencies.agency import Draft
from planner.agencies.directory import AgencyDirectory
from planner.workbook.agency_lists import PIECES_MOST, agencies_in
from planner.workbook.cell_lists import read_responsible, read_supporting

AGENCIES = AgencyDirectory(
    [
        Draft(agency="KOMINFO", name="Dinas Komunikasi dan Informatika", aliases=("Diskominfo",)),
        Draft(agency="BPS", name="Badan Pusat Statistik"),
        Draft(agency="PORA", name="Dinas Pemuda, Olahraga dan Pariwisata"),
        Draft(agency="PU", name="Dinas Pekerjaan Umum & Penataan Ruang", aliases=("PU/PR",)),
        Draft(agency="DESA", name="Dinas Pemberdayaan Masyarakat dan Desa"),
        Draft(agency="KEBUN", name="Dinas Perkebunan", aliases=("Perkebunan",)),
        Draft(agency="TANI", name="Dinas Pertanian", aliases=("Pertanian", "Balai")),
        Draft(agency="BUNTAN", name="Perkebunan dan Pertanian Daerah"),
        Draft(agency="LADANG", name="Pertanian, Ladang", aliases=("Balai",)),
        Draft(agency="LAHAN", name="Dinas Lahan", aliases=("Ladang",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Diskominfo, BPS", ("KOMINFO", "BPS")),
        ("Diskominfo dan BPS", ("KOMINFO", "BPS")),
        ("Diskominfo DAN BPS", ("KOMINFO", "BPS")),
        ("Diskominfo / BPS", ("KOMINFO", "BPS")),
        ("Diskominfo/BPS", ("KOMINFO", "BPS")),
        ("Diskominfo & BPS", ("KOMINFO", "BPS")),
        ("PU, Diskominfo, dan BPS", ("PU", "KOMINFO", "BPS")),
        ("BPS, Diskominfo,", ("BPS", "KOMINFO")),
        (",BPS,, Diskominfo , - ", ("BPS", "KOMINFO")),
        ("Dinas Pemuda, Olahraga dan Pariwisata", ("PORA",)),
        ("dinas pemuda olahraga & pariwisata", ("PORA",)),
        ("BPS, Dinas Pemuda, Olahraga dan Pariwisata", ("BPS", "PORA")),
        ("Dinas Pemuda, Olahraga, dan Pariwisata dan BPS", ("PORA", "BPS")),
        (
            "Dinas Komunikasi dan Informatika dan Dinas Pemberdayaan Masyarakat dan Desa",
            ("KOMINFO", "DESA"),
        ),
        ("PU/PR/BPS", ("PU", "BPS")),
        ("Dinas Pekerjaan Umum dan Penataan Ruang, BPS", ("PU", "BPS")),
        ("Perkebunan dan Pertanian", ("KEBUN", "TANI")),
        ("Perkebunan dan Pertanian Daerah", ("BUNTAN",)),
        ("Pertanian, Ladang", ("LADANG",)),
    ],
)
def test_a_list_is_read_by_the_names_of_agencies(text: str, codes: tuple[str, ...]) -> None:
    assert agencies_in(text, AGENCIES) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Diskominfo, BPX", "unknown-agencies"),
        ("BPX dan Diskominfo", "unknown-agencies"),
        ("Dinas Pemuda, Olahraga", "unknown-agency"),
        ("Pemuda dan Olahraga", "unknown-agency"),
        ("Bandar", "unknown-agency"),
        (",", "unknown-agency"),
        ("BPS dan", "unknown-agency"),
        ("BPS, Pertanian, Ladang", "ambiguous-agencies"),
        ("BPS, Balai", "ambiguous-agency"),
    ],
)
def test_what_is_no_list_of_known_agencies_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        agencies_in(text, AGENCIES)

    assert refused.value.code == code
    if code != "ambiguous-agency":
        assert refused.value.facts["value"] == text


def test_the_refusal_says_which_parts_are_unknown_and_what_may_be_meant() -> None:
    with pytest.raises(Unreadable) as refused:
        agencies_in("Diskominfoo, Dinas Pemuda, Olahraga dan Pariwisata, Bappeda", AGENCIES)

    message = refused.value.fault("supporting_agencies").message
    assert "yang dikenal: Diskominfoo, Bappeda; mungkin KOMINFO" in message.indonesian
    assert "no known agency: Diskominfoo, Bappeda; perhaps KOMINFO" in message.english


def test_the_refusal_of_a_list_with_two_ways_shows_both() -> None:
    with pytest.raises(Unreadable) as refused:
        agencies_in("BPS, Pertanian, Ladang", AGENCIES)

    message = refused.value.fault("supporting_agencies").message.indonesian
    assert "BPS; Pertanian, Ladang atau BPS; Pertanian; Ladang" in message


def test_a_list_of_very_many_pieces_needs_semicolons() -> None:
    text = ", ".join(["BPS"] * PIECES_MOST)
    assert set(agencies_in(text, AGENCIES)) == {"BPS"}
    with pytest.raises(Unreadable, match="unknown-agency"):
        agencies_in(f"{text}, BPS", AGENCIES)


def test_supporting_agencies_are_read_once_each_by_any_separator() -> None:
    cell = "Diskominfo, BPS;\nDinas Pemuda, Olahraga dan Pariwisata; KOMINFO / PU"
    assert read_supporting(cell, AGENCIES) == ("KOMINFO", "BPS", "PORA", "PU")


def test_two_responsible_agencies_are_refused_as_such_however_they_are_separated() -> None:
    for cell in ("Diskominfo; BPS", "Diskominfo dan BPS", "Diskominfo, BPS"):
        with pytest.raises(Unreadable, match="several-agencies"):
            read_responsible(cell, AGENCIES)
    assert read_responsible("Diskominfo / Dinas Komunikasi dan Informatika", AGENCIES) == "KOMINFO"
    with pytest.raises(Unreadable, match="unknown-agency"):
        read_responsible(";", AGENCIES)
