"""What holds for every route of the three services, found in their own /openapi.json."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.account import Role
from tests.in_process import SERVICES, InProcess, in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
METHODS = {"get", "post", "put", "patch", "delete"}
ENDED = {"boolean", "null", "number"}
SHORT = {"date", "date-time", "uuid"}
ENDS_OF: dict[Any, Callable[[dict[str, Any]], bool]] = {
    "string": lambda schema: "maxLength" in schema or schema.get("format") in SHORT,
    "integer": lambda schema: "maximum" in schema,
    "array": lambda schema: "maxItems" in schema,
    "object": lambda schema: schema.get("additionalProperties") is False,
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> InProcess:
    return in_process(tmp_path_factory.mktemp("services"))


def operations(services: InProcess, name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    paths = services.apps[name].openapi()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert method in METHODS
            yield method, path, operation


def unbounded(schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    """Where a text, a list, an object or a whole number has no largest."""
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema or "const" in schema:
        return
    if parts := schema.get("anyOf", schema.get("allOf")):
        for part in parts:
            yield from unbounded(part, root, at)
        return
    kind = schema.get("type")
    ends = ENDS_OF.get(kind)
    if kind not in ENDED and not (ends and ends(schema)):
        yield f"{at}: {kind}"
    if kind == "array":
        yield from unbounded(schema["items"], root, f"{at}[]")
    for name, field in schema.get("properties", {}).items():
        yield from unbounded(field, root, f"{at}.{name}")


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_can_be_sent_has_a_largest(services: InProcess, name: str) -> None:
    root = services.apps[name].openapi()
    found, seen = list[str](), 0
    for method, path, operation in operations(services, name):
        for parameter in operation.get("parameters", ()):
            seen += 1
            found += unbounded(parameter["schema"], root, f"{method} {path} ?{parameter['name']}")
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            seen += 1
            if kind == "application/json":
                found += unbounded(content["schema"], root, f"{method} {path} body")

    assert seen > 5
    assert found == []


def test_the_walk_finds_what_has_no_largest() -> None:
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "number": {"type": "integer", "minimum": 0},
            "list": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]},
            "map": {"type": "object"},
            "day": {"type": "string", "format": "date"},
        },
    }
    assert sorted(unbounded(schema, {}, "")) == [
        ".list: array",
        ".list[]: string",
        ".map: object",
        ".number: integer",
        ".text: string",
        ": object",
    ]


def parts_of(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What a list or an object is declared to hold; {} where that may be anything."""
    if schema["type"] == "array":
        inner = schema.get("prefixItems") or [schema.get("items", {})]
        return [("[]", part) for part in inner]
    if schema.get("properties"):
        return [(f".{name}", field) for name, field in schema["properties"].items()]
    values = schema.get("additionalProperties")
    return [(".*", values if isinstance(values, dict) else {})]


def untyped(schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    """Where an answer may be anything: no type, or an object that names no members."""
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema or "const" in schema:
        return
    if parts := schema.get("anyOf"):
        inside = [("", part) for part in parts]
    elif schema.get("type") in {"array", "object"}:
        inside = parts_of(schema)
    else:
        inside = []
        if "type" not in schema:
            yield at
    for where, part in inside:
        yield from untyped(part, root, f"{at}{where}")


@pytest.mark.parametrize("name", SERVICES)
def test_every_answer_has_a_type_and_every_problem_is_declared_once(
    services: InProcess, name: str
) -> None:
    root = services.apps[name].openapi()
    found, seen = list[str](), 0
    for method, path, operation in operations(services, name):
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert answer.keys() == {"$ref"}, (method, path, status)
                assert answer["$ref"].rsplit("/", 1)[1] in root["components"]["responses"]
                continue
            seen += 1
            assert status == "204" or answer["content"], (method, path, status)
            for kind, content in answer.get("content", {}).items():
                assert kind != "application/json" or "$ref" in content["schema"], (method, path)
                found += untyped(content["schema"], root, f"{method} {path} {status}")

    assert seen > 2
    assert found == []


def test_the_walk_finds_what_may_be_anything() -> None:
    schema = {
        "type": "object",
        "properties": {
            "free": {},
            "map": {"type": "object", "additionalProperties": True},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
            "list": {"type": "array", "items": {"anyOf": [{"title": "?"}, {"type": "null"}]}},
            "day": {"type": "string"},
        },
    }
    assert sorted(untyped(schema, {}, "")) == [".free", ".list[]", ".map.*"]


def test_the_document_is_the_same_however_often_it_is_made(services: InProcess) -> None:
    for name in SERVICES:
        once = json.dumps(services.apps[name].openapi())
        assert json.dumps(services.apps[name].openapi()) == once


def numbers(schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a body holds a number: a dotted path, `0` for the first of a list."""
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for part in schema.get("anyOf", ()):
        yield from numbers(part, root, at)
    if schema.get("type") in {"number", "integer"}:
        yield at
    if schema.get("type") == "array":
        yield from numbers(schema["items"], root, f"{at}.0")
    for name, field in schema.get("properties", {}).items():
        yield from numbers(field, root, f"{at}.{name}".removeprefix("."))


def holding(at: str, value: object) -> Any:
    """The body that says only `value`, at `at`."""
    for part in reversed(at.split(".")):
        value = [value] if part == "0" else {part: value}
    return value


@pytest.mark.parametrize("name", SERVICES)
async def test_no_text_and_no_yes_is_read_as_a_number(services: InProcess, name: str) -> None:
    root = services.apps[name].openapi()
    token = services.token(Role.ADMIN, datetime.now(UTC))
    tried = 0
    async with services.client(name, token) as client:
        for method, path, operation in operations(services, name):
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            for at in numbers(body["schema"], root) if body else ():
                for value in (True, False, "1", "1.500"):
                    answer = await client.request(method, path, json=holding(at, value))
                    assert answer.status_code == 422, (path, at, value)
                    told = {error["field"]: error for error in answer.json()["errors"]}
                    assert told[at]["code"] == "float-type", (path, at, value)
                    assert told[at]["message"].startswith("harus angka")
                    tried += 1
    assert tried or name == "notifier"


@pytest.mark.parametrize("name", SERVICES)
async def test_no_route_ignores_a_query_name(services: InProcess, name: str) -> None:
    token = services.token(Role.ADMIN, datetime.now(UTC))
    asked = 0
    async with services.client(name, token) as client:
        for method, path, operation in operations(services, name):
            known = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
            for wrong in ["bukan_apa_apa", *(one.upper() for one in known)]:
                answer = await client.request(method, path, params={wrong: "1"})

                told = answer.json()
                assert (answer.status_code, told["code"]) == (422, "invalid"), (method, path)
                assert [(e["field"], e["code"]) for e in told["errors"]] == [
                    (wrong, "unknown-name")
                ]
                assert wrong == "bukan_apa_apa" or wrong.lower() in told["errors"][0]["message"]
                asked += 1
    assert asked > 2


async def test_a_drill_can_shift_the_clock_of_all_three_services(tmp_path: Path) -> None:
    shifted = in_process(tmp_path, AKSI_CLOCK_OFFSET_SECONDS=str(40 * 86_400))
    now = shifted.service("planner").clock.now()
    assert (now - datetime.now(UTC)).days in {39, 40}
    token = shifted.token(Role.ADMIN, now)

    for name in SERVICES:
        path = next(p for m, p, o in operations(shifted, name) if m == "get" and "/api/" in p)
        async with shifted.client(name, token) as client:
            # known, and therefore told what is wrong with the question
            assert (await client.get(path, params={"limit": "x"})).status_code == 422
        ended = shifted.token(Role.ADMIN, datetime.now(UTC) - timedelta(days=2))
        async with shifted.client(name, ended) as client:
            assert (await client.get(path, params={"limit": "x"})).status_code == 401


@pytest.mark.parametrize("name", SERVICES)
async def test_a_route_that_asks_for_a_token_says_so_in_its_description(
    services: InProcess, name: str
) -> None:
    asked, said = set(), set()
    async with services.client(name) as client:
        for method, path, operation in operations(services, name):
            answer = await client.request(method, path.replace("{", "").replace("}", ""))
            if answer.status_code == 401 and answer.json()["code"] == "unauthenticated":
                asked.add((method, path))
            if operation.get("security") == [{"token": []}]:
                said.add((method, path))
    assert asked
    assert asked == said
    assert (
        services.apps[name].openapi()["components"]["securitySchemes"]["token"]["scheme"]
        == "bearer"
    )
