"""The topics, created by an init step and never automatically."""

from collections.abc import Iterator

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from chassis.dead_letters.dead_letter import QUEUE
from chassis.settings import ServiceSettings
from contracts import EVENTS

DEAD_LETTER_DAYS = 90
FACT_DAYS = 365
DEAD_LETTER_BYTES = 2 * 1_048_576
"""Twice Kafka's default: the largest record of a topic must fit together with the headers of its
dead letter, or it would block its partition."""
_DAY_MS = 86_400_000


def wanted(settings: ServiceSettings) -> Iterator[NewTopic]:
    """The topic of each event, and a dead letter topic for each event that has consumers."""
    for kind in EVENTS:
        kept = (
            {"cleanup.policy": "compact"}
            if kind.retention == "compacted"
            else {"cleanup.policy": "delete", "retention.ms": str(FACT_DAYS * _DAY_MS)}
        )
        if kind.producer == "outside":
            kept["message.timestamp.type"] = "LogAppendTime"  # a sender's own may be forged
        yield _topic(kind.topic, settings, kept)
        if kind.consumers:
            dead = {
                "retention.ms": str(DEAD_LETTER_DAYS * _DAY_MS),
                "max.message.bytes": str(DEAD_LETTER_BYTES),
            }
            yield _topic(f"{kind.topic}{QUEUE}", settings, dead)


def _topic(name: str, settings: ServiceSettings, kept: dict[str, str]) -> NewTopic:
    replicas = settings.topic_replication
    config = {**kept, "min.insync.replicas": str(max(1, replicas - 1))}
    return NewTopic(name, settings.topic_partitions, replicas, topic_configs=config)


async def create_topics(settings: ServiceSettings) -> list[str]:
    """Create the missing topics and return their names. Raises `KafkaError`."""
    client = AIOKafkaAdminClient(bootstrap_servers=settings.kafka.split(","))
    await client.start()
    try:
        existing = set(await client.list_topics())
        missing = [topic for topic in wanted(settings) if topic.name not in existing]
        if not missing:
            return []
        answer = (await client.create_topics(missing, timeout_ms=30_000)).to_object()
    finally:
        await client.close()
    for topic in answer["topic_errors"]:
        error = for_code(topic["error_code"])
        if topic["error_code"] and error is not TopicAlreadyExistsError:
            raise error(f"{topic['topic']}: {topic.get('error_message')}")
    return [topic.name for topic in missing]
