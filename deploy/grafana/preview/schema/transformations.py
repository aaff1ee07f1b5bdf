"""What may be done to the answers of queries before they are drawn."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from deploy.grafana.preview.schema.options import Calculation
from deploy.grafana.preview.schema.strict import Strict

Comparison = Literal[
    "equal", "notEqual", "greater", "greaterOrEqual", "lower", "lowerOrEqual", "isNull", "isNotNull"
]


class Nothing(Strict):
    """No settings."""


class Organize(Strict):
    """Which fields stay, under which name, in which order."""

    excludeByName: dict[str, bool] = Field(default_factory=dict)
    includeByName: dict[str, Literal[True]] = Field(default_factory=dict, max_length=0)
    indexByName: dict[str, int] = Field(default_factory=dict)
    renameByName: dict[str, str] = Field(default_factory=dict)


class NameFilter(Strict):
    """Fields by name or by pattern."""

    names: list[str] | None = None
    pattern: str | None = None


class FilterFields(Strict):
    """Only these fields, or all but these."""

    include: NameFilter | None = None
    exclude: NameFilter | None = None


class SortField(Strict):
    """A field by which rows are sorted."""

    field: str
    desc: bool = False


class Sort(Strict):
    """The order of rows."""

    fields: dict[str, Any] = Field(default_factory=dict)
    sort: list[SortField] = Field(min_length=1, max_length=1)


class Limit(Strict):
    """At most so many rows."""

    limitField: int = Field(10, ge=1)


class Join(Strict):
    """Frames side by side, by the field that they share."""

    byField: str | None = None
    mode: Literal["outer", "inner"] = "outer"


class Rename(Strict):
    """Names by pattern; `$1` is what its first group matched."""

    regex: str
    renamePattern: str


class LabelsToFields(Strict):
    """Labels of series as columns or as rows."""

    mode: Literal["columns"] = "columns"
    keepLabels: list[str] | None = None
    valueLabel: str | None = None


class Reducing(Strict):
    """One row per series, or one value per field."""

    mode: Literal["seriesToRows", "reduceFields"] = "seriesToRows"
    reducers: list[Calculation]
    includeTimeField: Literal[False] = False
    labelsToFields: bool = False

    @field_validator("reducers")
    @classmethod
    def _one_for_fields(cls, reducers: list[str], given: ValidationInfo) -> list[str]:
        if given.data.get("mode") == "reduceFields" and len(reducers) != 1:
            raise ValueError("reduceFields perlu tepat satu perhitungan")
        return reducers


class GroupField(Strict):
    """What is done with a field of the rows of one group."""

    operation: Literal["groupby", "aggregate"] | None = None
    aggregations: list[Calculation] = Field(default_factory=list)


class GroupBy(Strict):
    """One row per value of the fields that are grouped by."""

    fields: dict[str, GroupField]


class Condition(Strict):
    """A value that rows are compared with."""

    id: Comparison
    options: dict[Literal["value"], Any] = Field(default_factory=dict)


class FieldFilter(Strict):
    """A condition on a field."""

    fieldName: str
    config: Condition


class FilterRows(Strict):
    """Rows for which the conditions hold, or all but those."""

    filters: list[FieldFilter]
    match: Literal["any", "all"] = "all"
    type: Literal["include", "exclude"] = "include"


class BinaryMatcher(Strict):
    """A side of a calculation, as newer boards write it."""

    id: Literal["byName"]
    options: str


class Side(Strict):
    """A field by name, or a number."""

    matcher: BinaryMatcher | None = None
    fixed: str | None = None


class Binary(Strict):
    """A field and another, or a number."""

    left: str | Side
    operator: Literal["+", "-", "*", "/"]
    right: str | Side


class Calculate(Strict):
    """A new field from two others."""

    mode: Literal["binary"]
    binary: Binary
    alias: str
    replaceFields: Literal[False] = False


class _Step(Strict):
    disabled: Literal[False] = False


class MergeStep(_Step):
    """`merge`."""

    id: Literal["merge"]
    options: Nothing = Nothing()


class OrganizeStep(_Step):
    """`organize`."""

    id: Literal["organize"]
    options: Organize


class FilterFieldsStep(_Step):
    """`filterFieldsByName`."""

    id: Literal["filterFieldsByName"]
    options: FilterFields


class SortStep(_Step):
    """`sortBy`."""

    id: Literal["sortBy"]
    options: Sort


class LimitStep(_Step):
    """`limit`."""

    id: Literal["limit"]
    options: Limit = Limit()


class JoinStep(_Step):
    """`joinByField`."""

    id: Literal["joinByField"]
    options: Join


class RenameStep(_Step):
    """`renameByRegex`."""

    id: Literal["renameByRegex"]
    options: Rename


class LabelsStep(_Step):
    """`labelsToFields`."""

    id: Literal["labelsToFields"]
    options: LabelsToFields = LabelsToFields()


class ReduceStep(_Step):
    """`reduce`."""

    id: Literal["reduce"]
    options: Reducing


class GroupStep(_Step):
    """`groupBy`."""

    id: Literal["groupBy"]
    options: GroupBy


class FilterRowsStep(_Step):
    """`filterByValue`."""

    id: Literal["filterByValue"]
    options: FilterRows


class CalculateStep(_Step):
    """`calculateField`."""

    id: Literal["calculateField"]
    options: Calculate


AnyTransformation = Annotated[
    MergeStep
    | OrganizeStep
    | FilterFieldsStep
    | SortStep
    | LimitStep
    | JoinStep
    | RenameStep
    | LabelsStep
    | ReduceStep
    | GroupStep
    | FilterRowsStep
    | CalculateStep,
    Field(discriminator="id"),
]
