"""A board: panels in rows, and the settings that all boards share."""

from collections.abc import Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models.dashboard import (
    Dashboard,
    DashboardCursorSync,
    DashboardLinkType,
    GridPos,
    Panel,
    VariableModel,
)

SCHEMA_VERSION = 42
"""Classic dashboard JSON, the format for file provisioning in Grafana 12."""

WIDTH = 24
"""Columns of Grafana's grid."""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, all of one height (in grid units of 30 pixels)."""

    height: int
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Board:
    """The settings that differ between boards."""

    uid: str
    title: str
    description: str
    time_from: str
    refresh: str
    variables: Sequence[VariableModel]
    rows: Sequence[Row]


def dashboard(board: Board) -> Dashboard:
    """The Grafana dashboard of `board`; panels are numbered from 1 in reading order.

    Raises:
        ValueError: a row is wider than the grid.
    """
    built = (
        build.Dashboard(board.title)
        .uid(board.uid)
        .description(board.description)
        .tags(["aksi"])
        .timezone("browser")
        .readonly()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .time(board.time_from, "now")
        .refresh(board.refresh)
        .week_start("monday")
        .link(
            build.DashboardLink("Papan lain")
            .type(DashboardLinkType.DASHBOARDS)
            .tags(["aksi"])
            .as_dropdown(False)
            .include_vars(True)
            .keep_time(False)
        )
        .build()
    )
    built.schema_version = SCHEMA_VERSION
    built.templating.list_val = list(board.variables)
    built.panels = list(_placed(board.rows))
    return built


def _placed(rows: Sequence[Row]) -> list[Panel]:
    panels: list[Panel] = []
    y = 0
    for row in rows:
        x = 0
        for panel in row.panels:
            width = panel.grid_pos.w if panel.grid_pos else WIDTH
            panel.grid_pos = GridPos(h=row.height, w=width, x=x, y=y)
            panel.id_val = len(panels) + 1
            panels.append(panel)
            x += width
        if x > WIDTH:
            raise ValueError(f"row {y} is {x} columns wide, the grid has {WIDTH}")
        y += row.height
    return panels
