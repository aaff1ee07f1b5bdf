"""Plan items made for one test, the mails about them, and Kafka."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiokafka import AIOKafkaProducer

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.flow.plan import Plan
from tests.flow.seeing import Mail, Metrics


@pytest.fixture(scope="session")
async def plan(admin: Caller, agencies: dict[str, dict[str, str]]) -> Plan:
    return Plan(admin)


@pytest.fixture(scope="session")
async def mail(stack: Stack) -> Mail:
    return Mail(stack.running.mail)


@pytest.fixture(scope="session")
def metrics(stack: Stack) -> Callable[[str], Metrics]:
    return lambda service: Metrics(stack.services.url(service))


@pytest.fixture(scope="session")
async def kafka(stack: Stack) -> AsyncIterator[AIOKafkaProducer]:
    """A producer such as an agency's own system has."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.running.kafka, enable_idempotence=False)
    await producer.start()
    yield producer
    await producer.stop()
