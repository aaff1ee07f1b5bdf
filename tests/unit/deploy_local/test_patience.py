"""Calls of the demonstration on a machine that has no time."""

import httpx
import pytest

from deploy.local.patience import GIVE_UP_AFTER, Patient


class Clock:
    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def now(self) -> float:
        return self.time


def client(clock: Clock, *answers: httpx.Response | Exception) -> httpx.AsyncClient:
    left = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    inner = httpx.MockTransport(answer)
    patient = Patient(inner=inner, sleep=clock.sleep, now=clock.now)
    return httpx.AsyncClient(transport=patient, base_url="http://planner")


async def test_a_service_that_says_later_is_asked_again_when_it_said() -> None:
    clock = Clock()
    later = [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503)]
    async with client(clock, *later, httpx.Response(201)) as planner:
        assert (await planner.post("/api/v1/accounts")).status_code == 201
    assert clock.slept == [7, 1]


async def test_a_service_that_is_being_started_again_is_asked_again() -> None:
    clock = Clock()
    gone = [httpx.ConnectError("refused"), httpx.RemoteProtocolError("closed")]
    async with client(clock, *gone, httpx.Response(200)) as planner:
        assert (await planner.get("/")).status_code == 200


async def test_a_service_that_works_on_a_request_is_not_given_the_same_once_more() -> None:
    clock = Clock()
    async with client(clock, httpx.ReadTimeout(""), httpx.Response(200)) as planner:
        with pytest.raises(httpx.ReadTimeout):
            await planner.post("/api/v1/imports")
    assert clock.slept == []


async def test_a_refusal_that_does_not_end_is_the_answer() -> None:
    clock = Clock()
    async with client(clock, httpx.Response(503, headers={"Retry-After": "60"})) as planner:
        assert (await planner.get("/")).status_code == 503
    assert GIVE_UP_AFTER < clock.time < 2 * GIVE_UP_AFTER
