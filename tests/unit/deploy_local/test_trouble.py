"""Whatever ends a start is told in a sentence: what was being done, where to look, what to do."""

from pathlib import Path

import httpx
import pytest
from aiokafka.errors import KafkaConnectionError

from chassis.text import Text
from deploy.local.trouble import Trouble, sentences
from deploy.local.watch import NotStarted

PORTS = {"planner": 18001}
LOGS = Path("/data/log")
REQUEST = httpx.Request("POST", "http://127.0.0.1:18001/api/v1/accounts")


def told(error: BaseException) -> str:
    said = sentences(error, PORTS, LOGS)
    assert said is not None
    (text,) = said
    return text.indonesian


def test_a_timeout_names_the_service_the_call_and_the_log() -> None:
    said = told(ExceptionGroup("", [httpx.ReadTimeout("", request=REQUEST)] * 26))
    for part in ("planner", "POST /api/v1/accounts", "ReadTimeout", "/data/log/planner.log"):
        assert part in said
    assert "Ulangi" in said


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (httpx.ConnectError("", request=REQUEST), "/data/log/planner.log"),
        (NotStarted("tracker", Text("kode akhir 71", "exit code 71"), Path("t.log")), "t.log"),
        (KafkaConnectionError(), "/data/log/kafka.log"),
        (OSError(28, "No space left on device", "var/x"), "No space left"),
        (Trouble(Text("butir berhenti datang", "stands still")), "berhenti datang"),
    ],
)
def test_every_known_error_says_something(error: Exception, part: str) -> None:
    assert part in told(error)


def test_an_error_that_nobody_expected_is_not_guessed_at() -> None:
    assert sentences(ExceptionGroup("", [KeyError("x")]), PORTS, LOGS) is None
