"""Agencies as people write them."""

import pytest

from chassis.sheets.refusal import Unreadable
from planner.agencies.agency import Draft
from planner.agencies.directory import AgencyDirectory

DIRECTORY = AgencyDirectory(
    [
        Draft(agency="KEC-ANG", name="Kecamatan Anggana", aliases=("Kec. Anggana Ulu",)),
        Draft(agency="KECAP", name="Dinas Kecap", aliases=("Kecap Manis",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kec. Anggana", "KEC-ANG"),
        ("kec anggana", "KEC-ANG"),
        ("Kec.Anggana", "KEC-ANG"),
        ("KECAMATAN ANGGANA", "KEC-ANG"),
        ("Kecamatan Anggana Ulu", "KEC-ANG"),
        ("KEC-ANG", "KEC-ANG"),
        ("Kecap Manis", "KECAP"),
    ],
)
def test_kec_is_kecamatan_and_nothing_else(text: str, code: str) -> None:
    assert DIRECTORY.knows(text)
    assert DIRECTORY.resolve(text) == code


@pytest.mark.parametrize("text", ["Kec. Kecap", "Kec", "Anggana"])
def test_a_name_that_nobody_has_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        DIRECTORY.resolve(text)


NEAR = AgencyDirectory(
    [
        Draft(agency="DISBUN", name="Dinas Perkebunan"),
        Draft(agency="DISTANAK", name="Dinas Pertanian dan Peternakan"),
        Draft(agency="DINKES", name="Dinas Kesehatan", aliases=("Dinkes", "Dinas Kesehatan Kukar")),
        Draft(agency="KEC-TBG", name="Kecamatan Tabang"),
        Draft(agency="KEC-TGR", name="Kecamatan Tenggarong"),
        Draft(agency="BRIDA", name="Badan Riset dan Inovasi Daerah"),
    ]
)


@pytest.mark.parametrize(
    ("text", "likely", "first"),
    [
        ("Dinas Kesehtan", "DINKES", "Dinas Kesehatan"),
        ("Dinas Pertanian", "DISTANAK", "Dinas Pertanian dan Peternakan"),
        ("Kecamatan", None, "Kecamatan Tabang"),
        ("Dinas Pertanahan", None, "Dinas Perkebunan"),
        ("Bankaltimtara", None, None),
        ("???", None, None),
    ],
)
def test_who_may_be_meant_is_proposed_and_named_only_where_one_stands_out(
    text: str, likely: str | None, first: str | None
) -> None:
    unknown = NEAR.unknown(text)
    assert (unknown.proposals[0] if unknown.proposals else None) == first
    assert (likely in unknown.fault("agency").message.indonesian) if likely else True
    assert ("mungkin" in unknown.fault("agency").message.indonesian) is (likely is not None)
