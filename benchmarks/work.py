"""Plans and submissions of any size, the same each time. Pure."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts import PlanItemPublished
from contracts.words import Kind, Milestone, Pillar

REGION, ZONE = "kukar", "Asia/Makassar"
AGENCIES = tuple(f"OPD-{number:02}" for number in range(1, 61))
"""As many as the regency has."""
SHARE_DONE = 0.03
"""Of the reports, those that say 100 percent."""
SHARE_QUICK_WINS = 0.02
DAYS_GONE, DAYS_LEFT = 200, 165
DAYS_OF_REPORTS = 10
SEED = 20261124


def item_id(number: int) -> str:
    """The code of the item of that number, from 0."""
    return f"RA-{number:06}"


def agency_of(number: int) -> str:
    """Who is responsible for it."""
    return AGENCIES[number % len(AGENCIES)]


def plans(items: int, today: date) -> Iterator[PlanItemPublished]:
    """A year's items that are under way today, four milestones each."""
    start, due = today - timedelta(days=DAYS_GONE), today + timedelta(days=DAYS_LEFT)
    steps = tuple(
        Milestone(name=f"Tahap {n}", due=start + timedelta(days=73 * n), weight=20)
        for n in range(1, 5)
    )
    pillars = tuple(Pillar)
    for number in range(items):
        yield PlanItemPublished(
            item_id=item_id(number),
            version=1,
            region=REGION,
            time_zone=ZONE,
            pillar=pillars[number % len(pillars)],
            kind=Kind.QUICK_WIN if number % int(1 / SHARE_QUICK_WINS) == 0 else Kind.ACTION,
            title=f"Peningkatan layanan publik berbasis elektronik nomor {number}",
            agency=agency_of(number),
            start=start,
            due=due,
            milestones=steps,
            budget=250_000_000 + number * 1_000,
            budget_source="APBD",
        )


def submissions(count: int, items: int, now: datetime, first: int = 0) -> Iterator[dict[str, Any]]:
    """What agencies' systems submit, in the order of its writing: figures about as planned.

    Items come at random, so that an item's status goes up and down with what is said of it.
    """
    chance = random.Random(f"{SEED}/{first}")
    today = now.astimezone(UTC).date() - timedelta(days=1)
    planned = 100 * DAYS_GONE / (DAYS_GONE + DAYS_LEFT)
    for number in range(first, first + count):
        which = chance.randrange(items)
        day = today - timedelta(days=int(DAYS_OF_REPORTS * (1 - (number - first + 1) / count)))
        percent = 100.0 if chance.random() < SHARE_DONE else planned + chance.uniform(-15, 5)
        written = now - timedelta(seconds=10, milliseconds=first + count - number)
        yield {
            "report_id": f"sub-{number:08}",
            "item_id": item_id(which),
            "agency": agency_of(which),
            "as_of": day.isoformat(),
            "submitted_at": written.isoformat(),
            "physical_percent": round(min(100.0, max(0.0, percent)), 2),
            "budget_realised": int(1_000_000 * planned),
            "note": "Pekerjaan berjalan sesuai tahapan; berita acara terlampir di sistem dinas.",
            "submitted_by": f"sistem {agency_of(which)}",
        }


def value(submission: dict[str, Any]) -> bytes:
    """The JSON of a record."""
    return json.dumps(submission).encode()
