"""The channels of addresses, over the fakes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AgencyPublished
from notifier.channels.preferences.preference import Preference
from notifier.channels.preferences.query import AgencyQuery
from notifier.channels.preferences.repository import PreferenceRepository
from tests.unit.notifier.channels.preferences.rules import AGENCIES, PreferenceRules, World
from tests.unit.notifier.memory_store import MemoryDatabase


class MemoryPreferences(PreferenceRepository):
    def __init__(self, agencies: Sequence[AgencyPublished] = AGENCIES) -> None:
        self._chosen: dict[str, Preference] = {}
        self._all = agencies

    async def chosen(
        self, mailboxes: Collection[str], unit: UnitOfWork | None = None
    ) -> Mapping[str, Preference]:
        return {one: self._chosen[one] for one in mailboxes if one in self._chosen}

    def save(self, unit: UnitOfWork, one: Preference, at: datetime, by: str) -> None:
        self._chosen[one.mailbox] = one

    async def agency(self, code: str, unit: UnitOfWork | None = None) -> AgencyPublished | None:
        return next((one for one in self._all if one.agency == code), None)

    async def agencies(
        self, query: AgencyQuery, after: str | None, limit: int
    ) -> Sequence[AgencyPublished]:
        wanted = list(query.equalities())
        found = (one for one in self._all if all(getattr(one, n) == v for n, v in wanted))
        return [one for one in found if one.agency > (after or "")][:limit]


class MemoryWorldDatabase(MemoryDatabase):
    def __getitem__(self, name: str) -> None:  # type: ignore[override]
        return None

    def after_commit(self, done: object) -> None:
        """Nobody waits for it here."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(MemoryWorldDatabase(), MemoryPreferences(), tmp_path / "channels.yml")


class TestPreferencesInMemory(PreferenceRules):
    """Every rule, over the fakes."""
