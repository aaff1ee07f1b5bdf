"""The boards and their panels as docs/boards.md lists them."""

from collections.abc import Iterable

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.board import Board, dashboard

BEGIN = "<!-- boards: written by `make boards` -->\n"
END = "<!-- end of boards -->\n"


def listed(boards: Iterable[Board]) -> str:
    """Markdown: each board's question, and what each of its panels shows."""
    return "\n".join(_board(one) for one in boards)


def with_list(page: str, boards: Iterable[Board]) -> str:
    """The page with the list between its marks. Raises ValueError where they are missing."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"docs/boards.md lacks {BEGIN.strip()} or {END.strip()}")
    return f"{before}{BEGIN}\n{listed(boards)}\n{END}{after}"


def _board(board: Board) -> str:
    built = dashboard(board)
    filters = ", ".join(one.label for one in board.variables if one.label) or "–"
    lines = [f"### {board.title}", "", board.description, "", f"Pilihan: {filters}.", ""]
    lines += ["| panel | apa yang tampak |", "|---|---|"]
    for panel in (one for one in built.panels or () if isinstance(one, Panel)):
        shows = (panel.description or "").partition("\n\n")[0]
        lines.append(f"| {_plain(panel.title or '')} | {_plain(shows)} |")
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    """Words within a cell, without the name of a variable."""
    return text.replace("$scheme", "…").replace("|", "/")
