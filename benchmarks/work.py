"""Plans and submissions of any size, reproducible. Pure."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.kafka.envelope import headers
from contracts import AgencyPublished, PlanItemPublished
from contracts.words import Contact, ContactRole, Kind, Milestone, Pillar

REGION, ZONE = "kukar", "Asia/Makassar"
AGENCIES = tuple(f"OPD-{number:02}" for number in range(1, 61))
"""As many agencies as the regency has."""
TEAM = "TIM"
"""The delivery team of the whole region."""
SHARE_DONE = 0.03
"""Share of the reports that report 100 percent."""
SHARE_QUICK_WINS = 0.02
DAYS_GONE, DAYS_LEFT = 200, 165
PLANNED = 100 * DAYS_GONE / (DAYS_GONE + DAYS_LEFT)
"""About the planned percent of an item that takes a year."""
DAYS_OF_REPORTS = 10
SEED = 20261124


def item_id(number: int) -> str:
    """The code of the item with that number, from 0."""
    return f"RA-{number:06}"


def agency_of(number: int) -> str:
    """The agency that is responsible for it."""
    return AGENCIES[number % len(AGENCIES)]


def agencies() -> Iterator[AgencyPublished]:
    """Every agency with a contact for each of its roles, and the delivery team."""
    offices = (ContactRole.OFFICER, ContactRole.VERIFIER, ContactRole.HEAD)
    for agency, roles in {
        **dict.fromkeys(AGENCIES, offices),
        TEAM: (ContactRole.DELIVERY_TEAM,),
    }.items():
        yield AgencyPublished(
            agency=agency,
            version=1,
            region=REGION,
            name=f"Dinas {agency}",
            contacts=tuple(
                Contact(role=role, name=role, email=f"{role}@{agency.lower()}.example")
                for role in roles
            ),
        )


def plans(
    items: int, today: date, quick_wins: int | None = None, days_left: int = DAYS_LEFT
) -> Iterator[PlanItemPublished]:
    """Items in progress today, four milestones each; they take a year with the default `days_left`.

    With `quick_wins` the first `quick_wins` items are quick wins, and no others.
    """
    start, due = today - timedelta(days=DAYS_GONE), today + timedelta(days=days_left)
    steps = tuple(
        Milestone(name=f"Tahap {n}", due=start + timedelta(days=73 * n), weight=20)
        for n in range(1, 5)
    )
    pillars = tuple(Pillar)
    for number in range(items):
        is_quick_win = (
            number % int(1 / SHARE_QUICK_WINS) == 0 if quick_wins is None else number < quick_wins
        )
        yield PlanItemPublished(
            item_id=item_id(number),
            version=1,
            region=REGION,
            time_zone=ZONE,
            pillar=pillars[number % len(pillars)],
            kind=Kind.QUICK_WIN if is_quick_win else Kind.ACTION,
            title=f"Peningkatan layanan publik berbasis elektronik nomor {number}",
            agency=agency_of(number),
            start=start,
            due=due,
            milestones=steps,
            budget=250_000_000 + number * 1_000,
            budget_source="APBD",
        )


def snapshots(
    events: Iterable[PlanItemPublished | AgencyPublished], at: datetime
) -> Iterator[tuple[str, bytes, Sequence[tuple[str, bytes]]]]:
    """Key, value and headers of the events, as a planner publishes them."""
    for event in events:
        pairs = headers(
            event_id=f"{event.topic}/{event.key()}/{event.version}",
            topic=event.topic,
            key=event.key(),
            source="/aksi/planner",
            at=at,
        )
        given = [(name, text or b"") for name, text in pairs]
        yield event.key(), event.model_dump_json().encode(), given


def submissions(
    count: int, items: int, now: datetime, first: int = 0, spared: int = 0
) -> Iterator[dict[str, Any]]:
    """Submissions of agencies' systems, in the order they were written: figures near the plan.

    Items are random, so that an item's status goes up and down with its reports; the first
    `spared` items never occur.
    """
    chance = random.Random(f"{SEED}/{first}")
    today = now.astimezone(UTC).date() - timedelta(days=1)
    for number in range(first, first + count):
        which = chance.randrange(spared, items)
        day = today - timedelta(days=int(DAYS_OF_REPORTS * (1 - (number - first + 1) / count)))
        percent = 100.0 if chance.random() < SHARE_DONE else PLANNED + chance.uniform(-15, 5)
        written = now - timedelta(seconds=10, milliseconds=first + count - number)
        yield submission(f"sub-{number:08}", which, day, percent, written)


def submission(
    report_id: str, number: int, day: date, percent: float, written: datetime
) -> dict[str, Any]:
    """The submission of an agency's system for the item with that number."""
    return {
        "report_id": report_id,
        "item_id": item_id(number),
        "agency": agency_of(number),
        "as_of": day.isoformat(),
        "submitted_at": written.isoformat(),
        "physical_percent": round(min(100.0, max(0.0, percent)), 2),
        "budget_realised": int(1_000_000 * PLANNED),
        "note": "Pekerjaan berjalan sesuai tahapan; berita acara terlampir di sistem dinas.",
        "submitted_by": f"sistem {agency_of(number)}",
    }


def value(submission: dict[str, Any]) -> bytes:
    """The submission as JSON bytes."""
    return json.dumps(submission).encode()
