"""Heads of division verify what comes in while things break; what was said, and what is there."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from pymongo.errors import PyMongoError

from contracts import ProgressReviewed
from tests.faults.invariants import Violation
from tests.faults.people import AGENCIES, who_signs_in
from tests.faults.trial import Trial
from tests.faults.workload import PATIENCE, TROUBLE
from tracker.review.documents import standing_in
from tracker.review.review import ORDER

PAUSE = 0.3
LIST = 20
Row = dict[str, Any]


@dataclass
class Reviewing:
    """Verifies lists of reports by either replica of the tracker in turn; every fifth list is taken
    back again.
    """

    trial: Trial
    done: set[str] = field(default_factory=set)
    """Ids of the acts that were answered with yes."""
    refused: list[str] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def with_accounts(self) -> Self:
        """Itself, once each agency has a head of division who is signed in."""
        planner = self.trial.lab.url("planner-1")
        async with httpx.AsyncClient(base_url=planner, timeout=PATIENCE) as client:
            for agency in AGENCIES:
                _, session = await who_signs_in(client, "verifier", agency, self.trial.work.token)
                self._tokens[agency] = str(session["access_token"])
        return self

    def accepted(self) -> int:
        """How many acts were answered with yes."""
        return len(self.done)

    async def until_stopped(self) -> None:
        """List after list; what got no answer is asked for once more."""
        number = 0
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            while not self._stopping.is_set():
                number += 1
                agency = AGENCIES[number % len(AGENCIES)]
                taken_back = number % 5 == 0
                wanted = await self._wanted(agency, taken_back=taken_back)
                for attempt in range(2):
                    url = self.trial.lab.url(f"tracker-{1 + (number + attempt) % 2}")
                    if wanted and await self._asked(client, url, agency, wanted):
                        break
                await asyncio.sleep(PAUSE)

    async def _wanted(self, agency: str, *, taken_back: bool) -> list[dict[str, Any]]:
        of: dict[str, Any] = {"agency": agency, "corrected_by": None}
        of["item_id"] = {"$in": list(self.trial.work.items)}
        of["review.state"] = "verified" if taken_back else {"$in": [None, "recorded"]}
        try:
            rows = await self.trial.lab.mongodb.find("tracker", "reports", of)
        except (PyMongoError, OSError):
            return []
        action = "taken_back" if taken_back else "passed"
        return [
            {
                "report": row["_id"],
                "action": action,
                "step": "verified",
                "number": standing_in(row).numbers.get(ORDER[0], 0) + 1,
            }
            for row in rows[:LIST]
        ]

    async def _asked(
        self, client: httpx.AsyncClient, url: str, agency: str, wanted: list[dict[str, Any]]
    ) -> bool:
        bearer = {"Authorization": f"Bearer {self._tokens[agency]}"}
        try:
            answer = await client.post(
                f"{url}/api/v1/reviews", json={"reviews": wanted}, headers=bearer
            )
        except TROUBLE:
            return False
        if answer.status_code != 200:
            return False
        for one, told in zip(wanted, answer.json()["reviews"], strict=True):
            if told["refused"] is None:
                self.done.add(f"{one['report']}/{one['step']}/{one['number']}")
            elif told["refused"]["code"] not in {"review-changed", "corrected-report"}:
                self.refused.append(f"{one['report']}: {told['refused']['code']}")
        return True

    def stop(self) -> None:
        """Review no more after the list in hand."""
        self._stopping.set()

    async def violations(self) -> list[Violation]:
        """What does not hold of the reviews, when nothing is under way any more; that reports and
        items stand where their acts say is judged with all that is computed again.
        """
        find, of = self.trial.lab.mongodb.find, {"item_id": {"$in": list(self.trial.work.items)}}
        reviews = await find("tracker", "reviews", of)
        found = [Violation("I1", one, "refused, and nothing was wrong") for one in self.refused]
        found += self._told(reviews)
        return found

    def _told(self, reviews: Sequence[Row]) -> Iterator[Violation]:
        there = {row["_id"] for row in reviews}
        for act in self.done - there:
            yield Violation("I1", act, "answered with yes, and not there")
        said: dict[str, set[str]] = defaultdict(set)
        for record in self.trial.tap.told.get(ProgressReviewed.topic, ()):
            if record.key in self.trial.work.items:
                event = ProgressReviewed.model_validate_json(record.value)
                act = f"{event.report_id}/{event.step}/{event.number}"
                said[act].add(str(record.headers["ce_id"]))
        for act in there ^ said.keys():
            yield Violation("I1", act, "half applied: only stored or only announced")
        for act, ids in said.items():
            if len(ids) > 1:
                yield Violation("I2", act, f"announced under {len(ids)} ids")
