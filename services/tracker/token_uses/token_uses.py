"""Which uses of systems' tokens are told: of each token and source one in ten minutes."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.auth.auth import Sender
from contracts import TokenUsed
from contracts.token_used import TokenSource

EVERY_SECONDS = 600.0


class TokenUses:
    """Takes note of uses, in memory: of most that costs a look-up. It holds an entry for each
    token that was used since the process started.
    """

    def __init__(self) -> None:
        self._due: dict[tuple[str, TokenSource], float] = {}
        """From which use on the next is told, in Unix time."""
        self._waiting: dict[str, TokenUsed] = {}
        """The latest use to tell, by the token's hash."""
        self.woken = asyncio.Event()
        """Set when there is a use to tell."""

    def over_http(self, sender: Sender, instant: float) -> None:
        """A request came with the token of `sender`, at this Unix time of the machine."""
        self._note(sender, instant, "http")

    def over_kafka(self, sender: Sender, instant: float) -> None:
        """As `over_http`, for a record that the broker had at `instant`. Tokens that the planner
        signed are not noted.
        """
        if sender.sha256:
            self._note(sender, instant, "kafka")

    def waiting(self) -> Sequence[TokenUsed]:
        """The uses to tell."""
        return list(self._waiting.values())

    def told(self, uses: Sequence[TokenUsed]) -> None:
        """These have been told; a later use of the same token still waits."""
        for use in uses:
            if self._waiting.get(use.sha256) is use:
                del self._waiting[use.sha256]

    def _note(self, sender: Sender, instant: float, source: TokenSource) -> None:
        token = (sender.sha256, source)
        if instant < self._due.get(token, 0.0):
            return
        self._due[token] = instant + EVERY_SECONDS
        use = TokenUsed(
            sha256=sender.sha256,
            username=sender.account.username,
            used_at=datetime.fromtimestamp(instant + sender.shifts[0], UTC),
            source=source,
        )
        other = self._waiting.get(use.sha256)
        if other is None or other.used_at < use.used_at:
            self._waiting[use.sha256] = use
        self.woken.set()
