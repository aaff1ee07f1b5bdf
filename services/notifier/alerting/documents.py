"""Alerts and deliveries as MongoDB documents, and back. Pure."""

from dataclasses import fields
from enum import Enum
from typing import Any

from contracts import ProgressRecorded, StatusChanged
from contracts.words import ContactRole
from notifier.alerting.alert import Alert, Ending
from notifier.delivery.delivery import Delivery, State

Document = dict[str, Any]


def alert_document(alert: Alert) -> Document:
    """An alert, with what it is found by beside it."""
    return {
        "_id": alert.id,
        "rule": alert.rule,
        "item_id": alert.item_id,
        "episode": alert.episode,
        "region": alert.facts.region,
        "agency": alert.facts.agency,
        "state": "open" if alert.open else "closed",
        "opened_at": alert.opened_at,
        "noticed_at": alert.noticed_at,
        "wake_at": alert.wake_at,
        "closed_at": alert.closed_at,
        "ending": alert.ending.value if alert.ending else None,
        "told": list(alert.told),
        "missing": {step: [role.value for role in roles] for step, roles in alert.missing.items()},
        "without_recipient": bool(alert.missing),
        "changes": [change.model_dump(mode="json") for change in alert.changes],
        "latest": alert.latest.model_dump(mode="json") if alert.latest else None,
    }


def alert_of(row: Document) -> Alert:
    """The alert that a document holds."""
    return Alert(
        rule=row["rule"],
        changes=tuple(StatusChanged.model_validate(change) for change in row["changes"]),
        noticed_at=row["noticed_at"],
        wake_at=row["wake_at"],
        told=tuple(row["told"]),
        missing={
            step: tuple(ContactRole(role) for role in roles)
            for step, roles in row["missing"].items()
        },
        ending=Ending(row["ending"]) if row["ending"] else None,
        latest=ProgressRecorded.model_validate(row["latest"]) if row.get("latest") else None,
    )


def delivery_document(delivery: Delivery) -> Document:
    """A line of the ledger; its key is the document's."""
    row = {one.name: getattr(delivery, one.name) for one in fields(delivery)}
    row = {name: value.value if isinstance(value, Enum) else value for name, value in row.items()}
    return {"_id": row.pop("key"), **row}


def delivery_of(row: Document) -> Delivery:
    """The line that a document holds."""
    known = {one.name for one in fields(Delivery)}
    return Delivery(
        **{
            **{name: value for name, value in row.items() if name in known},
            "key": row["_id"],
            "role": ContactRole(row["role"]),
            "state": State(row["state"]),
        }
    )
