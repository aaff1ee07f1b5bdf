"""A decision as a MongoDB document, and back. Pure."""

from datetime import date
from typing import Any

from contracts.council_decided import MinutesFile
from contracts.words import DecisionAction, Kind, Pillar, Status
from tracker.decisions.decision import Added, Decision, DecisionAct, Subject, Wording
from tracker.items.documents import Document


def decision_document(decision: Decision) -> Document:
    """The document of a decision; the state and the end of its last day stand beside its acts, to
    be found by.
    """
    subject, wording = decision.subject, decision.wording
    return {
        "_id": decision.decision_id,
        **subject._asdict(),
        **wording._asdict(),
        "due": wording.due.isoformat(),
        "met_on": wording.met_on.isoformat(),
        "due_ends": decision.due_ends,
        "decided_at": decision.made.at,
        "acts": [act._asdict() for act in decision.acts],
        **minutes_fields(decision),
        **state_fields(decision),
    }


def minutes_fields(decision: Decision) -> Document:
    """The fields of the file of the minutes; none where there is none."""
    file, added = decision.minutes_file, decision.minutes_added
    return {
        **({"minutes_file": file.model_dump()} if file else {}),
        **({"minutes_added": added._asdict()} if added else {}),
    }


def state_fields(decision: Decision) -> Document:
    """The fields that follow from the acts."""
    return {"state": decision.state.value, "rev": len(decision.acts)}


def decision_of(row: Document) -> Decision:
    """The decision in a document."""
    subject: dict[str, Any] = {name: row[name] for name in Subject._fields}
    for name, kind in (("pillar", Pillar), ("kind", Kind), ("status", Status)):
        subject[name] = kind(subject[name]) if subject[name] else None
    wording = {name: row[name] for name in Wording._fields}
    days = {name: date.fromisoformat(row[name]) for name in ("due", "met_on")}
    file = row.get("minutes_file")
    acts = [{**act, "action": DecisionAction(act["action"])} for act in row["acts"]]
    return Decision(
        row["_id"],
        Subject(**subject),
        Wording(**{**wording, **days}),
        tuple(DecisionAct(**act) for act in acts),
        MinutesFile(**file) if file else None,
        Added(**added) if (added := row.get("minutes_added")) else None,
    )
