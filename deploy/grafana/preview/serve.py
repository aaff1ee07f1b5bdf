"""Serves the boards on the loopback: /papan, and /papan/{uid}?var-region=…&from=…&to=….

python -m deploy.grafana.preview.serve --prometheus URL --port 8004
"""

import argparse
import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.grafana.preview.drawing import Asked, Drawing
from deploy.grafana.preview.links import OtherBoard, Site
from deploy.grafana.preview.page import board_page, rendered, style
from deploy.grafana.preview.prometheus import NoAnswer, Prometheus
from deploy.grafana.preview.refused import Unsupported
from deploy.grafana.preview.schema.board import read_board

LOOPBACK = "127.0.0.1"
PREFIX = "/papan"
DASHBOARDS = Path(__file__).parents[1] / "dashboards"
VALUES_MOST, LETTERS_MOST = 100, 200
"""Of what is asked for in an address."""
PAGE_SECONDS = 60
POLICY = {
    "Content-Security-Policy": "default-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Boards:
    """The pages of the boards in `folder`, with the numbers of the Prometheus at `url`."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self._sheet = f"{hashlib.sha256(style().encode()).hexdigest()[:12]}.css"
        self._sheet_address = f"{PREFIX}/aset/{self._sheet}"

    async def home(self, _: Request) -> Response:
        """To the list."""
        return RedirectResponse(PREFIX)

    async def show_boards(self, _: Request) -> Response:
        """All boards."""
        found = [
            (one["uid"], one["title"], one.get("description", "")) for one in boards(self._folder)
        ]
        return self._page("boards.html", boards=found)

    async def show_style(self, request: Request) -> Response:
        """The stylesheet, which never changes under one name."""
        if request.path_params["name"] != self._sheet:
            return Response(status_code=404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(style(), media_type="text/css", headers=POLICY | kept)

    async def show_icon(self, _: Request) -> Response:
        """The icon of all pages, which browsers ask for by themselves."""
        icon = files("chassis.web").joinpath("static", "aksi.svg").read_bytes()
        return Response(icon, media_type="image/svg+xml", headers=POLICY)

    async def show_board(self, request: Request) -> Response:
        """A board with what is chosen."""
        known = {one["uid"]: one for one in boards(self._folder)}
        board = known.get(request.path_params["uid"])
        if board is None:
            return self._problem(404, "Papan ini tidak ada", "", "Pilih salah satu dari semuanya.")
        asked = asked_in(request.query_params.multi_items())
        others = [_other(one) for one in known.values()]
        drawing = Drawing(request.app.state.prometheus, Site(PREFIX), others)
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                drawn = await drawing.board(read_board(board), asked, datetime.now(UTC))
            here = f"{PREFIX}/{board['uid']}"
            return _answer(board_page(drawn, here=here, style_address=self._sheet_address))
        except Unsupported as refused:
            return self._refused(refused, asked)
        except NoAnswer as silent:
            remedy = "Pastikan Prometheus berjalan (make demo menyalakannya), lalu muat ulang."
            reason = f"{self._url}: {silent}"
            return self._problem(503, "Prometheus tidak menjawab", reason, remedy)
        except TimeoutError:
            remedy = "Pilih rentang waktu yang lebih pendek."
            reason = f"Lebih dari {PAGE_SECONDS} detik."
            return self._problem(504, "Prometheus terlalu lama", reason, remedy)

    def _refused(self, refused: Unsupported, asked: Asked) -> Response:
        if refused.option == "time" and (asked.start or asked.end):
            remedy = "Tulis misalnya now-7d, now/d atau 2026-10-31T00:00:00Z."
            return self._problem(400, "Waktu ini tidak dapat dibaca", refused.why, remedy)
        remedy = "Ubah papannya di deploy/grafana/boards, atau ajari pratinjau ini."
        return self._problem(500, "Papan ini tidak dapat digambar", str(refused), remedy)

    def _problem(self, status: int, heading: str, reason: str, remedy: str) -> Response:
        facts = {"heading": heading, "reason": reason, "remedy": remedy}
        return self._page("problem.html", status, **facts)

    def _page(self, template: str, status: int = 200, **facts: object) -> Response:
        shared = {"prefix": PREFIX, "style_address": self._sheet_address}
        return _answer(rendered(template, **shared, **facts), status)


def _other(board: Mapping[str, Any]) -> OtherBoard:
    listed = board.get("templating", {}).get("list", ())
    variables = [one["name"] for one in listed if not one.get("skipUrlSync")]
    return OtherBoard(board["uid"], board["title"], board.get("tags", ()), variables)


def _answer(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, POLICY)


def application(prometheus: str, folder: Path = DASHBOARDS) -> Starlette:
    """The server of the boards in `folder`, with the numbers of the Prometheus at a URL."""
    pages = Boards(prometheus, folder)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(base_url=prometheus, trust_env=False) as client:
            app.state.prometheus = Prometheus(client)
            yield

    return Starlette(
        routes=[
            Route("/", pages.home),
            Route("/favicon.ico", pages.show_icon),
            Route(PREFIX, pages.show_boards),
            Route(f"{PREFIX}/aset/{{name}}", pages.show_style),
            Route(f"{PREFIX}/{{uid}}", pages.show_board),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"]),
            Middleware(GZipMiddleware),
        ],
        lifespan=lifespan,
    )


def boards(folder: Path) -> list[Mapping[str, Any]]:
    """The boards in a folder, read anew each time, by title."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(read, key=lambda one: str(one["title"]))


def asked_in(query: Sequence[tuple[str, str]]) -> Asked:
    """What an address asks for: `var-…`, `from` and `to`, as in Grafana; the rest is left out."""
    variables: dict[str, list[str]] = {}
    times: dict[str, str] = {}
    for name, value in query[:VALUES_MOST]:
        if name.startswith("var-"):
            variables.setdefault(name[4:], []).append(value[:LETTERS_MOST])
        elif name in ("from", "to") and value.strip():
            times[name] = value.strip()[:LETTERS_MOST]
    return Asked(variables, times.get("from"), times.get("to"))


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.preview.serve")
    parser.add_argument("--prometheus", required=True, metavar="URL")
    parser.add_argument("--port", type=int, default=8004)
    parser.add_argument("--boards", type=Path, default=DASHBOARDS, metavar="FOLDER")
    wanted = parser.parse_args()
    served = application(wanted.prometheus, wanted.boards)
    uvicorn.run(served, host=LOOPBACK, port=wanted.port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
