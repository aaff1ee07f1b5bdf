"""The channels by name: mail, and those of the operator's file, which may change meanwhile."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from notifier.channels.channel import Connection, NotHandedOver, Sender, Written
from notifier.channels.channel_file import (
    MAIL,
    AppriseChannel,
    ChannelsNotValid,
    WebhookChannel,
    read_channels,
)

log = structlog.get_logger()

LOOK_SECONDS = 5.0
Named = WebhookChannel | AppriseChannel
MakeSender = Callable[[str, Named], Sender]
"""The sender of a channel, by its name. Raises `ChannelsNotValid`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel that an address may have."""

    name: str
    label: str


class NamedChannels(Mapping[str, Sender]):
    """The senders of the file's channels by their names, as the file has them now.

    A sender is that of a name: what is handed over after its secret has changed uses the new one.
    """

    def __init__(self, file: Path | None, make: MakeSender) -> None:
        """Reads the file. Raises `ChannelsNotValid`."""
        self._file = file
        self._make = make
        self._named: Mapping[str, tuple[Named, Sender]] = {}
        self._seen: object = None
        if file is not None:
            self._seen = _state(file)
            self._named = self._read(file)

    def __getitem__(self, name: str) -> Sender:
        if name not in self._named:
            raise KeyError(name)
        return NamedSender(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def sender_now(self, name: str) -> Sender | None:
        """The sender of a named channel as the file has it now; None when it is gone."""
        _, sender = self._named.get(name, (None, None))
        return sender

    def choices(self, agency: str, region: str, chosen: Collection[str] = ()) -> tuple[Choice, ...]:
        """The named channels that an address of this agency may have, beside mail; those too that
        are `chosen`, as for an address that another agency has as well.
        """
        return tuple(
            Choice(name, channel.label)
            for name, (channel, _) in self._named.items()
            if name in chosen or channel.is_open_to(agency, region)
        )

    async def run(self) -> None:
        """Take over the file when it has changed, until stopped."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Take over the file if it has changed. One that is not valid is logged once, and what was
        read before stays.
        """
        if self._file is None or (state := _state(self._file)) == self._seen:
            return
        self._seen = state
        try:
            self._named = self._read(self._file)
        except ChannelsNotValid as error:
            log.error("the channels file is not valid; the former channels stay", why=str(error))
        else:
            log.info("the channels file was read again", channels=list(self._named))

    def _read(self, file: Path) -> Mapping[str, tuple[Named, Sender]]:
        """What has not changed keeps its sender, and what that remembers."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ChannelsNotValid(f"cannot be read: {type(error).__name__}") from None
        named: dict[str, tuple[Named, Sender]] = {}
        faults: list[str] = []
        for name, channel in read_channels(text).items():
            former, sender = self._named.get(name, (None, None))
            if former == channel and sender is not None:
                named[name] = (channel, sender)
                continue
            try:
                named[name] = (channel, self._make(name, channel))
            except ChannelsNotValid as error:
                faults.append(str(error))
        if faults:
            raise ChannelsNotValid("; ".join(faults))
        return named


class Channels(Mapping[str, Sender]):
    """Mail, and the named channels."""

    def __init__(self, mail: Sender, named: NamedChannels) -> None:
        self._mail = {MAIL: mail}
        self._named = named

    def __getitem__(self, name: str) -> Sender:
        return self._mail[name] if name in self._mail else self._named[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._mail, *self._named))

    def __len__(self) -> int:
        return len(self._mail) + len(self._named)


def _state(file: Path) -> object:
    try:
        now = file.stat()
    except OSError:
        return None
    return now.st_mtime_ns, now.st_size, now.st_ino


@dataclass(frozen=True, slots=True)
class NamedSender:
    """A channel of the file, by its name."""

    channels: NamedChannels
    name: str

    def connection(self) -> "NamedConnection":
        """A new connection, not yet open."""
        return NamedConnection(self.channels, self.name)


class NamedConnection:
    """Hands over by the channel as the file has it at that time."""

    def __init__(self, channels: NamedChannels, name: str) -> None:
        self._channels = channels
        self._name = name
        self._open: tuple[Sender, Connection] | None = None

    async def hand_over(self, written: Written, address: str) -> None:
        """Returns when the message has been taken; raises `NotHandedOver`."""
        sender = self._channels.sender_now(self._name)
        if self._open is None or self._open[0] is not sender:
            await self.close()
            if sender is None:
                raise NotHandedOver(f"there is no channel {self._name} any more", final=True)
            self._open = (sender, sender.connection())
        await self._open[1].hand_over(written, address)

    async def close(self) -> None:
        """Close the connection; the next message opens a new one."""
        was, self._open = self._open, None
        if was is not None:
            await was[1].close()
