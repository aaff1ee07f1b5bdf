"""What the stack says to whoever started it: Indonesian first, English second."""

from rich.console import Console
from rich.text import Text


class Lines:
    """One line for each step, coloured on a terminal and plain in a file."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def step(self, indonesian: str, english: str = "") -> None:
        """Something went as it should."""
        self._say("✓", "green", indonesian, english)

    def trouble(self, indonesian: str, english: str = "") -> None:
        """Something went wrong and is being put right, or ended the run."""
        self._say("!", "bold red", indonesian, english)

    def progress(self, indonesian: str, english: str = "") -> None:
        """A long step is under way."""
        self._say("…", "dim", indonesian, english)

    def heading(self, indonesian: str, english: str = "") -> None:
        """A new part begins."""
        self._say("\n→", "bold cyan", indonesian, english)

    @property
    def seen_by_a_person(self) -> bool:
        """Whether they go to a terminal, and to no file that keeps them."""
        return self._console.is_terminal

    def plain(self, text: str = "") -> None:
        """A line as it is."""
        self._console.print(Text(text))

    def _say(self, mark: str, style: str, indonesian: str, english: str) -> None:
        line = Text(mark, style=style).append(f" {indonesian}", style="default")
        if english:
            line.append(f"  ({english})", style="dim")
        self._console.print(line)
