from typing import Any

import pytest

from chassis.kafka.topics import wanted
from chassis.settings import ServiceSettings

KAFKAS_OWN_LIMIT = 1_048_588
REASON_AND_PLACE = 2000 * 4 + 1000
"""The longest reason in its widest letters, and the other headers."""


@pytest.fixture
def topics() -> dict[str, dict[str, str]]:
    settings = ServiceSettings(database="none", port=0)
    return {topic.name: topic.topic_configs for topic in wanted(settings)}


def test_the_largest_record_of_a_topic_fits_into_its_dead_letter_topic(topics: Any) -> None:
    for name, config in topics.items():
        if name.endswith(".dlq"):
            takes = int(
                topics[name.removesuffix(".dlq")].get("max.message.bytes", KAFKAS_OWN_LIMIT)
            )
            assert int(config["max.message.bytes"]) >= takes + REASON_AND_PLACE


def test_a_topic_that_somebody_hears_has_a_dead_letter_topic(topics: Any) -> None:
    assert "progress.submitted.v1.dlq" in topics
    assert "progress.rejected.v1.dlq" not in topics


def test_the_time_of_what_comes_from_outside_is_the_brokers(topics: Any) -> None:
    """A sender's own could bring a token back that has expired."""
    by_broker = {name for name, config in topics.items() if config.get("message.timestamp.type")}
    assert by_broker == {"progress.submitted.v1"}
    assert topics["progress.submitted.v1"]["message.timestamp.type"] == "LogAppendTime"
