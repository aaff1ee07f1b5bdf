"""docker-compose.yml, held without an engine."""

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose
from joserfc import jwt

from chassis.auth.keys import read_key
from chassis.settings import ServiceSettings
from notifier.settings import NotifierSettings
from planner.settings import Settings as PlannerSettings
from tracker.settings import Settings as TrackerSettings

Compose = dict[str, Any]

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "docker-compose.yml"
OURS: dict[str, type[ServiceSettings]] = {
    "planner": PlannerSettings,
    "tracker": TrackerSettings,
    "notifier": NotifierSettings,
}
DEFAULT = re.compile(r"\$\{\w+:?-([^}]*)\}")
INIT_JOBS = {"mongo-init", "topics"}
OPENED_BY_BROWSERS = {"AKSI_PORTAL_URL"} | {f"AKSI_SITE_{name.upper()}" for name in OURS}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


def services(compose: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from compose["services"].items()


def test_the_file_is_what_the_compose_specification_allows(compose: Compose) -> None:
    # the parser knows no merge keys: it is given the file with its anchors resolved
    parsed = PyCompose.from_yaml(yaml.safe_dump(compose))
    assert set(parsed.service_names()) == set(compose["services"])


def test_a_file_that_the_specification_does_not_allow_is_seen(compose: Compose) -> None:
    broken = yaml.safe_dump({**compose, "services": {"x": {"image": ["no"]}}})
    with pytest.raises(Exception, match="image"):
        PyCompose.from_yaml(broken)


@pytest.mark.parametrize("service", OURS)
def test_its_environment_is_what_the_services_settings_accept(
    service: str, compose: Compose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AKSI_")]:
        monkeypatch.delenv(name)
    known = {f"AKSI_{name.upper()}" for name in OURS[service].model_fields}
    for name, value in compose["services"][service]["environment"].items():
        assert name in known, f"{name} is no setting of the {service}"
        told = DEFAULT.sub(r"\1", value)
        if told.startswith("/run/secrets/"):
            secret = told.removeprefix("/run/secrets/")
            assert secret in compose["services"][service]["secrets"]
            told = str(tmp_path / secret)
            Path(told).write_text("" if secret == "channels" else "rahasia")
        monkeypatch.setenv(name, told)
    settings = OURS[service]()
    assert settings.mongodb.startswith(f"mongodb://{service}@mongo")
    assert settings.mongodb_password_file


def test_every_image_is_pinned_to_a_version(compose: Compose) -> None:
    for name, service in services(compose):
        tag = service["image"].rpartition(":")[2]
        assert re.search(r"\d+\.\d+\.\d+", tag), f"{name}: {service['image']}"


def test_everything_that_is_mounted_is_in_the_repository(compose: Compose) -> None:
    for name, service in services(compose):
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists(), f"{name}: {source}"
            else:
                assert source in compose["volumes"], f"{name}: {source}"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What deploy/secrets makes."""
    folder: Path = tmp_path_factory.mktemp("made") / "secrets"
    make_secrets(folder)
    return folder


def make_secrets(folder: Path) -> None:
    subprocess.run([ROOT / "deploy" / "secrets", folder], check=True, capture_output=True)


def test_every_secret_is_a_file_that_the_script_makes(compose: Compose, secrets: Path) -> None:
    folder = "${AKSI_SECRETS:-./var/secrets}/"
    files = [secret["file"] for secret in compose["secrets"].values()]
    assert all(file.startswith(folder) for file in files)
    assert {file.removeprefix(folder) for file in files} == {
        made.name for made in secrets.iterdir()
    }
    assert "var/" in (ROOT / ".gitignore").read_text().split()


def test_no_environment_holds_a_password(compose: Compose) -> None:
    for name, service in services(compose):
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|TOKEN|KEY", variable):
                assert str(value).startswith("/run/secrets/"), f"{name}: {variable}"


def test_ports_are_open_to_this_host_only(compose: Compose) -> None:
    for name, service in services(compose):
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name}: {port}"


def test_no_container_may_do_more_than_it_needs(compose: Compose) -> None:
    for name, service in services(compose):
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged"), name


def test_whoever_keeps_running_says_whether_it_is_well(compose: Compose) -> None:
    for name, service in services(compose):
        if name in INIT_JOBS or name in OURS or name == "mailpit":
            continue  # a job ends; our image and mailpit's bring their own health check
        assert service["healthcheck"]["test"], name


def test_services_wait_for_database_users_and_topics(compose: Compose) -> None:
    for name in OURS:
        waits = compose["services"][name]["depends_on"]
        assert {waits[job]["condition"] for job in INIT_JOBS} == {"service_completed_successfully"}


def test_the_secrets_script_makes_each_once_and_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "admin-password").write_text("sudah dipakai, lebih dari tiga puluh huruf")
    make_secrets(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    make_secrets(tmp_path)
    assert made == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made["admin-password"].startswith(b"sudah dipakai")
    assert len(set(made.values())) == len(made)
    assert all(len(value) > 30 for value in made.values())


def test_only_the_owner_reaches_a_secret_and_any_container_can_read_its_own(secrets: Path) -> None:
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {made.stat().st_mode & 0o777 for made in secrets.iterdir()} == {0o444}


def test_a_key_that_the_script_makes_signs_tokens(secrets: Path) -> None:
    key = read_key(secrets / "signing-key.pem")
    token = jwt.encode({"alg": "EdDSA"}, {"sub": "budi"}, key, algorithms=["EdDSA"])
    assert jwt.decode(token, key, algorithms=["EdDSA"]).claims == {"sub": "budi"}


def test_the_key_of_the_database_is_one_that_mongod_takes(secrets: Path) -> None:
    key = "".join((secrets / "mongodb-keyfile").read_text().split())
    assert 6 <= len(key) <= 1024
    assert base64.b64decode(key, validate=True)


def test_no_service_looks_for_another_on_its_own_loopback(compose: Compose) -> None:
    for name in OURS:
        for variable, value in compose["services"][name]["environment"].items():
            if variable not in OPENED_BY_BROWSERS:
                assert not re.search(r"127\.0\.0\.1|localhost:", value), f"{name}: {variable}"


def test_every_setting_that_production_needs_is_set(compose: Compose) -> None:
    needed = {"AKSI_PORT", "AKSI_KAFKA", "AKSI_MONGODB", "AKSI_PLANNER_URL"}
    for name in OURS:
        assert needed <= compose["services"][name]["environment"].keys(), name


def test_a_service_listens_where_it_is_published_and_scraped(compose: Compose) -> None:
    scraped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    ports = {job["job_name"]: job["dns_sd_configs"][0]["port"] for job in scraped["scrape_configs"]}
    for name in OURS:
        service = compose["services"][name]
        port = service["environment"]["AKSI_PORT"]
        assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
        assert str(ports[name]) == port


def test_prometheus_may_read_the_metrics_of_each_service(compose: Compose) -> None:
    token = "/run/secrets/internal-token"
    scraped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    assert {job["authorization"]["credentials_file"] for job in scraped["scrape_configs"]} == {
        token
    }
    assert "internal-token" in compose["services"]["prometheus"]["secrets"]
    for name in OURS:
        assert compose["services"][name]["environment"]["AKSI_INTERNAL_TOKEN_FILE"] == token


def test_prometheus_keeps_years_as_the_setting_says(compose: Compose) -> None:
    """Of a year that is loaded it drops what is older than its retention, by default 15 days."""
    (kept,) = [one for one in compose["services"]["prometheus"]["command"] if "retention" in one]
    assert kept == "--storage.tsdb.retention.time=${AKSI_BOARD_YEARS:-2}y"


def test_prometheus_meets_each_service_on_one_network_only(compose: Compose) -> None:
    watched = set(compose["services"]["prometheus"]["networks"])
    for name in OURS:
        shared = watched & set(compose["services"][name]["networks"])
        assert len(shared) == 1, f"{name} would be counted {len(shared)} times"


def test_database_and_broker_are_out_of_reach_from_outside(compose: Compose) -> None:
    for name in ("mongo", "kafka"):
        service = compose["services"][name]
        assert "ports" not in service, name
        assert all(compose["networks"][network]["internal"] for network in service["networks"])


def test_no_container_is_given_more_than_its_share(compose: Compose) -> None:
    for name, service in services(compose):
        limits = service["deploy"]["resources"]["limits"]
        assert {"cpus", "memory", "pids"} <= limits.keys(), name


def test_a_container_is_given_the_secrets_it_reads_and_no_others(compose: Compose) -> None:
    for name, service in services(compose):
        told = set(re.findall(r"/run/secrets/([\w-]+)", str(service.get("environment", {}))))
        given = set(service.get("secrets", []))
        assert told <= given, name
        assert given <= set(compose["secrets"]), name
        if name in OURS:
            assert told == given, name
