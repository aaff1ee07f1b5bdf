"""Whatever is sent to any route of the three services, by whomever: the answer is one of those
that /openapi.json declares for it, and never a 5xx.

The services run in this process on a database of their own, so that nothing here is shared with
another test: no route is left out. Schemathesis makes up the requests from the schema, at the
bounds of each field and past them; hypothesis those that are right but for something odd.
"""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok

from contracts.account import OF_AN_AGENCY, Role
from tests.flow.declared import Declared
from tests.flow.made_up import (
    A_REPORT,
    AGENCY,
    AN_AGENCY,
    AN_ITEM,
    CALLERS,
    DECISION,
    ITEM,
    NOBODY,
    PASSWORD,
    PLANNED,
    have_plan,
)
from tests.in_process import SERVICES, InProcess, in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
KNOWN = {"item_id": ITEM, "code": AGENCY, "username": "fuzz", "decision_id": DECISION}
"""What is there, by the name of the parameter in a path."""
FINDING = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a finding smaller would take minutes: each try is a request."""
ENDS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "2026-01-01T00:00:00",
    "0000-00-00",
    "²⁰²⁶-01-01",
)
NUMBERS = (0, -1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 10**400, 1e308, -1e308, 5e-324)
WORDS = ("", "\0", "a\0b", "²", "٣", "$ne", "NaN", "Infinity", "1e999", "9" * 5000, "x" * 5000,
         "\u202e", "../..", "%00", "true", "null", '{"$gt": ""}', *ENDS)  # fmt: skip

texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
PATH_TEXTS = texts.filter(lambda text: text.strip("./") and not text.endswith("/"))
"""An address that ends with a slash leads to the one without."""
scalars = st.one_of(
    st.none(), st.booleans(), st.sampled_from(NUMBERS), st.floats(), st.integers(), texts
)
anything = st.recursive(
    scalars,
    lambda more: st.one_of(
        st.lists(more, max_size=4), st.dictionaries(st.text(max_size=8), more, max_size=4)
    ),
    max_leaves=12,
)
raw_bodies = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"[" * 100_000,
            b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
            b'{"title": "\\ud800"}',
            b'{"\\ud800": 1}',
            b'{"username": "\\ud800", "password": "\\udfff"}',
            b'{"username": "\\u0000", "password": "\\u0000"}',
            b'{"as_of": "2026-01-01", "physical_percent": NaN}',
            b'{"as_of": "2026-01-01", "physical_percent": 1e999}',
            b'{"version": ' + b"9" * 5000 + b"}",
            b"\xef\xbb\xbf{}",
            b"\xff\xfe{}\0",
        ]
    ),
)
cursors = st.one_of(
    texts,
    st.one_of(texts, st.sampled_from([f"{at} x" for at in ENDS])).map(
        lambda text: base64.urlsafe_b64encode(text.encode(errors="replace")).decode().rstrip("=")
    ),
)
header_texts = st.one_of(
    st.sampled_from(["xx", "zz-ZZ", "en;q=nan", "root", "en_US", "und", "i-klingon", "en-",
                     "*;q=-1", "x" * 300, "²;q=²", "C", "../x"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"),
            max_size=40),
)  # fmt: skip
CALENDAR = {
    "begins": "2026-01-01",
    "workdays": [1, 2, 3],
    "periods": [{"kind": "month", "on_time_days": 5, "window_days": 10}],
}
GOOD: dict[str, dict[str, Any]] = {
    "post /api/v1/session": {"username": "admin", "password": "x"},
    "post /api/v1/accounts": {"username": "fuzz", "password": PASSWORD, "role": "council"},
    "post /api/v1/agencies": AN_AGENCY,
    "put /api/v1/agencies/{code}": {"name": "Uji", "version": 1},
    "put /api/v1/calendars/{region}": {**CALENDAR, "version": 0},
    "post /api/v1/calendars/{region}/extensions": {
        **{"agency": AGENCY, "period": "2026-M1"},
        **{"until": "2026-03-31", "reason": "Uji"},
    },
    "post /api/v1/items": AN_ITEM,
    "put /api/v1/items/{item_id}": {**PLANNED, "version": 1},
    "post /api/v1/items/{item_id}/cancel": {"version": 9},
    "post /api/v1/items/{item_id}/reports": A_REPORT,
}


@pytest.fixture(scope="module")
async def services(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InProcess]:
    made = in_process(tmp_path_factory.mktemp("fuzz"), AKSI_MONGODB=mongodb_uri)
    for name in SERVICES:
        await made.service(name)._prepare()
    yield made
    made.end()


@pytest.fixture(scope="module")
async def keeper(services: InProcess) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """The admin's clients, once there are an agency, an account, and an item with a report."""
    made = {name: caller(services, name, "admin") for name in SERVICES}
    await have_plan(services, made)
    answer = await made["planner"].post("/api/v1/accounts", json=GOOD["post /api/v1/accounts"])
    assert answer.status_code == 201, answer.text
    yield made
    for client in made.values():
        await client.aclose()


@pytest.fixture(scope="module")
async def clients(
    services: InProcess, keeper: dict[str, httpx.AsyncClient]
) -> AsyncIterator[dict[tuple[str, str], httpx.AsyncClient]]:
    """The clients by service and caller."""
    made = {(name, who): caller(services, name, who) for name in SERVICES for who in CALLERS}
    yield made
    for client in made.values():
        await client.aclose()


def caller(services: InProcess, name: str, who: str) -> httpx.AsyncClient:
    if who == NOBODY:
        return services.client(name)
    agency = AGENCY if who in OF_AN_AGENCY else None
    return services.client(name, services.token(Role(who), datetime.now(UTC), agency))


def routes(services: InProcess) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for name in SERVICES:
        for path, methods in services.apps[name].openapi()["paths"].items():
            for method, operation in methods.items():
                yield name, method, path, operation


@st.composite
def asked(draw: st.DrawFn, method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """A request to a route: mostly right, so that what is wrong with it gets far."""
    parameters = operation.get("parameters", ())
    query = {}
    for parameter in parameters:
        if parameter["in"] == "query" and draw(st.booleans()):
            query[parameter["name"]] = draw(cursors if parameter["name"] == "cursor" else texts)
        if parameter["in"] == "path":
            known = st.sampled_from([ITEM, AGENCY, "late:FUZZ-1:1", "kukar", "2026-M1"])
            value = draw(st.one_of(known, PATH_TEXTS))
            path = path.replace(
                "{" + parameter["name"] + "}", quote(value.encode(errors="replace"), safe="")[:6000]
            )
    headers = {}
    for name in ("accept-language", "idempotency-key", "x-forwarded-for", "content-type"):
        if draw(st.integers(0, 3)) == 0:
            headers[name] = draw(header_texts).encode("latin-1", "replace").strip()
    request: dict[str, Any] = {"url": path, "params": query, "headers": headers}
    good = GOOD.get(f"{method} {operation['path']}")
    if good is not None:
        headers.setdefault("content-type", b"application/json")
        schema_fields = st.sampled_from([*good, *operation["fields"]])
        spoiled = draw(st.dictionaries(schema_fields, anything, max_size=2))
        body = json.dumps({**good, **spoiled}).encode()
        request["content"] = draw(st.one_of(st.just(body), st.just(body), raw_bodies))
    elif method == "post":
        request["files"] = {"file": draw(st.binary(max_size=60))}
        headers.pop("content-type", None)
    return request


def fields_of(operation: dict[str, Any], root: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return []
    schema = content["schema"]
    for part in (schema, *schema.get("anyOf", ())):
        if "$ref" in part:
            schema = root["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]]
    return list(schema.get("properties", {}))


@pytest.fixture(scope="module")
def declared(services: InProcess) -> dict[str, Declared]:
    return {name: Declared(name, services.apps[name].openapi()) for name in SERVICES}


def schema_cases(services: InProcess, name: str) -> Iterator[Case[Any]]:
    """A request for each bound of each field of each route, and for each kind of what is wrong,
    always the same. What is in the path is there, unless it is what the request is about.
    """
    schema = schemathesis.openapi.from_dict(services.apps[name].openapi())
    modes = list(schemathesis.GenerationMode)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        how = schema.config.generation_for(operation=operation)
        for case in schema.iter_coverage_cases(
            operation, generation_modes=modes, generation_config=how
        ):
            about: Any = case.meta and case.meta.phase.data
            if getattr(about, "parameter_location", None) != ParameterLocation.PATH:
                known = {name: KNOWN[name] for name in case.path_parameters or () if name in KNOWN}
                case.path_parameters = {**(case.path_parameters or {}), **known}
            yield case


def cases_of(services: InProcess, name: str, who: str) -> Iterator[Case[Any]]:
    """All of them for the admin, who gets furthest; for each other every eighth, of every route."""
    every, at = (1, 0) if who == "admin" else (8, CALLERS.index(who))
    return islice(schema_cases(services, name), at, None, every)


async def send(client: httpx.AsyncClient, case: Case[Any]) -> httpx.Response:
    """The answer to a request that schemathesis made up, sent as who the client is."""
    sent = requests.Request(**case.as_transport_kwargs(base_url=str(client.base_url))).prepare()
    headers = {name: as_bytes(value) for name, value in sent.headers.items()}
    headers.pop("Authorization", None)
    assert sent.method is not None
    assert sent.url is not None
    given = [(as_bytes(name), value) for name, value in headers.items()]
    assert sent.body is None or isinstance(sent.body, str | bytes)
    return await client.request(sent.method, sent.url, headers=given, content=sent.body)


def as_bytes(text: str | bytes) -> bytes:
    return text.encode("latin-1") if isinstance(text, str) else text


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("name", SERVICES)
async def test_every_answer_is_declared_whatever_the_schema_allows_or_forbids(
    services: InProcess,
    clients: dict[tuple[str, str], httpx.AsyncClient],
    declared: dict[str, Declared],
    name: str,
    who: str,
) -> None:
    wrong = []
    for case in cases_of(services, name, who):
        answer = await send(clients[name, who], case)
        try:
            declared[name].judge_any(answer)
        except AssertionError as error:
            wrong.append(f"{error}\n{case.body!r:.300} {case.query!r:.300}")
    assert not wrong, "\n\n".join(wrong)


@settings(
    max_examples=250,
    phases=FINDING,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
async def test_every_answer_to_something_odd_is_declared(
    services: InProcess,
    clients: dict[tuple[str, str], httpx.AsyncClient],
    declared: dict[str, Declared],
    data: st.DataObject,
) -> None:
    every = list(routes(services))
    name, method, path, operation = data.draw(st.sampled_from(every), "route")
    who = data.draw(st.sampled_from(("admin", "admin", *CALLERS)), "who")
    fields = fields_of(operation, services.apps[name].openapi())
    told = {**operation, "path": path, "fields": fields}
    request = data.draw(asked(method, path, told), "request")

    answer = await clients[name, who].request(method, **request)

    declared[name].judge_any(answer)


@settings(
    max_examples=40,
    phases=FINDING,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    at=st.one_of(st.sampled_from(ENDS), st.datetimes().map(lambda at: f"{at.isoformat()}+14:00"))
)
@example(at=ENDS[0])
@example(at=ENDS[1])
async def test_every_field_that_takes_an_instant_takes_or_refuses_the_ends_of_the_calendar(
    keeper: dict[str, httpx.AsyncClient], at: str
) -> None:
    report = {"as_of": "2026-01-02", "physical_percent": 5, "submitted_at": at}
    answers = [
        await keeper["tracker"].post(f"/api/v1/items/{ITEM}/reports", json=report),
        await keeper["notifier"].get(
            "/api/v1/alerts",
            params={"cursor": base64.urlsafe_b64encode(f"{at} x".encode()).decode().rstrip("=")},
        ),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
