"""/docs: Swagger UI, from files of our own, so that it works where no other host is reached."""

from html import escape

from starlette.responses import Response

from chassis.http import document_files

STYLE = "swagger-ui-5.35.0.css"
PROGRAM = "swagger-ui-bundle-5.35.0.js"
START = "swagger.js"
INTEGRITY = {
    STYLE: "sha384-WlYgdmXYOOBWL5apwjDEZwN+U3HmXSSu5R6V5aGxEcf7z+KuRNwBhoxKVN1i3D5I",
    PROGRAM: "sha384-gjRm0bEPMeTmMh5jT2cHccIwCUZSTd8YC+j0d0sXw0MdGEfScduGpSyF3ZSSLkX9",
}
"""Of the files as swagger-ui-dist publishes them: a browser refuses any others."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI draws its marks as data: images, and asks only the service itself."""
_PAGE = """\
<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}" integrity="{style_integrity}">
</head>
<body>
<noscript><p>Halaman ini perlu JavaScript; uraian yang sama ada di
<a href="{openapi}">{openapi}</a>. (This page needs JavaScript.)</p></noscript>
<div id="swagger-ui" data-openapi="{openapi}"></div>
<script src="{program}" integrity="{program_integrity}"></script>
<script src="{start}"></script>
</body>
</html>
"""


def page(title: str, openapi: str) -> Response:
    """The page for the document at the address `openapi`."""
    address = document_files.address
    html = _PAGE.format(
        title=escape(title),
        openapi=escape(openapi),
        style=address(STYLE),
        style_integrity=INTEGRITY[STYLE],
        program=address(PROGRAM),
        program_integrity=INTEGRITY[PROGRAM],
        start=address(START),
    )
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": POLICY})
