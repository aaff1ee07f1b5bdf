"""A report that turns a quick win critical, and the waits for each of its effects."""

import time
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import httpx

from benchmarks import work
from benchmarks.arrivals import Mails, StatusChanges, shown_critical
from benchmarks.lab import Lab
from chassis.auth.keys import read_key
from contracts.account import Account, Role
from deploy.local.waiting import until
from planner.accounts.tokens import Signer

CRITICAL = 30.0
"""Percent; the plan is at about 55."""
WITHIN = 60.0
ZONE = ZoneInfo(work.ZONE)


class NotAsArranged(Exception):
    """An event came too early, or the services were ready too late: there is no result."""


class Waits(NamedTuple):
    """Waits of one probe, in seconds."""

    answer: float
    status_change: float
    mail: float
    metrics: float


class Probes:
    """Reports that turn quick wins critical, each by an officer of its agency."""

    def __init__(
        self, lab: Lab, tracker: httpx.AsyncClient, changes: StatusChanges, mails: Mails
    ) -> None:
        self._signer = Signer(read_key(lab.signing_key), "aksi", minutes=60)
        self._tracker = tracker
        self._changes = changes
        self._mails = mails

    async def one(self, number: int) -> Waits:
        """Post the report, and wait for all its effects."""
        item_id = work.item_id(number)
        if self._mails.of(item_id) is not None:
            raise NotAsArranged(f"a mail about {item_id} before its report")
        self._changes.expect(item_id)
        body = {"as_of": f"{datetime.now(ZONE):%Y-%m-%d}", "physical_percent": CRITICAL}
        bearer, url = self._bearer(number), f"/api/v1/items/{item_id}/reports"
        start = time.monotonic()
        answer = await self._tracker.post(url, json=body, headers=bearer)
        answered = time.monotonic()
        status = answer.raise_for_status().json()["item"]["status"]
        if status != "critical":
            raise NotAsArranged(f"{item_id} is {status} after its report")
        shown = await shown_critical(self._tracker, item_id, WITHIN)
        changed = await first(self._changes, item_id)
        mailed = await first(self._mails, item_id)
        return Waits(answered - start, changed - start, mailed - start, shown - start)

    def _bearer(self, number: int) -> dict[str, str]:
        agency = work.agency_of(number)
        name = f"petugas.{agency.lower()}"
        officer = Account(username=name, role=Role.OFFICER, agency=agency, region=work.REGION)
        token = self._signer.access(officer, datetime.now(UTC))
        return {"Authorization": f"Bearer {token.text}"}


async def first(where: StatusChanges | Mails, item_id: str) -> float:
    """When the item first arrived. Raises NotInTime if it does not within WITHIN seconds."""

    async def came() -> float | None:
        return where.of(item_id)

    return await until(came, WITHIN, f"{type(where).__name__} of {item_id}") or 0.0
