"""A secret that stands in an address stands in no log and in no problem."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from structlog.testing import capture_logs

from chassis.http.answers import answer_problems
from chassis.http.problem import not_found
from chassis.mongo.database import DatabaseTrouble
from chassis.text import Text

SECRET = "eyJhbGciOiJIUzI1NiJ9.eyJh.c2lnbmF0dXJl"


def an_app() -> FastAPI:
    app = FastAPI()
    answer_problems(app)
    failures: dict[str, Exception] = {
        "gone": not_found(Text("Tidak ada.", "None.")),
        "trouble": DatabaseTrouble("no primary"),
        "late": TimeoutError(),
        "broken": RuntimeError("a fault of ours"),
    }

    @app.get("/respond/{how}/{token}")
    async def respond(how: str, token: str, day: int = 0) -> str:
        raise failures[how]

    @app.get("/items/{item}")
    async def item(item: str) -> str:
        raise failures["gone"]

    return app


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    structlog.reset_defaults()
    with capture_logs() as entries:
        yield entries


async def asked(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(an_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://aksi") as client:
        return await client.get(path)


@pytest.mark.parametrize("how", ["gone", "trouble", "late", "broken", "gone?day=x"])
async def test_no_log_and_no_problem_has_the_token_of_a_path(how: str, logged: list[Any]) -> None:
    how, _, query = how.partition("?")
    answer = await asked(f"/respond/{how}/{SECRET}?{query}")
    assert answer.json()["instance"] == "/respond/{how}/{token}"
    assert SECRET not in answer.text
    assert SECRET not in repr([{**one, "exc_info": None} for one in logged])
    assert len(logged) == (how in {"trouble", "late", "broken"})


async def test_any_other_path_stands_there_as_it_was_asked_for() -> None:
    assert (await asked("/items/QW-01")).json()["instance"] == "/items/QW-01"
    assert (await asked("/nowhere")).json()["instance"] == "/nowhere"
