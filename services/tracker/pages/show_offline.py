"""no connection -> a page that writes drafts, and the worker that shows it."""

import hashlib
import json
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chassis.web.pages import Pages
from chassis.web.site import HOME, SIGNED_OUT
from tracker.reporting.obstacle_categories import ObstacleCategories

OFFLINE = "/kemajuan/luring"
KEPT = (
    "pico-2.1.1.min.css",
    "aksi.css",
    "aksi.svg",
    "store.js",
    "drafts.js",
    "slider.js",
    "browser-image-compression-2.0.2.js",
    "shrink.js",
)
"""What the page without a connection needs."""


def routes(pages: Pages, categories: ObstacleCategories) -> APIRouter:
    """Nothing here is private: the same for everybody, without a session."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)
    source = files("tracker.pages").joinpath("static", "worker.js").read_text(encoding="utf-8")

    shown = {"obstacle_categories": categories}

    @router.get(OFFLINE)
    async def show_offline(request: Request) -> Response:
        """Halaman tanpa sinyal."""
        return pages.render(request, "offline.html", shown)

    @router.get(SIGNED_OUT)
    async def show_signed_out(request: Request) -> Response:
        """Sudah keluar; peramban lupa milik siapa halamannya."""
        return pages.render(request, "signed_out.html", {"signed_out": True})

    @router.get("/kemajuan/worker.js")
    async def show_worker(request: Request) -> Response:
        """Pekerja layanan peramban; alamatnya tetap, isinya berubah dengan berkas yang disimpan."""
        page = pages.render(request, "offline.html", shown).body
        kept = [pages.asset(name) for name in KEPT]
        version = hashlib.sha256(bytes(page) + source.encode() + json.dumps(kept).encode())
        values = {
            "STORE": pages.asset("store.js"),
            "OFFLINE": OFFLINE,
            "KEPT": kept,
            "VERSION": version.hexdigest()[:12],
        }
        head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
        return Response(head + source, media_type="text/javascript")

    @router.get("/kemajuan/manifest.json")
    async def show_manifest() -> Response:
        """Untuk layar utama ponsel."""
        return JSONResponse(
            {
                "name": "Aksi",
                "short_name": "Aksi",
                "lang": "id",
                "start_url": HOME,
                "scope": HOME,
                "display": "standalone",
                "background_color": "#ffffff",
                "theme_color": "#0b2a42",
                "icons": [
                    {"src": pages.asset("aksi.svg"), "sizes": "any", "type": "image/svg+xml"}
                ],
            },
            media_type="application/manifest+json",
        )

    return router
