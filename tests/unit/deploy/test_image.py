"""deploy/Dockerfile, held without building it."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
SERVICES = ("planner", "tracker", "notifier")
COPY = re.compile(r"^COPY (\S+) \S+$", re.MULTILINE)


def copied(service: str) -> list[str]:
    """What goes into the image of `service`, as paths in the repository."""
    return COPY.findall(DOCKERFILE.read_text().replace("${SERVICE}", service))


def test_hadolint_finds_no_fault() -> None:
    command = [str(Path(sys.executable).with_name("hadolint")), str(DOCKERFILE)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_copied_is_there_and_reaches_the_build(service: str) -> None:
    ignore = (ROOT / ".dockerignore").read_text().split()
    assert ignore[0] == "*"
    for path in copied(service):
        assert (ROOT / path).exists(), path
        assert f"!{path.split('/')[0]}" in ignore, f"{path} is kept from the build"


def test_only_one_service_is_copied() -> None:
    others = ["requirements.lock", "contracts", "deploy/policies", "chassis"]
    assert copied("tracker") == [*others, "services/tracker"]


def test_packages_are_those_of_the_lock_with_their_hashes() -> None:
    assert re.search(
        r"pip install .*--require-hashes -r requirements\.lock", DOCKERFILE.read_text()
    )


def test_every_image_it_builds_on_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-slim", base) for base in bases)


def test_it_says_whether_it_lives() -> None:
    assert "/health/live" in DOCKERFILE.read_text().split("HEALTHCHECK", 1)[1]


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_all_that_its_service_needs_and_no_other_service(
    service: str, tmp_path: Path
) -> None:
    dockerfile = DOCKERFILE.read_text().replace("${SERVICE}", service)
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", dockerfile, re.MULTILINE):
        there = tmp_path / target
        there.parent.mkdir(parents=True, exist_ok=True)
        command = ["cp", "-r", str(ROOT / source), str(there)]
        subprocess.run(command, check=True)
    # -S: the packages are found, but not by way of the checkout that is installed among them
    path = [tmp_path, tmp_path / "services", sysconfig.get_path("purelib")]
    environment = {"PYTHONPATH": ":".join(map(str, path)), "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        [sys.executable, "-S", "-P", "-m", service, "serve", "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert service in told
    assert not any(other in told for other in set(SERVICES) - {service})


def test_the_image_does_not_run_as_root() -> None:
    lines = DOCKERFILE.read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
