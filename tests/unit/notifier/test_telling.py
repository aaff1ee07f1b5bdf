"""Who is told what, over the book in memory."""

import pytest

from notifier.policy import Policy
from tests.unit.notifier.memory_book import MemoryBook
from tests.unit.notifier.telling_rules import NewWorld, TellingRules
from tests.unit.notifier.world import World


@pytest.fixture(scope="session")
def new_world() -> NewWorld:
    async def new(rules: Policy | None = None) -> World:
        return World(MemoryBook(), rules)

    return new


class TestTellingInMemory(TellingRules):
    pass
