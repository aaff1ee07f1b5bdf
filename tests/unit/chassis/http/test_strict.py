from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.answers import answer_problems
from chassis.http.nearest import FAULTS_MOST, nearest
from chassis.http.problem import Problem
from chassis.http.strict import FILE_ALONE, RequestHandler, StrictRoute, without_query
from chassis.http.validation import read_as


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    weight: float = 1


class Plan(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(max_length=5)] = ""
    milestones: list[Step] = []
    first: Step | None = None


@pytest.fixture
async def client() -> Any:
    router = APIRouter(route_class=StrictRoute)

    @router.get("/items")
    async def items(status: str | None = None, region: str | None = None) -> dict[str, Any]:
        return {"status": status}

    @router.post("/plans")
    async def plans(body: Plan) -> str:
        return "ok"

    @router.post("/imports", dependencies=[FILE_ALONE])
    async def imports(file: Annotated[UploadFile, File()], dry_run: bool = False) -> bool:
        return dry_run

    app = FastAPI()
    answer_problems(app)
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client:
        client.headers["Accept-Language"] = "en"
        yield client


def faults(answer: httpx.Response) -> list[tuple[str, str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"], one["message"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("stauts=late", "stauts", "is not known; was status meant?"),
        ("Status=late", "Status", "is not known; was status meant?"),
        ("wilayah=kukar", "wilayah", "is not known; there are: status, region"),
        ("=late", "query", "is not known; there are: status, region"),
        ("status=late&zzz", "zzz", "is not known; there are: status, region"),
        ("status=late&status=done", "status", "is given twice; give one"),
        ("status=late&statu%00", "statu\0", "is not known; was status meant?"),
    ],
)
async def test_a_query_name_that_would_be_ignored_is_refused(
    client: httpx.AsyncClient, query: str, field: str, message: str
) -> None:
    ((name, _, said),) = faults(await client.get(f"/items?{query}"))
    assert (name, said) == (field, message)


async def test_known_names_are_taken(client: httpx.AsyncClient) -> None:
    assert (await client.get("/items?status=late&region=kukar")).json() == {"status": "late"}
    assert (await client.get("/items?")).status_code == 200


async def test_of_many_unknown_names_the_first_are_told(client: httpx.AsyncClient) -> None:
    query = "&".join(f"{'x' * 90}{n}=1" for n in range(300))
    told = faults(await client.get(f"/items?{query}"))
    assert len(told) == FAULTS_MOST
    assert max(len(field) for field, _, _ in told) <= 64


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"titel": "a"}, "titel", "is not known; was title meant?"),
        ({"milestones": [{"wieght": 1}]}, "milestones.0.wieght", "was weight meant?"),
        ({"first": {"wieght": 1}}, "first.wieght", "was weight meant?"),
        ({"zzz": 1}, "zzz", "there are: title, milestones, first"),
    ],
)
async def test_a_field_that_would_be_ignored_is_refused_with_the_nearest_name(
    client: httpx.AsyncClient, body: dict[str, Any], field: str, message: str
) -> None:
    ((name, code, said),) = faults(await client.post("/plans", json=body))
    assert (name, code) == (field, "extra-forbidden")
    assert message in said

    with pytest.raises(Problem) as plain:  # the same of a route that reads its request by itself
        read_as(Plan, httpx.Request("POST", "http://a", json=body).content)
    assert message in plain.value.faults[0].message.english


async def test_half_a_letter_in_a_name_is_answered(client: httpx.AsyncClient) -> None:
    head = {"Content-Type": "application/json"}
    answer = await client.post("/plans", content=b'{"\\ud800": 1}', headers=head)
    assert faults(answer)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"dry_run": "true"}, "belongs into the address, not into the form: ?dry_run=..."),
        ({"dryrun": "true"}, "is not known; there are: file"),
    ],
)
async def test_a_form_field_that_would_be_ignored_is_refused(
    client: httpx.AsyncClient, form: dict[str, str], message: str
) -> None:
    answer = await client.post("/imports", data=form, files={"file": b"x"})
    ((field, _, said),) = faults(answer)
    assert (field, said) == (next(iter(form)), message)
    assert (await client.post("/imports?dry_run=true", files={"file": b"x"})).json() is True


def test_nothing_near_is_nothing() -> None:
    assert nearest("stauts", ["status", "region"]) == "status"
    assert nearest("", ["status"]) is None
    assert nearest("x" * 100_000, ["status"]) is None


class Filtered(StrictRoute):
    """Says by a header whether FastAPI resolved the parameters."""

    def handler(self) -> RequestHandler:
        resolve = super().handler()

        async def resolved(request: Request) -> Response:
            answer = await resolve(request)
            answer.headers["Resolved"] = "yes"
            return answer

        return without_query(self, resolved)


async def nobody() -> str:
    return "nobody"


def pages() -> APIRouter:
    router = APIRouter(route_class=Filtered)

    @router.get("/list")
    async def listed(
        request: Request, status: Annotated[str, Query(max_length=4)] = "all", most: int = 3
    ) -> Response:
        return Response(f"{request.url.path} {status} {most + 1}")

    @router.get("/list/{name}")
    async def of_path(request: Request, name: str) -> Response:
        return Response(name)

    @router.get("/asked")
    async def needing(request: Request, status: str) -> Response:
        return Response(status)

    @router.get("/who")
    async def depending(request: Request, who: Annotated[str, Depends(nobody)]) -> Response:
        return Response(who)

    @router.post("/list")
    async def posted(request: Request) -> Response:
        return Response(await request.body())

    return router


@pytest.mark.parametrize(
    ("method", "address", "status", "text", "resolved"),
    [
        ("GET", "/list", 200, "/list all 4", False),
        ("GET", "/list?status=late&most=8", 200, "/list late 9", True),
        ("GET", "/list?status=toolong", 422, None, False),
        ("GET", "/list?statu=late", 422, None, False),
        ("GET", "/list/a", 200, "a", True),
        ("GET", "/asked", 422, None, False),
        ("GET", "/asked?status=late", 200, "late", True),
        ("GET", "/who", 200, "nobody", True),
        ("POST", "/list", 200, "", True),
    ],
)
async def test_a_page_asked_without_a_query_is_made_of_its_defaults(
    method: str, address: str, status: int, text: str | None, resolved: bool
) -> None:
    app = FastAPI()
    answer_problems(app)
    app.include_router(pages())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client:
        answer = await client.request(method, address)
    assert (answer.status_code, "resolved" in answer.headers) == (status, resolved)
    assert text is None or answer.text == text
