"""Writes the JSON Schemas and the documentation of the events.

    python -m contracts.publish_schemas          contracts/v1/*.schema.json and docs/events.md
    python -m contracts.publish_schemas --check  only report what is out of date

A change that would break a consumer is refused and nothing is written: it needs a new version of
the topic beside the old one.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contracts import EVENTS, Event
from contracts.compatibility import breaking
from contracts.describe_events import document

ROOT = Path(__file__).resolve().parent.parent
VERSION = Path("contracts/v1")
DOCUMENT = Path("docs/events.md")


def file_stem(event: type[Event]) -> str:
    """The event's name in the names of its module and files: plan_item_published."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event.__name__).lower()


def schema_of(event: type[Event]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the record's value, with the event's place in the flow as x-words.

    Unknown fields are allowed, as the consumers ignore them.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:aksi:{event.topic}",
        "x-topic": event.topic,
        "x-key": key_field(event),
        "x-retention": event.retention,
        "x-producer": event.producer,
        "x-consumers": list(event.consumers),
        **event.model_json_schema(by_alias=True, mode="validation"),
    }


def key_field(event: type[Event]) -> str:
    """The field whose value is the Kafka key, from an event with field names as values."""
    return event.model_construct(None, **{name: name for name in event.model_fields}).key()


def committed(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """The schemas in the repository, by topic: what consumers rely on today."""
    files = sorted((root / VERSION).glob("*.schema.json"))
    schemas = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {schema["x-topic"]: schema for schema in schemas}


def examples(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """The hand-written example of each event, by topic."""
    return {
        event.topic: json.loads(
            (root / VERSION / f"{file_stem(event)}.example.json").read_text(encoding="utf-8")
        )
        for event in EVENTS
    }


def broken(baseline: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What changed in the code's events and breaks consumers of `baseline`, one sentence each."""
    now = {event.topic: schema_of(event) for event in EVENTS}
    gone = [f"{topic}: event is gone" for topic in sorted(baseline.keys() - now.keys())]
    return gone + [
        f"{topic}{problem}" if problem.startswith((".", ":", "[")) else f"{topic}: {problem}"
        for topic in sorted(baseline.keys() & now.keys())
        for problem in breaking(baseline[topic], now[topic])
    ]


def files(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file and its expected content."""
    schemas = {
        VERSION / f"{file_stem(event)}.schema.json": json.dumps(
            schema_of(event), indent=2, ensure_ascii=False
        )
        + "\n"
        for event in EVENTS
    }
    pages = document([(event, schema_of(event)) for event in EVENTS], examples(root))
    return {**schemas, DOCUMENT: pages}


def outdated(root: Path = ROOT) -> list[str]:
    """Generated files that differ from what the code would write, or belong to no event."""
    wanted = files(root)
    kept = {*wanted, *(VERSION / f"{file_stem(event)}.example.json" for event in EVENTS)}
    strangers = {file.relative_to(root) for file in (root / VERSION).iterdir()} - kept
    stale = [
        path
        for path, text in wanted.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]
    return sorted(str(path) for path in [*stale, *strangers])


def publish(root: Path = ROOT) -> None:
    """Write every generated file under `root`."""
    for path, text in files(root).items():
        (root / path).write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Publish, or with --check only compare. 1 on a breaking or (with --check) stale file."""
    parser = argparse.ArgumentParser(prog="python -m contracts.publish_schemas")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is stale")
    checking = parser.parse_args(arguments).check
    problems = broken(committed())
    for problem in problems:
        sys.stderr.write(f"breaking: {problem}\n")
    if problems:
        return 1
    stale = outdated()
    sys.stdout.writelines(f"{'stale' if checking else 'written'}: {path}\n" for path in stale)
    if checking:
        return 1 if stale else 0
    publish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
