"""Apprise, without its logs, files, redirects and retries. The only module that imports it."""

import logging
import re
from dataclasses import dataclass, field
from typing import Any

STATUS = re.compile(r"error=([1-5][0-9]{2})\b")
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0


class TargetNotValid(ValueError):
    """The message says why, without the address."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a message was taken; else the status of the answer, if there was one."""

    taken: bool
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Whom one address of Apprise reaches."""

    _library: Any = field(repr=False)

    def notify(self, title: str, text: str) -> Outcome:
        """Hand over a text, in this thread; it takes as long as its requests do.

        Of what the library logs only the status of the last answer is read: its lines hold
        addresses, with the secrets in them.
        """
        try:
            result = self._library.notify(
                body=text, title=title, body_format="text", log_level=logging.WARNING
            )
            if result:
                return Outcome(True)
            found = [STATUS.search(entry.message) for entry in result.logs()]
        except Exception:  # whatever a plugin raises may hold its address
            return Outcome(False)
        statuses = [int(one[1]) for one in found if one]
        return Outcome(False, statuses[-1] if statuses else None)


def _silence() -> None:
    """Keep what the library and its HTTP client log out of our logs."""
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [logging.NullHandler()], False
    logger.setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # a warning may hold an address


def target_of(url: str) -> Target:
    """The one chat, number or channel that the address names. Raises `TargetNotValid`."""
    _silence()
    import apprise  # noqa: PLC0415 - half a second and 190 modules, for who has such a channel

    asset = apprise.AppriseAsset(
        app_id="Rencana Aksi",
        storage_mode="memory",
        allow_templates=False,
        service_timeout=0,
    )
    try:
        plugin = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    except Exception:
        plugin = None
    if plugin is None:
        raise TargetNotValid("is no address that Apprise can read")
    plugin.retry = 0  # the delivery tries again
    if len(plugin) != 1 or getattr(plugin, "targets", True) == []:
        raise TargetNotValid("must name one recipient; give each a channel of its own")
    plugin.redirects, plugin.verify_certificate = False, True
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
    plugin.overflow_mode = apprise.OverflowMode.SPLIT
    library = apprise.Apprise(asset=asset)
    library.add(plugin)
    return Target(library)
