"""Tables: their columns, the accepted headers, and which columns are required. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from chassis.sheets.key import header_key

ALIKE = 0.7
"""Above this ratio of equal letters two headers are thought to mean the same."""
KEY_MOST = 200
TELLING = 4
"""Letters of a header of ours that say something where they stand within another."""
Meaning = Callable[[tuple[str, ...], str | None], str | None]
"""The field of a column by its texts from top to bottom, and the field of the lowest of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its header in an export, and other accepted headers."""

    field: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    identifies: bool = False
    """Whether its cells, together with those of other such columns, tell one entry from another."""
    amount: bool = False
    """Whether its cells are amounts: one that is merged over several entries is none of theirs."""


@dataclass(frozen=True, slots=True)
class Table:
    """A type of sheet, recognised by its headers."""

    name: str
    columns: tuple[Column, ...]
    fields: Mapping[str, str]
    """Field by `header_key` of each accepted header."""
    columns_of: Mapping[str, str] = field(default_factory=dict)
    """For fields without their own column: the field whose column shows them."""
    given_by: Mapping[str, str] = field(default_factory=dict)
    """For fields that may lack their own column: the column that gives them as well, such as that
    of a period for its first day.
    """

    meaning: Meaning | None = None
    """Decides where a column's texts together mean another field than one of them, or none: Fisik
    over Target and Realisasi. Where it is given, headers are read with the groups they stand in.
    """

    @classmethod
    def of(cls, name: str, *columns: Column) -> "Table":
        """A table of these columns, with `fields` filled."""
        keys = {
            header_key(text): column.field
            for column in columns
            for text in (column.header, column.field, *column.aliases)
        }
        return cls(name, columns, keys)

    def called(self, names: Mapping[str, str]) -> "Table":
        """The table with further headers: fields by `header_key`. Its own headers stay what they
        are; a field that it does not have is left out.
        """
        known = {column.field for column in self.columns}
        further = {key: name for key, name in names.items() if name in known}
        return replace(self, fields={**further, **self.fields})

    @property
    def keys(self) -> frozenset[str]:
        """The fields that tell entries from each other."""
        return frozenset(column.field for column in self.columns if column.identifies)

    @property
    def amounts(self) -> frozenset[str]:
        """The fields of amounts."""
        return frozenset(column.field for column in self.columns if column.amount)

    @property
    def required(self) -> tuple[Column, ...]:
        """The required columns."""
        return tuple(column for column in self.columns if column.required)

    def nearest(self, header: str, among: Collection[str]) -> str | None:
        """Of these fields the one whose headers are most like this one, or contained in it; None
        where none is.
        """
        wanted = header_key(header)[:KEY_MOST]
        keys = {key: name for key, name in self.fields.items() if name in among and key}
        within = [key for key in keys if len(key) >= TELLING and key in wanted]
        if within:
            return keys[max(within, key=len)]
        near = get_close_matches(wanted, keys, n=1, cutoff=ALIKE)
        return keys[near[0]] if near else None

    def header(self, field: str) -> str:
        """The header of the column of `field` in an export."""
        return next((column.header for column in self.columns if column.field == field), field)
