"""What a message says in a phrase and in a sentence. Pure."""

from dataclasses import dataclass
from typing import Final

from contracts.wording import KINDS
from notifier.alerting.facts import Facts

RED, ORANGE, BLUE, GREEN, GREY = "#b3261e", "#a14a00", "#0b5394", "#1b6e3c", "#4a5763"
CLOSED: Final = (
    "Peringatan yang kami kirim sebelumnya kami tutup; tidak ada lagi yang perlu Anda lakukan."
)


@dataclass(frozen=True, slots=True)
class Gist:
    """`tag` begins the subject, `how` ends it; `label` is the headline, `lead` the first sentence.

    `many` says of several subjects what `how` says of one.
    """

    tag: str
    colour: str
    how: str
    label: str
    lead: str
    many: str
    lasting: int = 0
    """How bad it is among those of its kind: the higher, the earlier in a list."""


def noun(subject: Facts) -> str:
    """What a subject is."""
    if subject.decision is not None:
        return "Keputusan"
    return KINDS[subject.kind] if subject.kind else "Rencana aksi"
