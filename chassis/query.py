"""What is asked for in a list, held to what the caller may see. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from contracts.account import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """Things within a scope. A subclass adds the fields that can be asked for, each a word or None
    where any will do.
    """

    scope: Scope = EVERYTHING

    def equalities(self) -> Iterator[tuple[str, str]]:
        """Each field that is asked for, with its value; one that the scope holds to another value
        stands there twice, and nothing has both.
        """
        for part in (self.scope, self):
            for field in fields(part):
                value = getattr(part, field.name)
                if field.name != "scope" and value is not None:
                    yield field.name, str(value)
