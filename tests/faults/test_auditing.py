"""Accounts made while planners are killed: each is in the trail, and nothing else is."""

import asyncio
import random
from datetime import UTC
from functools import partial
from http import HTTPStatus
from operator import itemgetter
from uuid import uuid4

import httpx
import pytest

from chassis.audit.entry import Chain
from chassis.audit.repository import entry_of
from deploy.local.waiting import until
from tests.faults.people import AGENCIES, REGION
from tests.faults.traps import Point
from tests.faults.trial import HEALS_WITHIN, LONG, Trial
from tests.faults.workload import PATIENCE, TROUBLE

MADE = "account-made"
KILLS = 8 if LONG else 3
DEATHS = 8 if LONG else 4
PAUSE = 0.05


class Making:
    """Makes accounts, one after the other; one without an answer may be there or not."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._prefix = f"jejak.{uuid4().hex[:6]}"
        self._stopping = asyncio.Event()
        self.made: set[str] = set()

    async def until_stopped(self) -> None:
        """Each by another planner."""
        planners = self._trial.lab.of("planner")
        headers = {"Authorization": f"Bearer {self._trial.work.token}"}
        number = 0
        async with httpx.AsyncClient(timeout=PATIENCE, headers=headers) as client:
            while not self._stopping.is_set():
                number += 1
                name = f"{self._prefix}.{number}"
                body = {"username": name, "password": uuid4().hex, "role": "officer"}
                body |= {"agency": AGENCIES[0], "region": REGION}
                url = self._trial.lab.url(planners[number % len(planners)].name)
                try:
                    answer = await client.post(f"{url}/api/v1/accounts", json=body)
                except TROUBLE:
                    await asyncio.sleep(PAUSE)
                    continue
                if answer.status_code == HTTPStatus.CREATED:
                    self.made.add(name)

    def stop(self) -> None:
        """Make no more after the one in hand."""
        self._stopping.set()

    async def stored_and_noted(self) -> tuple[set[str], list[str]]:
        """The accounts that are there, and those that the trail tells of."""
        find = self._trial.lab.mongodb.find
        own = {"$regex": f"^{self._prefix}"}
        stored = {row["_id"] for row in await find("planner", "accounts", {"_id": own})}
        told = {"what": MADE, "about": own}
        noted = [row["about"] for row in await find("planner", "audit", told)]
        return stored, noted


async def test_accounts_made_while_planners_are_killed(a_trial: Trial) -> None:
    making, chance = Making(a_trial), random.Random("jejak")
    planners, find = a_trial.lab.of("planner"), a_trial.lab.mongodb.find

    async def kill_again_and_again() -> None:
        makes = asyncio.create_task(making.until_stopped())
        for _ in range(KILLS):
            before = len(making.made)
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            await chance.choice(planners).kill()
            more = partial(_more, making, before)
            await until(more, HEALS_WITHIN, "more accounts after the kill")
        making.stop()
        await makes
        await _linked(a_trial)

    await a_trial.survives(kill_again_and_again)
    stored, noted = await making.stored_and_noted()
    assert len(making.made) >= KILLS
    assert making.made <= stored
    assert sorted(noted) == sorted(stored)
    rows = sorted(await find("planner", "audit", {}), key=itemgetter("_id"))
    chain = Chain()
    in_utc = (entry_of({**row, "at": row["at"].replace(tzinfo=UTC)}) for row in rows)
    assert chain.follow(in_utc) is None
    assert chain.verdict().end.number == len(rows)


@pytest.mark.parametrize("point", [Point.BEFORE_COMMIT, Point.AFTER_COMMIT])
async def test_planners_die_at_the_commit_of_accounts(a_trial: Trial, point: Point) -> None:
    making = Making(a_trial)

    async def die_again_and_again() -> None:
        makes = asyncio.create_task(making.until_stopped())
        for _ in range(DEATHS):
            before = len(making.made)
            await dies_at(a_trial, point)
            await until(partial(_more, making, before), HEALS_WITHIN, "more accounts after it")
        making.stop()
        await makes

    await a_trial.survives(die_again_and_again)
    await _linked(a_trial)
    stored, noted = await making.stored_and_noted()
    assert making.made <= stored
    assert sorted(noted) == sorted(stored)


async def dies_at(trial: Trial, point: Point) -> None:
    """A planner comes to the point and dies there; no other does afterwards."""
    traps = [trial.lab.lay(one.name, point) for one in trial.lab.of("planner")]

    async def stepped_on() -> bool:
        return not all(trap.exists() for trap in traps)

    await until(stepped_on, HEALS_WITHIN, f"a planner at {point}")
    for trap in traps:
        trap.unlink(missing_ok=True)


async def _linked(trial: Trial) -> None:
    async def linked() -> bool:
        return not await trial.lab.mongodb.find("planner", "audit_new", {})

    await until(linked, HEALS_WITHIN, "the trail linked")


async def _more(making: Making, before: int) -> bool:
    return len(making.made) > before
