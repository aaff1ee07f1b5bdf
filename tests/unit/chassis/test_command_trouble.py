"""A command that cannot do its work says why in a sentence, and shows no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError
from pymongo.errors import InvalidURI

from chassis.command_trouble import sentence
from planner.regions.region import BadRegions

AKSI = [sys.executable, "-c", "from chassis.cli import main; main()"]


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (KafkaConnectionError("Unable to bootstrap"), "AKSI_KAFKA"),
        (OverflowError("connect(): port must be 0-65535."), "AKSI_KAFKA"),
        (InvalidURI("options are key=value pairs"), "AKSI_MONGODB"),
        (FileNotFoundError(2, "No such file or directory", "kunci.pem"), "kunci.pem"),
        (TimeoutError(), "TimeoutError"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "UTF-8"),
        (BadRegions("wilayah.json: an object is expected"), "wilayah.json"),
    ],
)
def test_an_error_from_outside_is_a_sentence_that_names_its_place(
    error: Exception, names: str
) -> None:
    said = sentence(error)
    assert said is not None
    assert names in said.indonesian
    assert "ulangi" in said.indonesian
    assert said.english


def test_a_defect_of_ours_keeps_its_traceback() -> None:
    assert sentence(KeyError("x")) is None


@pytest.mark.parametrize("command", [["keys", "new", "tidak/ada/kunci"], ["keys", "new", ""]])
def test_the_command_line_shows_the_sentence_alone(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*AKSI, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
