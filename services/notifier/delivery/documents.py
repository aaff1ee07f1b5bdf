"""Deliveries as MongoDB documents, and back. Pure."""

from dataclasses import fields
from enum import Enum
from typing import Any

from contracts.words import ContactRole
from notifier.delivery.delivery import Delivery, State

Document = dict[str, Any]


def delivery_document(delivery: Delivery) -> Document:
    """The document of a delivery; its key is the document's id."""
    row = {one.name: getattr(delivery, one.name) for one in fields(delivery)}
    row = {name: value.value if isinstance(value, Enum) else value for name, value in row.items()}
    return {"_id": row.pop("key"), **row}


def delivery_of(row: Document) -> Delivery:
    """The delivery in a document."""
    names = {one.name for one in fields(Delivery)}
    return Delivery(
        **{
            **{name: value for name, value in row.items() if name in names},
            "key": row["_id"],
            "role": ContactRole(row["role"]),
            "state": State(row["state"]),
        }
    )
