"""account published -> its tokens are valid, or no longer."""

from collections.abc import Sequence

from chassis.auth.account_states import AccountStates
from chassis.kafka.bus import Bus
from contracts import AccountPublished


def routes(bus: Bus, accounts: AccountStates) -> None:
    """Take over every account."""

    @bus.on(AccountPublished, group="notifier")
    async def on_account_published(events: Sequence[AccountPublished]) -> None:
        """Account published -> its tokens are valid, or no longer."""
        await accounts.take_over(events)
