"""What a rule says, in words, with its limits. Pure."""

from chassis.text import Text
from tracker.status.rule_set import RuleSet

_WITHOUT_LIMITS = {
    "cancelled": Text("dibatalkan dalam rencana", "cancelled in the plan"),
    "done-in-time": Text("100 % sebelum batas waktu", "100 % by the due day"),
    "done-late": Text("100 % sesudah batas waktu", "100 % after the due day"),
    "past-due": Text("batas waktu lewat, belum 100 %", "the due day has passed, not yet 100 %"),
    "before-start": Text("belum waktunya mulai", "before its start"),
}


def rule_words(rule: str, rules: RuleSet) -> Text:
    """The sentence of a rule such as kontrak-kritis-2007/past-due; of a rule set that is not the
    one in use, its name.
    """
    version, _, name = rule.partition("/")
    if version != rules.version:
        return Text(rule, rule)
    if name in _WITHOUT_LIMITS:
        return _WITHOUT_LIMITS[name]
    tolerated = f"{rules.tolerance:g}"
    if name == "within-tolerance":
        return Text(
            f"paling banyak {tolerated} poin di bawah rencana",
            f"at most {tolerated} points below the plan",
        )
    if name == "beyond-tolerance":
        return Text(
            f"lebih dari {tolerated} poin di bawah rencana",
            f"more than {tolerated} points below the plan",
        )
    above = 0.0
    for limit in rules.critical:
        if limit.name == name:
            points, planned = f"{limit.behind_by:g}", f"{above:g}–{limit.planned_up_to:g} %"
            return Text(
                f"lebih dari {points} poin di bawah rencana (batas untuk rencana {planned})",
                f"more than {points} points below the plan (limit for a plan of {planned})",
            )
        above = limit.planned_up_to
    return Text(rule, rule)
