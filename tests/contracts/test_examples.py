"""Each event's example is a record that the flow could carry."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from contracts import EVENTS, Event, PlanItemPublished
from contracts.publish_schemas import DOCUMENT, ROOT, committed, examples, key_field, schema_of

by_topic = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)


def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@by_topic
def test_the_example_validates_against_the_committed_schema(event: type[Event]) -> None:
    validator(committed()[event.topic]).validate(examples()[event.topic])


@by_topic
def test_the_example_survives_decoding_and_encoding_and_shows_every_field(
    event: type[Event],
) -> None:
    example = examples()[event.topic]
    assert event.model_validate(example).model_dump(mode="json", by_alias=True) == example


@by_topic
def test_a_consumer_ignores_fields_it_does_not_know(event: type[Event]) -> None:
    example = examples()[event.topic]
    newer = {**example, "added_later": {"deep": [1, 2]}}
    assert event.model_validate(newer) == event.model_validate(example)
    validator(schema_of(event)).validate(newer)


def test_a_consumer_ignores_unknown_fields_of_parts_too() -> None:
    (event,) = (event for event in EVENTS if event.topic == "plan.item.v1")
    example = examples()[event.topic]
    newer = {
        **example,
        "milestones": [{**step, "added_later": 1} for step in example["milestones"]],
        "location": {**example["location"], "added_later": 1},
    }
    assert event.model_validate(newer) == event.model_validate(example)


@by_topic
def test_an_example_without_a_required_field_is_refused(event: type[Event]) -> None:
    for name in schema_of(event)["required"]:
        example = {key: part for key, part in examples()[event.topic].items() if key != name}
        with pytest.raises(jsonschema.ValidationError, match=name):
            validator(schema_of(event)).validate(example)
        with pytest.raises(ValidationError, match=name):
            event.model_validate(example)


@by_topic
def test_the_key_of_the_example_is_its_key_field(event: type[Event]) -> None:
    example = examples()[event.topic]
    assert event.model_validate(example).key() == example[key_field(event)]


@by_topic
def test_addresses_in_examples_are_of_the_reserved_domain(event: type[Event]) -> None:
    file = next((ROOT / "contracts/v1").glob(f"{_stem(event)}.example.json"))
    for domain in re.findall(r"@([\w.\-]+)", file.read_text(encoding="utf-8")):
        assert domain.endswith(".example")


def _stem(event: type[Event]) -> str:
    return Path(event.__module__.replace(".", "/")).name


@by_topic
def test_the_document_shows_topic_key_headers_and_every_field(event: type[Event]) -> None:
    page = (ROOT / DOCUMENT).read_text(encoding="utf-8")
    section = page.split(f"\n## {event.topic}\n")[1].split("\n## ")[0]
    for name in schema_of(event)["properties"]:
        assert f"| `{name}` |" in section
    assert f"- Key: `{key_field(event)}`" in section
    for header in ("ce_id", "ce_source", "ce_type", "ce_specversion", "ce_time", "ce_subject"):
        assert f"\n{header}: " in section
    assert event.retention in section
    for consumer in event.consumers:
        assert consumer in section


@pytest.mark.parametrize("zone", ["Asia", "x" * 5000, "Mars/Olympus", "../etc", ""])
def test_a_time_zone_that_is_none_breaks_the_contract_and_nothing_else(zone: str) -> None:
    example = {**examples()["plan.item.v1"], "time_zone": zone}
    with pytest.raises(ValidationError):
        PlanItemPublished.model_validate(example)
