"""The command that draws one board into one file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.grafana.preview import __main__ as command
from tests.unit.deploy.preview.small_boards import Answering, board, panel, target

REGION = {"name": "region", "type": "custom", "query": "kukar,ppu"}
Drawn = Callable[..., tuple[int, str]]


@pytest.fixture
def answering() -> Answering:
    return Answering({"up{r='ppu'}": [({}, 3)], "up{r='kukar'}": [({}, 4)]})


@pytest.fixture
def draw(tmp_path: Path, answering: Answering, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Draws a board; the exit code, and the page or an empty text."""
    real = httpx.AsyncClient

    def client(**more: Any) -> httpx.AsyncClient:
        return real(transport=httpx.MockTransport(answering), **more)

    monkeypatch.setattr(httpx, "AsyncClient", client)

    def drawn(json_: Any, *arguments: str) -> tuple[int, str]:
        file, out = tmp_path / "board.json", tmp_path / "board.html"
        file.write_text(json.dumps(json_))
        given = [str(file), "--prometheus", "http://prometheus", "--out", str(out), *arguments]
        return command.main(given), out.read_text() if out.exists() else ""

    return drawn


USING = board(panel(targets=[target("up{r='$region'}")]), variables=[REGION])


def test_a_board_is_drawn_at_a_moment_with_what_is_chosen(
    draw: Drawn, answering: Answering
) -> None:
    at = "2026-10-31T08:00:00+08:00"
    code, page = draw(USING, "--var", "region=ppu", "--from", "now-7d", "--at", at)
    assert code == 0
    assert "Keadaan pada 31 Oktober 2026 08.00" in page
    assert "24 Oktober 2026 08.00" in page
    assert "up{r='ppu'}" in answering.asked
    assert answering.forms[0]["time"] == "1793404800.000"


def test_a_choice_that_is_not_there_ends_with_one(draw: Drawn, capsys: Any) -> None:
    code, page = draw(USING, "--var", "region=mars")
    assert code == 1
    assert "mars tidak ada" in capsys.readouterr().err
    assert "mars tidak ada" in page


def test_what_is_not_known_is_named_and_no_file_is_written(draw: Drawn, capsys: Any) -> None:
    code, page = draw(board(panel() | {"type": "geomap"}))
    assert (code, page) == (1, "")
    assert "geomap" in capsys.readouterr().err
