"""Which vacant offices are named: those that would be told, of agencies with something to do."""

from contracts import AgencyPublished
from contracts.words import Contact, ContactRole, HigherContact
from notifier.directory.offices import Office
from notifier.directory.vacancies import Vacant, vacancies

HEAD = Contact(role=ContactRole.HEAD, name="Kepala", email="kepala@a.example")
TEAM = Contact(role=ContactRole.DELIVERY_TEAM, name="Tim", email="tim@a.example")
SECRETARY = HigherContact(role="secretary", name="Sekda", email="sekda@a.example")
TEAMS = AgencyPublished(
    agency="TIM",
    version=1,
    region="kukar",
    name="Tim Pelaksana",
    contacts=(TEAM,),
    higher_contacts=(SECRETARY,),
)
WORKS = AgencyPublished(agency="DLHK", version=1, region="kukar", name="DLHK", contacts=(HEAD,))
BARE = AgencyPublished(agency="DISHUB", version=1, region="kukar", name="Dishub")
FAR = AgencyPublished(agency="JAUH", version=1, region="jauh", name="Jauh", contacts=(HEAD,))
TOLD = (Office.OFFICER, Office.HEAD, Office.DELIVERY_TEAM, Office.COUNCIL)


def test_only_agencies_that_are_responsible_need_offices_and_one_without_any_contact_is_named() -> (
    None
):
    found = vacancies([TEAMS, WORKS, BARE, FAR], ["DLHK", "DISHUB"], TOLD)
    assert found == [
        Vacant("", "kukar", (Office.COUNCIL,)),
        Vacant("DISHUB", "kukar", (Office.OFFICER, Office.HEAD)),
        Vacant("DLHK", "kukar", (Office.OFFICER,)),
    ]


def test_an_office_that_no_step_tells_is_not_missed() -> None:
    assert vacancies([TEAMS, WORKS], ["DLHK"], [Office.HEAD, Office.SECRETARY]) == []


def test_an_agency_that_the_directory_does_not_have_is_named() -> None:
    assert vacancies([TEAMS], ["BARU"], [Office.HEAD]) == [Vacant("BARU", "", (Office.HEAD,))]


def test_where_nobody_is_responsible_nothing_is_vacant() -> None:
    assert vacancies([TEAMS, BARE], [], TOLD) == []
