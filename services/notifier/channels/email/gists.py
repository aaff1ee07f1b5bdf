"""The gist of each message, and which is worse than which. Pure."""

from typing import Final

from notifier.channels.email.ended import ENDED
from notifier.channels.email.gist import ORANGE, Gist, noun
from notifier.channels.email.holding import HOLDING
from notifier.channels.email.letter import Letter, Notice

_GISTS: Final = {**HOLDING, **ENDED}
MESSAGES = tuple(_GISTS)
"""The messages that there are words for: the worst first, what has ended last."""


def gist(notice: Notice, letter: Letter) -> Gist:
    """What a notice says."""
    return _GISTS.get(notice.delivery.message, _other)(notice, letter)


def rank(message: str) -> int:
    """The place of a message in a list: what is worst is first, what has ended is last."""
    return MESSAGES.index(message) if message in MESSAGES else len(MESSAGES)


def _other(notice: Notice, letter: Letter) -> Gist:
    """Of a policy with a message that has no words here."""
    return Gist(
        tag="PERINGATAN",
        colour=ORANGE,
        how="perlu perhatian",
        label="PERLU PERHATIAN",
        lead=f"{noun(notice.subject)} di atas perlu perhatian Anda.",
        many="perlu perhatian",
    )
