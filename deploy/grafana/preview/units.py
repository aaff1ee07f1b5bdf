"""Numbers as people here write them, by Grafana's units. Pure."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from babel.numbers import format_decimal

from chassis.web.figures import moment, rupiah

ZONE = "Asia/Makassar"
"""Of Kutai Kartanegara; a board's `browser` is a browser there."""
INFINITE = "∞"
_SPANS = (
    (31_557_600, "tahun"),
    (86_400, "hari"),
    (3_600, "jam"),
    (60, "menit"),
    (1, "detik"),
    (0.001, "milidetik"),
)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "dtdurations": 1}
_RATES = {
    "cps": "/detik",
    "cpm": "/menit",
    "reqps": "permintaan/detik",
    "ops": "operasi/detik",
    "wps": "tulis/detik",
    "rps": "baca/detik",
}
_BYTES = ("B", "KiB", "MiB", "GiB", "TiB")
_SHORT = ((10**12, " triliun"), (10**9, " miliar"), (10**6, " juta"), (10**3, " ribu"))
_DATES = ("dateTimeFromNow", "dateTimeAsIso", "dateTimeAsLocal", "dateTimeAsSystem")
_OWN = (
    "none",
    "",
    "short",
    "percent",
    "percentunit",
    "currencyIDR",
    "bytes",
    "bool",
    "bool_yes_no",
)


def known_unit(unit: str) -> bool:
    """Whether numbers of this unit can be written."""
    return unit in (*_OWN, *_SECONDS, *_RATES, *_DATES) or unit.startswith(("suffix:", "prefix:"))


def written(value: float, unit: str | None, decimals: int | None, now: datetime) -> str:
    """A number with its unit: 1.234,5 · 45,5 % · 3,2 hari · Rp 1,25 miliar · 31 Oktober 2026 09.00.

    `decimals` None leaves as many as the size of the number needs; `now` is for a time's distance.
    """
    unit = unit or "none"
    if math.isnan(value):
        return "bukan angka"
    if math.isinf(value):
        return f"-{INFINITE}" if value < 0 else INFINITE
    if unit in _DATES:
        return _date(value, unit, now)
    if unit in _SECONDS:
        return _span(value * _SECONDS[unit], decimals)
    return _PLAIN.get(unit, _named)(value, unit, decimals)


def number(value: float, decimals: int | None = None) -> str:
    """A number alone: 1.234,5."""
    places = _places(value) if decimals is None else decimals
    optional = "#" if decimals is None else "0"
    rounded = round(value, places) + 0.0  # no minus before a zero
    pattern = "#,##0" + (f".{optional * places}" if places else "")
    return str(format_decimal(rounded, pattern, locale="id", decimal_quantization=False))


def _places(value: float) -> int:
    size = abs(value)
    if size == 0 or size >= 100:
        return 0
    return min(4, max(0, 2 - math.floor(math.log10(size))))


def _date(value: float, unit: str, now: datetime) -> str:
    when = datetime.fromtimestamp(value / 1000, UTC)
    if unit == "dateTimeFromNow":
        return str(format_timedelta(when - now, add_direction=True, locale="id"))
    return moment(when, ZONE, "id")


def _span(seconds: float, decimals: int | None) -> str:
    if not seconds:
        return "0 detik"
    size, word = next((one for one in _SPANS if abs(seconds) >= one[0]), _SPANS[-1])
    places = decimals if decimals is not None else None if word == "milidetik" else 1
    text = number(seconds / size, places)
    return f"{text.removesuffix(',0')} {word}"


def _named(value: float, unit: str, decimals: int | None) -> str:
    kind, _, word = unit.partition(":")
    if kind == "prefix":
        return f"{word.strip()} {number(value, decimals)}"
    return f"{number(value, decimals)} {(word if kind == 'suffix' else _RATES[unit]).strip()}"


def _short(value: float, unit: str, decimals: int | None) -> str:
    size, word = next((one for one in _SHORT if abs(value) >= one[0]), (1, ""))
    return number(value / size, decimals) + word


def _bytes(value: float, unit: str, decimals: int | None) -> str:
    step = 0 if not value else min(len(_BYTES) - 1, int(math.log(max(abs(value), 1), 1024)))
    return f"{number(value / 1024**step, decimals)} {_BYTES[step]}"


def _yes_no(value: float, unit: str, decimals: int | None) -> str:
    return "ya" if value else "tidak"


def _percent(value: float, unit: str, decimals: int | None) -> str:
    shown = value * 100 if unit == "percentunit" else value
    return f"{number(shown, 1 if decimals is None and shown % 1 else decimals)} %"


_PLAIN: dict[str, Callable[[float, str, int | None], str]] = {
    "none": lambda value, _, decimals: number(value, decimals),
    "short": _short,
    "bytes": _bytes,
    "bool": _yes_no,
    "bool_yes_no": _yes_no,
    "percent": _percent,
    "percentunit": _percent,
    "currencyIDR": lambda value, *_: rupiah(round(value), "id"),
}


def age(seconds: float) -> str:
    """How long ago, in words: 3 detik."""
    return str(format_timedelta(timedelta(seconds=max(0, seconds)), threshold=1.5, locale="id"))


def zone_of(timezone: str) -> ZoneInfo:
    """The time zone of a board."""
    return ZoneInfo("UTC") if timezone == "utc" else ZoneInfo(ZONE)
