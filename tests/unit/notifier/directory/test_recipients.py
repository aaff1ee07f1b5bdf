"""Which addresses stand behind an office."""

from notifier.directory.offices import Office
from notifier.directory.recipients import Offices
from tests.unit.notifier.given import OFFICES, agency


def emails(offices: Offices, role: Office, region: str = "kukar") -> list[str]:
    return [one.email for one in offices.holders(role, "DISKOMINFO", region)]


def test_an_office_is_the_responsible_agencys_own() -> None:
    offices = Offices([*OFFICES, agency("DISHUB", head="kepala@hub.example")])
    assert emails(offices, Office.HEAD) == ["kepala@kominfo.example"]


def test_the_delivery_team_serves_its_region_and_no_other() -> None:
    offices = Offices([*OFFICES, agency("TIM-PASER", region="paser", delivery_team="p@x.example")])
    assert emails(offices, Office.DELIVERY_TEAM) == ["tim@kukarkab.example"]
    assert emails(offices, Office.DELIVERY_TEAM, "paser") == ["p@x.example"]
