"""Who subscribes to an event is who its contract names, from which docs/events.md is written."""

import pytest

from contracts import EVENTS
from tests.in_process import SERVICES, InProcess, in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> InProcess:
    return in_process(tmp_path_factory.mktemp("services"))


@pytest.mark.parametrize("name", SERVICES)
def test_an_event_names_the_services_that_subscribe_to_it(services: InProcess, name: str) -> None:
    said = {event for event in EVENTS if name in event.consumers}
    assert said == services.service(name).bus.subscriptions


def test_the_subscriptions_of_a_service_are_seen(services: InProcess) -> None:
    assert [len(services.service(name).bus.subscriptions) for name in SERVICES] == [0, 5, 4]


def test_an_event_comes_from_a_service_or_from_outside() -> None:
    assert {event.producer for event in EVENTS} <= {*SERVICES, "outside"}
