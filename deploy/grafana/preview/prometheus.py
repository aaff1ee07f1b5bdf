"""Asks Prometheus, within limits: time, queries at once, size of an answer."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

QUERY_SECONDS = 10
"""Prometheus ends a query after this."""
AT_ONCE = 4
ANSWER_MOST = 8 * 1024 * 1024
"""Bytes of one answer."""

Sample = tuple[Mapping[str, str], Sequence[tuple[float, float]]]
"""Labels, and (seconds since 1970, value)."""


class NoAnswer(Exception):
    """Prometheus cannot be reached."""


class Refused(Exception):
    """Prometheus refused one query, or could not answer it in time."""


class Prometheus:
    """A Prometheus server at a URL, over `client`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def at(self, promql: str, when: datetime) -> list[Sample]:
        """The series of an instant query, each with one value. Raises Refused, NoAnswer."""
        form = {"query": promql, "time": f"{when.timestamp():.3f}"}
        data = await self._asked("/api/v1/query", form)
        result = data["result"]
        if data["resultType"] == "scalar":
            result = [{"metric": {}, "value": result}]
        elif data["resultType"] != "vector":
            raise Refused(f"jawabannya {data['resultType']}, bukan angka")
        return [_sample(one["metric"], [one["value"]]) for one in result]

    async def as_lines(self, promql: str, when: datetime) -> list[str]:
        """The series of an instant query as Grafana writes them for the pattern of a variable:
        name{label="…",…} value milliseconds. Raises Refused, NoAnswer.
        """
        return [_line(labels, *values[0]) for labels, values in await self.at(promql, when)]

    async def over(self, promql: str, start: datetime, end: datetime, step: float) -> list[Sample]:
        """The series of a range query. Raises Refused, NoAnswer."""
        first, last = (when.timestamp() // step * step for when in (start, end))
        form = {"query": promql, "start": f"{first}", "end": f"{last}", "step": f"{step}"}
        data = await self._asked("/api/v1/query_range", form)
        return [_sample(one["metric"], one["values"]) for one in data["result"]]

    async def label_values(
        self, label: str, series: str | None, start: datetime, end: datetime
    ) -> list[str]:
        """The values of a label between two times, sorted. Raises Refused, NoAnswer."""
        asked = {"start": f"{start.timestamp():.3f}", "end": f"{end.timestamp():.3f}"}
        if series:
            asked["match[]"] = series
        values = await self._asked(f"/api/v1/label/{label}/values", None, asked)
        return [str(value) for value in values]

    async def _asked(
        self, path: str, form: Mapping[str, str] | None, params: Mapping[str, str] | None = None
    ) -> Any:
        method = "GET" if form is None else "POST"
        data = None if form is None else {**form, "timeout": f"{QUERY_SECONDS}s"}
        try:
            async with (
                self._turn,
                self._client.stream(
                    method, path, data=data, params=params, timeout=QUERY_SECONDS + 2
                ) as answer,
            ):
                content = await _content(answer)
        except httpx.TimeoutException:
            raise Refused(f"tidak dijawab dalam {QUERY_SECONDS} detik") from None
        except httpx.HTTPError as error:
            raise NoAnswer(str(error) or type(error).__name__) from None
        return _data(answer.status_code, content)


async def _content(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > ANSWER_MOST:
            raise Refused("jawabannya terlalu besar; persempit kuerinya")
    return bytes(content)


def _data(status: int, content: bytes) -> Any:
    try:
        body = json.loads(content)
        if body["status"] != "success":
            raise Refused(str(body.get("error", ""))[:500])
        return body["data"]
    except (ValueError, KeyError, TypeError):
        raise NoAnswer(f"jawaban {status} bukan dari Prometheus") from None


def _line(labels: Mapping[str, str], when: float, value: float) -> str:
    inside = ",".join(f'{name}="{text}"' for name, text in labels.items() if name != "__name__")
    return f"{labels.get('__name__', '')}{{{inside}}} {value:g} {when * 1000:.0f}"


def _sample(labels: Mapping[str, str], values: Sequence[tuple[float, str]]) -> Sample:
    return labels, [(float(when), float(text)) for when, text in values]
