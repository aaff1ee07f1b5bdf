"""/asyncapi: the topics of a service with the fields of their events, as a page without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from chassis.http import document_files
from chassis.http.schema_fields import SchemaField, fields_of
from chassis.text import Language
from chassis.web.words import Words

POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Pico draws its marks as data: images."""
STYLES = ("pico-2.1.1.min.css", "asyncapi.css")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the page shows it: what the service does with its events, and their fields."""

    name: str
    use: str
    meaning: str
    fields: tuple[SchemaField, ...]


def page(document: Document, address: str, language: Language) -> Response:
    """The page of an AsyncAPI 3 document; `address` is where a program reads the document."""
    html = (
        _templates(language)
        .get_template("asyncapi.html")
        .render(
            title=document["info"]["title"],
            address=address,
            servers=[server["host"] for server in document.get("servers", {}).values()],
            received=topics(document, "receive"),
            sent=topics(document, "send"),
            styles=[document_files.address(name) for name in STYLES],
        )
    )
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    return Response(html, media_type="text/html", headers=headers)


def topics(document: Document, action: str) -> list[Topic]:
    """The topics by name of which the service has operations of this kind: receive or send."""
    operations = document.get("operations", {}).values()
    channels = [_at(document, one["channel"]) for one in operations if one["action"] == action]
    found = [topic for channel in channels for topic in _topics_of(document, channel)]
    return sorted(found, key=lambda topic: topic.name)


def _topics_of(document: Document, channel: Mapping[str, Any]) -> Iterator[Topic]:
    named = document["components"]["schemas"]
    for message in channel["messages"].values():
        payload = _at(document, _at(document, message)["payload"])
        yield Topic(
            name=channel["address"],
            use=cleandoc(channel.get("description", "")),
            meaning=cleandoc(payload.get("description", "")),
            fields=fields_of(payload, named),
        )


def _at(document: Document, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference of the document leads to; anything else is itself."""
    if "$ref" not in part:
        return part
    found: Any = document
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return _at(document, found)


@cache
def _templates(language: Language) -> Environment:
    words = Words("chassis.http")
    templates = Environment(
        loader=PackageLoader("chassis.http"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals |= {
        "_": lambda sentence: words.in_language(sentence, language),
        "language": language,
    }
    return templates
