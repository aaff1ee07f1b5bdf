"""The page of topics: what a service reads and publishes, and every field of the events."""

import json
from typing import Any

import pytest

from chassis.http.asyncapi import page, topics
from chassis.kafka.description import describe
from contracts import EVENTS, Event, PlanItemPublished, ProgressSubmitted, StatusChanged

USE = "Progress submitted -> recorded <at once>."


def document() -> Any:
    received: dict[type[Event], str] = {ProgressSubmitted: USE, StatusChanged: ""}
    made = describe("uji", ["kafka:9092"], received, [PlanItemPublished])
    return json.loads(made.to_specification().to_json())


def test_topics_are_parted_into_read_and_published_in_the_order_of_their_names() -> None:
    received, sent = topics(document(), "receive"), topics(document(), "send")
    assert [topic.name for topic in received] == [StatusChanged.topic, ProgressSubmitted.topic]
    assert [topic.name for topic in sent] == [PlanItemPublished.topic]
    assert [topic.use for topic in received] == ["", USE]


def test_a_service_without_topics_has_a_page() -> None:
    nothing = json.loads(describe("uji", ["kafka:9092"], {}, ()).to_specification().to_json())
    assert "Dibaca (0)" in bytes(page(nothing, "/asyncapi.json", "id").body).decode()


@pytest.mark.parametrize("kind", EVENTS)
def test_every_field_of_every_event_is_on_the_page(kind: Any) -> None:
    made = json.loads(describe("uji", ["k"], {}, [kind]).to_specification().to_json())
    html = bytes(page(made, "/asyncapi.json", "id").body).decode()
    for name, field in kind.model_fields.items():
        assert f"<code>{field.alias or name}</code>" in html


def test_what_a_description_says_is_text_and_no_markup() -> None:
    html = bytes(page(document(), "/asyncapi.json", "id").body).decode()
    assert "recorded &lt;at once&gt;." in html
    assert "<at once>" not in html
