"""What may not change within a version of an event. Pure.

Records are stored and read again, and services are replaced one at a time: every consumer of a
version must read what every producer of it wrote or will write. So an existing field keeps its
exact set of values, only its descriptions may change, and only optional fields may be added. Any
other change needs a new topic.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

IDENTITY = ("x-topic", "x-key", "x-retention", "x-producer")
WORDS = frozenset(
    ("$schema", "$id", "$defs", "title", "description", "examples", "deprecated", "x-consumers")
)
LOWER_BOUNDS = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems"))
UPPER_BOUNDS = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems"))
STRUCTURE = frozenset(("type", "enum", "const", "anyOf", "properties", "required", "items"))
NARROWED = "narrowed: records already written may be refused"
WIDENED = "widened: a consumer of today may refuse new records"


def breaking(old: Schema, new: Schema) -> list[str]:
    """Every incompatible change from `old` to `new`, one sentence each; empty when compatible.

    Both are JSON Schemas of one event as contracts.publish_schemas writes them.
    """
    changes = [
        f"{name}: {old.get(name)!r} became {new.get(name)!r}"
        for name in IDENTITY
        if old.get(name) != new.get(name)
    ]
    return [*changes, *_value("", _inlined(old, old), _inlined(new, new))]


def _inlined(schema: Any, root: Schema) -> Any:
    """The schema with every reference replaced by its target."""
    if isinstance(schema, list):
        return [_inlined(part, root) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        named = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        beside = {name: part for name, part in schema.items() if name != "$ref"}
        return {**_inlined(named, root), **_inlined(beside, root)}
    return {
        name: part if name == "$defs" else _inlined(part, root) for name, part in schema.items()
    }


def _value(at: str, old: Schema, new: Schema) -> Iterator[str]:
    """Differences of one value: its types, each type's schema, and its default."""
    before, after = _by_type(old), _by_type(new)
    for kind in before.keys() - after.keys():
        yield f"{at}: type {kind} is gone; {NARROWED}"
    for kind in after.keys() - before.keys():
        yield f"{at}: type {kind} is new; {WIDENED}"
    for kind in before.keys() & after.keys():
        yield from _alternative(at, before[kind], after[kind])
    if old.get("default") != new.get("default") or ("default" in old) != ("default" in new):
        yield f"{at}: default {old.get('default')!r} became {new.get('default')!r}"


def _by_type(schema: Schema) -> dict[str, Schema]:
    """The alternatives of a value: one for each JSON type that it may have."""
    if "anyOf" in schema:
        return {kind: part for one in schema["anyOf"] for kind, part in _by_type(one).items()}
    kinds = schema.get("type", "any")
    bare = {name: part for name, part in schema.items() if name != "default"}
    return dict.fromkeys([kinds] if isinstance(kinds, str) else kinds, bare)


def _alternative(at: str, old: Schema, new: Schema) -> Iterator[str]:
    yield from _words_allowed(at, old, new)
    yield from _bounds(at, old, new)
    yield from _fields(at, old, new)
    if "items" in old or "items" in new:
        yield from _value(f"{at}[]", old.get("items", {}), new.get("items", {}))
    keywords = WORDS | LOWER_BOUNDS | UPPER_BOUNDS | STRUCTURE | frozenset(IDENTITY)
    for name in sorted((old.keys() | new.keys()) - keywords):
        if old.get(name) != new.get(name):
            yield f"{at}: {name} {old.get(name)!r} became {new.get(name)!r}"


def _words_allowed(at: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = _enumerated(old), _enumerated(new)
    if before is None or after is None:
        if before != after:
            yield f"{at}: closed list {'appeared; ' + NARROWED if after else 'went; ' + WIDENED}"
        return
    for word in sorted(before - after):
        yield f"{at}: value {word} is gone; {NARROWED}"
    for word in sorted(after - before):
        yield f"{at}: value {word} is new; {WIDENED}"


def _enumerated(schema: Schema) -> frozenset[str] | None:
    if "const" in schema:
        return frozenset((repr(schema["const"]),))
    return frozenset(map(repr, schema["enum"])) if "enum" in schema else None


def _bounds(at: str, old: Schema, new: Schema) -> Iterator[str]:
    for name in sorted(LOWER_BOUNDS | UPPER_BOUNDS):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        sign = 1 if name in LOWER_BOUNDS else -1
        tighter = before is None or (after is not None and sign * after > sign * before)
        yield f"{at}: {name} {before} became {after}; {NARROWED if tighter else WIDENED}"


def _fields(at: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed, needs = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield f"{at}.{name}: field is gone"
    for name in sorted((after.keys() - before.keys()) & needs):
        yield f"{at}.{name}: new field is required"
    for name in sorted(before.keys() & after.keys()):
        if name in needs - needed:
            yield f"{at}.{name}: became required; {NARROWED}"
        if name in needed - needs:
            yield f"{at}.{name}: became optional; {WIDENED}"
        yield from _value(f"{at}.{name}", before[name], after[name])
