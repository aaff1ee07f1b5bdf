"""The content of a report on an item, declared once for all inputs and outputs. Pure."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema

from contracts.words import AsNumber, Day, Percent, Rupiah


def shown_as(kind: Any) -> WithJsonSchema:
    """The schema of `kind` for values that the tracker checks, not the decoder."""
    return WithJsonSchema(TypeAdapter(kind).json_schema())


TEXT_MOST = 4_000
"""Characters."""
COUNT_MOST = 2**53
"""The largest whole number that every reader of JSON keeps as it is."""
ReportText = Annotated[str, shown_as(Annotated[str, Field(max_length=TEXT_MOST)])]
Count = Annotated[int, Field(ge=0, le=COUNT_MOST)]


class ReportContent(BaseModel):
    """What an agency says of the progress of an item.

    The body of a post and the events are made from it; the stored document, the fingerprint and the
    workbook take every field of it, and a test takes each through all roads. A new field is
    optional: None or "" where a report does not say it, which leaves ids and fingerprints as they
    are. Figures outside their range and texts that are too long are no decoding errors: the tracker
    refuses them with a reason, the same on every road.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    as_of: Day = Field(description="The day the figures hold for, in the region's time zone.")
    physical_percent: Percent
    budget_realised: Annotated[int | None, AsNumber, shown_as(Rupiah)] = Field(
        default=None,
        description="Spent so far, whole rupiah. Left out (or null): the report says no money, "
        "and the item's stays as it was.",
    )
    note: ReportText = ""
    obstacle: ReportText = ""
    obstacle_category: ReportText = Field(
        default="",
        description="Code of the region's list of categories, or the agency's own words.",
    )
    follow_up: ReportText = ""
    people_reached: Annotated[int | None, AsNumber, shown_as(Count | None)] = Field(
        default=None,
        description="Penerima manfaat: people who benefit so far. Left out (or null): not said.",
    )
    corrects: ReportText = Field(
        default="",
        description="Id of the agency's earlier report on the item that this one corrects: that "
        "one stays, marked, and counts no longer.",
    )

    @property
    def stated_budget(self) -> int | None:
        """Whole rupiah spent so far; None where the report does not give it."""
        return self.budget_realised


def _of_type(*kinds: Any) -> tuple[str, ...]:
    fields = ReportContent.model_fields.items()
    return tuple(name for name, field in fields if field.annotation in kinds)


TEXTS = _of_type(str)
"""The fields that are text."""
COUNTS = tuple(name for name in _of_type(int | None) if name != "budget_realised")
"""The optional whole numbers beside the money, none of them below zero."""
