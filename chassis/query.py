"""Queries for lists, restricted to the caller's scope. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from contracts.account import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """A query within a scope. A subclass adds the fields of the query, each a word or yes or no,
    or None for any value.
    """

    scope: Scope = EVERYTHING

    def equalities(self) -> Iterator[tuple[str, str | bool]]:
        """Each field of the query and the scope, with its value. A field for which they have
        different values appears with both, and so matches nothing.
        """
        for part in (self.scope, self):
            for field in fields(part):
                value = getattr(part, field.name)
                if field.name != "scope" and value is not None:
                    yield field.name, value if isinstance(value, bool) else str(value)
