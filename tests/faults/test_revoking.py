"""Accounts disabled while planners die: a token that has ended stays ended, no other one ends."""

import asyncio
from http import HTTPStatus
from uuid import uuid4

import httpx

from deploy.local.waiting import until
from tests.faults.lab import REPLICAS, Lab
from tests.faults.people import AGENCIES, REGION
from tests.faults.trial import HEALS_WITHIN, Trial
from tests.faults.workload import PATIENCE, TROUBLE

LISTS = {"tracker": "/api/v1/items", "notifier": "/api/v1/alerts"}
PASSWORD = "empat kata yang panjang"
ENDED, VALID = {HTTPStatus.UNAUTHORIZED}, {HTTPStatus.OK}


class Officers:
    """Officers' accounts, made and disabled by the administrator."""

    def __init__(self, lab: Lab, admin_token: str) -> None:
        self._lab = lab
        self._admin = {"Authorization": f"Bearer {admin_token}"}
        self._accounts: dict[str, dict[str, object]] = {}

    async def made(self) -> str:
        """The token of a new one."""
        body = {"username": f"uji.{uuid4().hex[:10]}", "password": PASSWORD, "one_time": False}
        body |= {"role": "officer", "agency": AGENCIES[0], "region": REGION}
        url = self._lab.url("planner-1")
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as planner:
            answer = await planner.post("/api/v1/accounts", json=body, headers=self._admin)
            account = answer.raise_for_status().json()
            log_in = {name: body[name] for name in ("username", "password")}
            answer = await planner.post("/api/v1/session", json=log_in)
        token = str(answer.raise_for_status().json()["access_token"])
        self._accounts[token] = account
        return token

    async def disable(self, token: str) -> None:
        """Returns when the planner has said yes."""
        account = self._accounts[token]
        names = ("version", "role", "agency", "region")
        body = {name: account[name] for name in names} | {"disabled": True}
        url = f"{self._lab.url('planner-1')}/api/v1/accounts/{account['username']}"
        async with httpx.AsyncClient(timeout=PATIENCE, headers=self._admin) as planner:
            (await planner.put(url, json=body)).raise_for_status()

    async def codes(self, token: str) -> set[int]:
        """How every replica of tracker and notifier answers the token; 0 for no answer."""
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(timeout=PATIENCE, headers=headers) as client:

            async def code(replica: str, path: str) -> int:
                try:
                    return (await client.get(f"{self._lab.url(replica)}{path}")).status_code
                except TROUBLE:
                    return 0

            asked = [
                code(replica, LISTS[service])
                for replica in REPLICAS
                if (service := replica.partition("-")[0]) in LISTS
            ]
            return set(await asyncio.gather(*asked))

    async def seen(self, token: str, codes: set[int]) -> None:
        """Add every answer to the token, until cancelled."""
        while True:
            codes |= await self.codes(token)
            await asyncio.sleep(0.02)

    async def become(self, token: str, codes: set[HTTPStatus]) -> None:
        """Wait until every replica answers so."""

        async def so() -> bool:
            return await self.codes(token) == codes

        await until(so, HEALS_WITHIN, f"a token answered with {codes}")


async def test_accounts_disabled_while_the_planners_die(a_trial: Trial) -> None:
    lab = a_trial.lab
    officers = Officers(lab, a_trial.work.token)
    seen: set[int] = set()
    gone, going, staying = [await officers.made() for _ in range(3)]

    a_trial.may_repeat_mails = True  # notifiers are killed, perhaps just after SMTP 250

    async def disable_and_die() -> None:
        await officers.become(staying, VALID)
        await officers.disable(gone)
        await officers.become(gone, ENDED)
        await officers.disable(going)
        planners = lab.of("planner")
        await asyncio.gather(*(planner.down() for planner in planners))
        assert await officers.codes(gone) == ENDED
        assert await officers.codes(staying) == VALID
        await asyncio.gather(*(planner.start() for planner in planners))
        await officers.become(going, ENDED)
        watch = asyncio.create_task(officers.seen(gone, seen))
        for service in LISTS:
            await asyncio.gather(*(process.kill() for process in lab.of(service)))
        await officers.become(staying, VALID)
        watch.cancel()
        assert await officers.codes(gone) == await officers.codes(going) == ENDED

    await a_trial.survives(disable_and_die)
    assert HTTPStatus.UNAUTHORIZED in seen
    assert HTTPStatus.OK not in seen, "a token that had ended was valid for a moment"
