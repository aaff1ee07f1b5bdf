"""What is killed is started again, and nothing is lost and nothing doubled."""

import asyncio
import json
import os
import signal
from functools import partial

from deploy.local.callers import Caller
from deploy.local.services import answers
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, TEAM, Plan, days_ago, report
from tests.flow.seeing import Mail, handed_over
from tests.flow.system import System
from tests.flow.test_submissions import submission


async def kill(stack: Stack, name: str) -> None:
    """kill -9, then wait for another process that is ready."""
    killed = stack.supervisor.pids[name]
    os.kill(killed, signal.SIGKILL)

    async def another() -> bool:
        return stack.supervisor.pids.get(name, killed) != killed

    await until(another, SOON, f"another {name}")


async def ready(stack: Stack) -> None:
    for service in ("planner", "tracker", "notifier"):
        url = f"{stack.services.url(service)}/health/ready"
        await until(partial(answers, url), 60, f"{service} ready")


async def test_a_tracker_killed_in_the_middle_loses_and_doubles_nothing(
    stack: Stack, plan: Plan, system: System
) -> None:
    items = [(await plan.has())["item_id"] for _ in range(5)]
    bodies = [submission(items[n % 5], n, n / 10) for n in range(600)]
    first = [await system.send(body) for body in bodies[:300]]
    await asyncio.gather(*first)
    await kill(stack, "tracker")
    await asyncio.gather(*[await system.send(body) for body in bodies[300:]])

    async def recorded() -> bool:
        return sum([int((await plan.item(item))["reports"]) for item in items]) >= 600

    await until(recorded, 60, "600 reports")
    counts = [(await plan.item(item))["reports"] for item in items]
    assert counts == [120] * 5
    for item in items:
        history = (await plan.item(item))["status_history"]
        seqs = sorted(change["seq"] for change in history)
        assert seqs == list(range(1, len(seqs) + 1))
    assert json.loads(stack.folder.demo_file.read_text())["pids"] == stack.supervisor.pids


async def test_a_notifier_that_was_away_tells_afterwards_and_once(
    stack: Stack, plan: Plan, mail: Mail, admin: Caller, agencies: dict[str, dict[str, str]]
) -> None:
    await stack.supervisor.stop("notifier")
    try:
        item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
        await plan.becomes(item["item_id"], "late")
    finally:
        await stack.supervisor.resume("notifier")
    recipients = sorted([agencies[AGENCY]["head"], agencies[TEAM]["delivery_team"]])
    assert await mail.told(item["item_id"], *recipients) == recipients
    await handed_over(admin, item["item_id"])
    await kill(stack, "notifier")
    await ready(stack)
    watched = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    await mail.told(watched["item_id"], *recipients)
    assert len(await mail.about(item["item_id"])) == 2


async def test_a_database_killed_under_the_services_comes_back_with_everything(
    stack: Stack, plan: Plan, officer: Caller
) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    assert (await officer.tracker.post(url, json=report(40))).status_code == 201
    await kill(stack, "mongodb")
    await ready(stack)
    assert (await plan.item(item["item_id"]))["actual_percent"] == 40
    assert (await officer.tracker.post(url, json=report(45))).status_code == 201


async def test_a_broker_that_forgot_everything_is_filled_again(
    stack: Stack, plan: Plan, mail: Mail, agencies: dict[str, dict[str, str]]
) -> None:
    before = await plan.has()
    seq = (await plan.item(before["item_id"]))["seq"]
    await kill(stack, "kafka")
    item = await plan.has(within=90, kind="quick_win", due=days_ago(1).isoformat())
    await mail.told(item["item_id"], agencies[AGENCY]["head"], within=60)
    await ready(stack)
    assert (await plan.item(before["item_id"]))["seq"] == seq
