"""A row of the trail, and the chain of hashes that shows a changed or missing one. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

Value = str | int | float | bool | None | Sequence[str]
BEFORE_THE_FIRST = "0" * 64
TEXT_MOST = 500
"""Letters of a text in a row: what strangers send must not fill the database."""
SYSTEM = ""
"""Who acts where no account does: a service at its start, the clock."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, by which account, to what. Nothing in it is a secret."""

    what: str
    """A word of the service's list, such as `account-changed`."""
    by: str
    about: str
    """The name or code of what it was done to."""
    details: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A deed and when it was done, in whole milliseconds, as the database keeps it."""

    at: datetime
    deed: Deed


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed in its place in the trail."""

    number: int
    """From 1, without gaps."""
    at: datetime
    deed: Deed
    before: str
    """The hash of the entry before."""
    hash: str


@dataclass(frozen=True, slots=True)
class End:
    """The last entry's number and hash; what comes next builds on it."""

    number: int = 0
    hash: str = BEFORE_THE_FIRST


class Wrong(StrEnum):
    """What may be wrong with a trail."""

    MISSING = "missing"
    CHANGED = "changed"
    SHORT = "short"
    """It ends before, or otherwise than, an end that was noted earlier."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A trail's end, as far as it was verified, and the first thing that is wrong."""

    end: End
    wrong: Wrong | None = None
    number: int = 0
    """Of the entry that is wrong, or missing."""


def hash_of(number: int, at: datetime, deed: Deed, before: str) -> str:
    """SHA-256 of the entry and the hash before it, in hexadecimal."""
    when = at.astimezone(UTC).isoformat(timespec="milliseconds")
    content = [before, number, when, deed.what, deed.by, deed.about, dict(deed.details)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def chained(waiting: Iterable[Done], end: End) -> Iterator[Entry]:
    """The entries after `end` for what was done."""
    number, before = end.number, end.hash
    for done in waiting:
        number += 1
        now = hash_of(number, done.at, done.deed, before)
        yield Entry(number, done.at, done.deed, before, now)
        before = now


class Chain:
    """Verifies a trail in parts, from its first entry; with `noted` also that it leads over this
    earlier end: without one, the last entries may be missing.
    """

    def __init__(self, noted: End | None = None) -> None:
        self._noted = noted or End()
        self._met = noted in {None, End()}
        self._end = End()

    def follow(self, entries: Iterable[Entry]) -> Verdict | None:
        """What is wrong with the next entries; None when nothing is."""
        for entry in entries:
            if entry.number != self._end.number + 1:
                return self._verdict(Wrong.MISSING, self._end.number + 1)
            expected = hash_of(entry.number, entry.at, entry.deed, self._end.hash)
            if (entry.before, entry.hash) != (self._end.hash, expected):
                return self._verdict(Wrong.CHANGED, entry.number)
            self._end = End(entry.number, entry.hash)
            self._met = self._met or self._end == self._noted
        return None

    def verdict(self) -> Verdict:
        """The verdict when there are no more entries."""
        if self._met:
            return self._verdict()
        return self._verdict(Wrong.SHORT, min(self._noted.number, self._end.number + 1))

    def _verdict(self, wrong: Wrong | None = None, number: int = 0) -> Verdict:
        return Verdict(self._end, wrong, number)


def short(deed: Deed) -> Deed:
    """The deed with each text cut to `TEXT_MOST`."""
    details = {name: _cut(value) for name, value in deed.details.items()}
    return Deed(deed.what, deed.by[:TEXT_MOST], deed.about[:TEXT_MOST], details)


def _cut(value: Value) -> Value:
    if isinstance(value, str):
        return value[:TEXT_MOST]
    return [one[:TEXT_MOST] for one in value[:TEXT_MOST]] if isinstance(value, Sequence) else value
