"""Plan items made for one test, the mails about them, Kafka, and a database by itself."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from pymongo.errors import PyMongoError

from chassis.mongo.database import Database
from deploy.local import mongodb
from deploy.local.callers import Caller
from deploy.local.child import spawn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import SOON
from tests.flow.seeing import Mail, Metrics
from tests.flow.system import System
from tests.ports import own_port


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


@pytest.fixture
async def system(kafka: AIOKafkaProducer, admin: Caller) -> System:
    """A system that may report for every agency."""
    return System(kafka, admin.access)


@pytest.fixture(scope="session")
async def tracker_database(stack: Stack) -> AsyncIterator[Database]:
    """The stack's own database of the tracker."""
    database = Database(stack.running.mongodb, "tracker")
    yield database
    database.close()


@pytest.fixture(scope="session")
async def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real database by itself, for the rules that are otherwise tried in memory."""
    folder: Path = tmp_path_factory.mktemp("mongodb")
    (folder / "data").mkdir()
    with own_port() as port:
        program = mongodb.database(port, folder / "data")
        child = await spawn(program, folder / "log")
        try:

            async def ready() -> bool:
                try:
                    return await program.ready()
                except (OSError, PyMongoError):
                    return False

            await until(ready, SOON, "the database")
            yield mongodb.uri(port)
        finally:
            await child.stop(10)
