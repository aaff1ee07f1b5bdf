"""Whether an export's figures replace others or stand beside them: by the unit of the agency that
it is of. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.http.problem import Fault
from chassis.text import Text
from tracker.funding.export import Answer, ReadSheet
from tracker.funding.figure import MONTHS, Money
from tracker.sipd.sipd_file import SheetKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What one file says of a year that counts: of which kind, unit, months and sub kegiatan."""

    file: str
    name: str
    """Of the file."""
    at: datetime
    money: Money
    work_unit: str
    unit_in_file: str
    months: frozenset[int]
    """Last months of its figures."""
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of what is there when the figures of a sheet count."""

    work_unit: str | None
    """Whose figures they are; None where that has to be asked."""
    choices: Sequence[str]
    """The units with figures of the same sub kegiatan, one of which it may be."""
    replaced: Sequence[Standing]
    """Files of the same unit, months and sub kegiatan."""
    beside: Sequence[Standing]
    """Files of the same months that go on to count: of other units or other sub kegiatan."""

    @property
    def asks(self) -> bool:
        """Whether it has to be asked whose figures they are."""
        return self.work_unit is None


def effect_of(sheet: ReadSheet, answer: Answer, standing: Iterable[Standing]) -> Effect:
    """What a sheet does to what stands of its year. Of a unit that is named its own figures are
    replaced. Of one that is not, those of the same sub kegiatan; where some are the same and some
    are not it may be another unit's, and is asked.
    """
    realised = sheet.kind is SheetKind.REALISATION
    money, month = (Money.SPENT, sheet.month or answer.month) if realised else (None, MONTHS)
    year = [one for one in standing if one.money is (money or Money.PLANNED)]
    shared = [one for one in year if one.codes & sheet.codes]
    unit = answer.work_unit if answer.work_unit is not None else _unit(sheet, month, year, shared)
    choices = sorted({one.work_unit for one in shared})
    then = [one for one in year if month is None or month in one.months]
    replaced = [one for one in then if one.work_unit == unit and one.codes & sheet.codes]
    beside = [one for one in then if one not in replaced]
    return Effect(unit, choices, replaced, beside if unit is not None else [])


def _unit(
    sheet: ReadSheet, month: int | None, year: Sequence[Standing], shared: Sequence[Standing]
) -> str | None:
    named = sheet.work_unit
    if named:
        if any(one.work_unit == named for one in year):
            return named
        if any(one.unit_in_file == named for one in year):
            return ""
        return None if any(not one.work_unit for one in shared) else named
    if any(one.work_unit for one in shared):
        return None
    same_month = [one.codes for one in shared if month is None or month in one.months]
    if month is None or not same_month or sheet.codes in same_month:
        return ""
    return None


def unit_faults(sheets: Iterable[ReadSheet], effects: Mapping[int, Effect]) -> Iterable[Fault]:
    """Sheets of which it has to be said whose figures they are."""
    for sheet in sheets:
        if effects[sheet.number].asks:
            yield Fault(f"unit:{sheet.number}", "whose-unit", _whose(sheet))


def _whose(sheet: ReadSheet) -> Text:
    said = f" ({sheet.work_unit})" if sheet.work_unit else ""
    return Text(
        f"{sheet.name}{said}: sebagian sub kegiatannya sudah punya angka. Berkas ini menggantikan "
        "angka itu, atau menambahnya sebagai unit lain?",
        f"{sheet.name}{said}: some of its sub kegiatan have figures. Does this file replace them, "
        "or add to them as another unit?",
    )
