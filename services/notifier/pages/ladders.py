"""Who is on which ladder now: by office, the open episodes it was told of and will be. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifier.alerting.alert import Alert
from notifier.directory.offices import Office
from notifier.pages.sources import PolicyDocument

NextOffices = Callable[[Alert], Sequence[Office]]


@dataclass(slots=True)
class Rung:
    """An office of an agency; of a region where `agency` is empty."""

    office: Office
    agency: str
    region: str
    told: list[Alert] = field(default_factory=list)
    next: list[Alert] = field(default_factory=list)

    @property
    def next_at(self) -> datetime | None:
        """When the first of the next steps is due."""
        return min((one.next_at for one in self.next if one.next_at), default=None)


def rungs(episodes: Iterable[Alert], next_offices: NextOffices) -> Sequence[Rung]:
    """Every office that open episodes have told or will tell, an agency's own first."""
    found: dict[tuple[str, str, Office], Rung] = {}

    def rung(office: Office, episode: Alert) -> Rung:
        agency = episode.agency if office.is_of_an_agency else ""
        key = (episode.region, agency, office)
        return found.setdefault(key, Rung(office, agency, episode.region))

    for episode in episodes:
        for office in told_offices(episode):
            rung(office, episode).told.append(episode)
        if episode.next_at is not None:
            for office in next_offices(episode):
                rung(office, episode).next.append(episode)
    order = tuple(Office)
    return sorted(
        found.values(),
        key=lambda one: (not one.agency, one.agency, one.region, order.index(one.office)),
    )


def told_offices(episode: Alert) -> Sequence[Office]:
    """The offices that its steps have told, each once, and those it was handed over to."""
    told = [office for one in episode.taken for office in one.offices]
    handed = [one.office for one in episode.pauses if one.office is not None]
    return list(dict.fromkeys([*told, *handed]))


def offices_of_step(policy: PolicyDocument, rule: str, step: str | None) -> Sequence[Office]:
    """The offices that a step of a rule's ladder tells; none for a rule that is not in it."""
    ladder = next((one["ladder"] for one in policy["rules"] if one["rule"] == rule), None)
    known = {one.value: one for one in Office}
    for one in policy["ladders"].get(ladder, ()):
        if one["step"] == step:
            return [known[office] for office in one["offices"] if office in known]
    return ()
