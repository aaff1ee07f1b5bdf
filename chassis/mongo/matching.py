"""A typed query as a MongoDB filter. Pure."""

from collections.abc import Iterable
from typing import Any

from chassis.query import ScopedQuery


def matching(wanted: ScopedQuery) -> dict[str, Any]:
    """The filter for the documents of a query; {} for all documents."""
    return all_of([{name: value} for name, value in wanted.equalities()])


def all_of(filters: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The filter for documents that match each of these; {} for all documents."""
    parts = [one for one in filters if one]
    return {"$and": parts} if parts else {}
