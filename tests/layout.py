"""What the layout promises of modules, held by import-linter (see pyproject.toml)."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

_SAYS_PURE = re.compile(r"\bPure\b[^.]*\.")


def says_pure(docstring: str) -> bool:
    """Whether the first paragraph of a module's docstring says so."""
    return bool(_SAYS_PURE.search(docstring.partition("\n\n")[0]))


class PureModules(Contract):
    """Whatever module calls itself pure imports none of `forbidden_modules`, by no way."""

    type_name = "pure"
    forbidden_modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        pure = sorted(name for name in graph.modules if _is_pure(name, graph))
        chains = [
            chain
            for name in pure
            for forbidden in self.forbidden_modules  # type: ignore[attr-defined] # set from the field
            if forbidden in graph.modules
            and (chain := graph.find_shortest_chain(importer=name, imported=forbidden))
        ]
        return ContractCheck(kept=bool(pure) and not chains, metadata={"chains": chains})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for chain in check.metadata["chains"]:
            output.print_error(" -> ".join(chain))


def _is_pure(name: str, graph: ImportGraph) -> bool:
    if graph.is_module_squashed(name):
        return False
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return False
    module = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    return says_pure(ast.get_docstring(module) or "")
