"""Parts of pages that were rendered, kept up to a limit."""

from collections.abc import Callable, Hashable

from markupsafe import Markup

LETTERS_MOST = 8_000_000
"""Some 16 MB of memory, four hundred pages of an item or eight thousand rows of a list."""


class Fragments:
    """Rendered parts by key; above the limit the oldest are dropped."""

    def __init__(self, letters_most: int = LETTERS_MOST) -> None:
        self._most = letters_most
        self._letters = 0
        self._kept: dict[tuple[Hashable, ...], Markup] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, key: tuple[Hashable, ...], render: Callable[[], Markup]) -> Markup:
        """The part of this key, rendered unless it is kept."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = render()
            self._letters += len(found)
            while self._letters > self._most and len(self._kept) > 1:
                self._letters -= len(self._kept.pop(next(iter(self._kept))))
        return found
