"""The form of an agency: what it shows is read back as it was; each row's faults stand at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from contracts.words import ContactRole, HigherRole
from planner.agencies.agency import Contact, Draft, OfficeRole, tidy, without_contact
from planner.agencies.stored import StoredAgency
from planner.limits import LIST_MOST
from planner.pages.agency_form import (
    FIELDS,
    SPARE_ROWS,
    changed_since,
    new_values,
    read_form,
    rows_of,
    values_of,
)

OFFICER, VERIFIER, HEAD, TEAM = ContactRole
SECRETARY, COUNCIL = HigherRole
DRAFT = Draft(
    agency="DINKES",
    name="Dinas Kesehatan",
    kind="dinas",
    aliases=("Dinkes", "Dinas Kesehatan, Kukar"),
    contacts=(
        Contact(OFFICER, "pptk@dinkes.example"),
        Contact(HEAD, "kepala@dinkes.example", "Kepala Dinas"),
        Contact(HEAD, "plt@dinkes.example"),
    ),
)
STORED = StoredAgency(DRAFT, "kukar", 3)
GIVEN: dict[str, Any] = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
MANY = tuple(Contact(OFFICER, f"{number}@dinkes.example") for number in range(LIST_MOST))


def changed(**changes: Any) -> StoredAgency:
    return StoredAgency(Draft(**GIVEN | changes), "kukar", 4)


def faults_in(changes: Mapping[str, str]) -> set[tuple[str, str]]:
    _, faults = read_form({**values_of(STORED), **changes}, STORED)
    return {(fault.field, fault.code) for fault in faults}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"contacts": (Contact(SECRETARY, "a@x.example"), Contact(COUNCIL, "b@x.example"))},
        {"aliases": ()},
        {"contacts": ()},
        {"contacts": MANY},
        {"kind": "other"},
    ],
)
def test_a_form_that_is_sent_as_it_came_changes_nothing(changes: dict[str, Any]) -> None:
    stored = changed(**changes)
    given, faults = read_form(values_of(stored), stored)
    assert faults == []
    assert Draft(**tidy(given)) == stored.draft


@dataclass(frozen=True, slots=True, kw_only=True)
class WithTelephone(Draft):
    """An agency with a field that the form does not show."""

    telephone: str


def test_what_the_form_does_not_show_stays_as_it_is_stored() -> None:
    stored = StoredAgency(WithTelephone(**GIVEN, telephone="0541-1"), "kukar", 3)
    given, _ = read_form(values_of(stored), stored)
    assert dict(given)["telephone"] == "0541-1"


@pytest.mark.parametrize("typed", ["a\nb", "a\r\n\r\n b ", "a; b;", "a\n ; \nb"])
def test_other_names_stand_one_on_each_line(typed: str) -> None:
    given, _ = read_form({**values_of(STORED), "aliases": typed}, STORED)
    assert given["aliases"] == ("a", "b")


def test_an_emptied_row_is_no_contact_and_a_role_alone_neither() -> None:
    emptied = {"contact_1": "", "email_1": ""}
    given, faults = read_form({**values_of(STORED), **emptied, "role_3": "head"}, STORED)
    assert faults == []
    assert given["contacts"] == (DRAFT.contacts[0], DRAFT.contacts[2])


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"email_0": "pptk"}, {("email_0", "bad-email")}),
        ({"email_1": ""}, {("email_1", "missing")}),
        ({"role_2": ""}, {("role_2", "unknown-word")}),
        (
            {"role_2": "raja", "email_2": "x"},
            {("role_2", "unknown-word"), ("email_2", "bad-email")},
        ),
        ({"contact_2": "x" * 301}, {("contact_2", "text-too-long")}),
        ({"email_2": "kepala@dinkes.example"}, {("email_2", "given-twice")}),
        ({"email_2": "pptk@dinkes.example"}, set()),
        ({"email_0": "x", "email_2": "y"}, {("email_0", "bad-email"), ("email_2", "bad-email")}),
    ],
)
def test_what_is_wrong_with_a_contact_is_said_at_its_row(
    changes: dict[str, str], found: set[tuple[str, str]]
) -> None:
    assert faults_in(changes) == found


def test_a_new_agency_has_a_code_in_capitals_and_rows_for_the_first_roles() -> None:
    values = {**new_values("kukar"), "agency": "dinkes", "name": "Dinas", "email_2": "k@x.example"}
    given, faults = read_form(values, None)
    assert faults == []
    assert (given["agency"], given["contacts"]) == ("DINKES", (Contact(HEAD, "k@x.example"),))


@pytest.mark.parametrize(
    ("contacts", "rows"), [((), SPARE_ROWS), (DRAFT.contacts, 3 + SPARE_ROWS), (MANY, LIST_MOST)]
)
def test_there_are_rows_to_spare(contacts: tuple[Contact, ...], rows: int) -> None:
    values = values_of(changed(contacts=contacts))
    assert len(rows_of(values)) == rows
    assert values.keys() == set(FIELDS)


def test_what_others_changed_is_told_in_words() -> None:
    seen = values_of(STORED)["seen"]
    now = changed(
        name="Dinas Kesehatan Kukar", contacts=(*DRAFT.contacts[:1], Contact(TEAM, "t@x"))
    )
    assert changed_since(seen, now) == [
        ("Nama", "Dinas Kesehatan", "Dinas Kesehatan Kukar"),
        ("Kepala", "Kepala Dinas <kepala@dinkes.example>; plt@dinkes.example", ""),
        ("Tim Pelaksana", "", "t@x"),
    ]
    assert changed_since(seen, STORED) == []


@pytest.mark.parametrize("seen", ["", "{", "[]", "null", '{"name": 1}'])
def test_what_was_seen_may_be_tampered_with(seen: str) -> None:
    assert changed_since(seen, STORED) == []


@pytest.mark.parametrize(
    ("roles", "missed"),
    [
        ((), (OFFICER, HEAD)),
        ((VERIFIER,), (OFFICER, HEAD)),
        ((HEAD, TEAM), (OFFICER,)),
        ((TEAM,), ()),
        ((SECRETARY, COUNCIL), ()),
        ((COUNCIL, HEAD), (OFFICER,)),
        ((OFFICER, HEAD), ()),
    ],
)
def test_an_agency_without_officer_or_head_is_not_alerted(
    roles: tuple[OfficeRole, ...], missed: tuple[ContactRole, ...]
) -> None:
    contacts = tuple(Contact(role, "a@x.example") for role in roles)
    assert without_contact(changed(contacts=contacts).draft) == missed
