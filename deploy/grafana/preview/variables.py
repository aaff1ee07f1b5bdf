"""Which values the variables of a board have: asked for, chosen, or those at first."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.grafana.preview.interpolation import ALL, ALL_SHOWN, Chosen, Scope
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.schema.fields import between_slashes
from deploy.grafana.preview.schema.variables import (
    ConstantVariable,
    CustomVariable,
    IntervalVariable,
    QueryVariable,
    TextVariable,
)

LABEL_VALUES = re.compile(r"label_values\(\s*(?:(?P<series>.+?)\s*,\s*)?(?P<label>\w+)\s*\)", re.S)
QUERY_RESULT = re.compile(r"query_result\((?P<query>.+)\)", re.S)
CHOICES_MOST = 1_000
TEXT_MOST = 200
"""Characters of what a reader types."""

LabelValues = Callable[[str, str | None], Awaitable[Sequence[str]]]
"""The values of a label, of a selector's series or of all."""
QueryResult = Callable[[str], Awaitable[Sequence[str]]]
"""The series of a query as lines."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A variable as the form shows it: (value, name, whether chosen); typed text has no choices."""

    name: str
    label: str
    many: bool
    options: Sequence[tuple[str, str, bool]]
    text: str | None = None
    hidden: bool = False


@dataclass(slots=True)
class Resolved:
    """The variables of a board, and what could not be chosen as asked."""

    scope: Scope
    choices: list[Choice] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def resolved(
    variables: Sequence[Any],
    asked: Mapping[str, Sequence[str]],
    scope: Scope,
    label_values: LabelValues,
    query_result: QueryResult,
) -> Resolved:
    """The variables in their order, so that one may depend on those before it.

    Raises Unknown for a kind of query that is not known.
    """
    found = Resolved(scope)
    for name in asked.keys() - {one.name for one in variables}:
        found.notes.append(f"Papan ini tidak punya variabel {name[:60]}.")
    for one in variables:
        options = await _options(one, found.scope, label_values, query_result)
        from_address = None if one.skipUrlSync else asked.get(one.name)
        chosen = _chosen(one, options, from_address, found.notes)
        variables_now = {**found.scope.variables, one.name: chosen}
        found.scope = replace(found.scope, variables=variables_now)
        found.choices.append(_choice(one, options, chosen))
    return found


async def _options(
    one: Any, scope: Scope, label_values: LabelValues, query_result: QueryResult
) -> list[tuple[str, str]]:
    """(value, shown name) of each."""
    match one:
        case QueryVariable():
            query = one.query if isinstance(one.query, str) else one.query.query
            if asked := QUERY_RESULT.fullmatch(query.strip()):
                values = await query_result(scope.query(asked["query"]))
            elif matched := LABEL_VALUES.fullmatch(query.strip()):
                series = scope.query(matched["series"]) if matched["series"] else None
                values = await label_values(matched["label"], series)
            else:
                known = "label_values(…) atau query_result(…)"
                raise Unknown(f"variabel {one.name}", f"{query!r} bukan {known}")
            return _sorted(_cut(values, one.regex), one.sort)[:CHOICES_MOST]
        case CustomVariable() | IntervalVariable():
            return [_pair(part) for part in re.split(r"(?<!\\),", one.query) if part.strip()]
        case ConstantVariable() | TextVariable():
            return [(one.query, one.query)]
    raise Unknown("variabel", f"{one.type!r} tidak didukung")


def _pair(part: str) -> tuple[str, str]:
    text, colon, value = part.strip().replace("\\,", ",").partition(" : ")
    return (value.strip(), text.strip()) if colon else (text, text)


def _cut(values: Sequence[str], pattern: str) -> list[tuple[str, str]]:
    if not pattern:
        return [(value, value) for value in values]
    regex = re.compile(between_slashes(pattern))
    found = [match for value in values if (match := regex.search(value))]
    pairs = []
    for match in found:
        groups = match.groupdict()
        value = groups.get("value") or (match[1] if match.re.groups else match.string)
        pairs.append((value, groups.get("text") or value))
    return list(dict.fromkeys(pairs))


def _sorted(pairs: list[tuple[str, str]], sort: int) -> list[tuple[str, str]]:
    if not sort:
        return pairs
    keys: Sequence[Callable[[tuple[str, str]], Any]] = (
        lambda pair: pair[1],
        lambda pair: (int(found[0]) if (found := re.search(r"\d+", pair[1])) else -1, pair[1]),
        lambda pair: pair[1].casefold(),
    )
    return sorted(pairs, key=keys[(sort - 1) // 2], reverse=sort % 2 == 0)


def _chosen(
    one: Any,
    options: Sequence[tuple[str, str]],
    asked: Sequence[str] | None,
    notes: list[str],
) -> Chosen:
    many = one.multi or one.includeAll
    if isinstance(one, ConstantVariable):
        return Chosen([one.query], [one.query])
    if isinstance(one, TextVariable):
        text = (asked or [one.query])[0][:TEXT_MOST]
        return Chosen([text], [text])
    names = dict(options)
    wanted = list(asked) if asked else _listed(one.current.value)
    known = [value for value in wanted if value in names or (value == ALL and one.includeAll)]
    if asked and (missing := set(asked) - set(known)):
        shown = ", ".join(sorted(value[:60] for value in missing))
        notes.append(f"{one.label or one.name}: {shown} tidak ada.")
    if ALL in known or (not known and one.includeAll):
        return Chosen(list(names), list(names.values()), many, one.allValue, is_all=True)
    values = (known or list(names)[:1]) if one.multi else (known or list(names))[:1]
    return Chosen(values, [names[value] for value in values], many)


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _choice(one: Any, options: Sequence[tuple[str, str]], chosen: Chosen) -> Choice:
    label, hidden = one.label or one.name, one.hide == 2 or isinstance(one, ConstantVariable)
    if isinstance(one, TextVariable):
        return Choice(one.name, label, False, [], chosen.values[0], hidden)
    shown = [(value, text, not chosen.is_all and value in chosen.values) for value, text in options]
    if one.includeAll:
        shown.insert(0, (ALL, ALL_SHOWN, chosen.is_all))
    return Choice(one.name, label, one.multi, shown, None, hidden)
