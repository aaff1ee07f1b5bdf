"""public page requested -> what a region shows to everybody, without a sign-in."""

from fastapi import APIRouter, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, RedirectResponse

from chassis.web.pages import Pages
from contracts.wording import KINDS, PILLARS, STATUSES
from contracts.words import Kind, RegionCode
from tracker.council.overview import percent_of, troubled
from tracker.pages.curve import year_drawing
from tracker.pages.show_council import tones
from tracker.places.boundaries import Boundaries
from tracker.public.data_files import as_csv, as_json, dictionary_as_csv
from tracker.public.dictionary import CSV, DICTIONARY, FILES, JSON
from tracker.public.service import PublicService, nothing_shown
from tracker.public.shown import Shown
from tracker.status.rule_set import RuleSet

PUBLIC = "/publik"
CACHED = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language, Cookie"}


def routes(
    pages: Pages, public: PublicService, *, boundaries: Boundaries, rules: RuleSet
) -> APIRouter:
    """Halaman publik; berkasnya beralamat tetap."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)

    def facts(shown: Shown) -> dict[str, object]:
        overview = shown.overview
        return {
            "shown": shown,
            "overview": overview,
            "total": overview.total,
            "quick_wins": overview.quick_wins,
            "by_pillar": overview.by("pillar"),
            "drawing": year_drawing(overview.curve, overview.today),
            "map": boundaries.shaded(tones(overview, rules.tolerance)),
            "percent_of": percent_of,
            "troubled": troubled,
            "files": FILES,
            "kinds": KINDS,
            "pillars": PILLARS,
            "statuses": STATUSES,
            "quick_win": Kind.QUICK_WIN,
        }

    @router.get(PUBLIC)
    async def show_regions() -> Response:
        """Daerah yang pertama."""
        for region in public.regions.regions:
            return RedirectResponse(f"{PUBLIC}/{region}", 303)
        raise nothing_shown()

    @router.get(PUBLIC + "/{region}")
    async def show_public(request: Request, region: RegionCode) -> Response:
        """Ringkasan satu daerah bagi siapa pun."""
        shown = await public.shown(region)
        key = (region, shown.overview.at)
        content = pages.fragment(request, "public_facts.html", key, lambda: facts(shown))
        page = {"title": shown.says.name, "content": content}
        answer = pages.render(request, "public.html", page)
        answer.headers.update(CACHED)
        return answer

    @router.get(f"{PUBLIC}/{{region}}/{JSON}")
    async def show_json(region: RegionCode) -> Response:
        """Angkanya sebagai JSON, dengan lisensi dan kamusnya."""
        told = jsonable_encoder(as_json(await public.shown(region)))
        return JSONResponse(told, headers={**CACHED, "Access-Control-Allow-Origin": "*"})

    @router.get(f"{PUBLIC}/{{region}}/{CSV}")
    async def show_csv(region: RegionCode) -> Response:
        """Rencana aksi yang terbuka sebagai CSV."""
        return _csv(as_csv(await public.shown(region)), f"aksi-{region}.csv")

    @router.get(f"{PUBLIC}/{{region}}/{DICTIONARY}")
    async def show_dictionary(region: RegionCode) -> Response:
        """Arti setiap isian semua berkas, sebagai CSV."""
        await public.shown(region)
        return _csv(dictionary_as_csv(), f"aksi-{region}-{DICTIONARY}")

    return router


def _csv(text: str, name: str) -> Response:
    headers = {
        **CACHED,
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
