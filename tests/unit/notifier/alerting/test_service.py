"""Who is told what, over the store in memory."""

import pytest
from hypothesis import settings

from notifier.alerting.policy import Policy
from tests.unit.notifier.memory_store import MemoryStore
from tests.unit.notifier.service_rules import NewWorld, rules_over_examples
from tests.unit.notifier.world import World


@pytest.fixture(scope="session")
def new_world() -> NewWorld:
    async def new(rules: Policy | None = None) -> World:
        return World(MemoryStore(), rules)

    return new


class TestServiceInMemory(rules_over_examples(settings(max_examples=150, deadline=None))):  # type: ignore[misc]
    """Every rule, over the fakes."""
