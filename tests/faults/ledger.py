"""What was meant to happen, on disk before it was tried, and what was said of it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Outcome(StrEnum):
    """What the system said of an intent."""

    OK = "ok"
    REFUSED = "refused"
    """An answer of no: nothing of it may be there."""
    CONFLICT = "conflict"
    """Somebody was there before: ourselves, when an earlier attempt had no answer."""
    UNKNOWN = "unknown"
    """No answer, or one of trouble: all of it is there, or nothing."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that somebody wants: `kind` report, plan or poison; `name` is its id."""

    kind: str
    name: str
    item_id: str
    road: str
    body: dict[str, Any]


class Ledger:
    """Intents, each synced to disk before it is sent, and their outcomes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")
        self.intents: dict[str, Intent] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.places: dict[str, tuple[int, int]] = {}
        """Partition and offset of those that Kafka acknowledged."""

    def intend(self, *intents: Intent) -> None:
        """Write them down and sync; only then may they be sent."""
        for intent in intents:
            self.intents[intent.name] = intent
            self._write({"intent": asdict(intent)})
        os.fdatasync(self._file.fileno())

    def learn(self, name: str, outcome: Outcome) -> None:
        """What was said; a later yes outweighs an earlier not knowing."""
        if self.outcomes.get(name) is Outcome.OK:
            return
        self.outcomes[name] = outcome
        self._write({"name": name, "outcome": outcome})

    def of(self, kind: str, *outcomes: Outcome) -> Iterator[Intent]:
        """Intents of a kind that came to one of the outcomes; without an answer: unknown."""
        for name, intent in self.intents.items():
            came_to = self.outcomes.get(name, Outcome.UNKNOWN)
            if intent.kind == kind and came_to in outcomes:
                yield intent

    def accepted(self) -> int:
        """How many reports and plan versions the system said yes to."""
        yes = Outcome.OK
        return sum(1 for kind in ("report", "plan") for _ in self.of(kind, yes))

    def close(self) -> None:
        """No more is written."""
        self._file.close()

    def _write(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row, default=str) + "\n")
        self._file.flush()
