"""A channel that there is no longer: it refuses for good, so that the next one is used."""

from notifier.channels.channel import NotHandedOver, Written


class Gone:
    """Both the sender and its connection."""

    def connection(self) -> "Gone":
        """Itself: nothing is opened."""
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        """Raises `NotHandedOver`."""
        raise NotHandedOver("there is no such channel any more", final=True)

    async def close(self) -> None:
        """Nothing to close."""


GONE = Gone()
