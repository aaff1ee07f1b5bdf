"""What the supervisor runs, and how it knows that it runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Ready = Callable[[], Awaitable[bool]]
AfterRestart = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Program:
    """A process of the stack.

    `ready` is asked until it says yes, or the program does nothing for `ready_within`; times
    are seconds. Programs of a lower `stop_stage`
    are stopped first, those of the same one together. `after_restart` runs when the program
    is ready again after it died, not after its first start.
    """

    name: str
    command: tuple[str, ...]
    ready: Ready
    stop_stage: int
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_within: float = 60.0
    stop_within: float = 12.0
    after_restart: AfterRestart | None = None
