"""What may be set for figures, tables and words."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from deploy.grafana.preview.schema.strict import Anything, Strict

Calculation = Literal[
    "lastNotNull", "last", "firstNotNull", "first", "max", "min", "mean", "sum", "count", "range"
]


class Plain(Strict):
    """A panel without settings of its own per field."""

    neutral: Anything = None


class Reduce(Strict):
    """Which one value stands for a series; with `values` every row does."""

    calcs: list[Calculation]
    fields: str = ""
    values: bool = False
    limit: int | None = None


class Legend(Strict):
    """Whether, where and with which figures the series are named."""

    displayMode: Literal["list", "table", "hidden"] = "list"
    placement: Literal["bottom"] = "bottom"
    showLegend: bool = True
    calcs: list[Calculation] = Field(default_factory=list)
    width: Anything = None
    sortBy: Literal[""] | None = None
    sortDesc: Anything = None
    isVisible: Anything = None


class TextSize(Strict):
    """Sizes of text, which the page chooses itself."""

    titleSize: Anything = None
    valueSize: Anything = None
    percentSize: Anything = None


class StatOptions(Strict):
    """One figure per series."""

    reduceOptions: Reduce
    colorMode: Literal["none", "value", "background", "background_solid"] = "value"
    graphMode: Literal["none", "area"] = "none"
    justifyMode: Literal["auto"] = "auto"
    orientation: Literal["auto"] = "auto"
    textMode: Literal["auto", "value", "value_and_name", "name", "none"] = "auto"
    wideLayout: bool = True
    showPercentChange: Literal[False] = False
    percentChangeColorMode: Anything = None
    text: TextSize | None = None


class GaugeOptions(Strict):
    """An arc between min and max per series."""

    reduceOptions: Reduce
    orientation: Literal["auto"] = "auto"
    showThresholdLabels: bool = False
    showThresholdMarkers: bool = True
    sizing: Literal["auto"] = "auto"
    minVizWidth: Anything = None
    minVizHeight: Anything = None
    text: TextSize | None = None


class BarGaugeOptions(Strict):
    """A bar between min and max per series."""

    reduceOptions: Reduce
    displayMode: Literal["basic", "gradient", "lcd"] = "gradient"
    orientation: Literal["auto", "horizontal"] = "horizontal"
    valueMode: Literal["color", "text", "hidden"] = "color"
    namePlacement: Literal["auto", "left", "top", "hidden"] = "auto"
    showUnfilled: bool = True
    sizing: Literal["auto"] = "auto"
    minVizWidth: Anything = None
    minVizHeight: Anything = None
    maxVizHeight: Anything = None
    legend: Legend | None = None
    text: TextSize | None = None


class Footer(Strict):
    """A row of sums below a table, which no board has."""

    show: Literal[False] = False
    reducer: Anything = None
    countRows: Literal[False] = False
    fields: Anything = None
    enablePagination: Literal[False] = False


class SortBy(Strict):
    """The heading by which rows are sorted."""

    displayName: str
    desc: bool = False


class TableOptions(Strict):
    """A row per series or per row of a frame."""

    frameIndex: Literal[0] = 0
    showHeader: bool = True
    showTypeIcons: Literal[False] = False
    cellHeight: Literal["sm", "md", "lg"] = "sm"
    sortBy: list[SortBy] = Field(default_factory=list, max_length=1)
    footer: Footer | None = None
    enablePagination: Literal[False] = False


class HiddenFrom(Strict):
    """Where a field does not stand."""

    legend: bool = False
    tooltip: bool = False
    viz: bool = False


class CellOptions(Strict):
    """How a cell shows its value."""

    type: Literal["auto", "color-text", "color-background", "gauge"] = "auto"
    mode: Literal["basic", "gradient", "lcd"] | None = None
    valueDisplayMode: Literal["color", "text", "hidden"] | None = None
    wrapText: bool = False
    applyToRow: Literal[False] = False


class TableCustom(Strict):
    """A column."""

    align: Literal["auto", "left", "center", "right"] = "auto"
    width: int | None = None
    minWidth: int | None = None
    cellOptions: CellOptions = CellOptions()
    displayMode: Literal["auto", "color-text", "color-background", "gauge", "lcd-gauge"] | None = (
        None
    )
    hidden: bool = False
    hideFrom: HiddenFrom = HiddenFrom()
    filterable: Anything = None
    inspect: Anything = None


class TextOptions(Strict):
    """Words, with a small part of Markdown."""

    mode: Literal["markdown"] = "markdown"
    content: str
    code: Anything = None

    @field_validator("content")
    @classmethod
    def _has_no_markup_of_its_own(cls, content: str) -> str:
        if "<" in content or "![" in content or "```" in content:
            raise ValueError("HTML, gambar dan blok kode di dalam Markdown tidak didukung")
        return content


Width = Annotated[int, Field(ge=1, le=24)]
