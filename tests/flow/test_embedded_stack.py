"""The stack from the command line: one at a time, and nothing is left of it."""

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.folder import PROJECT

COMMAND = [sys.executable, "-m", "deploy.local"]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        check=False,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: list[int], within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    run("down", "--folder", str(tmp_path / "var"))


def test_up_and_down_leave_data_and_no_process(folder: Path) -> None:
    up = run("up", "--detach", "--spare-ports", "--folder", str(folder))
    assert up.returncode == 0, up.stdout + up.stderr
    found = json.loads((folder / "demo.json").read_text())
    pids = list(found["pids"].values())
    assert set(found["pids"]) >= {"planner", "tracker", "notifier", "kafka", "mongodb", "mail"}
    for service in found["services"].values():
        assert httpx.get(f"{service['url']}/health/ready", timeout=30).status_code == 200
    assert httpx.get(f"{found['mail']['url']}/messages", timeout=30).json() == []
    (admin,) = found["accounts"]
    session = httpx.post(
        f"{found['services']['planner']['url']}/api/v1/session",
        json={"username": admin["username"], "password": admin["password"]},
        timeout=30,
    )
    assert session.status_code == 200

    kept = [path for path in folder.rglob("*") if path.is_file() and path.name != "demo.json"]
    assert any(path.name == "supervisor.log" for path in kept)
    for path in kept:
        if path.parent.name in ("log", "mail", "prometheus"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        if path.parent.name != "secrets":
            assert admin["password"].encode() not in path.read_bytes(), path

    again = run("up", "--spare-ports", "--folder", str(folder))
    assert again.returncode == 1
    assert "Sudah berjalan" in again.stderr

    supervisor = int((folder / "stack.lock").read_text())
    assert run("down", "--folder", str(folder)).returncode == 0
    assert not any(alive(pid) for pid in [*pids, supervisor])
    assert not (folder / "demo.json").exists()
    assert any((folder / "mongodb").iterdir())
    assert run("clean", "--folder", str(folder)).returncode == 0
    assert not folder.exists()


def test_a_stack_whose_folder_was_removed_is_still_found_and_ended(folder: Path) -> None:
    assert run("up", "--detach", "--spare-ports", "--folder", str(folder)).returncode == 0
    pids = list(json.loads((folder / "demo.json").read_text())["pids"].values())
    supervisor = int((folder / "stack.lock").read_text())
    shutil.rmtree(folder, ignore_errors=True)

    again = run("up", "--spare-ports", "--folder", str(folder))
    assert again.returncode == 1
    assert f"pid {supervisor}" in again.stderr

    ending = [sys.executable, "-S", "-m", "deploy.local.ending", "--folder", str(folder)]
    ended = subprocess.run(ending, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert str(supervisor) in ended.stdout, ended.stderr
    assert gone([*pids, supervisor])


def test_a_home_that_cannot_be_written_is_not_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nowhere")
    up = run("up", "--detach", "--spare-ports", "--folder", str(folder))
    assert up.returncode == 0, up.stdout + up.stderr


def test_a_supervisor_that_is_killed_takes_everything_with_it(folder: Path) -> None:
    assert run("up", "--detach", "--spare-ports", "--folder", str(folder)).returncode == 0
    pids = list(json.loads((folder / "demo.json").read_text())["pids"].values())
    os.kill(int((folder / "stack.lock").read_text()), signal.SIGKILL)
    assert gone(pids)


def test_a_part_that_cannot_start_is_named_and_nothing_is_left(folder: Path) -> None:
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "signing-key.pem").write_text("bukan kunci")
    failed = run("up", "--detach", "--spare-ports", "--folder", str(folder))
    assert failed.returncode == 1
    assert "planner" in failed.stdout
    here = str(folder)
    left = [
        path
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if here in _read(path) and int(path.parent.name) != os.getpid()
    ]
    assert left == []


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


async def test_ctrl_c_ends_a_stack_that_is_still_starting(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "up",
        "--spare-ports",
        "--folder",
        str(folder),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while line := await process.stdout.readline():
            if b"kafka" in line:
                break
    assert line, "it ended by itself"
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
