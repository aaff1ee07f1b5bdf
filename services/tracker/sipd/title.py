"""What the title rows of an export say: year, region, agency, months, unit of money. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.sheets.money_header import doubtful_unit, doubtful_unit_of_header, unit_above
from chassis.sheets.money_header import unit_in as unit_of_header
from tracker.sipd.column import CASH_PLAN, REALISATION, Measure, Months, months_in
from tracker.sipd.work_unit import LABEL as UNIT
from tracker.sipd.work_unit import work_unit_in

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


@dataclass(frozen=True, slots=True)
class Title:
    """The facts in the title rows; None or empty where they do not say."""

    year: int | None = None
    region: str = ""
    agency: str = ""
    months: Months | None = None
    """The months of the report, where the title names a period."""
    work_unit: str = ""
    """The unit of the agency."""
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
    agency = _agency(lines)
    return Title(
        year=_year(lines),
        region=next((m[1].strip() for line in lines if (m := REGION.search(line))), ""),
        agency=agency,
        months=next((found for line in lines if (found := period_in(line))), None),
        work_unit=work_unit_in(lines, _agency([one for one in lines if not UNIT.match(one)])),
        measure=measure,
    )


def period_in(line: str) -> Months | None:
    """The months of the period that a line names; a month alone is none."""
    match = PERIOD.search(line)
    return months_in(match[0]) if match else None


def unit_in(lines: Sequence[str]) -> str:
    """What says that money may be in another unit than whole rupiah, such as juta or (x 1.000);
    else empty. An amount, a year, a code are no unit: Rp 1.000, Rp 750 juta, Tahun 2000.
    """
    units = [*(unit.name for unit in unit_above(lines)), *map(doubtful_unit, lines)]
    return next(filter(None, units), "")


def unit_of_columns(headers: Sequence[str]) -> str:
    """The same of headers of money, where a word alone says it: Anggaran (000), Pagu juta."""
    units = [unit.name for header in headers if (unit := unit_of_header(header))]
    return next(filter(None, [*units, *map(doubtful_unit_of_header, headers)]), "")


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
