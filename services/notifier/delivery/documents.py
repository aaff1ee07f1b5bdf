"""Notices as MongoDB documents, and back. Pure."""

from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from notifier.delivery.delivery import Delivery, State

Document = dict[str, Any]
_NAMES = frozenset(one.name for one in fields(Delivery))


def delivery_document(delivery: Delivery) -> Document:
    """The document of a notice: its key is the id, `mailbox` is there for the query by address."""
    row = {name: _stored(getattr(delivery, name)) for name in _NAMES}
    row["said_due"] = delivery.said_due.isoformat() if delivery.said_due else None
    return {"_id": row.pop("key"), **row, "mailbox": delivery.mailbox}


def _stored(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def delivery_of(row: Document) -> Delivery:
    """The notice in a document, of this version or a former one."""
    said_due = row.get("said_due")
    return Delivery(
        **{
            **{name: value for name, value in row.items() if name in _NAMES},
            "key": row["_id"],
            "state": State(row["state"]),
            "instead_of": tuple(row.get("instead_of", ())),
            "said_due": date.fromisoformat(said_due) if said_due else None,
        }
    )
