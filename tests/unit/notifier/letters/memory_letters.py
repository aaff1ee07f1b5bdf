"""The notifier's letters in memory, under the same names as on MongoDB."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from contracts import AgencyPublished
from notifier.delivery.delivery import State
from notifier.letters.documents import HeardLetter
from notifier.letters.letter_delivery import LetterDelivery

T = TypeVar("T")


class MemoryLetters:
    """One process uses it: transactions succeed, claims last until something is saved."""

    def __init__(self) -> None:
        self.letters: dict[str, HeardLetter] = {}
        self.deliveries: dict[str, LetterDelivery] = {}
        self.agencies: list[AgencyPublished] = []
        self._held: set[str] = set()

    async def transaction(self, work: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        return await work(None)

    async def letter(self, letter_id: str, unit: object = None) -> HeardLetter | None:
        return self.letters.get(letter_id)

    async def last_week(self, unit: object, region: str) -> str:
        weeks = [one.letter.week for one in self.letters.values() if one.letter.region == region]
        return max(weeks, default="")

    def add(self, unit: object, heard: HeardLetter) -> None:
        assert heard.id not in self.letters
        self.letters[heard.id] = heard

    def supersede(self, unit: object, region: str, week: str) -> None:
        for key, heard in self.letters.items():
            if heard.letter.region == region and heard.letter.week < week:
                self.letters[key] = heard._replace(wake_at=None)
        for key, one in self.deliveries.items():
            earlier = one.region == region and one.letter < f"{region}:{week}"
            if earlier and one.state is State.PENDING:
                self.deliveries[key] = replace(one, state=State.WITHDRAWN)

    async def due(self, now: datetime, limit: int) -> Sequence[HeardLetter]:
        letters = self.letters.values()
        return [one for one in letters if one.wake_at is not None and one.wake_at <= now][:limit]

    def look_at(self, unit: object, heard: HeardLetter, wake_at: datetime | None) -> None:
        self.letters[heard.id] = heard._replace(wake_at=wake_at)

    async def offices(self, unit: object, region: str) -> Sequence[AgencyPublished]:
        return [one for one in self.agencies if one.region == region]

    async def add_deliveries(self, unit: object, deliveries: Iterable[LetterDelivery]) -> int:
        new = {one.key: one for one in deliveries if one.key not in self.deliveries}
        self.deliveries |= new
        return len(new)

    async def of_letter(self, letter_id: str, unit: object = None) -> Sequence[LetterDelivery]:
        return [one for one in self.deliveries.values() if one.letter == letter_id]

    async def claim(self, now: datetime, lease: timedelta) -> LetterDelivery | None:
        for key, one in self.deliveries.items():
            if one.state is State.PENDING and one.next_at <= now and key not in self._held:
                self._held.add(key)
                self.deliveries[key] = replace(one, attempts=one.attempts + 1)
                return self.deliveries[key]
        return None

    def save(self, unit: object, delivery: LetterDelivery) -> None:
        self._held.discard(delivery.key)
        self.deliveries[delivery.key] = delivery
