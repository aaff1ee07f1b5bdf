"""What the title rows of an export say: year, region, agency, months, unit of money. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.sipd.column import CASH_PLAN, REALISATION, Measure, Months, months_in

YEAR = re.compile(r"\btahun(?:\s+anggaran)?\s*:?\s*(20\d\d)\b", re.IGNORECASE)
LONE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
REGION = re.compile(
    r"\b(?:(?:pemerintah\s+)?(?:kab(?:upaten|\.)|kota|provinsi|prov\.))\s*([A-Z][A-Za-z' -]*?)"
    r"(?=\s+(?:pergeseran|perubahan|apbd|tahun|dinas|badan|sekretariat)\b|\s*[,:\d]|\s*$)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(?:skpd|opd|perangkat\s+daerah|organisasi|unit\s+organisasi|sub\s+unit(?:\s+organisasi)?)"
    r"\s*:\s*(?:[0-9X][0-9X.]*\s*[-:]?\s*)?(\S.*)$",
    re.IGNORECASE,
)
AGENCY = re.compile(
    r"\b(?:dinas|badan|sekretariat|inspektorat|kecamatan|kelurahan|satuan\s+polisi|rumah\s+sakit"
    r"|rsud)\b(?!\s*,).*$",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:bulan|periode|per(?=\s)|keadaan|posisi|s\s*[./]?\s*d\b|sampai|hingga|triwulan|tw"
    r"|semester)\b.*$",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"\b(?:dalam|rp\.?|rupiah)\s*\(?\s*(?:rp\.?\s*|rupiah\s*)?(ribu(?:an)?|juta(?:an)?|mili?ar"
    r"|milyar)\b|\b(ribu(?:an)?|juta(?:an)?)\s+rupiah\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """The facts in the title rows; None or empty where they do not say."""

    year: int | None = None
    region: str = ""
    agency: str = ""
    months: Months | None = None
    """The months of the report, where the title names a period."""
    measure: Measure | None = None
    """What its months are: cash plan or realisation."""


def title_facts(lines: Sequence[str]) -> Title:
    """The facts in these lines, the first of each kind."""
    text = "\n".join(lines)
    measure = None
    if CASH_PLAN.search(text):
        measure = Measure.CASH_PLAN
    elif REALISATION.search(text):
        measure = Measure.REALISATION
    return Title(
        _year(lines),
        next((m[1].strip() for line in lines if (m := REGION.search(line))), ""),
        _agency(lines),
        next((found for line in lines if (found := period_in(line))), None),
        measure,
    )


def period_in(line: str) -> Months | None:
    """The months of the period that a line names; a month alone is none."""
    match = PERIOD.search(line)
    return months_in(match[0]) if match else None


def unit_in(lines: Sequence[str]) -> str:
    """The unit of money if it is not whole rupiah: juta, ribu; else empty."""
    matches = (UNIT.search(line) for line in lines)
    return next((m[1] or m[2] for m in matches if m), "").casefold()


def _year(lines: Sequence[str]) -> int | None:
    """The year that follows "tahun", else the only one there is."""
    for line in lines:
        if match := YEAR.search(line):
            return int(match[1])
    years = {year for line in lines for year in LONE_YEAR.findall(line)}
    return int(years.pop()) if len(years) == 1 else None


def _agency(lines: Sequence[str]) -> str:
    for line in lines:
        if match := LABEL.match(line):
            return match[1].strip()
    return next((m[0].strip() for line in lines if (m := AGENCY.search(line))), "")
