"""Terminal output of the stack: Indonesian first, English second."""

from rich.console import Console
from rich.text import Text


class Lines:
    """One line for each step, coloured on a terminal and plain in a file."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def step(self, indonesian: str, english: str = "") -> None:
        """Print a successful step."""
        self._print("✓", "green", indonesian, english)

    def trouble(self, indonesian: str, english: str = "") -> None:
        """Print an error that the stack recovers from, or that ends the run."""
        self._print("!", "bold red", indonesian, english)

    def progress(self, indonesian: str, english: str = "") -> None:
        """Print the progress of a long step."""
        self._print("…", "dim", indonesian, english)

    def heading(self, indonesian: str, english: str = "") -> None:
        """Print the heading of a new section."""
        self._print("\n→", "bold cyan", indonesian, english)

    @property
    def seen_by_a_person(self) -> bool:
        """Whether the output is a terminal, not a file that keeps it."""
        return self._console.is_terminal

    def plain(self, text: str = "") -> None:
        """Print a line unchanged."""
        self._console.print(Text(text))

    def _print(self, mark: str, style: str, indonesian: str, english: str) -> None:
        line = Text(mark, style=style).append(f" {indonesian}", style="default")
        if english:
            line.append(f"  ({english})", style="dim")
        self._console.print(line)
