"""Where links of a board lead, within the preview. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from deploy.grafana.preview.frames import Value
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.showing import Shown, ShownField

_BOARD = re.compile(r"/d/([\w-]+)(?:/[\w-]*)?")


@dataclass(frozen=True, slots=True)
class Site:
    """`prefix` is where boards are served, such as /papan; None: nowhere, as in a lone file."""

    prefix: str | None = None

    def address(self, url: str) -> str | None:
        """Where a link leads: a board's own page for Grafana's /d/uid; None: nowhere here.

        Raises Unknown for what is no address of a page.
        """
        parts = urlsplit(url.strip())
        if parts.scheme in ("http", "https") and parts.netloc:
            return url
        if parts.scheme or parts.netloc or not url.startswith("/") or "\\" in url:
            raise Unknown("links.url", f"{url[:80]!r} bukan alamat halaman")
        board = _BOARD.fullmatch(parts.path)
        if board is None:
            raise Unknown("links.url", f"{url[:80]!r} bukan alamat papan (/d/…)")
        return self.board(board[1], parse_qsl(parts.query))

    def board(self, uid: str, asked: Sequence[tuple[str, str]] = ()) -> str | None:
        """The page of a board."""
        if self.prefix is None:
            return None
        query = f"?{urlencode(asked)}" if asked else ""
        return f"{self.prefix}/{quote(uid)}{query}"


class OtherBoard(NamedTuple):
    """A board that links may lead to; they keep what is chosen of its own `variables`."""

    uid: str
    title: str
    tags: Sequence[str] = ()
    variables: Sequence[str] = ()

    def known(self, asked: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        """What the board knows of what is asked for."""
        names = {f"var-{name}" for name in self.variables}
        return [(name, value) for name, value in asked if name in names]


def link_of(
    shown: ShownField, value: Value, row: Mapping[str, Shown], scope: Scope, site: Site
) -> str | None:
    """Where the first link of a value leads. Raises Unknown."""
    if not shown.config.links:
        return None
    text = shown.of(value)
    more = {
        "__value.text": text.text,
        "__value.raw": "" if value is None else str(value),
        "__value.numeric": "" if text.number is None else str(text.number),
        "__field.name": shown.name,
    }
    more |= {f"__field.labels.{label}": one for label, one in shown.field.labels.items()}
    more |= {"__series.name": shown.name}
    for name, one in row.items():
        for reference in (f'["{name}"]', f"['{name}']", f".{name}"):
            more[f"__data.fields{reference}"] = one.text
            more[f"__data.fields{reference}.text"] = one.text
            more[f"__data.fields{reference}.numeric"] = str(one.number)
    return site.address(replace(scope, more=more).address(shown.config.links[0].url))
