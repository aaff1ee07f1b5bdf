"""A text panel: paragraphs, headings, lists, bold and links of Markdown. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.links import Site
from deploy.grafana.preview.panels.view import View

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"(#{1,4}) +(.*)")


@dataclass(slots=True)
class Words(View):
    """Blocks: (h, p or ul, its lines)."""

    blocks: Sequence[tuple[str, Sequence[Markup]]] = ()


def words(content: str, scope: Scope, site: Site) -> Words:
    """The view of a text panel."""
    return Words("text", blocks=blocks(scope.title(content), site))


def blocks(content: str, site: Site) -> list[tuple[str, list[Markup]]]:
    """The blocks of a text, each line safe as HTML."""
    found: list[tuple[str, list[Markup]]] = []
    for part in re.split(r"\n\s*\n", content.strip()):
        for line in part.splitlines():
            heading = _HEADING.fullmatch(line.strip())
            if heading:
                found.append(("h", [_line(heading[2], site)]))
            elif line.lstrip().startswith(("- ", "* ")):
                _into("ul", _line(line.lstrip()[2:], site), found)
            else:
                _into("p", _line(line.strip(), site), found)
        found.append(("", []))
    return [one for one in found if one[1]]


def _into(kind: str, line: Markup, found: list[tuple[str, list[Markup]]]) -> None:
    if found and found[-1][0] == kind:
        found[-1][1].append(line)
    else:
        found.append((kind, [line]))


def _line(text: str, site: Site) -> Markup:
    safe = str(escape(text))
    safe = _BOLD.sub(r"<strong>\1</strong>", safe)
    safe = _CODE.sub(r"<code>\1</code>", safe)

    def link(found: re.Match[str]) -> str:
        address = site.address(found[2].replace("&amp;", "&"))
        return f'<a href="{escape(address)}">{found[1]}</a>' if address else found[1]

    return Markup(_LINK.sub(link, safe))  # noqa: S704 - escaped before the tags are put in
