"""Variables put into queries, titles and links, as Grafana does it. Pure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.time_range import SCRAPE_SECONDS, Interval, duration_of

ALL = "$__all"
ALL_SHOWN = "Semua"
_REFERENCE = re.compile(r"\$(\w+)|\$\{([^}:]+)(?::(\w+))?\}|\[\[([^\]]*)\]\]")
_SPECIAL = re.compile(r"[\\^$*+?.()|\[\]{}]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of a variable: values, their shown names, and whether it is a list.

    `raw` is put in as it is, such as `.*` for all.
    """

    values: Sequence[str]
    texts: Sequence[str]
    many: bool = False
    raw: str | None = None
    is_all: bool = False

    @property
    def shown(self) -> str:
        """For a title."""
        return ALL_SHOWN if self.is_all else " + ".join(self.texts)


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables of a board or of a repeated panel, its times, and the step of a panel."""

    variables: Mapping[str, Chosen]
    interval: Interval
    step: float = SCRAPE_SECONDS
    more: Mapping[str, str] = field(default_factory=dict)

    def query(self, text: str) -> str:
        """A query as Prometheus gets it. Raises Unknown for a name or a format."""
        return self._filled(text, _promql)

    def title(self, text: str) -> str:
        """Words for people. Raises Unknown."""
        return self._filled(text, lambda chosen: chosen.shown)

    def address(self, text: str) -> str:
        """The address of a link. Raises Unknown."""
        encoded = {name: quote(value, safe="") for name, value in self.more.items()}
        encoded["__all_variables"] = "&".join(
            _queryparam(name, chosen) for name, chosen in self.variables.items()
        )
        return replace(self, more=encoded)._filled(text, _encoded)

    def _filled(self, text: str, default: Callable[[Chosen], str]) -> str:
        def put(found: re.Match[str]) -> str:
            if found[4] is not None:
                raise Unknown("variabel", f"[[{found[4]}]] tidak didukung; tulis ${{{found[4]}}}")
            name, form = found[1] or found[2], found[3]
            own = self._own(name)
            if own is not None:
                if form not in (None, "raw", "text", "percentencode"):
                    raise Unknown("variabel", f"format {form!r} dari ${name} tidak didukung")
                return own
            chosen = self.variables.get(name)
            if chosen is None:
                raise Unknown("variabel", f"${name} tidak ada di papan ini")
            if form is None:
                return default(chosen)
            if form not in _FORMS:
                raise Unknown("variabel", f"format {form!r} dari ${name} tidak didukung")
            if chosen.raw is not None and form not in ("queryparam", "text"):
                return chosen.raw
            return _FORMS[form](name, chosen)

        return _REFERENCE.sub(put, text)

    def _own(self, name: str) -> str | None:
        if name in self.more:
            return self.more[name]
        seconds = round(self.interval.seconds)
        rate = max(self.step + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS)
        return {
            "__interval": duration_of(self.step),
            "__interval_ms": str(round(self.step * 1000)),
            "__rate_interval": duration_of(rate),
            "__range": f"{seconds}s",
            "__range_s": str(seconds),
            "__range_ms": str(seconds * 1000),
            "__from": str(round(self.interval.start.timestamp() * 1000)),
            "__to": str(round(self.interval.end.timestamp() * 1000)),
            "__url_time_range": (
                f"from={round(self.interval.start.timestamp() * 1000)}"
                f"&to={round(self.interval.end.timestamp() * 1000)}"
            ),
        }.get(name)


def _promql(chosen: Chosen) -> str:
    if chosen.raw is not None:
        return chosen.raw
    if not chosen.many:
        return _in_string("".join(chosen.values[:1]))
    escaped = [_in_string(_SPECIAL.sub(r"\\\g<0>", value)) for value in chosen.values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def _in_string(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _encoded(chosen: Chosen) -> str:
    return quote(ALL if chosen.is_all else ",".join(chosen.values), safe="")


def _regex(_: str, chosen: Chosen) -> str:
    escaped = [_SPECIAL.sub(r"\\\g<0>", value) for value in chosen.values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def _queryparam(name: str, chosen: Chosen) -> str:
    values = [ALL] if chosen.is_all else chosen.values
    return "&".join(f"var-{quote(name)}={quote(value, safe='')}" for value in values)


_FORMS: dict[str, Callable[[str, Chosen], str]] = {
    "regex": _regex,
    "pipe": lambda _, chosen: "|".join(chosen.values),
    "csv": lambda _, chosen: ",".join(chosen.values),
    "raw": lambda _, chosen: ",".join(chosen.values),
    "text": lambda _, chosen: chosen.shown,
    "queryparam": _queryparam,
    "percentencode": lambda _, chosen: quote(",".join(chosen.values), safe=""),
    "doublequote": lambda _, chosen: ",".join(json.dumps(value) for value in chosen.values),
}
