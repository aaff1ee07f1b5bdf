"""Writes every board as JSON, and the list of them for people; the same bytes each time."""

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.boards import (
    dewan,
    kawasan,
    kepatuhan,
    keputusan,
    kurva_s,
    opd,
    operasi,
    peringatan,
    pilar,
    quick_win,
)
from deploy.grafana.boards.board import Board, dashboard
from deploy.grafana.boards.listing import with_list

DASHBOARDS = Path(__file__).parents[1] / "dashboards"
PAGE = Path(__file__).parents[3] / "docs/boards.md"
BOARDS: dict[str, Board] = {
    f"{module.BOARD.uid.removeprefix('aksi-')}.json": module.BOARD
    for module in (
        *(
            dewan,
            pilar,
            opd,
            quick_win,
            kurva_s,
            kawasan,
            kepatuhan,
            keputusan,
            peringatan,
            operasi,
        ),
    )
}
"""By the name of its file."""


def encoded(board: Board) -> str:
    """The JSON text of a board, as committed."""
    built = dashboard(board)
    return json.dumps(built, cls=JSONEncoder, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Write all boards and their list in docs/boards.md, and print the paths."""
    for name, board in BOARDS.items():
        path = DASHBOARDS / name
        path.write_text(encoded(board), encoding="utf-8")
        print(path)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_list(page, BOARDS.values()), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
