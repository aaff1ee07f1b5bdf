"""A program of the supervisor: its command, readiness check and stop order."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Ready = Callable[[], Awaitable[bool]]
AfterRestart = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Program:
    """A process of the stack; times are seconds.

    `ready` is polled until it returns True, or until the program shows no activity for
    `ready_within`. Programs of a lower `stop_stage` are stopped first, those of the same one
    together. `after_restart` runs when the program is ready again after it died, not after its
    first start.
    """

    name: str
    command: tuple[str, ...]
    ready: Ready
    stop_stage: int
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_within: float = 60.0
    stop_within: float = 12.0
    after_restart: AfterRestart | None = None
