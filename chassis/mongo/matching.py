"""A typed query as a MongoDB filter. Pure."""

from typing import Any

from chassis.query import ScopedQuery


def matching(wanted: ScopedQuery) -> dict[str, Any]:
    """The filter for the documents of a query; {} for all documents."""
    parts = [{name: value} for name, value in wanted.equalities()]
    return {"$and": parts} if parts else {}
