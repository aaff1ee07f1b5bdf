"""The fields that a JSON Schema describes, for a page. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

Schema = Mapping[str, Any]
LIMITS = (
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems"),
)
"""Words of JSON Schema, which are the same in every language."""


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of an object.

    `type` is such as string, integer | null, Step[] (a list). `choices` are its only values,
    where they are listed; `default` is JSON, None for a required field; `fields` are those of the
    object, or of each object of the list, that is its value.
    """

    name: str
    type: str
    limits: tuple[str, ...]
    choices: tuple[str, ...]
    default: str | None
    meaning: str
    fields: tuple["SchemaField", ...]


def fields_of(schema: Schema, named: Mapping[str, Schema]) -> tuple[SchemaField, ...]:
    """The fields of an object, in their order. `named` are the schemas that references lead to, by
    the last part of the reference. The fields of an object inside itself are not given again.
    """
    return tuple(_fields_of(_resolved(schema, named), named, ()))


def _fields_of(
    schema: Schema, named: Mapping[str, Schema], outer: tuple[str, ...]
) -> Iterator[SchemaField]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        parts = list(_parts(field, named))
        inner = [part for part in parts if part.get("properties") and _title(part) not in outer]
        yield SchemaField(
            name=name,
            type=_type(field, named),
            limits=tuple(limit for part in parts for limit in _limits(part)),
            choices=tuple(choice for part in parts for choice in _choices(part)),
            default=None if name in required else json.dumps(field.get("default")),
            meaning=_meaning(field, parts),
            fields=tuple(
                one for part in inner for one in _fields_of(part, named, (*outer, _title(part)))
            ),
        )


def _resolved(schema: Schema, named: Mapping[str, Schema]) -> Schema:
    return named[_reference(schema)] if "$ref" in schema else schema


def _reference(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _alternatives(schema: Schema) -> list[Schema]:
    return schema.get("anyOf") or schema.get("oneOf") or [schema]


def _parts(schema: Schema, named: Mapping[str, Schema]) -> Iterator[Schema]:
    """The schemas of a field's value: each alternative, and what a list is of."""
    for part in _alternatives(schema):
        resolved = _resolved(part, named)
        yield resolved
        if "items" in resolved:
            yield from _parts(resolved["items"], named)


def _title(schema: Schema) -> str:
    return str(schema.get("title", ""))


def _type(schema: Schema, named: Mapping[str, Schema]) -> str:
    alternatives = _alternatives(schema)
    if len(alternatives) > 1:
        return " | ".join(_type(part, named) for part in alternatives)
    resolved = _resolved(alternatives[0], named)
    if "items" in resolved:
        of = _type(resolved["items"], named)
        return f"({of})[]" if " | " in of else f"{of}[]"
    if resolved.get("properties"):
        return _title(resolved) or "object"
    return str(resolved.get("format") or resolved.get("type") or "any")


def _limits(schema: Schema) -> Iterator[str]:
    for word in LIMITS:
        if word in schema:
            yield f"{word} {schema[word]}"


def _choices(schema: Schema) -> list[str]:
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return [str(value) for value in values]


def _meaning(schema: Schema, parts: list[Schema]) -> str:
    described = (part["description"] for part in (schema, *parts) if part.get("description"))
    return cleandoc(next(described, ""))
