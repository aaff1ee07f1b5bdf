"""Episodes and watches as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel, TypeAdapter

from contracts import ProgressRecorded, StatusChanged
from contracts.words import Status
from notifier.alerting.alert import Alert, CloseReason, Taken
from notifier.alerting.reports import Said
from notifier.alerting.watch import Watch
from notifier.directory.offices import Office

Document = dict[str, Any]
_ALERT: TypeAdapter[Alert] = TypeAdapter(Alert)
_WATCH: TypeAdapter[Watch] = TypeAdapter(Watch)


def alert_document(alert: Alert) -> Document:
    """The document of an episode, with the fields that queries filter by.

    `ending` is the stored name of the close reason.
    """
    row: Document = stored(alert)
    return {
        "_id": alert.id,
        **row,
        "ending": row.pop("close_reason"),
        "state": "open" if alert.open else "closed",
        "without_recipient": alert.open and bool(alert.vacant),
        "offices": sorted({office.value for one in alert.taken for office in one.offices}),
    }


def alert_of(row: Document) -> Alert:
    """The episode in a document, of this release or of one before it."""
    if "changes" in row:
        return _of_earlier(row)
    return _ALERT.validate_python({**row, "close_reason": row["ending"]})


def watch_document(watch: Watch, *, is_open: bool) -> Document:
    """The document of a watch; `is_open` where it has an active episode."""
    row: Document = stored(watch)
    facts = watch.facts
    return {
        "_id": row.pop("subject"),
        **row,
        "open": is_open,
        "agency": facts.agency if facts else None,
        "region": facts.region if facts else None,
    }


def watch_of(row: Document) -> Watch:
    """The watch in a document; one of an earlier release has the latest report only, and where that
    release came back for a while its `seq` is later than the status: then that is not known.
    """
    status = row.get("status")
    if status is not None and status["seq"] < row["seq"]:
        row = {**row, "status": None}
    watch = _WATCH.validate_python({**row, "subject": row["_id"]})
    if "reports" not in row and row.get("latest"):
        report = ProgressRecorded.model_validate(row["latest"])
        watch = _WATCH.validate_python(
            {**row, "subject": row["_id"], "reports": stored(watch.reports.heard(report))}
        )
    return watch


def _of_earlier(row: Document) -> Alert:
    """An episode as an earlier release kept it: by the status changes that opened and closed it.
    Its ladder is counted as that of one that was open when its region began: quietly.
    """
    changes = [StatusChanged.model_validate(change) for change in row["changes"]]
    first, last = changes[0], changes[-1]
    facts = Watch(last.item_id, status=last, seq=last.seq).facts
    if facts is None:
        raise ValueError(row["_id"])
    ended = row["ending"]
    if ended == CloseReason.LEFT and last.to_status is Status.CANCELLED:
        ended = CloseReason.CANCELLED
    return Alert(
        rule=row["rule"],
        item_id=last.item_id,
        episode=first.seq,
        facts=facts,
        agency=last.agency if not ended else changes[-2 if len(changes) > 1 else -1].agency,
        region=last.region,
        opened_at=row["opened_at"],
        noticed_at=row["noticed_at"],
        since=first.since,
        first_due=first.due,
        counts_from=None,
        taken=tuple(
            Taken(step, row["noticed_at"], (Office.HEAD,), _missing(row, step))
            for step in row["told"]
        ),
        closed_at=row["closed_at"],
        close_reason=CloseReason(ended) if ended else None,
        active=not ended,
        settled=bool(ended),
    )


def _missing(row: Document, step: str) -> tuple[Office, ...]:
    return tuple(Office(role) for role in row["missing"].get(step, ()))


def stored(value: object) -> Any:
    """A value in the types that MongoDB keeps: a day is its ISO text."""
    match value:
        case BaseModel():
            kept: Any = value.model_dump(mode="json")
        case Enum():
            kept = value.value
        case datetime():
            kept = value
        case date():
            kept = value.isoformat()
        case Mapping():
            kept = {stored(key): stored(one) for key, one in value.items()}
        case Said():
            kept = {name: stored(one) for name, one in value._asdict().items()}
        case tuple() | list() | frozenset() | set():
            kept = [stored(one) for one in value]
        case _ if is_dataclass(value):
            kept = {one.name: stored(getattr(value, one.name)) for one in fields(value)}
        case _:
            kept = value
    return kept
