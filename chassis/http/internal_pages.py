"""Operators' pages: metrics and API documents of a service; each document is built once."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from faststream.specification import AsyncAPI
from faststream.specification.asyncapi import get_asyncapi_html
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from chassis.http import openapi, swagger
from chassis.http.internal import Internal

OPENAPI = "/openapi.json"
_SCRIPTS = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def show_pages(
    app: FastAPI, internal: Internal, registry: CollectorRegistry, described: Callable[[], AsyncAPI]
) -> None:
    """Give `app` /metrics, /openapi.json, /docs, /asyncapi.json and /asyncapi."""

    described_routes = app.openapi

    def completed() -> dict[str, Any]:
        document = described_routes()
        openapi.complete(document)
        return document

    app.openapi = completed  # type: ignore[method-assign] # as FastAPI's documentation extends it

    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    @cache
    def openapi_json() -> Response:
        return Response(json.dumps(app.openapi()), media_type="application/json")

    @cache
    def docs() -> Response:
        return swagger.page(app.title, OPENAPI)

    @cache
    def asyncapi_json() -> Response:
        return Response(described().to_specification().to_json(), media_type="application/json")

    @cache
    def asyncapi() -> Response:
        page = get_asyncapi_html(described().to_specification(), try_it_out_path=None)
        return _page(page, "https://unpkg.com 'unsafe-eval'")  # it compiles the schemas it shows

    pages: dict[str, Callable[[], Response]] = {
        "/metrics": metrics,
        OPENAPI: openapi_json,
        swagger.DOCS: docs,
        "/asyncapi.json": asyncapi_json,
        "/asyncapi": asyncapi,
    }
    for path, page in pages.items():
        app.add_api_route(path, _guarded(internal, page), include_in_schema=False)

    async def docs_file(request: Request, path: str) -> Response:
        internal.admit(request)
        return swagger.file(request, path)

    app.add_api_route(f"{swagger.FILES}/{{path:path}}", docs_file, include_in_schema=False)


def _guarded(internal: Internal, page: Callable[[], Response]) -> Callable[[Request], Response]:
    async def shown(request: Request) -> Response:
        internal.admit(request)
        return page()

    return shown  # type: ignore[return-value]


def _page(html: str, scripts: str) -> Response:
    """A page whose policy allows scripts of the host `scripts` and its own inline scripts."""
    written = [hashlib.sha256(script.encode()).digest() for script in _SCRIPTS.findall(html)]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in written)
    policy = (
        f"default-src 'none'; script-src {scripts} {hashes}; style-src https: 'unsafe-inline'; "
        "img-src https: data: 'self'; font-src https: data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})
