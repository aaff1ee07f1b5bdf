"""Small boards, and a Prometheus that answers what a test says."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx

from deploy.grafana.preview.drawing import Asked, Drawing, DrawnBoard
from deploy.grafana.preview.links import Site
from deploy.grafana.preview.prometheus import Prometheus
from deploy.grafana.preview.schema.board import read_board

NOW = datetime(2026, 10, 31, 1, 0, tzinfo=UTC)
Json = dict[str, Any]
Series = tuple[Mapping[str, str], float | Sequence[tuple[float, float]]]
"""Labels, and a value, or (minutes before NOW, value)."""

GREEN_RED = {"mode": "absolute", "steps": [{"value": None, "color": "green"}]} | {
    "steps": [{"value": None, "color": "green"}, {"value": 10, "color": "dark-red"}]
}
REDUCE = {"calcs": ["lastNotNull"], "fields": "", "values": False}
OPTIONS: dict[str, Json] = {
    "stat": {"reduceOptions": REDUCE},
    "gauge": {"reduceOptions": REDUCE},
    "bargauge": {"reduceOptions": REDUCE},
    "table": {},
    "timeseries": {},
    "barchart": {},
    "state-timeline": {},
}


def target(expr: str = "up", ref: str = "A", **more: Any) -> Json:
    return {"refId": ref, "expr": expr, "instant": True, "range": False, **more}


def panel(kind: str = "stat", **more: Any) -> Json:
    over_time = kind in ("timeseries", "state-timeline")
    query = target(instant=not over_time, range=over_time)
    if kind in ("table", "barchart"):
        query["format"] = "table"
    made: Json = {
        "id": 3,
        "type": kind,
        "title": "Papan uji",
        "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
        "targets": [query],
        "options": OPTIONS[kind],
        "fieldConfig": {"defaults": {"thresholds": GREEN_RED}, "overrides": []},
    }
    return made | more


def defaults(**settings: Any) -> Json:
    return {"defaults": {"thresholds": GREEN_RED, **settings}, "overrides": []}


def overridden(matcher: Json, **properties: Any) -> Json:
    listed = [{"id": name.replace("__", "."), "value": value} for name, value in properties.items()]
    return {
        "defaults": {"thresholds": GREEN_RED},
        "overrides": [{"matcher": matcher, "properties": listed}],
    }


def board(*panels: Json, variables: Sequence[Json] = (), **more: Any) -> Json:
    return {
        "uid": "uji",
        "title": "Uji",
        "schemaVersion": 42,
        "panels": list(panels),
        "templating": {"list": list(variables)},
        "time": {"from": "now-1h", "to": "now"},
        **more,
    }


class Answering:
    """Answers by expression; `asked` keeps each query; labels by (label, selector)."""

    def __init__(
        self,
        answers: Mapping[str, Sequence[Series]] | None = None,
        labels: Mapping[tuple[str, str | None], Sequence[str]] | None = None,
        *,
        delay: float = 0,
    ) -> None:
        self.answers = answers or {}
        self.labels = labels or {}
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.under_way = self.most_under_way = 0
        self._delay = delay

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        await asyncio.sleep(self._delay)
        self.under_way -= 1
        if "/label/" in request.url.path:
            label = request.url.path.split("/")[-2]
            return _said(list(self.labels.get((label, request.url.params.get("match[]")), [])))
        form = {name: value[0] for name, value in parse_qs(request.content.decode()).items()}
        self.forms.append(form)
        self.asked.append(form["query"])
        series = self.answers.get(form["query"], [])
        if request.url.path.endswith("query_range"):
            over = [{"metric": dict(m), "values": _over(v)} for m, v in series]
            return _said({"resultType": "matrix", "result": over})
        now = NOW.timestamp()
        found = [{"metric": dict(m), "value": [now, _text(v)]} for m, v in series]
        return _said({"resultType": "vector", "result": found})


def _over(value: float | Sequence[tuple[float, float]]) -> list[list[Any]]:
    points: Any = value if isinstance(value, Sequence) else [(float(m), value) for m in range(60)]
    return [[NOW.timestamp() - ago * 60, _text(one)] for ago, one in sorted(points, reverse=True)]


def _text(value: Any) -> str:
    return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}.get(str(value), str(value))


def _said(data: Any) -> httpx.Response:
    return httpx.Response(200, content=json.dumps({"status": "success", "data": data}))


async def drawn(
    json_: Json,
    answering: Any,
    asked: Asked = Asked(),  # noqa: B008
    site: Site = Site(),  # noqa: B008
) -> DrawnBoard:
    """The board with the answers, at NOW."""
    transport = httpx.MockTransport(answering)
    async with httpx.AsyncClient(transport=transport, base_url="http://prometheus") as client:
        return await Drawing(Prometheus(client), site).board(read_board(json_), asked, NOW)


async def view(json_: Json, *series: Series, **answers: Sequence[Series]) -> Any:
    """The view of the one panel of a board, its query `up` being answered with `series`."""
    found = await drawn(board(json_), Answering({"up": series, **answers}))
    (one,) = found.panels
    return one.view
