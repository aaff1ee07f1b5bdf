from pathlib import Path

import pytest

from chassis.settings import ServiceSettings
from deploy.local.secret_files import SecretFiles
from deploy.local.services import SERVICES, Services
from notifier.settings import NotifierSettings as Notifier
from planner.settings import Settings as Planner
from tracker.settings import Settings as Tracker

PORTS = {
    **{"planner": 18001, "tracker": 18002, "notifier": 18003},
    **{"kafka": 19092, "mongodb": 17017, "smtp": 11025, "mail": 18025, "prometheus": 19090},
}
SETTINGS: dict[str, type[ServiceSettings]] = {
    "planner": Planner,
    "tracker": Tracker,
    "notifier": Notifier,
}


@pytest.mark.parametrize("service", SERVICES)
def test_the_environment_of_a_service_is_one_that_its_settings_accept(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = Services(PORTS, SecretFiles(tmp_path), {})
    for name, value in services.environment(service).items():
        monkeypatch.setenv(name, value)
    settings = SETTINGS[service].read()
    assert settings.port == PORTS[service]
    assert settings.kafka == "127.0.0.1:19092"
    assert not settings.kafka_idempotence
    known = {f"AKSI_{name.upper()}" for name in SETTINGS[service].model_fields}
    given = {name for name in services.environment(service) if name.startswith("AKSI_")}
    assert given <= known


def test_what_is_added_for_one_service_is_for_that_one_alone(tmp_path: Path) -> None:
    more = {"tracker": {"AKSI_CLOCK_OFFSET_SECONDS": "60"}}
    services = Services(PORTS, SecretFiles(tmp_path), more)
    assert services.environment("tracker")["AKSI_CLOCK_OFFSET_SECONDS"] == "60"
    assert "AKSI_CLOCK_OFFSET_SECONDS" not in services.environment("notifier")
