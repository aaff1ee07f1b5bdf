"""The money side as it is shown to agencies' systems."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Text
from contracts.words import AgencyCode, AsNumber, Rupiah
from tracker.funding.export import YEARS, ReadSheet
from tracker.funding.figure import Money
from tracker.funding.lacks import Why
from tracker.funding.links import CODES_MOST
from tracker.funding.overview import MoneyOfItem
from tracker.funding.work_units import Effect, Standing
from tracker.sipd.sipd_file import SheetKind

Code = Annotated[str, Field(min_length=1, max_length=40, description="Of a sub kegiatan.")]


class FileShown(BaseModel):
    """A file whose figures count."""

    name: str
    work_unit: str
    month: int = Field(description="The last that it says.")


class FiguresSheet(BaseModel):
    """A sheet with figures of sub kegiatan."""

    sheet: str
    kind: SheetKind
    agency: str = Field(description="As its title names it.")
    year: int | None = Field(description="Null where the sheet does not say it.")
    month: int | None = Field(description="Last month; null where the sheet does not say it.")
    cumulative: bool | None = Field(description="Null where the sheet does not tell.")
    sub_activities: int
    sums: dict[Money, Rupiah]
    work_unit: str | None = Field(
        description="The unit of the agency whose figures they are; blank: of the agency as a "
        "whole, or of none that is named."
    )
    replaces: list[FileShown] = Field(description="Files of which the same months are replaced.")
    beside: list[FileShown] = Field(description="Files of these months that go on to count.")


class CellNote(BaseModel):
    """A cell that differs from others, or cannot be read."""

    sheet: str
    cell: str | None
    message: Text


class FiguresTaken(BaseModel):
    """What an export says, and how many figures were taken from it; 0 in a dry run."""

    figures: int
    sheets: list[FiguresSheet]
    differences: list[CellNote]
    unreadable: list[CellNote]
    more: int = Field(description="Differences and unreadable cells that are not listed.")


class LinkWanted(BaseModel):
    """The item that a sub kegiatan funds; null: none."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    item_id: Annotated[str | None, Field(max_length=64)]


class LinksWanted(BaseModel):
    """Sub kegiatan of the caller's agency; those that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=YEARS[0], le=YEARS[1]), AsNumber] | None = Field(
        default=None,
        description="The year whose codes these are; null: the latest of which figures were sent. "
        "A link holds in the years beside it as long as the code keeps its name there.",
    )

    links: Annotated[list[LinkWanted], Field(min_length=1, max_length=CODES_MOST)]


class LinksChanged(BaseModel):
    """How many links changed."""

    changed: int


class SubActivityShown(BaseModel):
    """A sub kegiatan that funds an item."""

    agency: AgencyCode
    code: str
    name: str
    years: list[int] = Field(description="In which it funds the item.")


class CourseShown(BaseModel):
    """Money of a year up to the end of each month, from January; null where it is not known."""

    year: int
    budget: Rupiah | None
    planned: list[Rupiah | None]
    spent: list[Rupiah | None]


class LackShown(BaseModel):
    """What lacks before the money of a year is known: `not-sent`: its realisation was not sent up
    to that month; `code-gone`: the agency's files of that year do not have the code, link the one
    that it has now; `not-linked`: figures of that year were sent, and none of their sub kegiatan is
    linked to the item.
    """

    year: int
    agency: AgencyCode | None = Field(description="Null where no sub kegiatan is linked.")
    code: str | None
    reason: Why
    work_unit: str = Field(description="The unit of the agency; blank where it sends no units.")


class MoneyShown(BaseModel):
    """The money of an item as the sub kegiatan say that fund it."""

    spent: Rupiah | None = Field(description="Null while it is not known of all of them.")
    as_of: date | None
    counts: bool = Field(description="False where no figure is known, or a report says a later.")
    sub_activities: list[SubActivityShown]
    courses: list[CourseShown]
    lacking: list[LackShown]


def sheet_view(sheet: ReadSheet, effect: Effect) -> Mapping[str, Any]:
    """A sheet of an export in an answer."""
    return {
        "sheet": sheet.name,
        "kind": sheet.kind,
        "agency": sheet.agency,
        "year": sheet.year,
        "month": sheet.month,
        "cumulative": sheet.cumulative,
        "sub_activities": sheet.sub_activities,
        "sums": sheet.sums,
        "work_unit": effect.work_unit,
        "replaces": [_file_view(one) for one in effect.replaced],
        "beside": [_file_view(one) for one in effect.beside],
    }


def _file_view(one: Standing) -> Mapping[str, Any]:
    return {"name": one.name, "work_unit": one.work_unit, "month": max(one.months)}


def money_view(money: MoneyOfItem) -> Mapping[str, Any]:
    """The money of an item in an answer."""
    return {
        "sub_activities": [
            {**one.of._asdict(), "name": one.name, "years": one.years} for one in money.funded_by
        ],
        "courses": [
            {"year": one.year, "budget": one.budget, "planned": one.planned, "spent": one.spent}
            for one in money.courses
        ],
        "lacking": [
            {
                "year": one.year,
                "agency": one.of.agency if one.of else None,
                "code": one.of.code if one.of else None,
                "reason": one.why,
                "work_unit": one.work_unit,
            }
            for one in money.lacking
        ],
    }
