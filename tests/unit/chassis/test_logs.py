"""What others sent stands in a log line as it is written, and does nothing to a terminal."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from chassis.logs import log_to_stderr, set_up_logs

HIDDEN = "kata-sandi-1"
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
@pytest.mark.parametrize("command", [False, True])
def test_a_traceback_keeps_its_lines_and_tells_no_values(
    command: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    if command:
        log_to_stderr()
    else:
        set_up_logs("notifier", "text")
    _fails(HIDDEN)
    written = "".join(capsys.readouterr())
    assert len(written.splitlines()) > 2
    assert "ValueError: tidak" in written
    assert HIDDEN not in written


def _fails(password: str) -> None:
    try:
        raise ValueError("tidak" if password else "")
    except ValueError:
        structlog.get_logger().exception("it failed")
