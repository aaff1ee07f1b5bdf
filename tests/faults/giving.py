"""Officers give files of evidence while things break; what was said of each, and what is there."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx

from contracts import EvidenceAdded
from tests.evidence_files import photo
from tests.faults.invariants import Violation
from tests.faults.ledger import Outcome
from tests.faults.trial import Trial
from tests.faults.workload import PATIENCE, TROUBLE
from tracker.evidence.evidence import evidence_key

PAUSE = 0.2
TROUBLED = frozenset({401, 429, 500, 503})


@dataclass
class Giving:
    """Gives small pictures, each of its own, to either replica of the tracker in turn."""

    trial: Trial
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """By the key of the piece of evidence; a later yes outweighs an earlier not knowing."""
    hashes: dict[str, str] = field(default_factory=dict)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_stopped(self) -> None:
        """Give one after the other; without an answer the same is given once more."""
        lab, item_ids = self.trial.lab, list(self.trial.work.items)
        headers = {"Authorization": f"Bearer {self.trial.work.token}"}
        async with httpx.AsyncClient(timeout=PATIENCE, headers=headers) as client:
            number = 0
            while not self._stopping.is_set():
                number += 1
                item_id = item_ids[number % len(item_ids)]
                report_id = f"bukti-{uuid4().hex[:12]}"
                data = photo(size=(40 + number % 200, 40 + number // 200), colour=_colour(number))
                sha256 = hashlib.sha256(data).hexdigest()
                key = evidence_key(item_id, report_id, sha256)
                self.hashes[key] = sha256
                for attempt in range(2):
                    url = lab.url(f"tracker-{1 + (number + attempt) % 2}")
                    outcome = await _given(client, url, item_id, report_id, data)
                    self.outcomes[key] = outcome
                    if outcome is not Outcome.UNKNOWN:
                        break
                await asyncio.sleep(PAUSE)

    def accepted(self) -> int:
        """How many were answered with yes."""
        return sum(1 for outcome in self.outcomes.values() if outcome is Outcome.OK)

    def stop(self) -> None:
        """Give no more after the one in hand."""
        self._stopping.set()

    async def violations(self) -> list[Violation]:
        """What does not hold of the files, when nothing is under way any more."""
        find, tap = self.trial.lab.mongodb.find, self.trial.tap
        of = {"item_id": {"$in": list(self.trial.work.items)}}
        pieces = {row["_id"]: row for row in await find("tracker", "evidence", of)}
        files = {row["_id"]: row for row in await find("tracker", "evidence_files", {})}
        events = [
            EvidenceAdded.model_validate_json(record.value)
            for record in tap.told.get(EvidenceAdded.topic, ())
            if record.key in self.trial.work.items
        ]
        said = Counter(evidence_key(one.item_id, one.report_id, one.sha256) for one in events)
        items = await find("tracker", "items", {"_id": of["item_id"]})
        proof = {row["_id"]: row.get("proof", ()) for row in items}
        found = [*self._lost(pieces, said)]
        for key, row in pieces.items():
            if row["report_id"] not in proof[row["item_id"]]:
                found.append(Violation("I1", key, "half applied: its item does not know of it"))
            if key not in self.hashes:
                found.append(Violation("I1", key, "there, though nobody gave it"))
            elif (file := files.get(row["sha256"])) is None:
                found.append(Violation("I1", key, "half applied: its file is not there"))
            elif await self._hash_of(file["contents"]["original"]) != row["sha256"]:
                found.append(Violation("I1", key, "its bytes are not those that were given"))
        return found

    def _lost(self, pieces: dict[str, Any], said: Counter[str]) -> Iterator[Violation]:
        for key, outcome in self.outcomes.items():
            if outcome is Outcome.OK and key not in pieces:
                yield Violation("I1", key, "answered with yes, and not there")
            if outcome is Outcome.REFUSED:
                yield Violation("I1", key, "refused, and nothing was wrong with it")
            if (key in pieces) != (key in said):
                yield Violation("I1", key, "half applied: only stored or only announced")

    async def _hash_of(self, content_id: Any) -> str:
        chunks = await self.trial.lab.mongodb.find(
            "tracker", "evidence_content.chunks", {"files_id": content_id}
        )
        parts = [row["data"] for row in sorted(chunks, key=_number)]
        return hashlib.sha256(b"".join(parts)).hexdigest()


async def _given(
    client: httpx.AsyncClient, url: str, item_id: str, report_id: str, data: bytes
) -> Outcome:
    try:
        answer = await client.post(
            f"{url}/api/v1/items/{item_id}/evidence",
            params={"report_id": report_id},
            files={"file": ("foto.jpg", data)},
        )
    except TROUBLE:
        return Outcome.UNKNOWN
    if answer.status_code in {HTTPStatus.OK, HTTPStatus.CREATED}:
        return Outcome.OK
    return Outcome.UNKNOWN if answer.status_code in TROUBLED else Outcome.REFUSED


def _colour(number: int) -> str:
    return f"#{number * 7919 % 0xFFFFFF:06x}"


def _number(chunk: dict[str, Any]) -> int:
    return int(chunk["n"])
