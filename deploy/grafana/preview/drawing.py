"""A board drawn: its variables chosen, its queries asked, its panels ready for the page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from deploy.grafana.preview import panels as panel_views
from deploy.grafana.preview.configured import configured
from deploy.grafana.preview.frames import Field
from deploy.grafana.preview.interpolation import ALL, Scope
from deploy.grafana.preview.links import OtherBoard, Site
from deploy.grafana.preview.panels.figures import no_figure
from deploy.grafana.preview.panels.view import View, no_value
from deploy.grafana.preview.panels.words import blocks, words
from deploy.grafana.preview.prometheus import Prometheus, Refused
from deploy.grafana.preview.queries import Answers, answers, step_of
from deploy.grafana.preview.refused import Unknown, Unsupported
from deploy.grafana.preview.repeating import Place, Section, sections
from deploy.grafana.preview.schema.board import ReadBoard
from deploy.grafana.preview.schema.panel import Words
from deploy.grafana.preview.showing import ShownField
from deploy.grafana.preview.time_range import Interval, interval
from deploy.grafana.preview.transforming import transformed
from deploy.grafana.preview.units import zone_of
from deploy.grafana.preview.variables import Choice, resolved

NEWEST = "max(timestamp(up))"
"""When Prometheus last heard of any service."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of a board; None and no variables: what the board itself says."""

    variables: Mapping[str, Sequence[str]] = field(default_factory=dict)
    start: str | None = None
    end: str | None = None


@dataclass(slots=True)
class DrawnPanel:
    """A panel on the page; `troubles` are queries without an answer."""

    name: str
    title: str
    description: Sequence[Any]
    place: Place
    view: View
    links: Sequence[tuple[str, str | None]] = ()
    troubles: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it shows its text for nothing."""
        return self.view.empty is not None


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """Panels below a heading."""

    title: str | None
    collapsed: bool
    panels: Sequence[DrawnPanel]


@dataclass(slots=True)
class DrawnBoard:
    """A board as it was at `interval.end`, read at `read_at`; `age` in seconds, None unknown."""

    uid: str
    title: str
    description: str
    read_at: datetime
    age: float | None
    interval: Interval
    start: str
    end: str
    choices: Sequence[Choice]
    notes: Sequence[str]
    links: Sequence[tuple[str, str | None]]
    sections: Sequence[DrawnSection]
    zone: str

    @property
    def panels(self) -> list[DrawnPanel]:
        """All panels in reading order."""
        return [panel for section in self.sections for panel in section.panels]

    @property
    def troubles(self) -> list[str]:
        """Queries without an answer, with their panels."""
        return [f'"{one.title}": {trouble}' for one in self.panels for trouble in one.troubles]


class Drawing:
    """Draws boards with the numbers of a Prometheus; `boards` are all there are."""

    def __init__(
        self,
        prometheus: Prometheus,
        site: Site = Site(),  # noqa: B008 - it cannot be changed
        boards: Sequence[OtherBoard] = (),
    ) -> None:
        self._prometheus = prometheus
        self._site = site
        self._boards = boards

    async def board(
        self, read: ReadBoard, asked: Asked, now: datetime, read_at: datetime | None = None
    ) -> DrawnBoard:
        """The board as it is at `now`; it is read at `read_at`, None being now.

        Raises:
            Unsupported: the board has something that the preview does not know.
            NoAnswer: Prometheus cannot be reached.
        """
        board, where = read.board, "papan"
        start, end = asked.start or board.time.from_, asked.end or board.time.to
        try:
            times = interval(start, end, now, zone_of(board.timezone))
            where = "variabel"
            chosen = await resolved(
                read.variables,
                asked.variables,
                Scope({}, times),
                self._label_values(times),
                lambda promql: self._prometheus.as_lines(promql, times.end),
            )
            where = "papan"
            found = sections(read, chosen.scope)
            title, links = chosen.scope.title(board.title), self._links(read, chosen.scope)
        except Refused as refused:
            raise Unsupported(board.uid, where, "kueri", str(refused)) from None
        except Unknown as unknown:
            raise Unsupported(
                board.uid, unknown.where or where, unknown.option, unknown.why
            ) from None
        drawn, age = await asyncio.gather(
            asyncio.gather(*(self._section(board.uid, one, now) for one in found)), self._age(times)
        )
        return DrawnBoard(
            *(board.uid, title, board.description, read_at or now, age, times, start, end),
            *(chosen.choices, chosen.notes, links, drawn, str(zone_of(board.timezone))),
        )

    async def _section(self, board: str, section: Section, now: datetime) -> DrawnSection:
        drawn = await asyncio.gather(*(self._panel(board, one, now) for one in section.places))
        ordered = sorted(drawn, key=lambda one: (one.place.y, one.place.x))
        names = [replace(one, name=f"{one.name}-{at}") for at, one in enumerate(ordered)]
        return DrawnSection(section.title, section.collapsed, names)

    async def _panel(self, board: str, place: Place, now: datetime) -> DrawnPanel:
        panel = place.panel
        try:
            return await self._drawn(place, now)
        except Unknown as unknown:
            where = f'panel {panel.id} "{panel.title}"'
            raise Unsupported(board, where, unknown.option, unknown.why) from None

    async def _drawn(self, place: Place, now: datetime) -> DrawnPanel:
        panel, scope = place.panel, place.scope
        if isinstance(panel, Words):
            return self._finished(place, words(panel.options.content, scope, self._site))
        scope = replace(scope, step=step_of(panel, scope))
        given = await answers(panel, scope, self._prometheus)
        frames = transformed(given.frames, panel.transformations)
        fields = configured(frames, panel.fieldConfig, scope, now)
        if given.troubles:
            return self._finished(place, View("trouble"), given)
        if not any(one.field.values for frame in fields for one in frame):
            return self._finished(place, _nothing(panel, now), given)
        view = panel_views.view(panel, fields, scope, self._site)
        return self._finished(place, view, given)

    def _finished(self, place: Place, view: View, given: Answers | None = None) -> DrawnPanel:
        panel, scope = place.panel, place.scope
        if given is not None:
            view.notes[:0] = given.notes
        return DrawnPanel(
            name=f"panel-{panel.id}",
            title=scope.title(panel.title),
            description=blocks(scope.title(panel.description), self._site),
            place=place,
            view=view,
            links=[
                (scope.title(one.title) or one.url, self._site.address(scope.address(one.url)))
                for one in panel.links
            ],
            troubles=given.troubles if given else (),
        )

    def _links(self, read: ReadBoard, scope: Scope) -> list[tuple[str, str | None]]:
        found: list[tuple[str, str | None]] = []
        for link in read.board.links:
            kept = _asked(scope) if link.includeVars else []
            times: list[tuple[str, str]] = []
            if link.keepTime:
                times = [("from", scope.query("$__from")), ("to", scope.query("$__to"))]
            if link.type == "link":
                found.append((scope.title(link.title), self._site.address(scope.address(link.url))))
                continue
            found += [
                (one.title, self._site.board(one.uid, [*one.known(kept), *times]))
                for one in self._boards
                if one.uid != read.board.uid and set(link.tags) <= set(one.tags)
            ]
        return found

    def _label_values(self, times: Interval) -> Any:
        async def asked(label: str, series: str | None) -> list[str]:
            return await self._prometheus.label_values(label, series, times.start, times.end)

        return asked

    async def _age(self, times: Interval) -> float | None:
        try:
            newest = await self._prometheus.at(NEWEST, times.end)
        except Refused:
            return None
        return times.end.timestamp() - newest[0][1][0][1] if newest else None


def _nothing(panel: Any, now: datetime) -> View:
    defaults = panel.fieldConfig.defaults
    view = View(panel.type, empty=no_value(defaults.noValue))
    if panel.type == "stat" and panel.options.colorMode != "none":
        one = Field("Value", "number", [None])
        view.none = no_figure(ShownField(one, defaults, panel.title, 0, now))
        view.empty = view.none.shown.text
    return view


def _asked(scope: Scope) -> list[tuple[str, str]]:
    return [
        (f"var-{name}", value)
        for name, chosen in scope.variables.items()
        for value in ([ALL] if chosen.is_all else chosen.values)
    ]
