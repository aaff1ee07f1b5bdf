"""The page of a board, as HTML with SVG; no script, and no style within an element.

A lone file has its stylesheet in <style>, so that it is one file that can be sent; a served page
has it beside it, as the Content-Security-Policy allows nothing else.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chassis.web.figures import moment
from deploy.grafana.preview.drawing import DrawnBoard
from deploy.grafana.preview.panels.line_shapes import DASHES
from deploy.grafana.preview.panels.table import LEAST_STEP
from deploy.grafana.preview.refused import Unsupported
from deploy.grafana.preview.units import age

HERE = Path(__file__).parent
WIDTH, HEIGHT, ROWS = 24, 60, 600
"""Of the grid: columns, and units of a panel and of a section that the stylesheet knows."""


@cache
def style() -> str:
    """The stylesheet: how things look, and a class for every place in the grid."""
    look = (HERE / "static/papan.css").read_text(encoding="utf-8")
    rules = [
        *(f".x{n}{{grid-column-start:{n + 1}}}" for n in range(WIDTH)),
        *(f".w{n}{{grid-column-end:span {n}}}" for n in range(1, WIDTH + 1)),
        *(f".y{n}{{grid-row-start:{n + 1}}}" for n in range(ROWS)),
        *(f".h{n}{{grid-row-end:span {n}}}" for n in range(1, HEIGHT + 1)),
    ]
    least = "".join(f".m{n}{{min-width:{n}px}}" for n in range(LEAST_STEP, 4_000, LEAST_STEP))
    grid = ".grid{grid-template-columns:repeat(24,minmax(0,1fr));grid-auto-rows:30px}"
    return f"{look}@media screen and (min-width: 601px){{{grid}{''.join(rules)}{least}}}\n"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {"age": age, "dashes": DASHES, "style_address": None, "prefix": None}
    templates.globals["style"] = Markup(style())  # noqa: S704 - our own file
    return templates


def rendered(template: str, **facts: object) -> str:
    """A page of a template."""
    return _templates().get_template(template).render(**facts)


def board_page(board: DrawnBoard, *, here: str = "", style_address: str | None = None) -> str:
    """The page of a board; served at `here`, or a lone file.

    Raises Unsupported where a panel stands lower than the stylesheet reaches.
    """
    for panel in board.panels:
        if panel.place.y >= ROWS or panel.place.x + panel.place.w > WIDTH:
            where = f'panel {panel.place.panel.id} "{panel.title}"'
            raise Unsupported(board.uid, where, "gridPos", "di luar kisi 24 kolom, 600 baris")
    return rendered(
        "board.html",
        board=board,
        served=bool(here),
        here=here,
        style_address=style_address,
        is_now=abs((board.read_at - board.interval.end).total_seconds()) < 1,
        moment=lambda when: moment(when, board.zone, "id"),
    )
