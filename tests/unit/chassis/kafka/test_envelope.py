import json
from datetime import UTC, datetime

import pytest

from chassis.kafka.envelope import Headers, Outgoing, Undecodable, decode, headers, pretty
from contracts import ProgressSubmitted

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
GOOD = {
    "report_id": "r",
    "item_id": "KUKAR-1",
    "agency": "DINKES",
    "as_of": "2026-06-14",
    "submitted_at": "2026-06-15T04:00:00Z",
    "physical_percent": 40,
}
HEAD = headers(event_id="e", topic=ProgressSubmitted.topic, key="KUKAR-1", source="/opd", at=NOW)


def reason(value: bytes | None, head: Headers = HEAD) -> str:
    with pytest.raises(Undecodable) as caught:
        decode(ProgressSubmitted, head, value)
    return caught.value.reason


def test_an_event_comes_back_as_it_left() -> None:
    event = decode(ProgressSubmitted, HEAD, json.dumps(GOOD).encode())
    out = Outgoing(event, "e", NOW)
    assert decode(ProgressSubmitted, HEAD, out.value()) == event


def test_a_field_from_a_newer_version_is_passed_over() -> None:
    assert decode(ProgressSubmitted, HEAD, json.dumps({**GOOD, "new": 1}).encode()).report_id == "r"


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff\xfe", b"not json"])
def test_what_is_no_json_is_named_so(value: bytes | None) -> None:
    assert reason(value) == "not_json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"physical_percent": "banyak"},
        {"budget_realised": 1.5},
        {"as_of": "kemarin"},
        {"submitted_at": "2026-06-15T04:00:00"},
        {"item_id": "../../etc"},
        {"report_id": ""},
        {"note": 5},
        {"item_id": None},
    ],
)
def test_a_field_that_breaks_the_contract_is_invalid(wrong: dict[str, object]) -> None:
    assert reason(json.dumps({**GOOD, **wrong}).encode()) == "invalid"


@pytest.mark.parametrize("large", [{"budget_realised": 10**40}, {"note": "x" * 5000}])
def test_what_is_too_large_is_read_so_that_the_tracker_can_refuse_it_with_a_reason(
    large: dict[str, object],
) -> None:
    assert decode(ProgressSubmitted, HEAD, json.dumps({**GOOD, **large}).encode())


@pytest.mark.parametrize(
    ("said", "stated"), [({}, None), ({"budget_realised": None}, None), ({"budget_realised": 0}, 0)]
)
def test_money_that_is_left_out_is_not_zero(said: dict[str, object], stated: int | None) -> None:
    event = decode(ProgressSubmitted, HEAD, json.dumps({**GOOD, **said}).encode())
    assert event.stated_budget == stated


def test_a_percent_that_is_no_number_is_invalid() -> None:
    assert reason(json.dumps({**GOOD, "physical_percent": float("nan")}).encode()) == "invalid"


@pytest.mark.parametrize("value", [b"[]", b"7", b'"text"', b"null"])
def test_json_that_is_no_object_is_invalid(value: bytes | None) -> None:
    assert reason(value) == "invalid"


@pytest.mark.parametrize("missing", ["ce_id", "ce_source", "ce_type", "ce_specversion"])
def test_a_record_without_a_required_attribute_is_no_event(missing: str) -> None:
    assert reason(b"{}", [(n, v) for n, v in HEAD if n != missing]) == "not_an_event"


def test_headers_that_are_null_or_not_utf8_are_no_event() -> None:
    assert reason(b"{}", [("ce_id", None)]) == "not_an_event"
    assert reason(b"{}", [("ce_id", b"\xff")]) == "not_an_event"


def test_an_event_of_another_topic_is_the_wrong_type() -> None:
    head = headers(event_id="e", topic="plan.item.v1", key="k", source="/x", at=NOW)
    assert reason(json.dumps(GOOD).encode(), head) == "wrong_type"


@pytest.mark.parametrize("value", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 10_000])
def test_what_cannot_be_made_pretty_is_shown_as_it_is(value: bytes) -> None:
    assert pretty(value) == repr(value)


def test_pretty_keeps_the_letters_of_every_language() -> None:
    assert pretty('{"judul":"Tenggarong–Samarinda"}'.encode()) == (
        '{\n  "judul": "Tenggarong–Samarinda"\n}'
    )
