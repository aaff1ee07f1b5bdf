"""/openapi.json: what FastAPI knows of the routes, and what may be answered to each. Pure."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_TEXT = {"type": "string"}
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "access_token dari POST /api/v1/session pada perencana; pada pelacak juga "
        "token sistem OPD. (The access_token of the planner's /api/v1/session; in the tracker also "
        "a system token.)",
    }
}
_SCHEMAS: Schema = {
    "Fault": {
        "type": "object",
        "description": "One thing that is wrong with one field.",
        "required": ["field", "code", "message"],
        "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT},
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457, with members of our own; `code` is stable and for programs, "
        "`detail` is for people, by Accept-Language. Some codes have further members.",
        "required": ["type", "title", "status", "detail", "code", "instance"],
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "code", "instance"), _TEXT),
            "status": {"type": "integer"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
            "more_errors": {"type": "integer", "description": "Further faults, not listed."},
        },
    },
}
BINARY: Schema = {"type": "string", "format": "binary"}
"""The content of a file."""
ANY_PROBLEM: dict[int | str, Schema] = {
    "default": {
        "description": "Apa yang salah dan apa yang harus dilakukan, menurut Accept-Language "
        "(what is wrong and what to do)."
    }
}
"""For every route; with it FastAPI adds no error responses of its own."""
_LATER = {
    "Retry-After": {
        "description": "Seconds to wait before the same request is sent again.",
        "schema": {"type": "integer"},
    }
}
_PROBLEMS: dict[str, tuple[str, str]] = {
    "401": ("NotSignedIn", "Tanpa token atau kata sandi yang berlaku (not signed in)."),
    "403": ("NotAllowed", "Akun ini tidak berhak (not allowed to this account)."),
    "404": ("NotFound", "Tidak ada, atau bukan untuk akun ini (not there, or not to be seen)."),
    "409": ("Conflict", "Bertentangan dengan yang tersimpan (in conflict with what is stored)."),
    "413": ("TooLarge", "Kiriman terlalu besar (more was sent than is taken)."),
    "422": ("Refused", "Isian belum benar, satu per satu di `errors` (some fields are wrong)."),
    "429": ("TooMany", "Terlalu banyak permintaan (too many requests)."),
    "503": ("Unavailable", "Layanan terganggu; kirim ulang yang sama (send the same again)."),
}
"""The name and the description of each error response that routes share, by status."""
_DEFAULT = "Problem"
_WAIT = {"429", "503"}
_WRITES = {"post", "put", "patch"}


def complete(document: Schema) -> None:
    """Add to FastAPI's `document` how a token is sent, and the error responses of each route; once
    more changes nothing.
    """
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    components.setdefault("schemas", {}).update(_SCHEMAS)
    components["responses"] = {
        _DEFAULT: _problem(ANY_PROBLEM["default"]["description"]),
        **{
            name: _problem(description, _LATER if status in _WAIT else {})
            for status, (name, description) in _PROBLEMS.items()
        },
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            _only_types(responses)
            for status in sorted(_statuses(method, path, secured="security" in operation)):
                responses[status] = _shared(_PROBLEMS[status][0])
            del responses["default"]  # to be the last
            responses["default"] = _shared(_DEFAULT)


def _statuses(method: str, path: str, *, secured: bool) -> Iterator[str]:
    """The errors that a route may have. Every route refuses unknown names in its query."""
    yield from ("422", "503")
    if secured or method in _WRITES:
        yield from ("401", "403", "429")
    if "{" in path:
        yield "404"
    if method in _WRITES:
        yield "413"
    if secured and (method in _WRITES or (method == "delete" and "{" in path)):
        yield "409"


def _shared(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}


def _problem(description: str, headers: Schema | None = None) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    response: Schema = {"description": description, "content": content}
    return {**response, "headers": headers} if headers else response


def _only_types(responses: Schema) -> None:
    """Where a route names the type of its answer in `responses`, leave out what FastAPI has read
    from the function: `dict[str, Any]`, which says nothing and costs no time in a request.
    """
    for response in responses.values():
        for content in response.get("content", {}).values():
            named = content.get("schema", {}).get("$ref")
            if named:
                content["schema"] = {"$ref": named}
