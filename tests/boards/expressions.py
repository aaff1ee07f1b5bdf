"""Every PromQL expression of the repository, where it stands, and which series it names."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import yaml

ROOT = Path(__file__).parents[2]
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
PROMETHEUS = ROOT / "deploy/prometheus"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))

MACROS = {
    "$__rate_interval": "1m",
    **dict.fromkeys(("$region", "$pillar", "$agency", "$kind"), ".*"),
    "${measure}": "done",
    "$scheme": "kontrak-kritis",
}
"""What Grafana would put in: all items, the first measure and scheme, four scrapes."""

ASKING = re.compile(r"query_result\((?P<result>.+)\)|label_values\((?P<series>.+), \w+\)")


@dataclass(frozen=True, slots=True)
class Expression:
    """A query and where it was found."""

    where: str
    promql: str

    def __str__(self) -> str:
        """The id of its test."""
        return self.where


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a rule file; `name` is what it records or how the alert is called."""

    name: str
    kind: str
    fields: dict[str, Any]

    def __str__(self) -> str:
        """The id of its test."""
        return self.name


def board(path: Path) -> dict[str, Any]:
    """A committed board."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def boards() -> list[Path]:
    """The committed boards."""
    return sorted(DASHBOARDS.glob("*.json"))


def plain(promql: str) -> str:
    """The expression as Prometheus gets it, macros replaced."""
    for macro, value in MACROS.items():
        promql = promql.replace(macro, value)
    return promql


def panel_expressions() -> list[Expression]:
    """Each query of each panel."""
    return [
        Expression(f"{path.stem}/{panel['title']}/{target['refId']}", plain(target["expr"]))
        for path in boards()
        for panel in board(path)["panels"]
        for target in panel["targets"]
    ]


def variable_expressions() -> list[Expression]:
    """The query of each variable that asks Prometheus for series or for the values of a label."""
    found = []
    for path in boards():
        for one in board(path)["templating"]["list"]:
            if one["type"] == "query":
                inside = ASKING.fullmatch(one["query"]["query"])
                assert inside, one["name"]
                series = inside["result"] or inside["series"]
                found.append(Expression(f"{path.stem}/{one['name']}", plain(series)))
    return found


def rules() -> list[Rule]:
    """Each rule of each rule file."""
    return [
        Rule(rule.get("record") or rule["alert"], "record" if "record" in rule else "alert", rule)
        for path in RULES
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]


def rule_expressions() -> list[Expression]:
    """The expression of each rule."""
    return [Expression(f"{rule.kind} {rule.name}", rule.fields["expr"]) for rule in rules()]


def selectors(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each selector in the tree, with the nodes above it, the nearest last."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node, above
    for child in _children(node):
        yield from selectors(child, (*above, node))


def _children(node: Any) -> list[Any]:
    match node:
        case promql_parser.MatrixSelector():
            return [node.vector_selector]
        case promql_parser.Call():
            return list(node.args)
        case promql_parser.BinaryExpr():
            return [node.lhs, node.rhs]
        case promql_parser.AggregateExpr():
            return [node.expr] + ([node.param] if node.param is not None else [])
        case promql_parser.ParenExpr() | promql_parser.UnaryExpr() | promql_parser.SubqueryExpr():
            return [node.expr]
        case _:
            return []


def names(promql: str) -> set[str]:
    """The series an expression asks for."""
    return {str(selector.name) for selector, _ in selectors(promql_parser.parse(promql))}
