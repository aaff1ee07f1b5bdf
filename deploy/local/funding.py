"""Sends an agency's exports of SIPD over the HTTP API, and links sub kegiatan to its items."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.sipd_exports import Spending, cash_plan, realisation, spread
from deploy.local.stack import Stack

ITEMS_MOST = 4
"""Items whose money comes from SIPD; the first of them from two sub kegiatan."""
SHARE = 0.6
"""Of an item's budget in the year."""


async def have_funding(stack: Stack, logins: Sequence[LogIn], today: date) -> bool:
    """RAK and LRA of the first agency whose officer has an account, up to the month of `today`,
    and the items that began this year linked to them. Returns whether it was done; nothing is done
    where money comes from SIPD already, or no item began this year.
    """
    officer = next(one for one in logins if one.role == "officer" and one.agency)
    agency = str(officer.agency)
    async with calling(stack.services, officer, stack.patient) as caller:
        items = [
            one
            for one in await caller.items(agency=agency)
            if one["reports"] and date.fromisoformat(one["start"]).year == today.year
        ]
        if not items or any(one["budget_by"] == "sipd" for one in items):
            return False
        spendings = list(_spendings(items[:ITEMS_MOST], today.month))
        those = [one for one, _ in spendings]
        await _send(caller, "rak.xlsx", cash_plan(agency, today.year, those))
        for month in [*range(3, today.month, 3), today.month]:
            data = realisation(agency, today.year, month, _up_to(month, today.month, those))
            await _send(caller, f"lra-{month:02}.xlsx", data)
        links = [{"code": one.code, "item_id": item_id} for one, item_id in spendings]
        answer = await caller.tracker.put("/api/v1/sipd/links", json={"links": links})
        answer.raise_for_status()
    return True


def _spendings(items: Sequence[Mapping[str, Any]], month: int) -> list[tuple[Spending, str]]:
    """Sub kegiatan and the items that they fund."""
    found: list[tuple[Spending, str]] = []
    for place, item in enumerate(items):
        names = [f"{item['title']}"]
        if place == 0:
            names.append(f"Pembinaan {item['title'].lower()}")
        for name in names:
            months = spread(int(item["budget"] * SHARE) // len(names))
            spent = min(sum(months[:month]), item["budget_realised"] // len(names))
            found.append((Spending(len(found) + 1, name, months, spent), item["item_id"]))
    return found


def _up_to(month: int, now: int, those: Sequence[Spending]) -> Sequence[Spending]:
    """What had been spent up to an earlier month: as planned, in the proportion of today's."""
    return [
        replace(one, spent=one.spent * sum(one.months[:month]) // sum(one.months[:now]))
        for one in those
    ]


async def _send(caller: Caller, name: str, data: bytes) -> None:
    answer = await caller.tracker.post("/api/v1/sipd/imports", files={"file": (name, data)})
    answer.raise_for_status()
