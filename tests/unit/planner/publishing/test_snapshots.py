import json
from dataclasses import replace
from datetime import UTC, datetime

from chassis.kafka.envelope import decode, headers
from contracts import AgencyPublished, CalendarPublished, PlanItemPublished
from contracts.words import HigherRole
from planner.agencies.agency import Contact
from planner.publishing.snapshots import agency_event, calendar_event, item_event, outgoing
from planner.regions.region import read_regions
from tests.unit.planner.calendars.given import STORED
from tests.unit.planner.plan import AGENCY, ITEM

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
REGIONS = read_regions()


def test_an_item_is_published_whole_at_its_version() -> None:
    event = item_event(ITEM, REGIONS)

    assert (event.item_id, event.version, event.cancelled) == ("RA-1", 3, True)
    assert event.time_zone == "Asia/Makassar"
    assert event.location is not None
    assert event.location.kecamatan == "Sanga-Sanga"
    assert event.indicator is not None
    assert event.indicator.target_text == "6.000 desa"
    assert event.milestones[0].weight == 30.0


def test_the_same_version_is_always_the_same_event() -> None:
    first = outgoing(item_event(ITEM, REGIONS), NOW)
    again = outgoing(item_event(ITEM, REGIONS), datetime(2027, 1, 1, tzinfo=UTC))

    assert first.id == again.id == "plan.item.v1/RA-1/3"
    assert first.value() == again.value()
    assert outgoing(agency_event(AGENCY), NOW).id == "plan.agency.v1/DINKES/2"


def test_what_is_published_is_what_a_consumer_reads() -> None:
    for kind, event in ((PlanItemPublished, item_event(ITEM, REGIONS)),
                        (AgencyPublished, agency_event(AGENCY)),
                        (CalendarPublished, calendar_event(STORED))):  # fmt: skip
        out = outgoing(event, NOW)
        head = headers(
            event_id=out.id, topic=kind.topic, key=event.key(), source="/aksi/planner", at=NOW
        )
        assert decode(kind, head, out.value()) == event


def test_aliases_stay_with_the_planner() -> None:
    assert "Dinkes" not in json.dumps(agency_event(AGENCY).model_dump(mode="json"))


def test_contacts_above_the_agencies_are_published_beside_the_others() -> None:
    """Among the others, who knows four roles could read none of the event."""
    council = Contact(HigherRole.COUNCIL, "dewan@kukar.example")
    draft = replace(AGENCY.draft, contacts=(*AGENCY.draft.contacts, council))
    told = agency_event(replace(AGENCY, draft=draft)).model_dump(mode="json")
    assert [one["role"] for one in told["contacts"]] == ["head"]
    assert told["higher_contacts"] == [
        {"role": "council", "name": "Dewan Smart City", "email": "dewan@kukar.example"}
    ]


def test_a_contact_is_published_by_the_name_of_its_office() -> None:
    (contact,) = agency_event(AGENCY).contacts

    assert contact.name == "Kepala Dinas Kesehatan"


def test_a_calendar_is_published_whole_at_its_version() -> None:
    out = outgoing(calendar_event(STORED), NOW)

    assert out.id == "plan.calendar.v1/kukar/3"
    assert json.loads(out.value()) == {
        "region": "kukar",
        "version": 3,
        "time_zone": "Asia/Makassar",
        "begins": "2026-01-01",
        "taken_over": "2026-06-30",
        "workdays": [1, 2, 3, 4, 5],
        "periods": [
            {"kind": "month", "on_time_days": 5, "window_days": 10},
            {"kind": "four_months", "on_time_days": 10, "window_days": None},
        ],
        "holidays": [
            {
                "day": "2026-09-29",
                "name": "Hari Jadi Kota",
                "decree": "SE Bupati 12/2026",
                "provisional": False,
            }
        ],
        "holidays_until": None,
        "steps": ["verified", "signed"],
        "counts_from": "recorded",
        "extensions": [
            {
                "agency": "DINKES",
                "kind": "month",
                "first": "2026-10-01",
                "until": "2026-12-10",
                "reason": "Tanpa sinyal",
                "granted_by": "bappeda",
                "granted_at": "2026-11-30T04:00:00Z",
            }
        ],
    }
