"""Whatever is sent to any route of the three services, none of them fails at it.

The services run in this process on a real database. A 5xx here is a defect: of what hypothesis
makes up, nothing is trouble of ours.
"""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from chassis.serve import Service
from contracts import PlanItemPublished
from contracts.account import Role
from tests.flow.tracker.keeping import tracking
from tests.in_process import SERVICES, InProcess, in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
AGENCY, ITEM = "FUZZ-OPD", "FUZZ-1"
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
PLANNED = {
    "pillar": "governance",
    "title": "Uji",
    "agency": AGENCY,
    "start": "2026-01-01",
    "due": "2026-12-31",
}
CALENDAR = {
    "begins": "2026-01-01",
    "workdays": [1, 2, 3],
    "periods": [{"kind": "month", "on_time_days": 5}],
}
GOOD: dict[str, dict[str, Any]] = {
    "post /api/v1/session": {"username": "admin", "password": "x"},
    "post /api/v1/accounts": {"username": "fuzz", "password": "x" * 9, "role": "council"},
    "post /api/v1/agencies": {"agency": AGENCY, "name": "Uji", "region": "kukar"},
    "put /api/v1/agencies/{code}": {"name": "Uji", "version": 1},
    "put /api/v1/calendars/{region}": {**CALENDAR, "version": 0},
    "post /api/v1/calendars/{region}/extensions": {
        **{"agency": AGENCY, "period": "2026-M1"},
        **{"until": "2026-03-31", "reason": "Uji"},
    },
    "post /api/v1/items": {**PLANNED, "item_id": ITEM, "region": "kukar"},
    "put /api/v1/items/{item_id}": {**PLANNED, "version": 1},
    "post /api/v1/items/{item_id}/cancel": {"version": 9},
    "post /api/v1/items/{item_id}/reports": {"as_of": "2026-01-02", "physical_percent": 5},
}


@pytest.fixture(scope="module")
async def services(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InProcess]:
    made = in_process(tmp_path_factory.mktemp("fuzz"), AKSI_MONGODB=mongodb_uri)
    for name in SERVICES:
        await made.service(name)._prepare()
    yield made
    for name in SERVICES:
        made.service(name).database.close()


@pytest.fixture(scope="module")
async def clients(services: InProcess) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    token = services.token(Role.ADMIN, datetime.now(UTC))
    made = {name: services.client(name, token) for name in SERVICES}
    for path in ("agencies", "items"):
        body = GOOD[f"post /api/v1/{path}"]
        answer = await made["planner"].post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 201, answer.text
    await tracked(services.service("tracker"))
    answer = await made["tracker"].post(
        f"/api/v1/items/{ITEM}/reports", json=GOOD["post /api/v1/items/{item_id}/reports"]
    )
    assert answer.status_code == 201, answer.text
    yield made
    for client in made.values():
        await client.aclose()


async def tracked(service: Service) -> None:
    """Have the tracker know the item, as it does once it has heard of it."""
    items = tracking(service.database, service.clock, service.outbox)
    plan = {**PLANNED, "item_id": ITEM, "version": 1, "region": "kukar", "kind": "action"}
    await items.replan([PlanItemPublished.model_validate({**plan, "time_zone": "Asia/Makassar"})])


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
            value = draw(st.one_of(known, texts.filter(lambda t: t.strip("./"))))
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


@settings(max_examples=250, phases=FINDING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_no_request_makes_a_service_fail(
    services: InProcess, clients: dict[str, httpx.AsyncClient], data: st.DataObject
) -> None:
    every = list(routes(services))
    name, method, path, operation = data.draw(st.sampled_from(every), "route")
    fields = fields_of(operation, services.apps[name].openapi())
    told = {**operation, "path": path, "fields": fields}
    request = data.draw(asked(method, path, told), "request")

    answer = await clients[name].request(method, **request)

    assert answer.status_code < 500, (answer.status_code, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=40, phases=FINDING, suppress_health_check=list(HealthCheck))
@given(
    at=st.one_of(st.sampled_from(ENDS), st.datetimes().map(lambda at: f"{at.isoformat()}+14:00"))
)
@example(at=ENDS[0])
@example(at=ENDS[1])
async def test_every_field_that_takes_an_instant_takes_or_refuses_the_ends_of_the_calendar(
    clients: dict[str, httpx.AsyncClient], at: str
) -> None:
    report = {"as_of": "2026-01-02", "physical_percent": 5, "submitted_at": at}
    answers = [
        await clients["tracker"].post(f"/api/v1/items/{ITEM}/reports", json=report),
        await clients["notifier"].get(
            "/api/v1/alerts",
            params={"cursor": base64.urlsafe_b64encode(f"{at} x".encode()).decode().rstrip("=")},
        ),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
