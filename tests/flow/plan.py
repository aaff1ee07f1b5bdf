"""Plan items made for one test."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from deploy.local.callers import Caller
from deploy.local.waiting import until

REGION, AGENCY, OTHER_AGENCY, TEAM = "garut", "GRT-DISKOMINFO", "GRT-DISHUB", "GRT-TIM"
"""The tests' own region and agencies; the sample's are elsewhere."""

ZONE = ZoneInfo("Asia/Jakarta")
SOON = 45.0
"""Seconds for what takes one or two; a consumer that lost its place may take twenty."""


def today() -> date:
    """The region's day."""
    return datetime.now(ZONE).date()


async def no_midnight_within(seconds: float = 300) -> None:
    """Wait for the next day of the region where this one ends within so many seconds."""
    left = (ends_of_today() - datetime.now(ZONE)).total_seconds()
    if left < seconds:
        await asyncio.sleep(left)


def ends_of_today() -> datetime:
    """When the region's day is over."""
    return datetime.combine(today() + timedelta(days=1), time.min, ZONE)


def days_ago(days: int) -> date:
    """The region's day so many days before; a negative number is ahead."""
    return today() - timedelta(days=days)


def report(percent: float, as_of: date | None = None, **more: Any) -> dict[str, Any]:
    """The body of a report as an officer posts it."""
    return {
        "as_of": (as_of or today()).isoformat(),
        "physical_percent": percent,
        "budget_realised": 250_000_000,
        "note": "Dilaporkan dari pengujian.",
        "obstacle": "",
        "follow_up": "",
        **more,
    }


@dataclass
class Plan:
    """The plan as a planner changes it; each change is waited for in the tracker."""

    admin: Caller
    _numbers: Any = field(default_factory=lambda: count(1))

    async def has(self, within: float = SOON, **changes: Any) -> dict[str, Any]:
        """A new item of AGENCY, half a year long and half over unless `changes` say otherwise."""
        item_id = f"UJI-{next(self._numbers):03}"
        body = {
            "item_id": item_id,
            "region": REGION,
            "pillar": "governance",
            "kind": "action",
            "title": f"Layanan terpadu {item_id}",
            "agency": AGENCY,
            "start": days_ago(90).isoformat(),
            "due": days_ago(-90).isoformat(),
            "budget": 1_000_000_000,
            **changes,
        }
        key = {"Idempotency-Key": f"item-{item_id}"}

        async def post() -> httpx.Response:
            return await self.admin.planner.post("/api/v1/items", json=body, headers=key)

        answer = await until(post, within, f"{item_id} in the planner")
        assert answer.status_code == 201, answer.text
        return await until(lambda: self.item(item_id), within, f"{item_id} in the tracker")

    async def item(self, item_id: str) -> dict[str, Any]:
        """The item as the tracker shows it, with its reports and statuses."""
        answer = await self.admin.tracker.get(f"/api/v1/items/{item_id}")
        return dict(answer.raise_for_status().json())

    async def becomes(self, item_id: str, status: str, within: float = SOON) -> dict[str, Any]:
        """The item once it has the status."""

        async def it() -> dict[str, Any] | None:
            item = await self.item(item_id)
            return item if item["status"] == status else None

        return await until(it, within, f"{item_id} {status}")
