"""The rules of docs/architecture.md, "Finding your way", held without exception."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = ("planner", "tracker", "notifier")
SOURCE = (*(Path("services") / name for name in SERVICES), Path("chassis"), Path("contracts"))
TRIGGER_VERBS = {"import", "list", "manage", "post", "show"}
OTHER_VERBS = {
    *("accept", "add", "ask", "build", "change", "check", "create", "delete", "fetch", "find"),
    *("get", "give", "handle", "hear", "keep", "load", "look", "make", "mend", "open", "parse"),
    *("publish", "put", "read", "record", "save", "send", "sign", "store", "take", "tell"),
    *("update", "write"),
}
QUERY_OPERATOR = re.compile(r"""["']\$(?!ref["'])[a-zA-Z]""")
"""Not the `$ref` of a JSON schema."""
MAY_QUERY = ("repository.py",)
NAMED_IN_DOCS = re.compile(r"`((?:services|chassis|contracts|deploy|tests|benchmarks)/[\w./-]+)`")
BUSINESS = re.compile(
    r"\b(agenc(y|ies)|pillars?|quick[ _]wins?|officers?|verifiers?|milestones?|regions?|item_id)\b",
    re.IGNORECASE,
)


def modules(*roots: Path) -> Iterator[Path]:
    for root in roots:
        yield from sorted(root.rglob("*.py"))


def verb_of(path: Path) -> str | None:
    """The verb that a module's name begins with, as in `post_report`."""
    first, _, rest = path.stem.partition("_")
    return first if rest and first in TRIGGER_VERBS | OTHER_VERBS else None


def defines_routes(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "routes" for node in tree.body)


def test_a_verb_and_a_noun_name_a_trigger_and_nothing_else() -> None:
    named = {path for path in modules(*SOURCE[:3]) if verb_of(path) in TRIGGER_VERBS}
    events = {path for path in modules(*SOURCE[:3]) if path.name.startswith("on_")}
    assert named | events == {path for path in modules(*SOURCE[:3]) if defines_routes(path)}
    assert [path for path in modules(*SOURCE) if verb_of(path) in OTHER_VERBS] == COMMANDS


COMMANDS = [Path("contracts/publish_schemas.py")]
"""`make contracts`: a command line of its own."""


def test_the_first_line_of_an_event_trigger_is_its_arrow() -> None:
    for path in modules(*SOURCE[:3]):
        if path.name.startswith("on_"):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            event = path.stem.removeprefix("on_").replace("_", " ")
            assert docstring.startswith(f"{event} -> "), path


def test_only_repositories_hold_query_operators() -> None:
    found = [
        path
        for path in modules(*SOURCE[:4])
        if QUERY_OPERATOR.search(path.read_text(encoding="utf-8"))
        and path.name not in MAY_QUERY
        and path.parts[:2] not in {("chassis", "mongo"), ("chassis", "outbox")}
    ]
    assert found == []


def test_pages_stand_on_the_concepts_and_no_concept_on_pages() -> None:
    importing = [
        path
        for path in modules(*SOURCE[:4])
        if re.search(r"^from \w+\.pages\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert [path for path in importing if "pages" not in path.parts and path.name != "app.py"] == []


def test_no_day_is_taken_from_an_instant_in_another_zone_than_its_regions() -> None:
    """An instant is in UTC, whose day is the one before until eight in the morning in WITA."""
    found = [
        path
        for path in modules(*SOURCE[:3])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _named(node) == "date" and _named(node.func.value) != "astimezone"  # type: ignore[attr-defined]
    ]
    assert sorted({path.as_posix() for path in found}) == DAYS_OF_NO_INSTANT


DAYS_OF_NO_INSTANT = [
    "services/tracker/history/commands.py",  # a day that was typed
    "services/tracker/items/repository.py",  # a whole day wider than any zone
]


def _named(node: ast.AST) -> str | None:
    """The name of the method that is called; None for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return None


def test_every_folder_says_what_it_is() -> None:
    for root in SOURCE:
        for path in modules(root):
            package = path.with_name("__init__.py")
            assert ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))), package


def test_the_chassis_knows_no_business_word() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in modules(Path("chassis"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BUSINESS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", [Path("README.md"), *sorted(Path().glob("docs/**/*.md"))], ids=str)
def test_every_path_that_a_document_names_is_there(path: Path) -> None:
    named = NAMED_IN_DOCS.findall(path.read_text(encoding="utf-8"))
    assert [one for one in named if not any(Path().glob(one.rstrip("/")))] == []


def test_every_test_that_the_table_of_bad_input_names_is_there() -> None:
    table = Path("docs/reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:unit|flow)/[\w./-]+)`", table)
    assert len(named) > 10
    assert [one for one in named if not (Path("tests") / one).exists()] == []
