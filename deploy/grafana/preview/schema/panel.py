"""Panels: what each type may have."""

from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from deploy.grafana.preview.schema import chart_options, options
from deploy.grafana.preview.schema.fields import Custom, FieldConfig
from deploy.grafana.preview.schema.strict import Anything, Strict
from deploy.grafana.preview.schema.transformations import AnyTransformation
from deploy.grafana.preview.schema.variables import DatasourceRef


class GridPos(Strict):
    """A place in a grid of 24 columns; a unit of height is 30 pixels."""

    x: int = Field(ge=0, le=23)
    y: int = Field(ge=0)
    w: options.Width
    h: int = Field(ge=1, le=60)
    static: Anything = None


class Target(Strict):
    """A query."""

    refId: str
    expr: str
    datasource: DatasourceRef | None = None
    instant: bool = False
    range: bool = True
    format: Literal["time_series", "table"] = "time_series"
    legendFormat: str = ""
    interval: str = ""
    intervalFactor: Literal[1] = 1
    hide: bool = False
    exemplar: Literal[False] = False
    editorMode: Anything = None
    qryType: Anything = None


class PanelLink(Strict):
    """A link in a panel's head."""

    title: str = ""
    type: Literal["link"] = "link"
    url: str
    targetBlank: bool = False
    icon: Anything = None
    tooltip: str = ""
    tags: Anything = None
    asDropdown: Anything = None
    includeVars: Literal[False] = False
    keepTime: Literal[False] = False


class Placed(Strict):
    """What every panel has."""

    id: int
    title: str = ""
    description: str = ""
    gridPos: GridPos
    repeat: str | None = None
    repeatDirection: Literal["h", "v"] = "h"
    maxPerRow: int | None = Field(None, ge=1)
    transparent: bool = False
    datasource: DatasourceRef | None = None
    links: list[PanelLink] = Field(default_factory=list)
    pluginVersion: Anything = None


Settings = TypeVar("Settings", bound=Strict)


class Panel(Placed, Generic[Settings, Custom]):
    """A panel that draws the answers of queries."""

    targets: list[Target] = Field(default_factory=list)
    transformations: list[AnyTransformation] = Field(default_factory=list)
    options: Settings
    fieldConfig: FieldConfig[Custom] = FieldConfig()
    interval: str | None = None
    maxDataPoints: int | None = Field(None, ge=1)


def _coloured_by_thresholds(panel: Panel[Any, Any]) -> None:
    config = panel.fieldConfig.defaults
    if config.thresholds is None and (config.color is None or config.color.mode == "thresholds"):
        raise ValueError(
            "fieldConfig.defaults.thresholds harus ditulis: "
            "tanpa itu Grafana memakai merah mulai 80"
        )


def _without_links(panel: Panel[Any, Any]) -> None:
    config = panel.fieldConfig
    properties = [one.id for override in config.overrides for one in override.properties]
    if config.defaults.links or "links" in properties:
        raise ValueError("fieldConfig links pada bagan menurut waktu tidak didukung")


class Stat(Panel[options.StatOptions, options.Plain]):
    """Figures."""

    type: Literal["stat"]

    @model_validator(mode="after")
    def _says_its_colours(self) -> Self:
        if self.options.colorMode != "none":
            _coloured_by_thresholds(self)
        return self


class Gauge(Panel[options.GaugeOptions, options.Plain]):
    """Arcs."""

    type: Literal["gauge"]

    @model_validator(mode="after")
    def _says_its_colours(self) -> Self:
        _coloured_by_thresholds(self)
        return self


class BarGauge(Panel[options.BarGaugeOptions, options.Plain]):
    """Bars between min and max."""

    type: Literal["bargauge"]

    @model_validator(mode="after")
    def _says_its_colours(self) -> Self:
        _coloured_by_thresholds(self)
        return self


class Table(Panel[options.TableOptions, options.TableCustom]):
    """Rows and columns."""

    type: Literal["table"]


class Timeseries(Panel[chart_options.TimeseriesOptions, chart_options.GraphCustom]):
    """Lines over time."""

    type: Literal["timeseries"]

    @model_validator(mode="after")
    def _has_no_links(self) -> Self:
        _without_links(self)
        return self


class BarChart(Panel[chart_options.BarChartOptions, chart_options.BarCustom]):
    """Bars by name."""

    type: Literal["barchart"]


class StateTimeline(Panel[chart_options.TimelineOptions, chart_options.TimelineCustom]):
    """Bands of states over time."""

    type: Literal["state-timeline"]

    @model_validator(mode="after")
    def _has_no_links(self) -> Self:
        _without_links(self)
        return self


class Words(Placed):
    """Text."""

    type: Literal["text"]
    options: options.TextOptions
    fieldConfig: Anything = None
    targets: Anything = None


Drawn = Stat | Gauge | BarGauge | Table | Timeseries | BarChart | StateTimeline
"""Panels with queries."""


class Row(Strict):
    """A heading; collapsed it holds the panels below it, else they follow it."""

    type: Literal["row"]
    id: int
    title: str = ""
    gridPos: GridPos
    collapsed: bool = False
    panels: list[dict[str, Any]] = Field(default_factory=list)
    repeat: str | None = None
    datasource: DatasourceRef | None = None
    targets: Anything = None


AnyPanel = Annotated[
    Stat | Gauge | BarGauge | Table | Timeseries | BarChart | StateTimeline | Words | Row,
    Field(discriminator="type"),
]
