"""Draws a committed board into one HTML file, with the numbers of a Prometheus.

python -m deploy.grafana.preview BOARD.json --prometheus URL --out FILE.html
    [--var region=kukar]... [--from now-7d] [--to now] [--at 2026-10-31T08:00:00+08:00]
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from deploy.grafana.preview.drawing import Asked, Drawing, DrawnBoard
from deploy.grafana.preview.page import board_page
from deploy.grafana.preview.prometheus import NoAnswer, Prometheus
from deploy.grafana.preview.refused import Unsupported
from deploy.grafana.preview.schema.board import read_board


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the board that is asked for; 0, or 1 with what is wrong on stderr."""
    wanted = _arguments().parse_args(arguments)
    try:
        board = asyncio.run(_drawn(wanted))
        wanted.out.write_text(board_page(board), encoding="utf-8")
    except Unsupported as refused:
        print(refused, file=sys.stderr)
        return 1
    except NoAnswer as silent:
        print(f"Prometheus di {wanted.prometheus} tidak menjawab: {silent}", file=sys.stderr)
        return 1
    for line in [*board.notes, *board.troubles]:
        print(line, file=sys.stderr)
    print(wanted.out)
    return 1 if board.troubles or board.notes else 0


async def _drawn(wanted: argparse.Namespace) -> DrawnBoard:
    read = read_board(json.loads(wanted.board.read_text(encoding="utf-8")))
    variables: dict[str, list[str]] = {}
    for one in wanted.var:
        name, _, value = one.partition("=")
        variables.setdefault(name, []).append(value)
    read_at = datetime.now(UTC)
    now = _moment(wanted.at) if wanted.at else read_at
    async with httpx.AsyncClient(base_url=wanted.prometheus, trust_env=False) as client:
        asked = Asked(variables, wanted.start, wanted.end)
        return await Drawing(Prometheus(client)).board(read, asked, now, read_at)


def _moment(text: str) -> datetime:
    """A moment; without a zone it is UTC."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.preview", description=__doc__)
    parser.add_argument("board", type=Path, metavar="BOARD.json")
    parser.add_argument("--prometheus", required=True, metavar="URL")
    parser.add_argument("--var", action="append", default=[], metavar="name=value")
    parser.add_argument("--from", dest="start", metavar="now-7d")
    parser.add_argument("--to", dest="end", metavar="now")
    parser.add_argument("--at", metavar="ISO", help="the moment that now is")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.html")
    return parser


if __name__ == "__main__":
    sys.exit(main())
