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
