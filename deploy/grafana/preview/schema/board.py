"""A board and its panels, read from JSON; whatever is not known is refused by name."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from deploy.grafana.preview.refused import Unsupported
from deploy.grafana.preview.schema.panel import AnyPanel, Row
from deploy.grafana.preview.schema.strict import Anything, Strict, faults
from deploy.grafana.preview.schema.variables import AnyVariable


class TimeRange(Strict):
    """From and to, such as now-7d and now."""

    from_: str = Field("now-6h", alias="from")
    to: str = "now"


class Templating(Strict):
    """The variables; one may depend on those before it."""

    list_: list[dict[str, Any]] = Field(default_factory=list, alias="list")


class BoardLink(Strict):
    """Links to the boards of a tag, or to an address."""

    title: str
    type: Literal["dashboards", "link"]
    url: str = ""
    tags: list[str] = Field(default_factory=list)
    asDropdown: bool = False
    includeVars: bool = False
    keepTime: bool = False
    targetBlank: bool = False
    icon: Anything = None
    tooltip: str = ""
    placement: Anything = None


class Board(Strict):
    """A board without its panels, which are read one by one."""

    uid: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    title: str
    description: str = ""
    schemaVersion: Literal[42]
    time: TimeRange = TimeRange()
    timezone: Literal["browser", "utc", "Asia/Makassar", ""] = "browser"
    tags: list[str] = Field(default_factory=list)
    links: list[BoardLink] = Field(default_factory=list)
    templating: Templating = Templating()
    panels: list[dict[str, Any]]
    editable: Anything = None
    fiscalYearStartMonth: Literal[0] = 0
    graphTooltip: Anything = None
    refresh: str = ""
    weekStart: Anything = None
    version: Anything = None
    preload: Anything = None
    liveNow: Literal[False] = False
    annotations: dict[Literal["list"], Annotated[list[Any], Field(max_length=0)]] = Field(
        default_factory=dict
    )


class ReadBoard(Strict):
    """A board that is known in all its parts."""

    board: Board
    variables: list[AnyVariable]
    panels: list[AnyPanel]
    inside: dict[int, list[AnyPanel]]
    """The panels that a collapsed row holds, by the row's id."""


_PANEL: TypeAdapter[Any] = TypeAdapter(AnyPanel)
_VARIABLE: TypeAdapter[Any] = TypeAdapter(AnyVariable)


def read_board(json: Mapping[str, Any]) -> ReadBoard:
    """The board of its JSON.

    Raises:
        Unsupported: it has something that the preview does not know.
    """
    name = str(json.get("uid") or json.get("title") or "tanpa nama")
    board = _read(TypeAdapter(Board), json, name, "papan", 0)
    variables = [
        _read(_VARIABLE, one, name, f'variabel "{one.get("name")}"', 1)
        for one in board.templating.list_
    ]
    panels = [_panel(one, name) for one in board.panels]
    inside = {
        row.id: [_panel(one, name) for one in row.panels] for row in panels if isinstance(row, Row)
    }
    return ReadBoard.model_construct(board=board, variables=variables, panels=panels, inside=inside)


def _panel(json: Mapping[str, Any], board: str) -> Any:
    where = f'panel {json.get("id")} "{json.get("title", "")}"'
    return _read(_PANEL, json, board, where, 1)


def _read(known: TypeAdapter[Any], json: Any, board: str, where: str, skip: int) -> Any:
    try:
        return known.validate_python(json)
    except ValidationError as error:
        option, why = faults(error, skip)[0]
        raise Unsupported(board, where, option, why) from None
