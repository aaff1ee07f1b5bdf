"""What every channel is: something that takes a message for an address, or says why not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Written:
    """A message as every channel needs it.

    `key` is the same at each attempt, so that who receives it twice can tell. `mail` is the whole
    mail with its headers; `plain` its text without them; `data` what a program is told, as JSON.
    """

    key: str
    subject: str
    plain: str
    mail: bytes
    data: Mapping[str, object]


class Trouble(StrEnum):
    """What a message that was not taken says about its channel."""

    MESSAGE = "message"
    """Nothing: it is about this message, or this address."""
    SERVER = "server"
    """Others would fare alike; the message may have been taken all the same."""
    UNREACHED = "unreached"
    """Others would fare alike; the message has certainly not been taken."""


class NotHandedOver(Exception):
    """The message was not taken. `final`: a retry cannot help; `args[0]` is the reason; `wait`:
    for so long the receiver asked not to be tried again.
    """

    def __init__(
        self,
        why: str,
        *,
        final: bool,
        trouble: Trouble = Trouble.MESSAGE,
        wait: timedelta = timedelta(0),
    ) -> None:
        super().__init__(why)
        self.final = final
        self.trouble = trouble
        self.wait = wait


class Connection(Protocol):
    """Hands over one message after another."""

    async def hand_over(self, written: Written, address: str) -> None:
        """Returns when the message has been taken; raises `NotHandedOver`."""

    async def close(self) -> None:
        """Close the connection; the next message opens a new one."""


class Sender(Protocol):
    """Creates connections."""

    def connection(self) -> Connection:
        """A new connection, not yet open."""
