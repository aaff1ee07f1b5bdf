"""Ids that are made of content outlive releases: what is stored, sent or published under one is
found again by the next version. Each is pinned by a value written down.
"""

from datetime import UTC, datetime

from contracts import StatusChanged
from contracts.words import Status
from notifier.delivery.delivery import message_id
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.decisions.wanted import decision_id_of
from tracker.items.documents import status_document
from tracker.items.item import Change, Item, status_events
from tracker.reporting.post_report import report_id_of
from tracker.reporting.report import own_key

CHANGE = StatusChanged(
    item_id="KUKAR-QW-01",
    seq=7,
    to_status=Status.LATE,
    rule="kontrak-kritis-2007/past-due",
    at=datetime(2026, 11, 28, tzinfo=UTC),
    since=datetime(2026, 11, 28, tzinfo=UTC),
    planned_percent=100,
    actual_percent=60,
    deviation=-40,
    **{
        name: getattr(a_plan(), name)
        for name in ("region", "time_zone", "pillar", "kind", "title", "agency", "due")
    },
)


def test_a_status_change_is_published_and_kept_by_item_and_seq() -> None:
    (event,) = status_events(Change(None, Item(a_plan()), CHANGE))
    assert event.id == "item.status_changed.v1/KUKAR-QW-01/7"
    assert status_document(CHANGE)["_id"] == "KUKAR-QW-01/7"


def test_a_report_of_a_caller_and_key_has_one_id() -> None:
    assert report_id_of("petugas", "kunci-1", None) == "57bb87ce-2594-5637-87b4-c1f7e041c757"
    assert report_id_of("petugas", "kunci-1", "r-1") == "r-1"


def test_a_decision_of_a_caller_and_key_has_one_id() -> None:
    assert decision_id_of("bappeda", "kunci-1") == "e52d1acb-1d0e-56b9-a36b-e19347ac7d36"
    assert decision_id_of("bappeda", "") != decision_id_of("bappeda", "")


def test_an_id_that_another_agency_took_is_kept_under_the_agencys_own() -> None:
    assert own_key("DISHUB", "r-1") == "DISHUB/r-1".rjust(129, "/")


def test_a_submission_is_named_by_what_it_says_and_when_it_was_sent() -> None:
    assert (
        a_report(submitted_at=NOON).submission
        == "r-1/09ad77b1d9bf33de29192f92e4c33a4a/2026-06-15T04:00:00+00:00"
    )


def test_the_message_id_of_a_delivery_is_made_of_its_key() -> None:
    key = "late:KUKAR-QW-01:7:1:mail:kepala@kukarkab.example"
    assert (
        message_id(key, "kukarkab.example")
        == "<e726abcab719a6f5f5c95ba70954a135c6108a6b@kukarkab.example>"
    )
