"""The comparer of schemas names each kind of breaking change, and no harmless one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contracts import EVENTS, StatusChanged
from contracts.compatibility import breaking
from contracts.publish_schemas import schema_of

Schema = dict[str, Any]

BASE: Schema = {
    "x-topic": "thing.v1",
    "x-key": "thing",
    "x-retention": "kept",
    "x-producer": "planner",
    "x-consumers": ["tracker"],
    "type": "object",
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "required": ["name"],
        },
        "Colour": {"type": "string", "enum": ["red", "green"]},
    },
    "properties": {
        "thing": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z]+$"},
        "percent": {"type": "number", "minimum": 0, "maximum": 100},
        "count": {"type": "integer", "default": 0},
        "day": {"type": "string", "format": "date"},
        "colour": {"$ref": "#/$defs/Colour"},
        "channel": {"type": "string", "const": "mail"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "minItems": 1},
        "place": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}], "default": None},
    },
    "required": ["thing", "percent", "day", "colour", "channel", "parts"],
}


def changed(change: Callable[[Schema], object]) -> list[str]:
    after = copy.deepcopy(BASE)
    change(after)
    return breaking(BASE, after)


def field(name: str, **words: object) -> Callable[[Schema], object]:
    return lambda schema: schema["properties"][name].update(words)


def part(name: str, **words: object) -> Callable[[Schema], object]:
    return lambda schema: schema["$defs"][name].update(words)


def new_field(schema: Schema, where: Schema, *, required: bool) -> None:
    where["properties"]["extra"] = {"type": "string", "default": ""}
    if required:
        where["required"].append("extra")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda s: s["properties"].pop("note"), ".note: field is gone"),
        (lambda s: new_field(s, s, required=True), ".extra: new field is required"),
        (lambda s: s["required"].append("count"), ".count: became required"),
        (lambda s: s["required"].remove("day"), ".day: became optional"),
        (field("percent", type="integer"), ".percent: type number is gone"),
        (field("count", type="number"), ".count: type number is new"),
        (field("count", type="string"), ".count: type integer is gone"),
        (field("note", anyOf=[{"type": "string"}]), ".note: type null is gone"),
        (lambda s: s["properties"]["count"].pop("type"), ".count: type integer is gone"),
        (part("Colour", enum=["red"]), ".colour: value 'green' is gone"),
        (part("Colour", enum=["red", "green", "blue"]), ".colour: value 'blue' is new"),
        (lambda s: s["$defs"]["Colour"].pop("enum"), ".colour: closed list went"),
        (field("day", enum=["2026-01-01"]), ".day: closed list appeared"),
        (field("channel", const="post"), ".channel: value 'mail' is gone"),
        (field("percent", maximum=99), ".percent: maximum 100 became 99; narrowed"),
        (field("percent", maximum=101), ".percent: maximum 100 became 101; widened"),
        (field("percent", minimum=1), ".percent: minimum 0 became 1; narrowed"),
        (lambda s: s["properties"]["percent"].pop("minimum"), "minimum 0 became None; widened"),
        (field("count", exclusiveMinimum=0), ".count: exclusiveMinimum None became 0; narrowed"),
        (field("count", multipleOf=5), ".count: multipleOf None became 5"),
        (field("thing", maxLength=32), ".thing: maxLength 64 became 32; narrowed"),
        (field("thing", minLength=2), ".thing: minLength 1 became 2; narrowed"),
        (field("thing", pattern="^[a-c]+$"), ".thing: pattern '^[a-z]+$' became '^[a-c]+$'"),
        (field("day", format="date-time"), ".day: format 'date' became 'date-time'"),
        (field("count", default=1), ".count: default 0 became 1"),
        (field("parts", minItems=2), ".parts: minItems 1 became 2; narrowed"),
        (field("parts", maxItems=9), ".parts: maxItems None became 9; narrowed"),
        (lambda s: s["$defs"]["Part"]["properties"].clear(), ".parts[].name: field is gone"),
        (lambda s: s["$defs"]["Part"]["properties"].clear(), ".place.name: field is gone"),
        (lambda s: new_field(s, s["$defs"]["Part"], required=True), ".parts[].extra: new field"),
        (part("Part", additionalProperties=False), "additionalProperties None became False"),
        (lambda s: s.update(additionalProperties=False), "additionalProperties None became False"),
        (lambda s: s.update({"x-topic": "thing.v2"}), "x-topic: 'thing.v1' became 'thing.v2'"),
        (lambda s: s.update({"x-key": "day"}), "x-key: 'thing' became 'day'"),
        (lambda s: s.update({"x-retention": "compacted"}), "x-retention: 'kept' became"),
        (lambda s: s.update({"x-producer": "tracker"}), "x-producer: 'planner' became"),
    ],
)
def test_a_breaking_change_is_named(change: Callable[[Schema], object], named: str) -> None:
    found = changed(change)
    assert any(named in problem for problem in found), found


@pytest.mark.parametrize(
    "change",
    [
        lambda s: None,
        lambda s: new_field(s, s, required=False),
        lambda s: new_field(s, s["$defs"]["Part"], required=False),
        field("day", description="Other words.", title="Day"),
        part("Colour", description="Other words."),
        lambda s: s.update({"x-consumers": ["tracker", "notifier"], "title": "Thing"}),
        lambda s: s["required"].reverse(),
        lambda s: s["properties"]["note"]["anyOf"].reverse(),
        part("Colour", enum=["green", "red"]),
        lambda s: s["properties"].update(colour=dict(s["$defs"]["Colour"])),
        lambda s: (
            s["properties"]["note"].update(type=["null", "string"], anyOf=None)
            or s["properties"]["note"].pop("anyOf")
        ),
    ],
)
def test_an_additive_optional_change_and_other_words_pass(
    change: Callable[[Schema], object],
) -> None:
    assert changed(change) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_every_field_of_every_event_is_guarded(event: Any) -> None:
    for name in schema_of(event)["properties"]:
        after = copy.deepcopy(schema_of(event))
        del after["properties"][name]
        assert f".{name}: field is gone" in breaking(schema_of(event), after)


def test_a_new_optional_field_on_a_model_passes_and_a_new_required_one_does_not() -> None:
    class Optional(StatusChanged):
        remark: str | None = None

    class Required(StatusChanged):
        remark: str

    before = schema_of(StatusChanged)
    assert breaking(before, schema_of(Optional)) == []
    assert breaking(before, schema_of(Required)) == [".remark: new field is required"]
