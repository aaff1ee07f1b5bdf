"""A replica set whose primary changes, dies, is cut off, and says it does not know.

A mail that was taken while nothing can be marked goes out again: the same window as a crash.
"""

import asyncio
from typing import Any

import httpx
import pytest

from tests.faults.ledger import Intent
from tests.faults.trial import Trial


async def test_the_primary_steps_down(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def step_down() -> None:
        for _ in range(2):
            primary = await mongodb.settled_primary()
            await mongodb.command(primary, "replSetStepDown", 8, force=True)
            await asyncio.sleep(5)

    await a_trial.survives(step_down)
    a_trial.line.runs = 2


async def test_the_primary_is_killed(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def kill() -> None:
        primary = mongodb.processes[await mongodb.settled_primary()]
        await primary.down()
        await asyncio.sleep(6)
        await primary.start()

    await a_trial.survives(kill)


async def test_the_primary_is_cut_off_from_the_others_but_not_from_the_services(
    a_trial: Trial,
) -> None:
    """It goes on taking writes that no majority has, until it notices; none may be believed."""
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def cut_off() -> None:
        primary = await mongodb.settled_primary()
        mongodb.cut_off(primary)
        await asyncio.sleep(8)
        await mongodb.settled_primary(other_than=primary)

    await a_trial.survives(cut_off)


@pytest.mark.parametrize(
    "answer",
    [
        {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}},
        {"errorCode": 50, "errorLabels": ["UnknownTransactionCommitResult"]},
        {"closeConnection": True},
    ],
    ids=["applied, not yet by a majority", "unknown", "connection closed before"],
)
async def test_a_commit_is_answered(a_trial: Trial, answer: dict[str, Any]) -> None:
    mongodb = a_trial.lab.mongodb

    async def fail() -> None:
        primary = await mongodb.settled_primary()
        for _ in range(4):
            data = {"failCommands": ["commitTransaction"], **answer}
            await mongodb.command(
                primary, "configureFailPoint", "failCommand", mode={"times": 6}, data=data
            )
            await asyncio.sleep(1.2)
        off = await mongodb.command(primary, "configureFailPoint", "failCommand", mode="off")
        assert off["count"] > 0, "no commit came to the fail point"

    await a_trial.survives(fail)


async def test_the_connection_is_cut_after_the_commit_was_applied(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def cut() -> None:
        proxy = mongodb.proxies[await mongodb.settled_primary()]
        before = proxy.cuts
        for _ in range(4):
            proxy.cut_answer_to(b"commitTransaction", times=4)
            await asyncio.sleep(1.5)
        assert proxy.cuts >= before + 4

    await a_trial.survives(cut)


async def test_no_database_at_all(a_trial: Trial) -> None:
    """A post is answered 503 with Retry-After, and nothing of it is half written."""
    a_trial.may_repeat_mails = True
    proxies = a_trial.lab.mongodb.proxies.values()

    async def away() -> None:
        for proxy in proxies:
            proxy.refuse()
        item_id = next(iter(a_trial.work.items))
        body = a_trial.work.body(item_id)
        a_trial.ledger.intend(Intent("report", body["report_id"], item_id, "http", body))
        url = f"{a_trial.lab.url('tracker-1')}/api/v1/items/{item_id}/reports"
        headers = {"Authorization": f"Bearer {a_trial.work.token}"}
        async with httpx.AsyncClient(headers=headers, timeout=30) as http:
            answer = await http.post(url, json=body)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"].startswith("application/problem+json")
        await asyncio.sleep(4)

    await a_trial.survives(away)
