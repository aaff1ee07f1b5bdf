"""Writes every board as JSON, the same bytes each time."""

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.boards import dewan, operasi
from deploy.grafana.boards.board import Board, dashboard

DASHBOARDS = Path(__file__).parents[1] / "dashboards"
BOARDS: dict[str, Board] = {"dewan.json": dewan.BOARD, "operasi.json": operasi.BOARD}


def encoded(board: Board) -> str:
    """The JSON text of a board, as committed."""
    built = dashboard(board)
    return json.dumps(built, cls=JSONEncoder, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Write all boards and print their paths."""
    for name, board in BOARDS.items():
        path = DASHBOARDS / name
        path.write_text(encoded(board), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
