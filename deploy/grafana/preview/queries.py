"""The queries of a panel, as frames."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.grafana.preview.frames import Field, Frame
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.prometheus import Prometheus, Refused, Sample
from deploy.grafana.preview.schema.panel import Target

SERIES_MOST = 300
"""Series of one query that are drawn; the others are counted."""
_LEGEND = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(slots=True)
class Answers:
    """The frames of a panel's queries, and what is wrong or left out."""

    frames: list[Frame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


async def answers(panel: Any, scope: Scope, prometheus: Prometheus) -> Answers:
    """The answers to a panel's queries. Raises NoAnswer; a refused query is a trouble."""
    found = Answers()
    asked: list[tuple[Target, list[Sample]]] = []
    for target in panel.targets:
        if target.hide:
            continue
        promql = scope.query(target.expr)
        try:
            samples = await _asked(target, promql, scope, prometheus)
        except Refused as refused:
            found.troubles.append(f"kueri {target.refId}: {refused}")
            continue
        if len(samples) > SERIES_MOST:
            found.notes.append(f"{SERIES_MOST} dari {len(samples)} deret digambar")
        asked.append((target, samples[:SERIES_MOST]))
    tables = len({target.refId for target, _ in asked if target.format == "table"})
    for target, samples in asked:
        if target.format == "table":
            found.frames.append(_table(target.refId, samples, tables))
        else:
            found.frames += [_series(target, labels, values, scope) for labels, values in samples]
    return found


async def _asked(target: Target, promql: str, scope: Scope, prometheus: Prometheus) -> list[Sample]:
    if target.instant:
        return await prometheus.at(promql, scope.interval.end)
    times = scope.interval
    return await prometheus.over(promql, times.start, times.end, scope.step)


def _series(
    target: Target,
    labels: Mapping[str, str],
    values: Sequence[tuple[float, float]],
    scope: Scope,
) -> Frame:
    times = Field("Time", "time", [when * 1000 for when, _ in values], ref=target.refId)
    numbers = Field(
        "Value",
        "number",
        [value for _, value in values],
        dict(labels),
        _legend(target, labels, scope),
        target.refId,
    )
    return Frame(target.refId, (times, numbers))


def _legend(target: Target, labels: Mapping[str, str], scope: Scope) -> str | None:
    if target.legendFormat in ("", "__auto"):
        if target.legendFormat and len(labels) == 1:
            return next(iter(labels.values()))
        return None if labels else target.expr[:60]
    text = _LEGEND.sub(lambda found: labels.get(found[1], ""), target.legendFormat)
    return scope.title(text).strip()


def _table(ref: str, samples: Sequence[Sample], tables: int) -> Frame:
    """One row per sample. An only query's value is `Value`, others' `Value #A`, as in Grafana."""
    names = list(dict.fromkeys(name for labels, _ in samples for name in sorted(labels)))
    rows = [(labels, when, value) for labels, values in samples for when, value in values]
    columns = [
        Field(name, "string", [labels.get(name, "") for labels, _, _ in rows], ref=ref)
        for name in names
    ]
    times = Field("Time", "time", [when * 1000 for _, when, _ in rows], ref=ref)
    value_name = f"Value #{ref}" if tables > 1 else "Value"
    numbers = Field(value_name, "number", [value for _, _, value in rows], ref=ref)
    return Frame(ref, (times, *columns, numbers))


def step_of(panel: Any, scope: Scope) -> float:
    """`$__interval` of a panel, in seconds."""
    shortest = panel.interval or next((one.interval for one in panel.targets if one.interval), None)
    return scope.interval.step(scope.query(shortest) if shortest else None, panel.maxDataPoints)
