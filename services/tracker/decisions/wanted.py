"""A decision that someone wants to be recorded, and the id that it gets. Pure."""

from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from tracker.decisions.decision import Decision, Wording

_KEYS = UUID("0b7f6a1e-9f0d-4f57-9a39-3a2b6f8c4d21")


@dataclass(frozen=True, slots=True)
class DecisionWanted:
    """A decision to be recorded on an item, or on an agency where there is no `item_id`. The same
    `key` of the same account again is the same decision; blank: a new one.
    """

    key: str
    item_id: str
    agency: str
    wording: Wording


def decision_id_of(username: str, key: str) -> str:
    """The same for the same account and key; a new one for a blank key."""
    return str(uuid5(_KEYS, f"{username}\n{key}") if key else uuid4())


def is_same(decision: Decision, wanted: DecisionWanted, sha256: str = "") -> bool:
    """Whether it is what is wanted, sent once more; `sha256` of the file that was sent with it,
    blank without one.
    """
    said, owner = wanted.wording, wanted.wording.owner or decision.subject.agency
    asked = said._replace(owner=owner, decision=said.decision.strip(), minutes=said.minutes.strip())
    on = (wanted.item_id or None, wanted.agency or decision.subject.agency)
    came_with_it = decision.minutes_file if decision.minutes_added is None else None
    there = came_with_it.sha256 if came_with_it else ""
    same_subject = on == (decision.subject.item_id, decision.subject.agency)
    return decision.wording == asked and same_subject and there == sha256
