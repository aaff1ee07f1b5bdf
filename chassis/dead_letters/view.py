"""Dead letters as text for a terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.progress import Progress

from chassis.dead_letters.dead_letter import DeadLetter, NotReplayable
from chassis.dead_letters.reader import Span
from chassis.kafka.envelope import TOKEN, pretty
from chassis.terminal import cut, escaped, escaped_lines

LONGEST_REASON = 160


def line(record: DeadLetter) -> str:
    """Queue, partition:offset, when, reason, event id and key, with tabs between."""
    text = (
        record.place.topic,
        f"{record.place.partition}:{record.place.offset}",
        record.header("dlq_at") or "-",
        cut(record.header("dlq_reason"), LONGEST_REASON) or "-",
        record.event_id or "-",
        _text(record.key),
    )
    return "\t".join(escaped(part) for part in text)


def in_full(record: DeadLetter) -> str:
    """A record in full: positions, key, headers, and the value, indented if it is JSON."""
    try:
        origin = str(record.origin())
    except NotReplayable as unfit:
        origin = f"? {unfit.why.indonesian} ({unfit.why.english})"
    value = "(kosong, empty)" if record.value is None else pretty(record.value)
    lines = [
        f"asal (origin): {escaped(origin)}",
        f"disisihkan di (set aside at): {record.place}",
        f"kunci (key): {escaped(_text(record.key))}",
        *(f"{escaped(name)}: {escaped(_shown(name, given))}" for name, given in record.headers),
        "",
        escaped_lines(value),
    ]
    return "\n".join(lines)


def _shown(name: str, given: bytes | None) -> str:
    return "(disembunyikan, hidden)" if name.casefold() == TOKEN else _text(given)


def _text(given: bytes | None) -> str:
    return "-" if given is None else given.decode(errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines on stdout and, on a terminal, a progress bar."""

    moved: Callable[[], None]
    """Advance the bar by one record."""
    write: Callable[[str], None]


@contextmanager
def screen(what: str, spans: Sequence[Span]) -> Iterator[Screen]:
    """A screen with the progress of reading `spans`."""
    console = Console(stderr=True)
    one_terminal = console.is_terminal and sys.stdout.isatty()
    bar = Progress(
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=sum(span.length for span in spans))

        def write(text: str) -> None:
            if one_terminal:
                console.out(text, highlight=False)
            else:
                typer.echo(text)

        yield Screen(lambda: bar.update(task, advance=1), write)
