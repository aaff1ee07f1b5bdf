from typing import Any

import pytest

from chassis.http.schema_fields import SchemaField, fields_of

NAMED: dict[str, Any] = {
    "Step": {
        "title": "Step",
        "description": "One step.",
        "properties": {"name": {"type": "string"}, "inner": {"$ref": "#/x/Step"}},
        "required": ["name"],
    },
    "Colour": {"title": "Colour", "type": "string", "enum": ["red", "green"]},
}


def only(schema: dict[str, Any], *required: str) -> SchemaField:
    (field,) = fields_of({"properties": {"it": schema}, "required": required}, NAMED)
    return field


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "string", "format": "date"}, "date"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"anyOf": [{"$ref": "#/x/Step"}, {"type": "null"}]}, "Step | null"),
        ({"type": "array", "items": {"$ref": "#/x/Step"}}, "Step[]"),
        (
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            "(string | null)[]",
        ),
        ({"$ref": "#/x/Colour"}, "string"),
        ({}, "any"),
    ],
)
def test_the_type_is_short(schema: dict[str, Any], written: str) -> None:
    assert only(schema).type == written


def test_a_required_field_has_no_default_and_any_other_has_one() -> None:
    assert only({"type": "string"}, "it").default is None
    assert only({"type": "string", "default": ""}).default == '""'
    assert only({"anyOf": [{"type": "string"}, {"type": "null"}]}).default == "null"


def test_limits_and_choices_are_found_in_lists_and_alternatives() -> None:
    texts = {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 5}}
    assert only({"anyOf": [texts, {"type": "null"}]}).limits == ("maxItems 3", "maxLength 5")
    assert only({"type": "array", "items": {"$ref": "#/x/Colour"}}).choices == ("red", "green")
    assert only({"const": "one"}).choices == ("one",)


def test_the_meaning_is_the_fields_own_or_that_of_what_it_is() -> None:
    assert only({"$ref": "#/x/Step"}).meaning == "One step."
    assert only({"$ref": "#/x/Step", "description": "The first."}).meaning == "The first."


def test_an_object_inside_itself_is_named_and_not_opened_again() -> None:
    name, inner = only({"type": "array", "items": {"$ref": "#/x/Step"}}).fields
    assert (name.name, name.default) == ("name", None)
    assert (inner.name, inner.type, inner.fields) == ("inner", "Step", ())
