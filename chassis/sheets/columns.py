"""What a table is called by its headers, and which of them are required. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.sheets.key import header_key


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its header in an export, and what else it is called."""

    field: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of sheet, recognised by its headers."""

    name: str
    columns: tuple[Column, ...]
    fields: Mapping[str, str]
    """Field by every key that a header may have."""
    columns_of: Mapping[str, str] = field(default_factory=dict)
    """The column that shows a field which has none of its own."""

    @classmethod
    def of(cls, name: str, *columns: Column) -> "Table":
        """The table with its look-up made."""
        keys = {
            header_key(text): column.field
            for column in columns
            for text in (column.header, column.field, *column.aliases)
        }
        return cls(name, columns, keys)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which a sheet is not this table."""
        return tuple(column for column in self.columns if column.required)

    def header(self, field: str) -> str:
        """What the column of `field` is called in an export."""
        return next((column.header for column in self.columns if column.field == field), field)
