"""What others sent stands in a log line as it is written, and does nothing to a terminal."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from chassis.logs import set_up_logs

HOSTILE = "\x1b[2Jkepala@dinas.example\x07"


@pytest.fixture
def _as_before() -> Iterator[None]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_control_character_reaches_the_terminal(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("notifier", "json" if form == "json" else "text")
    structlog.get_logger().warning("mail not handed over", to=HOSTILE)
    logging.getLogger("others").warning("said %s", HOSTILE)

    written = capsys.readouterr().out
    assert written.count("kepala@dinas.example") == 2
    assert all(letter.isprintable() or letter == "\n" for letter in written)


@pytest.mark.usefixtures("_as_before")
def test_a_traceback_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("notifier", "text")
    try:
        raise ValueError("tidak")
    except ValueError:
        structlog.get_logger().exception("it failed")
    assert len(capsys.readouterr().out.splitlines()) > 2
