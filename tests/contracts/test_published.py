"""What is committed under contracts/v1 and docs is what the code says, and breaks nobody."""

import json
from pathlib import Path

import pytest

from contracts import EVENTS
from contracts.publish_schemas import (
    VERSION,
    broken,
    committed,
    files,
    main,
    outdated,
    publish,
    schema_of,
)


def test_no_event_breaks_a_consumer_of_the_committed_schemas() -> None:
    assert broken(committed()) == []


def test_every_event_has_a_committed_schema() -> None:
    assert committed().keys() == {event.topic for event in EVENTS}


def test_schemas_and_the_document_are_up_to_date() -> None:
    assert outdated() == [], "run: python -m contracts.publish_schemas"


def test_an_event_that_vanishes_is_a_breaking_change() -> None:
    baseline = {**committed(), "plan.gone.v1": {"x-topic": "plan.gone.v1"}}
    assert broken(baseline) == ["plan.gone.v1: event is gone"]


def test_a_breaking_change_is_refused_with_its_topic_and_field() -> None:
    baseline = committed()
    baseline["progress.submitted.v1"]["properties"]["as_of"]["format"] = "date-time"
    assert broken(baseline) == [
        "progress.submitted.v1.as_of: format 'date-time' became 'date'",
    ]


def test_nothing_is_written_when_a_change_breaks_consumers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {"plan.gone.v1": {"x-topic": "plan.gone.v1"}}
    monkeypatch.setattr("contracts.publish_schemas.committed", lambda: gone)
    monkeypatch.setattr("contracts.publish_schemas.publish", lambda: pytest.fail("it wrote"))
    assert main([]) == 1
    assert "plan.gone.v1: event is gone" in capsys.readouterr().err


@pytest.fixture
def copy_of_repository(tmp_path: Path) -> Path:
    root = Path(__file__).resolve().parents[2]
    for path in (root / VERSION).iterdir():
        target = tmp_path / VERSION / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    publish(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", sorted(files()), ids=str)
def test_a_stale_file_is_named(copy_of_repository: Path, path: Path) -> None:
    assert outdated(copy_of_repository) == []
    (copy_of_repository / path).write_text("old", encoding="utf-8")
    assert outdated(copy_of_repository) == [str(path)]


def test_a_file_that_belongs_to_no_event_is_named(copy_of_repository: Path) -> None:
    (copy_of_repository / VERSION / "old_event.example.json").write_text("{}", encoding="utf-8")
    assert outdated(copy_of_repository) == [str(VERSION / "old_event.example.json")]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_a_schema_lets_unknown_fields_through(event: type) -> None:
    assert "additionalProperties" not in json.dumps(schema_of(event))
