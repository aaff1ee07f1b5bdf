"""Whatever is sent by a form of a page, by whomever: the answer is a page that says what to do, and
never a 5xx; and what is not a form of the session changes nothing.

The forms are found by following the links of the pages as each role. The services run in this
process on a database of their own; what is wrong with a form is drawn with a fixed seed.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest

from chassis.web.session import COOKIE, FORM_KEY
from contracts.account import Role
from tests.evidence_files import photo
from tests.flow.made_up import (
    AGENCY,
    CALLERS,
    ITEM,
    NOBODY,
    PASSWORD,
    PLANNED,
    account,
    have_plan,
)
from tests.flow.test_account_import_pages import HEADERS as ACCOUNT_HEADERS
from tests.flow.test_plan_import_pages import workbook as accounts_workbook
from tests.flow.test_planner_http import workbook
from tests.in_process import SERVICES, InProcess, in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
SERVICE_OF = {"rencana": "planner", "kemajuan": "tracker", "peringatan": "notifier"}
FIRST_PAGES = ("/rencana/masuk", "/rencana/akun", "/rencana/butir", "/rencana/impor", "/kemajuan/",
               "/peringatan/", f"/kemajuan/butir/{ITEM}/lapor",
               f"/kemajuan/butir/{ITEM}/bukti")  # fmt: skip
PAGES_MOST = 120
LAST = ("hapus", "batal", "buang", "terapkan", "keluar", "keluar-semua", "lepas", "matikan")
"""The last words of addresses after which there are fewer forms: these are sent last."""
ODD_EACH, AGAIN_KINDS, FOREIGN_KINDS = 2, 6, 2
"""Odd values tried in each field; and of all that is tried with a form as the first caller whom the
pages show it, how much as another, and as one who is not shown it.
"""
ODD: tuple[str | bytes, ...] = (
    "", " ", "x" * 3000, "9" * 400, "1e999", "NaN", "-1", "1.5", "banyak", "2026-02-31",
    "0001-01-01", "9999-12-31", "😀" * 40, "\u202eabc\u200f", "\0", "a\0b", "\x1b[31m\r\nX: y",
    "'\"><script>", "{{ 7 * 7 }}", "$ne", "²", "٣", "../..", "//jahat.example/", ITEM, AGENCY,
    "ａ", "\ufeff", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3",
)  # fmt: skip
"""Of the wrong type, of the wrong length, not of this world; the last three are not UTF-8."""
BOUNDARY = "batas"
TWICE = ("admin", "officer")
WRONG = re.compile(r'class="lead"|class="error|role="alert"|<ol>')
"""What says on a page why something was refused; the list is that of a session that is over."""
Pairs = list[tuple[str, str | bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """A posted form as a page shows it."""

    action: str
    fields: tuple[tuple[str, str], ...]
    multipart: bool = False

    @property
    def service(self) -> str:
        return SERVICE_OF[self.action.split("/")[1]]

    @property
    def shape(self) -> tuple[str, tuple[str, ...]]:
        """Forms of one shape are tried once."""
        return self.action, tuple(sorted({name for name, _ in self.fields}))


KEY, CODE = (FORM_KEY, ""), ("one_time_code", "123456")
STEP = (("langkah", "x"), ("lanjut", ""), CODE)
SEEN_LATER = (
    Form("/rencana/masuk/kode", STEP),
    Form("/rencana/masuk/pasang", STEP),
    Form("/rencana/akun/dua-langkah/nyalakan", (KEY, CODE)),
    Form("/rencana/akun/dua-langkah/kode-baru", (KEY, ("password", "x"), CODE)),
    Form("/rencana/akun/dua-langkah/matikan", (KEY, ("password", "x"), CODE)),
    Form("/rencana/akun-akun/uji.officer/dua-langkah/lepas", (KEY, ("version", "1"))),
    Form("/rencana/kalender/kukar/izin/cabut", (KEY, ("agency", "UJI"), ("period", "2026-M1"))),
    *(
        Form(f"/kemajuan/impor/{'0' * 32}/{what}", (KEY, ("terlihat", "x")))
        for what in ("kolom", "catat", "buang")
    ),
    Form(
        f"/kemajuan/sipd/{'0' * 32}/simpan",
        (
            KEY,
            ("bulan:1", "1"),
            ("hitung:1", "bulan"),
            ("unit:1", "+"),
            ("nama-unit:1", "Bagian Umum"),
        ),
    ),
    Form(f"/kemajuan/sipd/{'0' * 32}/buang", (KEY,)),
    Form(
        "/kemajuan/sipd/tautan",
        (
            KEY,
            ("tahun", "2026"),
            ("cari", "pohon"),
            ("tampil", "belum"),
            ("hal", "1"),
            ("kode:1.01.01.2.01.0001", "UJI-001"),
        ),
    ),
    Form("/kemajuan/sipd/batal", (KEY, ("berkas", "0" * 32))),
    *(
        Form(f"/peringatan/kejadian/late:{ITEM}:1", (KEY, ("dilihat", "0"), *fields))
        for fields in (
            (("tindakan", "tanggapi"), ("sampai", "2026-12-14"), ("catatan", "x")),
            (("tindakan", "diamkan"), ("diam_sampai", "2026-12-14"), ("alasan", "x")),
            (("tindakan", "teruskan"), ("kepada", "head"), ("pesan", "x")),
        )
    ),
    Form("/peringatan/uji", (KEY, ("alamat", "kepala@uji.example"))),
    Form(
        f"/peringatan/saluran/{AGENCY}",
        (KEY, ("alamat", "kepala@uji.example"), ("saluran1", "mail"), ("saluran2", "")),
    ),
    Form(
        "/peringatan/tanggapi/a.b.c", (("tindakan", "tanggapi"), ("sampai", ""), ("catatan", "x"))
    ),
)
"""Pages show these where an account has a second factor, or begins to; where an extension was
granted; where a spreadsheet or an export of SIPD was sent; where an alert is open or an office has
an address, and in mails.
"""


class Page(HTMLParser):
    """The posted forms and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._posted = False
        self._ids: dict[str, int] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._posted = given.get("method") == "post"
            if self._posted:
                multipart = given.get("enctype") == "multipart/form-data"
                self._ids[given.get("id", "")] = len(self.forms)
                self.forms.append(Form(given["action"], (), multipart))
        elif tag in {"input", "textarea", "select", "button"}:
            self._select = given.get("name", "") if tag == "select" else ""
            self._add(given.get("form"), given.get("name", ""), given.get("value", ""))
        elif tag == "option" and self._select and "selected" in given:
            self._add(None, self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._posted = False

    def _add(self, form_id: str | None, name: str, value: str) -> None:
        at = self._ids.get(form_id, -1) if form_id else len(self.forms) - 1
        if name and at >= 0 and (form_id or self._posted):
            form = self.forms[at]
            kept = tuple(one for one in form.fields if one[0] != name or (one[1] and not value))
            self.forms[at] = replace(form, fields=(*kept, (name, value)))


@dataclass
class Visitor:
    """Opens pages and sends forms as one caller; what an answer sets as cookie is dropped."""

    who: str
    clients: Mapping[str, httpx.AsyncClient]
    cookie: str = ""
    forms: dict[tuple[str, tuple[str, ...]], Form] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        asked = {"accept": "text/html"}
        return asked | ({"cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {})

    async def open(self, path: str) -> httpx.Response:
        client = self.clients[SERVICE_OF[path.split("/")[1]]]
        client.cookies.clear()
        return await client.get(path, headers=self.headers)

    async def send(self, form: Form, content: bytes, kind: str) -> httpx.Response:
        client = self.clients[form.service]
        client.cookies.clear()
        headers = {**self.headers, "content-type": kind}
        return await client.post(form.action, content=content, headers=headers)

    async def crawl(self) -> None:
        """Find the forms: follow every link once, one of each set of names in a query."""
        waiting, seen = list(FIRST_PAGES), set[str]()
        while waiting and len(seen) < PAGES_MOST:
            path = waiting.pop(0)
            if (shape := re.sub("=[^&#]*", "=", path)) in seen:
                continue
            seen.add(shape)
            answer = await self.open(path)
            assert answer.status_code < 500, (self.who, path, answer.text)
            if "location" in answer.headers:
                waiting += inside(path, [answer.headers["location"]])
            elif answer.headers.get("content-type", "").startswith("text/html"):
                page = Page(answer.text)
                self.know(page.forms)
                waiting += inside(path, page.links)

    def know(self, forms: Iterable[Form]) -> None:
        for form in forms:
            self.forms.setdefault(form.shape, form)

    def key(self) -> str:
        """The hidden key of this session's forms."""
        keys = (dict(form.fields).get(FORM_KEY) for form in self.forms.values())
        return next((key for key in keys if key), "")


def inside(path: str, links: Iterable[str]) -> list[str]:
    """The links that lead to pages of the services."""
    found = (urljoin(path, link).partition("#")[0] for link in links)
    return [one for one in found if one.split("/")[1:2] and one.split("/")[1] in SERVICE_OF]


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def urlencoded(pairs: Pairs) -> tuple[bytes, str]:
    body = "&".join(
        f"{quote(as_bytes(n), safe='')}={quote(as_bytes(v), safe='')}" for n, v in pairs
    )
    return body.encode(), "application/x-www-form-urlencoded"


def in_parts(pairs: Pairs, file: bytes | None = None) -> tuple[bytes, str]:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n'.encode() + as_bytes(value) for name, value in pairs]
    if file is not None:
        parts.append(f'{head}file"; filename="berkas.xlsx"\r\n\r\n'.encode() + file)
    body = b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def encoded(form: Form, pairs: Pairs) -> tuple[bytes, str]:
    """As the browser sends it; a form for a file has a good one."""
    if not form.multipart:
        return urlencoded(pairs)
    return in_parts([pair for pair in pairs if pair[0] != "file"], good_file(form))


def good_file(form: Form) -> bytes:
    """What the form asks for."""
    if "bukti" in form.action or "keputusan" in form.action:
        return photo()
    if "akun-impor" in form.action:
        return accounts_workbook([["uji.impor", "PPTK", AGENCY, ""]], ACCOUNT_HEADERS)
    row = ["Smart Living", "Layanan", AGENCY, "1 Januari 2026", "31 Desember 2026", "1.250.000"]
    file: bytes = workbook([["FUZZ-3", *row], ["FUZZ-4", "Bukan pilar", *row[1:]]])["file"][1]
    return file


def spoiled(form: Form, random: Random) -> Iterator[tuple[str, bytes, str]]:
    """What is wrong with a form, its body and its content type."""
    good: Pairs = list(form.fields)
    names = [name for name, _ in form.fields if name != FORM_KEY]
    for name in names:
        others: Pairs = [pair for pair in good if pair[0] != name]
        yield f"{name} missing", *encoded(form, others)
        yield f"{name} twice", *encoded(form, [*good, (name, "x"), (name, "y")])
        for value in random.sample(ODD, ODD_EACH):
            yield f"{name} is {value!r:.40}", *encoded(form, [*others, (name, value)])
    yield "an unknown field", *encoded(form, [*good, ("tidak_dikenal", "x")])
    yield "fields by the thousand", *encoded(form, [*good, *[(f"f{n}", "") for n in range(1500)]])
    yield "a huge value", *encoded(form, [*good, ((names or ["x"])[0], "x" * 200_000)])
    yield "a name that is no UTF-8", *encoded(form, [*good, ("\x00\ufffe", b"\xff")])
    yield "the other encoding", *(urlencoded(good) if form.multipart else in_parts(good))
    yield "a file that was not asked for", *in_parts(good, random.randbytes(50))
    yield "an empty body", b"", "application/x-www-form-urlencoded"
    yield "an empty body in parts", b"", f"multipart/form-data; boundary={BOUNDARY}"
    yield "parts without their boundary", in_parts(good)[0], "multipart/form-data"
    yield "half of the parts", in_parts(good)[0][:-20], f"multipart/form-data; boundary={BOUNDARY}"
    yield "JSON", b'{"csrf": 1}', "application/json"
    yield "percent signs", b"%=%zz&=&&%00=%ff", "application/x-www-form-urlencoded"


def not_own(form: Form) -> Iterator[tuple[str, bytes, str]]:
    """The form as of another session, and as of none."""
    others: Pairs = [pair for pair in form.fields if pair[0] != FORM_KEY]
    yield "no key", *encoded(form, others)
    for key in ("", "0" * 64, b"\xff", "é"):
        yield f"the key {key!r}", *encoded(form, [*others, (FORM_KEY, key)])


def trouble(answer: httpx.Response) -> str | None:
    """What the answer is not: a page with a heading, and with what to do where it refuses."""
    status, kind = answer.status_code, answer.headers.get("content-type", "")
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    if status in range(300, 400):
        wanted = {"an address": bool(answer.headers.get("location"))}
    else:
        wanted = {
            "no failure": status < 500,
            "a page": kind.startswith("text/html"),
            "a heading": bool(re.search(r"<h1[^>]*>\s*[^<\s]", main)),
            "what is wrong": status < 400 or bool(WRONG.search(main)),
            "what to do": status < 400 or bool(re.search(r"<(a|form) ", main)),
        }
    missed = [what for what, there in wanted.items() if not there]
    return f"{status} {kind} without {', '.join(missed)}" if missed else None


@pytest.fixture(scope="module")
async def services(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InProcess]:
    folder = tmp_path_factory.mktemp("forms")
    databases = {"AKSI_MONGODB": mongodb_uri}
    made = in_process(folder, **databases)
    for name in SERVICES:
        await made.service(name)._prepare()
    yield made
    made.end()


@pytest.fixture(scope="module")
async def visitors(services: InProcess) -> AsyncIterator[dict[str, Visitor]]:
    """Each caller, signed in, who has seen the pages there are."""
    token = services.token(Role.ADMIN, datetime.now(UTC))
    admin = {name: services.client(name, token) for name in SERVICES}
    await have_plan(services, admin)
    planner = admin["planner"]
    cancelled = {**PLANNED, "item_id": "FUZZ-2", "region": "kukar"}
    assert (await planner.post("/api/v1/items", json=cancelled)).status_code == 201
    assert (await planner.post("/api/v1/items/FUZZ-2/cancel")).status_code == 200
    revised = {**PLANNED, "title": "Uji lagi", "version": 1}
    assert (await planner.put(f"/api/v1/items/{ITEM}", json=revised)).status_code == 200
    visitors = {}
    for who in CALLERS:
        visitor = Visitor(who, {name: services.client(name) for name in SERVICES})
        if who != NOBODY:
            answer = await planner.post("/api/v1/accounts", json=account(who))
            assert answer.status_code == 201, answer.text
            visitor.cookie = await signed_in(visitor)
        visitors[who] = visitor
    program = {"name": "SIMDA", "days": 3}
    answer = await planner.post("/api/v1/accounts/uji.officer/tokens", json=program)
    assert answer.status_code == 201, answer.text
    for visitor in visitors.values():
        await visitor.crawl()
        await beyond(visitor)
    admins = visitors["admin"]
    admins.know(keyed(form, admins.key()) for form in SEEN_LATER)
    yield visitors
    for client in (*admin.values(), *(c for v in visitors.values() for c in v.clients.values())):
        await client.aclose()


async def signed_in(visitor: Visitor) -> str:
    """The cookie of a session; some accounts have another, which their page has a form to end."""
    form = Form("/rencana/masuk", ())
    pairs: Pairs = [("username", f"uji.{visitor.who}"), ("password", PASSWORD)]
    for _ in range(2 if visitor.who in TWICE else 1):
        answer = await visitor.send(form, *urlencoded(pairs))
        assert answer.status_code == 303, answer.text
    return str(answer.cookies[COOKIE])


async def beyond(visitor: Visitor) -> None:
    """Send each form as it is shown, for the forms of the pages that come after it."""
    for form in list(visitor.forms.values()):
        if form.action.rsplit("/", 1)[-1] in LAST:
            continue
        answer = await visitor.send(form, *encoded(form, list(form.fields)))
        assert trouble(answer) is None, (form, trouble(answer), answer.text)
        if location := answer.headers.get("location"):
            for path in inside(form.action, [location]):
                answer = await visitor.open(path)
        visitor.know(Page(answer.text).forms)


async def state(services: InProcess) -> dict[str, Any]:
    """The hash of each collection of each service."""
    found = {}
    for name in SERVICES:
        database = services.service(name).database["x"].database
        found[name] = (await database.command("dbHash"))["collections"]
    return found


async def test_only_forms_of_the_session_change_anything(
    services: InProcess, visitors: dict[str, Visitor]
) -> None:
    wrong = []
    for who, visitor in visitors.items():
        for form in visitor.forms.values():
            if FORM_KEY not in dict(form.fields):
                continue
            before = await state(services)
            for kind, content, content_type in not_own(form):
                answer = await visitor.send(form, content, content_type)
                if said := trouble(answer):
                    wrong.append(f"{who} {form.action}, {kind}: {said}")
            if (after := await state(services)) != before:
                changed = [
                    (n, c) for n in after for c in after[n] if after[n][c] != before[n].get(c)
                ]
                wrong.append(f"{who} {form.action}: changed {changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", CALLERS)
async def test_every_answer_to_a_form_is_a_page_that_says_what_to_do(
    visitors: dict[str, Visitor], who: str
) -> None:
    visitor, random, wrong = visitors[who], Random(who), []
    key = visitor.key()
    everyones = {shape: form for one in visitors.values() for shape, form in one.forms.items()}
    first = {shape: one.who for one in reversed(visitors.values()) for shape in one.forms}
    for shape, form in sorted(everyones.items(), key=lambda one: is_last(one[1])):
        own = visitor.forms.get(shape)
        kinds = list(spoiled(own or keyed(form, key), random))
        if who != first[shape]:
            kinds = random.sample(kinds, AGAIN_KINDS if own else FOREIGN_KINDS)
        for kind, content, content_type in kinds:
            answer = await visitor.send(form, content, content_type)
            if said := trouble(answer):
                wrong.append(f"{form.action}, {kind}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", ["", "own"])
async def test_who_has_no_choice_of_agencies_is_led_on_and_told_of_no_form(
    visitors: dict[str, Visitor], key: str
) -> None:
    council = visitors["council"]
    pairs: Pairs = [(FORM_KEY, council.key() if key else ""), ("agency", AGENCY)]
    answer = await council.send(Form("/rencana/instansi", ()), *urlencoded(pairs))
    assert (answer.status_code, trouble(answer)) == (403, None)
    assert "Isiannya masih ada" not in answer.text


def keyed(form: Form, key: str) -> Form:
    """The form as one of the session with this key."""
    return replace(form, fields=tuple((n, key if n == FORM_KEY else v) for n, v in form.fields))


def is_last(form: Form) -> bool:
    return form.action.rsplit("/", 1)[-1] in LAST


def posted(routes: Iterable[Any]) -> Iterator[str]:
    """The addresses of the pages' posts."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from posted(route.original_router.routes)
        elif "POST" in getattr(route, "methods", ()) and not route.path.startswith("/api/"):
            yield route.path


def test_every_form_of_every_page_was_found(
    services: InProcess, visitors: dict[str, Visitor]
) -> None:
    found = {urlsplit(form.action).path for one in visitors.values() for form in one.forms.values()}
    missed = []
    for name in SERVICES:
        for path in posted(services.apps[name].router.routes):
            shape = re.compile(re.sub(r"{\w+}", "[^/]+", re.sub(r"{\w+:path}", ".+", path)))
            if not any(shape.fullmatch(one) for one in found):
                missed.append(path)
    assert missed == []
