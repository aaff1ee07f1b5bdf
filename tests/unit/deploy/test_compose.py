"""docker-compose.yml, held without an engine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from notifier.settings import NotifierSettings
from planner.settings import Settings as PlannerSettings
from tracker.settings import Settings as TrackerSettings

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "docker-compose.yml"
OURS = {"planner": PlannerSettings, "tracker": TrackerSettings, "notifier": NotifierSettings}
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")
INIT_JOBS = {"mongo-init", "topics"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


def services(compose: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from compose["services"].items()


def test_the_file_is_what_the_compose_specification_allows(compose):
    # the parser knows no merge keys: it is given the file with its anchors resolved
    parsed = PyCompose.from_yaml(yaml.safe_dump(compose))
    assert set(parsed.service_names()) == set(compose["services"])


def test_a_file_that_the_specification_does_not_allow_is_seen(compose):
    broken = yaml.safe_dump({**compose, "services": {"x": {"image": ["no"]}}})
    with pytest.raises(Exception, match="image"):
        PyCompose.from_yaml(broken)


@pytest.mark.parametrize("service", OURS)
def test_its_environment_is_what_the_services_settings_accept(
    service, compose, tmp_path, monkeypatch
):
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
            Path(told).write_text("rahasia")
        monkeypatch.setenv(name, told)
    settings = OURS[service]()
    assert settings.mongodb.startswith(f"mongodb://{service}@mongo")
    assert settings.mongodb_password_file


def test_every_image_is_pinned_to_a_version(compose):
    for name, service in services(compose):
        tag = service["image"].rpartition(":")[2]
        assert re.search(r"\d+\.\d+\.\d+", tag), f"{name}: {service['image']}"


def test_everything_that_is_mounted_is_in_the_repository(compose):
    for name, service in services(compose):
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists(), f"{name}: {source}"
            else:
                assert source in compose["volumes"], f"{name}: {source}"


def test_every_secret_is_a_file_outside_the_repository_that_the_script_makes(compose):
    script = (ROOT / "deploy" / "secrets").read_text()
    for secret in compose["secrets"].values():
        name = secret["file"].removeprefix("./var/secrets/")
        assert secret["file"].startswith("./var/secrets/")
        assert name in script
    assert "var/" in (ROOT / ".gitignore").read_text().split()


def test_no_environment_holds_a_password(compose):
    for name, service in services(compose):
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|TOKEN|KEY", variable):
                assert str(value).startswith("/run/secrets/"), f"{name}: {variable}"


def test_ports_are_open_to_this_host_only(compose):
    for name, service in services(compose):
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name}: {port}"


def test_no_container_may_do_more_than_it_needs(compose):
    for name, service in services(compose):
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged"), name


def test_whoever_keeps_running_says_whether_it_is_well(compose):
    for name, service in services(compose):
        if name in INIT_JOBS or name in OURS or name == "mailpit":
            continue  # a job ends; our image and mailpit's bring their own health check
        assert service["healthcheck"]["test"], name


def test_services_wait_for_database_users_and_topics(compose):
    for name in OURS:
        waits = compose["services"][name]["depends_on"]
        assert {waits[job]["condition"] for job in INIT_JOBS} == {"service_completed_successfully"}


def test_the_secrets_script_makes_each_once_and_leaves_it(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "secrets"
    script.write_bytes((ROOT / "deploy" / "secrets").read_bytes())
    script.chmod(0o755)
    subprocess.run([script], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "var/secrets").iterdir()}
    subprocess.run([script], check=True, capture_output=True)
    again = {path.name: path.read_bytes() for path in (tmp_path / "var/secrets").iterdir()}
    assert made == again
    assert all(len(value) > 30 for value in made.values())
    assert (tmp_path / "var/secrets").stat().st_mode & 0o077 == 0


def test_a_key_that_the_script_makes_signs_tokens(tmp_path):
    from chassis.keys import read_key  # noqa: PLC0415

    key = tmp_path / "key.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    assert read_key(key).kid


@pytest.mark.parametrize("service", OURS)
def test_an_image_holds_all_that_its_service_needs_and_no_other_service(service, tmp_path):
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text().replace("${SERVICE}", service)
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", dockerfile, re.MULTILINE):
        there = tmp_path / target
        there.parent.mkdir(parents=True, exist_ok=True)
        command = ["cp", "-r", str(ROOT / source), str(there)]
        subprocess.run(command, check=True)
    environment = {"PYTHONPATH": f"{tmp_path}:{tmp_path}/services", "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        [sys.executable, "-P", "-m", service, "serve", "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert service in told
    assert not any(other in told for other in set(OURS) - {service})


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001"]
