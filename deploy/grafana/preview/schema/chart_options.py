"""What may be set for charts with axes: lines, bars and bands."""

from typing import Literal

from deploy.grafana.preview.schema.options import HiddenFrom, Legend, TextSize
from deploy.grafana.preview.schema.strict import Anything, Strict


class Stacking(Strict):
    """Whether series stand on one another."""

    mode: Literal["none", "normal"] = "none"
    group: str = "A"


class LineStyle(Strict):
    """A whole line: the preview gives each line dashes of its own."""

    fill: Literal["solid"] = "solid"
    dash: Anything = None


class ThresholdsStyle(Strict):
    """How thresholds are seen in a chart."""

    mode: Literal["off", "line", "dashed", "area", "line+area", "dashed+area"] = "off"


class ScaleDistribution(Strict):
    """An even scale."""

    type: Literal["linear"] = "linear"


class GraphCustom(Strict):
    """A line."""

    drawStyle: Literal["line", "bars", "points"] = "line"
    lineInterpolation: Literal["linear", "stepAfter"] = "linear"
    lineWidth: float = 2
    lineStyle: LineStyle = LineStyle()
    fillOpacity: float = 0
    gradientMode: Literal["none"] = "none"
    showPoints: Literal["auto", "never", "always"] = "auto"
    pointSize: float = 5
    spanNulls: bool | float = False
    insertNulls: Literal[False] = False
    stacking: Stacking = Stacking()
    axisPlacement: Literal["auto", "left"] = "auto"
    axisLabel: Literal[""] = ""
    axisColorMode: Anything = None
    axisBorderShow: Anything = None
    axisCenteredZero: Literal[False] = False
    axisSoftMin: float | None = None
    axisSoftMax: float | None = None
    axisGridShow: Literal[True] = True
    barAlignment: Anything = None
    barWidthFactor: Anything = None
    scaleDistribution: ScaleDistribution = ScaleDistribution()
    thresholdsStyle: ThresholdsStyle = ThresholdsStyle()
    hideFrom: HiddenFrom = HiddenFrom()


class TimeseriesOptions(Strict):
    """Lines over time."""

    legend: Legend = Legend()
    tooltip: Anything = None


class BarCustom(Strict):
    """A bar."""

    fillOpacity: float = 80
    lineWidth: float = 1
    gradientMode: Literal["none"] = "none"
    axisPlacement: Literal["auto", "left"] = "auto"
    axisLabel: Literal[""] = ""
    axisColorMode: Anything = None
    axisBorderShow: Anything = None
    axisCenteredZero: Literal[False] = False
    axisSoftMin: float | None = None
    axisSoftMax: float | None = None
    scaleDistribution: ScaleDistribution = ScaleDistribution()
    thresholdsStyle: ThresholdsStyle = ThresholdsStyle()
    hideFrom: HiddenFrom = HiddenFrom()


class BarChartOptions(Strict):
    """Bars per value of `xField`, one colour per number field."""

    xField: str | None = None
    orientation: Literal["auto", "horizontal", "vertical"] = "auto"
    stacking: Literal["none", "normal", "percent"] = "none"
    showValue: Literal["auto", "always", "never"] = "auto"
    barWidth: float = 0.97
    barRadius: float = 0
    groupWidth: float = 0.7
    fullHighlight: Literal[False] = False
    xTickLabelRotation: int = 0
    xTickLabelMaxLength: int = 0
    xTickLabelSpacing: int = 0
    legend: Legend = Legend()
    tooltip: Anything = None
    text: TextSize | None = None


class TimelineCustom(Strict):
    """A band of a state timeline."""

    fillOpacity: float = 70
    lineWidth: float = 0
    hideFrom: HiddenFrom = HiddenFrom()
    axisPlacement: Literal["auto", "left"] = "auto"
    insertNulls: Literal[False] = False
    spanNulls: bool | float = False


class TimelineOptions(Strict):
    """A band per series, one colour per state."""

    mergeValues: bool = True
    showValue: Literal["auto", "always", "never"] = "auto"
    alignValue: Literal["left", "center", "right"] = "left"
    rowHeight: float = 0.9
    perPage: Anything = None
    legend: Legend = Legend()
    tooltip: Anything = None
