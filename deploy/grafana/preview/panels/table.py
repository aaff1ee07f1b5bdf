"""Rows and columns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.links import Site, link_of
from deploy.grafana.preview.panels.view import View, no_value
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.showing import Shown, ShownField
from deploy.grafana.preview.transforming.rows import in_order

ROWS_MOST = 300
COLUMN_LEAST = 150
"""Pixels of a column without a width, as in Grafana."""
LEAST_STEP = 50
_OLD = {"lcd-gauge": "gauge"}


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A heading; `width` in pixels, None is what is left."""

    name: str
    width: int | None
    numeric: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`look` is auto, color-text, color-background or gauge; `bar` is the gauge's length of 100."""

    shown: Shown
    look: str
    numeric: bool
    bar: float = 0.0
    wraps: bool = False
    address: str | None = None


@dataclass(slots=True)
class Table(View):
    """Headings and rows."""

    heads: Sequence[ColumnHead] = ()
    rows: Sequence[Sequence[Cell]] = ()
    has_heads: bool = True
    least: int = 0
    """Pixels; a narrower panel scrolls, as in Grafana."""


def table(panel: Any, frames: Configured, scope: Scope, site: Site) -> Table:
    """The view of a table panel: of its first frame."""
    every = frames[0] if frames else []
    fields = [one for one in every if not _is_hidden(one)]
    for one in fields:
        _colours_say_something(one)
    heads = [
        ColumnHead(
            one.name, _custom(one, "width", None), _numeric(one), one.config.description or ""
        )
        for one in fields
    ]
    view = Table("table", heads=heads, has_heads=panel.options.showHeader)
    order = _sorted(panel, fields)
    view.rows = [_row(fields, every, row, scope, site) for row in order[:ROWS_MOST]]
    if not order:
        view.empty = no_value(panel.fieldConfig.defaults.noValue)
    if len(order) > ROWS_MOST:
        view.notes.append(f"{ROWS_MOST} dari {len(order)} baris digambar")
    view.summary = f"{len(order)} baris"
    widths = sum(
        head.width or max(COLUMN_LEAST, _custom(one, "minWidth", None) or 0)
        for one, head in zip(fields, heads, strict=True)
    )
    view.least = min(4_000 - LEAST_STEP, -(-widths // LEAST_STEP) * LEAST_STEP)
    return view


def _row(
    fields: Sequence[ShownField],
    every: Sequence[ShownField],
    row: int,
    scope: Scope,
    site: Site,
) -> list[Cell]:
    """The cells of the fields that are seen; links may name those that are not."""
    shown = [one.row(row) for one in fields]
    named = {one.field.name: one.row(row) for one in every}
    named |= {one.name: one.row(row) for one in every}
    return [
        Cell(
            text,
            _look(one),
            _numeric(one),
            round(100 * (text.ratio or 0), 1),
            _wraps(one),
            link_of(one, one.field.values[row], named, scope, site),
        )
        for one, text in zip(fields, shown, strict=True)
    ]


def _sorted(panel: Any, fields: Sequence[ShownField]) -> list[int]:
    rows = list(range(len(fields[0].field.values) if fields else 0))
    for by in panel.options.sortBy:
        one = next((one for one in fields if one.name == by.displayName), None)
        if one is not None:
            values = one.field.values
            rows.sort(key=lambda row: in_order(values[row]), reverse=by.desc)
    return rows


def _custom(one: ShownField, name: str, default: Any) -> Any:
    custom = one.config.custom
    return getattr(custom, name) if custom is not None else default


def _is_hidden(one: ShownField) -> bool:
    """By the name that Grafana had for it up to 12.1, or by that of today."""
    away = _custom(one, "hideFrom", None)
    return bool(_custom(one, "hidden", False) or (away and away.viz))


def _look(one: ShownField) -> str:
    old = _custom(one, "displayMode", None)
    if old:
        return str(_OLD.get(old, old))
    cell = _custom(one, "cellOptions", None)
    return str(cell.type) if cell else "auto"


def _wraps(one: ShownField) -> bool:
    cell = _custom(one, "cellOptions", None)
    return bool(cell and cell.wrapText)


def _numeric(one: ShownField) -> bool:
    align = _custom(one, "align", "auto")
    return align == "right" or (align == "auto" and one.field.kind == "number")


def _colours_say_something(one: ShownField) -> None:
    """Text without a colour of its own takes Grafana's own green where thresholds are not set."""
    config = one.config
    if not _look(one).startswith("color") or config.thresholds or config.color:
        return
    results = [result for mapping in config.mappings for result in _results(mapping)]
    if not results or any(not result.color for result in results):
        raise Unknown(
            f'fieldConfig.overrides "{one.name}" custom.cellOptions',
            "sel berwarna tanpa thresholds: Grafana mewarnai hijau yang tidak punya warna sendiri",
        )


def _results(mapping: Any) -> Sequence[Any]:
    if mapping.type == "value":
        return list(mapping.options.values())
    return [mapping.options.result]
