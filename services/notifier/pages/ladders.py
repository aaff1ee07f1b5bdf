"""Who is on which ladder now: by office, the open episodes it was told of and will be. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifier.alerting.alert import Alert
from notifier.directory.offices import Office
from notifier.pages.sources import PolicyDocument
from notifier.pages.told import Told

NextOffices = Callable[[Alert], Sequence[Office]]
NOBODY = Told()


@dataclass(slots=True)
class Rung:
    """An office of an agency; of a region where `agency` is empty."""

    office: Office
    agency: str
    region: str
    told: list[Alert] = field(default_factory=list)
    waiting: list[Alert] = field(default_factory=list)
    """Whose message to it has not left yet."""
    next: list[Alert] = field(default_factory=list)

    @property
    def next_at(self) -> datetime | None:
        """When the first of the next steps is due."""
        return min((one.next_at for one in self.next if one.next_at), default=None)


def rungs(
    episodes: Iterable[Alert], told: Mapping[str, Told], next_offices: NextOffices
) -> Sequence[Rung]:
    """Every office that open episodes have told or will tell: the higher one first."""
    found: dict[tuple[str, str, Office], Rung] = {}

    def rung(office: Office, episode: Alert) -> Rung:
        agency = episode.agency if office.is_of_an_agency else ""
        key = (episode.region, agency, office)
        return found.setdefault(key, Rung(office, agency, episode.region))

    for episode in episodes:
        reached, waiting = told.get(episode.id, NOBODY)
        for office in reached:
            rung(office, episode).told.append(episode)
        for office in waiting:
            rung(office, episode).waiting.append(episode)
        if episode.next_at is not None:
            for office in next_offices(episode):
                rung(office, episode).next.append(episode)
    order = tuple(Office)
    return sorted(
        found.values(),
        key=lambda one: (one.region, bool(one.agency), one.agency, -order.index(one.office)),
    )


def offices_of_step(policy: PolicyDocument, rule: str, step: str | None) -> Sequence[Office]:
    """The offices that a step of a rule's ladder tells; none for a rule that is not in it."""
    ladder = next((one["ladder"] for one in policy["rules"] if one["rule"] == rule), None)
    known = {one.value: one for one in Office}
    for one in policy["ladders"].get(ladder, ()):
        if one["step"] == step:
            return [known[office] for office in one["offices"] if office in known]
    return ()


def offices_told(policy: PolicyDocument) -> Collection[Office]:
    """The offices that a step of a rule tells."""
    told = {
        office
        for one in policy["rules"]
        for step in policy["ladders"][one["ladder"]]
        for office in step["offices"]
    }
    return [one for one in Office if one.value in told]


def rules_of_digest(policy: PolicyDocument) -> Collection[str]:
    """The rules whose every step leaves with the day's digest."""
    ladders = policy["ladders"]
    return [
        one["rule"]
        for one in policy["rules"]
        if all(step.get("digest") for step in ladders[one["ladder"]])
    ]
