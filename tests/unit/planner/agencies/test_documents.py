from dataclasses import replace
from datetime import UTC, datetime

from contracts.words import HigherRole
from planner.agencies.agency import Contact
from planner.agencies.documents import agency_document, agency_of
from tests.unit.planner.plan import AGENCY

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
STORED = {
    "_id": "DINKES",
    "region": "kukar",
    "version": 2,
    "changed_at": NOW,
    "changed_by": "admin",
    "name": "Dinas Kesehatan",
    "kind": "other",
    "aliases": ["Dinkes"],
    "contacts": [{"role": "head", "email": "kepala@dinkes.example", "name": None}],
}
"""As earlier versions wrote it: a name that changes here loses what is stored."""


def test_an_agency_is_stored_under_the_names_that_earlier_versions_gave() -> None:
    assert agency_document(AGENCY, NOW, "admin") == STORED


def test_contacts_above_the_agencies_stand_where_an_earlier_version_does_not_look() -> None:
    council = Contact(HigherRole.COUNCIL, "dewan@kukar.example")
    with_council = replace(
        AGENCY, draft=replace(AGENCY.draft, contacts=(*AGENCY.draft.contacts, council))
    )
    row = {"role": "council", "email": "dewan@kukar.example", "name": None}
    assert agency_document(with_council, NOW, "admin") == {**STORED, "higher_contacts": [row]}
    assert agency_of({**STORED, "higher_contacts": [row]}) == with_council


def test_a_stored_agency_is_read_as_it_was_written() -> None:
    assert agency_of(STORED) == AGENCY
