"""One rule for addresses; what was published before it is read all the same."""

import re

import pytest

from contracts import AgencyPublished
from contracts.addresses import AddressFault, FoundFault, fault_of_address
from contracts.publish_schemas import examples
from contracts.words import Contact, ContactRole
from tests.odd_addresses import ODD, WRITTEN


@pytest.mark.parametrize("email", WRITTEN)
def test_an_address_that_servers_deliver_to_has_no_fault(email: str) -> None:
    assert fault_of_address(email) is None


@pytest.mark.parametrize(("email", "fault"), ODD)
def test_an_odd_address_has_its_reason(email: str, fault: AddressFault) -> None:
    found = fault_of_address(email)
    assert found is not None
    assert found.fault is fault


@pytest.mark.parametrize(
    ("email", "part"),
    [
        ("kepala@dinkes.example\u200b", "U+200B"),
        ("kepala(1)@dinkes.example", "("),
        ("kepala@dinas.ke_hatan.example", "ke_hatan"),
        ("kepala@dinkes", "dinkes"),
    ],
)
def test_the_part_in_question_is_named(email: str, part: str) -> None:
    assert (fault_of_address(email) or FoundFault(AddressFault.AT, "")).part == part


def test_every_reason_has_an_address_here() -> None:
    assert {fault for _, fault in ODD} == set(AddressFault)


def test_a_long_text_is_judged_at_once() -> None:
    assert fault_of_address("é" * 60_000 + "@" + "é." * 60_000) is not None


PLANNER_OF_THEN = re.compile(r"[^@\s<>;,|]+@[^@\s<>;,|]+")
"""What the planner took before there was one rule."""


def published_before() -> list[str]:
    """The odd ones that an agency published before the rule may have: those the event takes."""
    allowed = AgencyPublished.model_json_schema()["$defs"]["Contact"]["properties"]["email"]
    assert allowed == {
        "maxLength": 254,
        "pattern": r"^[^@\s<>]+@[^@\s<>]+$",
        "title": "Email",
        "type": "string",
    }
    return [email for email, _ in ODD if PLANNER_OF_THEN.fullmatch(email) and len(email) <= 254]


def test_an_agency_with_odd_addresses_is_read_with_all_of_them() -> None:
    old = published_before()
    assert len(old) > 15
    agency = examples()[AgencyPublished.topic]
    contacts = [{"role": "head", "name": "Kepala", "email": email} for email in old]
    read = AgencyPublished.model_validate({**agency, "contacts": contacts})
    assert read.contacts == tuple(
        Contact.model_construct(role=ContactRole.HEAD, name="Kepala", email=email) for email in old
    )
