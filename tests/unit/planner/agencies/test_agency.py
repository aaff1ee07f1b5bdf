from typing import Any

import pytest

from chassis.sheets.refusal import Unreadable
from contracts.words import ContactRole
from planner.agencies.agency import Contact, Draft, Fields, faults_of, tidy
from planner.agencies.directory import AgencyDirectory

DIRECTORY = AgencyDirectory(
    [
        Draft(agency="DINKES", name="Dinas Kesehatan", aliases=("Dinkes Kukar",)),
        Draft(agency="KEC-SGS", name="Kecamatan Sanga-Sanga", aliases=("Kantor Camat",)),
        Draft(agency="KEC-MBK", name="Kecamatan Muara Badak", aliases=("Kantor Camat",)),
        Draft(agency="DPU", name="Dinas Pekerjaan Umum & Tata Ruang"),
    ]
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DINKES", "DINKES"),
        ("dinas  kesehatan", "DINKES"),
        ("dinkes-kukar", "DINKES"),
        ("Kecamatan Sangasanga", "KEC-SGS"),
        ("KECAMATAN SANGA SANGA", "KEC-SGS"),
        ("Dinas Pekerjaan Umum dan Tata Ruang", "DPU"),
    ],
)
def test_an_agency_is_known_by_code_name_and_alias_however_spelt(written: str, code: str) -> None:
    assert DIRECTORY.resolve(written) == code


def test_a_name_of_two_agencies_is_refused_with_both() -> None:
    with pytest.raises(Unreadable) as refused:
        DIRECTORY.resolve("kantor camat")

    assert refused.value.code == "ambiguous-agency"
    assert refused.value.facts["codes"] == "KEC-MBK, KEC-SGS"


def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        DIRECTORY.resolve("Dinas Antariksa")

    assert refused.value.code == "unknown-agency"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"agency": "DIN KES"}, "agency", "bad-code"),
        ({"agency": "D" * 33}, "agency", "bad-code"),
        ({"agency": "Nihil"}, "agency", "bad-code"),
        ({"name": ""}, "name", "missing"),
        ({"name": "x" * 301}, "name", "text-too-long"),
        ({"kind": "x" * 65}, "kind", "text-too-long"),
        ({"aliases": ("a;b",)}, "aliases", "separator-in-text"),
        ({"aliases": ("",)}, "aliases", "missing"),
        ({"contacts": (Contact(ContactRole.HEAD, "kepala"),)}, "contacts.head", "bad-email"),
        ({"contacts": (Contact(ContactRole.HEAD, "a@b;c@d"),)}, "contacts.head", "bad-email"),
        (
            {"contacts": (Contact(ContactRole.OFFICER, "a@b.example"),) * 2},
            "contacts.officer",
            "given-twice",
        ),
    ],
)
def test_a_broken_rule_is_one_fault_with_its_field(
    changed: dict[str, Any], field: str, code: str
) -> None:
    given = Fields(**{"agency": "DINKES", "name": "Dinas Kesehatan", **changed})  # type: ignore[typeddict-item]

    assert [(fault.field, fault.code) for fault in faults_of(given)] == [(field, code)]


def test_contacts_stand_in_the_order_of_their_roles() -> None:
    head = Contact(ContactRole.HEAD, "h@x.example")
    officer = Contact(ContactRole.OFFICER, " o@x.example ")

    assert tidy(Fields(contacts=(head, officer)))["contacts"] == (
        Contact(ContactRole.OFFICER, "o@x.example"),
        head,
    )


def test_a_contact_without_a_name_is_the_office() -> None:
    assert Contact(ContactRole.HEAD, "h@x").named("Dinas Kesehatan") == "Kepala Dinas Kesehatan"
