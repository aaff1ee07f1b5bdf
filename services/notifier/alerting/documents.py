"""Alerts as MongoDB documents, and back. Pure."""

from typing import Any

from contracts import ProgressRecorded, StatusChanged
from contracts.words import ContactRole
from notifier.alerting.alert import Alert, CloseReason

Document = dict[str, Any]


def alert_document(alert: Alert) -> Document:
    """The document of an alert, with the fields that queries filter by.

    `told` and `ending` are the stored names of the steps taken and the close reason.
    """
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
        "ending": alert.close_reason.value if alert.close_reason else None,
        "told": list(alert.steps_taken),
        "missing": {step: [role.value for role in roles] for step, roles in alert.missing.items()},
        "without_recipient": bool(alert.missing),
        "changes": [change.model_dump(mode="json") for change in alert.changes],
        "latest": alert.latest.model_dump(mode="json") if alert.latest else None,
    }


def alert_of(row: Document) -> Alert:
    """The alert in a document."""
    return Alert(
        rule=row["rule"],
        changes=tuple(StatusChanged.model_validate(change) for change in row["changes"]),
        noticed_at=row["noticed_at"],
        wake_at=row["wake_at"],
        steps_taken=tuple(row["told"]),
        missing={
            step: tuple(ContactRole(role) for role in roles)
            for step, roles in row["missing"].items()
        },
        close_reason=CloseReason(row["ending"]) if row["ending"] else None,
        latest=ProgressRecorded.model_validate(row["latest"]) if row.get("latest") else None,
    )
