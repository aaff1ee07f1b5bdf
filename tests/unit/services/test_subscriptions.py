"""Who subscribes to an event is who its contract names, from which docs/events.md is written."""

import time

import pytest
from starlette.requests import Request

from chassis.http.problem import Problem
from chassis.text import Text
from contracts import EVENTS
from contracts.account import Account, Role
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
    assert [len(services.service(name).bus.subscriptions) for name in SERVICES] == [1, 7, 9]


def test_an_event_comes_from_a_service_or_from_outside() -> None:
    assert {event.producer for event in EVENTS} <= {*SERVICES, "outside"}


@pytest.mark.parametrize(
    ("name", "says"), [("planner", False), ("tracker", True), ("notifier", True)]
)
def test_pages_may_be_old_only_where_they_are_made_of_events(
    services: InProcess, monkeypatch: pytest.MonkeyPatch, name: str, says: bool
) -> None:
    service = services.service(name)
    service.bus.freshness.watched(name)
    late = time.monotonic() + 600
    monkeypatch.setattr(service.bus.freshness, "_now", lambda: late)
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    request.state.account = Account(username="uji", role=Role.PLANNER)
    assert service._pages is not None
    page = service._pages.problem(request, Problem(404, "code", Text("Tidak ada.", "None.")))
    assert ("Data mungkin belum lengkap" in bytes(page.body).decode()) is says
