"""What of a policy can be followed and yet serves nobody. Pure."""

from collections.abc import Collection, Iterator, Sequence

from chassis.text import Text
from contracts import AgencyPublished
from contracts.words import AgencyCode
from notifier.alerting.policy import AlertRule, Policy, Step
from notifier.directory.offices import Office
from notifier.directory.vacancies import vacancies


def unreachable(policy: Policy) -> Iterator[Text]:
    """Ladders that no rule names, and steps that tell nobody."""
    used = {rule.ladder for rule in policy.rules}
    for name in policy.ladders:
        if name not in used:
            yield Text(f"Tangga '{name}' tidak dipakai aturan mana pun.", f"No rule uses '{name}'.")
    for rule in policy.rules:
        before: set[Office] = set()
        for step in policy.steps(rule):
            why = _tells_nobody(rule, step, before)
            if why is not None:
                place = f"{rule.rule}/{step.step}"
                yield Text(f"{place}: {why.indonesian}", f"{place}: {why.english}")
            before |= set(step.offices)


def _tells_nobody(rule: AlertRule, step: Step, before: set[Office]) -> Text | None:
    if not step.again and set(step.offices) <= before:
        return Text(
            "semua jabatannya sudah diberi tahu pada langkah sebelumnya; tambahkan 'again: true' "
            "atau jabatan lain.",
            "its offices are all told by an earlier step; add 'again: true' or another office.",
        )
    within = rule.when.due_within
    if within is not None and step.before_due is not None and step.before_due > within:
        return Text(
            f"tidak pernah tiba: aturannya baru berlaku {within} hari kerja sebelum tenggat.",
            f"never comes: its rule begins to hold {within} working days before the due day.",
        )
    return None


def unheld(
    policy: Policy, agencies: Sequence[AgencyPublished], responsible: Collection[AgencyCode]
) -> Iterator[Text]:
    """Offices that the policy tells and nobody holds, of agencies responsible for something."""
    told = {
        office for rule in policy.rules for step in policy.steps(rule) for office in step.offices
    }
    for one in vacancies(agencies, responsible, told):
        place, offices = one.agency or one.region, ", ".join(one.offices)
        yield Text(
            f"{place}: jabatan {offices} kosong; pejabat di atasnya yang diberi tahu.",
            f"{place}: nobody holds {offices}; the next one up is told.",
        )
