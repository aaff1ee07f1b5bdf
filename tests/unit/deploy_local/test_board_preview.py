import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.board_preview import HOW_TO_HAVE, board_preview
from deploy.local.console import Lines
from deploy.local.demo_file import LogIn
from deploy.local.folder import Folder
from deploy.local.ports import DEFAULTS
from deploy.local.stack import Stack
from deploy.local.tour import tour

PORTS = {"prometheus": 19090, "boards": 18004}


def test_the_boards_are_drawn_from_the_prometheus_of_the_stack() -> None:
    command = " ".join(board_preview(PORTS).command)
    assert "--prometheus http://127.0.0.1:19090 --port 18004" in command


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def not_started(tmp_path: Path, said: io.StringIO) -> Iterator[Stack]:
    lines = Lines(Console(file=said, soft_wrap=True))
    stack = Stack(Folder(tmp_path), lines, wanted_ports=dict.fromkeys(DEFAULTS))
    yield stack
    stack._claims.release()


def test_the_tour_says_how_to_have_boards_where_there_are_none(
    not_started: Stack, said: io.StringIO
) -> None:
    tour(not_started, [LogIn("admin", "rahasia", "admin", None)])
    assert f"papan      {HOW_TO_HAVE}" in said.getvalue()


def test_the_tour_names_the_boards_address(
    not_started: Stack, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(not_started.supervisor), "pids", {"boards": 1, "prometheus": 2})
    tour(not_started, [LogIn("admin", "rahasia", "admin", None)])
    assert f"papan      http://127.0.0.1:{not_started.ports['boards']}/papan" in said.getvalue()
