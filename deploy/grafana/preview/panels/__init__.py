"""What a panel of each type shows: figures, cells and lines, ready for the page. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.links import Site
from deploy.grafana.preview.panels.barchart import barchart
from deploy.grafana.preview.panels.figures import bargauge, gauge, stat
from deploy.grafana.preview.panels.state_timeline import state_timeline
from deploy.grafana.preview.panels.table import table
from deploy.grafana.preview.panels.timeseries import timeseries
from deploy.grafana.preview.panels.view import View


def view(panel: Any, fields: Configured, scope: Scope, site: Site) -> View:
    """The drawing of a panel with queries. Raises Unknown for what it cannot draw."""
    if panel.type in _OVER_TIME:
        return _OVER_TIME[panel.type](panel, fields, scope)
    return _LINKED[panel.type](panel, fields, scope, site)


_OVER_TIME: Mapping[str, Callable[[Any, Configured, Scope], View]] = {
    "timeseries": timeseries,
    "state-timeline": state_timeline,
}
_LINKED: Mapping[str, Callable[[Any, Configured, Scope, Site], View]] = {
    "stat": stat,
    "gauge": gauge,
    "bargauge": bargauge,
    "barchart": barchart,
    "table": table,
}
"""Their values may lead somewhere."""
