"""Agencies, and items whose days and figures make the clock and the notifier work."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx

from tracker.status.curve import curve_of
from tracker.status.rule_set import read_rules

REGION, AGENCIES, TEAM = "kukar", ("UJI-A", "UJI-B"), "UJI-TIM"
ZONE = ZoneInfo("Asia/Makassar")
RULES = read_rules()


async def have_agencies(planner: httpx.AsyncClient) -> None:
    """Two agencies with every office held, and the delivery team."""
    offices = dict.fromkeys(AGENCIES, ("officer", "verifier", "head"))
    for agency, roles in {**offices, TEAM: ("delivery_team",)}.items():
        answer = await planner.post(
            "/api/v1/agencies",
            json={
                "agency": agency,
                "region": REGION,
                "name": f"Kantor {agency}",
                "kind": "tim_pelaksana" if agency == TEAM else "dinas",
                "contacts": [
                    {"role": role, "name": role, "email": f"{role}@{agency.lower()}.example"}
                    for role in roles
                ],
            },
        )
        answer.raise_for_status()


async def who_signs_in(
    planner: httpx.AsyncClient, role: str, agency: str, admin: str
) -> tuple[str, dict[str, Any]]:
    """The name of a new account, and its session once it has a password of its own."""
    name, first, own = f"{role}.{uuid4().hex[:8]}", uuid4().hex, uuid4().hex
    body = {"username": name, "password": first, "role": role, "agency": agency, "region": REGION}
    headers = {"Authorization": f"Bearer {admin}"}
    made = await planner.post("/api/v1/accounts", json=body, headers=headers)
    made.raise_for_status()
    changed = {"username": name, "password": first, "new_password": own}
    (await planner.post("/api/v1/session/password", json=changed)).raise_for_status()
    session = await planner.post("/api/v1/session", json={"username": name, "password": own})
    return name, session.raise_for_status().json()


@dataclass(frozen=True, slots=True)
class Shape:
    """An item's kind and days, counted from today: `begins` and `ends` may be negative."""

    kind: str
    begins: int
    ends: int


LATE = Shape("quick_win", -30, -1)
"""Late as soon as it is known: two offices are told."""
RUNNING = Shape("quick_win", -30, 60)
STEEP = Shape("quick_win", -1, 1)
"""Planned progress moves so fast that the clock alone changes its status within seconds."""
ACTION = Shape("action", -30, 60)
DUE_TODAY = Shape("quick_win", -10, 0)

_numbers = itertools.count(1)


def bodies(prefix: str, shapes: list[Shape], today: date) -> Iterator[dict[str, Any]]:
    """New items of these shapes, as they are posted to the planner."""
    for shape in shapes:
        number = next(_numbers)
        item_id = f"{prefix}-{number:04}"
        yield {
            "item_id": item_id,
            "region": REGION,
            "pillar": "governance",
            "kind": shape.kind,
            "title": f"Layanan {item_id}",
            "agency": AGENCIES[number % len(AGENCIES)],
            "start": (today + timedelta(days=shape.begins)).isoformat(),
            "due": (today + timedelta(days=shape.ends)).isoformat(),
            "budget": 1_000_000_000,
        }


def percent_that_turns_critical(body: dict[str, Any], at: datetime) -> float:
    """The progress with which the item passes the critical limit at `at`, by the clock alone."""
    start, due = (date.fromisoformat(body[name]) for name in ("start", "due"))
    planned = curve_of(start, due, (), ZONE).at(at)
    return max(0.0, planned - RULES.limit_at(planned).behind_by)
