"""What leaves when, over the store in memory."""

from typing import Any

import pytest

from tests.unit.notifier.delivery.mailing_rules import MailingRules, NewPost
from tests.unit.notifier.delivery.post import Post
from tests.unit.notifier.memory_store import MemoryStore


@pytest.fixture(scope="session")
def new_post() -> NewPost:
    async def new(**more: Any) -> Post:
        return await Post(MemoryStore(), **more).knows_the_agency()

    return new


class TestMailingInMemory(MailingRules):
    """Every rule, over the fakes."""
