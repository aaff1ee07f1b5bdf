import json
from collections.abc import Mapping
from typing import Any

from chassis.kafka.description import describe
from contracts import PlanItemPublished, ProgressSubmitted

USE = "Progress submitted -> recorded."


def document() -> Mapping[str, Any]:
    made = describe("uji", ["kafka:9092"], {ProgressSubmitted: USE}, [PlanItemPublished])
    read: Mapping[str, Any] = json.loads(made.to_specification().to_json())
    return read


def test_a_topic_is_described_as_read_or_published_and_with_its_use() -> None:
    operations = document()["operations"]
    assert {topic: one["action"] for topic, one in operations.items()} == {
        ProgressSubmitted.topic: "receive",
        PlanItemPublished.topic: "send",
    }
    assert document()["channels"][ProgressSubmitted.topic]["description"] == USE


def test_every_field_of_an_event_that_is_read_is_described() -> None:
    """Who sends to that topic, such as an agency's own system, programs by it."""
    schema = document()["components"]["schemas"]["ProgressSubmitted"]
    assert schema["properties"].keys() == {
        field.alias or name for name, field in ProgressSubmitted.model_fields.items()
    }
