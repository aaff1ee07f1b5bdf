"""Panels and rows repeated for each value of a variable, and the sections of a board. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deploy.grafana.preview.interpolation import Chosen, Scope
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.schema.board import ReadBoard
from deploy.grafana.preview.schema.panel import Row

REPEATS_MOST = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A panel with the variables it is drawn with; its place is within its section."""

    panel: Any
    scope: Scope
    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Section:
    """The panels below a row's heading; None: those before the first row."""

    title: str | None
    collapsed: bool
    places: Sequence[Place]


def sections(read: ReadBoard, scope: Scope) -> list[Section]:
    """The board's panels in reading order, repeated ones unfolded."""
    groups: list[tuple[Row | None, list[Any]]] = [(None, [])]
    for panel in sorted(read.panels, key=lambda one: (one.gridPos.y, one.gridPos.x)):
        if isinstance(panel, Row):
            groups.append((panel, list(read.inside.get(panel.id, []))))
        else:
            groups[-1][1].append(panel)
    return [section for row, panels in groups for section in _section(row, panels, scope)]


def _section(row: Row | None, panels: Sequence[Any], scope: Scope) -> Iterator[Section]:
    if row is None:
        if panels:
            yield Section(None, False, _placed(panels, scope))
        return
    for own in _scopes(row, scope):
        yield Section(own.title(row.title), row.collapsed, _placed(panels, own))


def _placed(panels: Sequence[Any], scope: Scope) -> list[Place]:
    top = min((one.gridPos.y for one in panels), default=0)
    found: list[Place] = []
    more = 0
    """Units by which repeated panels push down what is below them."""
    for panel in panels:
        at = panel.gridPos
        scopes = _scopes(panel, scope)
        beside = min(len(scopes), panel.maxPerRow or 4) if panel.repeat else 1
        across = panel.repeatDirection == "h"
        width = 24 // beside if panel.repeat and across else at.w
        for place, own in enumerate(scopes):
            x = (place % beside) * width if panel.repeat and across else at.x
            down = (place // beside if across else place) * at.h
            found.append(Place(panel, own, x, at.y - top + more + down, width, at.h))
        if panel.repeat:
            lines = -(-len(scopes) // beside) if across else len(scopes)
            more += (lines - 1) * at.h
    return found


def _scopes(panel: Any, scope: Scope) -> list[Scope]:
    name = panel.repeat
    if name is None:
        return [scope]
    chosen = scope.variables.get(name)
    if chosen is None:
        where = f'panel {panel.id} "{panel.title}"'
        raise Unknown("repeat", f"variabel {name!r} tidak ada di papan ini", where)
    pairs = list(zip(chosen.values, chosen.texts, strict=True))[:REPEATS_MOST]
    return [
        replace(scope, variables={**scope.variables, name: Chosen([value], [text], chosen.many)})
        for value, text in pairs
    ] or [scope]
