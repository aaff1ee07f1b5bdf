"""Why a board is not drawn."""


class Unsupported(Exception):
    """Something in a board that the preview does not know; it names board, panel and option."""

    def __init__(self, board: str, where: str, option: str, why: str) -> None:
        self.board, self.where, self.option, self.why = board, where, option, why
        super().__init__(
            f"papan {board}, {where}: {option}: {why} (not supported by the preview of boards)"
        )


class Unknown(Exception):
    """A part of a panel, such as a function or a format, that the preview does not know.

    Who knows the board and the panel makes it an Unsupported; `where` is a panel already known.
    """

    def __init__(self, option: str, why: str, where: str | None = None) -> None:
        self.option, self.why, self.where = option, why, where
        super().__init__(f"{option}: {why}")
