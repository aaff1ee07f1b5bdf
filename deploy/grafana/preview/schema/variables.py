"""The variables of a board: what may be chosen, and what is chosen at first."""

from typing import Annotated, Literal

from pydantic import Field

from deploy.grafana.preview.schema.strict import Anything, Strict


class DatasourceRef(Strict):
    """Prometheus, the only one there is."""

    type: Literal["prometheus"]
    uid: str


class Option(Strict):
    """A choice, or the one that was made."""

    selected: bool | None = None
    text: str | list[str] = ""
    value: str | list[str] = ""


class Variable(Strict):
    """What every kind of variable has."""

    name: str = Field(pattern=r"^[A-Za-z]\w*$")
    label: str | None = None
    description: str | None = None
    hide: Literal[0, 1, 2] = 0
    current: Option = Option()
    options: list[Option] = Field(default_factory=list)
    multi: bool = False
    includeAll: bool = False
    allValue: str | None = None
    allowCustomValue: bool = True
    skipUrlSync: bool = False
    """Whether an address neither sets it nor keeps it."""
    auto: Literal[False] = False
    auto_count: Anything = None
    auto_min: Anything = None


class Query(Strict):
    """A query for the choices, as Grafana's Prometheus editor keeps it."""

    qryType: Literal[1, 3]
    query: str
    refId: str


class QueryVariable(Variable):
    """The values of a label, or what a pattern finds in the series of a query; asked for again with
    the board.
    """

    type: Literal["query"]
    datasource: DatasourceRef | None = None
    query: Query | str
    definition: str = ""
    regex: str = ""
    refresh: Literal[1, 2] = 2
    sort: Literal[0, 1, 2, 3, 4, 5, 6] = 0


class CustomVariable(Variable):
    """Choices with a comma between them; `name : value` shows the name."""

    type: Literal["custom"]
    query: str


class IntervalVariable(Variable):
    """Durations with a comma between them."""

    type: Literal["interval"]
    query: str
    refresh: Anything = None


class ConstantVariable(Variable):
    """One value that nobody chooses."""

    type: Literal["constant"]
    query: str


class TextVariable(Variable):
    """What the reader types."""

    type: Literal["textbox"]
    query: str


AnyVariable = Annotated[
    QueryVariable | CustomVariable | IntervalVariable | ConstantVariable | TextVariable,
    Field(discriminator="type"),
]
