import io
import zipfile
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from contracts.words import Book, ContactRole, Kind, PartnerKind, Pillar
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem
from planner.workbook.export import write_plan
from tests.unit.planner.workbook.workbooks import Kept, clean, counts, xlsx

AGENCIES = (
    agency.Draft(agency="DINKES", name="Dinas Kesehatan", aliases=("Dinkes",)),
    agency.Draft(agency="BAPPEDA", name="Badan Perencanaan"),
    agency.Draft(agency="1.01", name="=Dinas Rumus()"),
)
CODES = tuple(one.agency for one in AGENCIES)


def kept(items: tuple[item.Draft, ...], agencies: tuple[agency.Draft, ...] = AGENCIES) -> Kept:
    store = Kept()
    store.agencies = {one.agency: StoredAgency(one, "kukar", 1) for one in agencies}
    store.items = {one.item_id: StoredItem(one, "kukar", 1) for one in items}
    return store


texts = st.text(st.characters(codec="utf-8"), max_size=60)
names = st.text(st.characters(codec="utf-8", exclude_characters=";|"), min_size=1, max_size=40)
numbers = st.floats(-1e14, 1e14, allow_nan=False)
optional_text = st.none() | texts


@st.composite
def items(draw: st.DrawFn) -> item.Draft:
    start = draw(st.dates(date(2001, 1, 1), date(2090, 1, 1)))
    due = start + timedelta(days=draw(st.integers(0, 3000)))
    count = draw(st.integers(0, 4))
    span = (due - start).days
    days = sorted(draw(st.lists(st.integers(0, span), min_size=count, max_size=count)))
    lead = draw(st.sampled_from(CODES))
    drawn: dict[str, Any] = {
        "item_id": draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,20}", fullmatch=True)),
        "pillar": draw(st.sampled_from(Pillar)),
        "kind": draw(st.sampled_from(Kind)),
        "book": draw(st.sampled_from(Book)),
        "title": draw(texts),
        "agency": lead,
        "supporting_agencies": tuple(code for code in draw(st.permutations(CODES)) if code != lead)[
            : draw(st.integers(0, 2))
        ],
        "partners": tuple(
            item.Partner(name, kind)
            for name, kind in draw(
                st.dictionaries(names, st.sampled_from(PartnerKind), max_size=3)
            ).items()
        ),
        "kecamatan": draw(optional_text),
        "rural": draw(st.none() | st.booleans()),
        "start": start,
        "due": due,
        "milestones": tuple(
            item.Milestone(draw(names), start + timedelta(days=n), draw(st.floats(0.01, 20)))
            for n in days
        ),
        "indicator": draw(texts),
        "unit": draw(st.none() | st.sampled_from(["%", "persen", "desa", "unit"])),
        "baseline": draw(st.none() | numbers),
        "target": draw(st.none() | numbers),
        "budget": draw(st.integers(0, item.BUDGET_MOST)),
        "budget_source": draw(optional_text),
        "weight": draw(st.floats(1e-6, 1e6)),
    }
    return drawn  # type: ignore[return-value]


@settings(max_examples=150, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4))
def test_whatever_the_planner_holds_its_export_imports_unchanged(drawn: list[Any]) -> None:
    directory = AgencyDirectory(list(AGENCIES))
    tidied = [item.tidy(fields) for fields in drawn]
    drafts = {f["item_id"]: item.complete(f) for f in tidied if not item.faults_of(f, directory)}
    store = kept(tuple(drafts.values()))

    judged = store.judge(write_plan(drafts.values(), AGENCIES))

    assert [fault.body("en") for v in judged.rows for fault in v.faults] == []
    assert judged.body("en")["changes"] == []
    assert counts(judged) == (0, 0, len(drafts) + len(AGENCIES), 0)


@given(
    st.lists(
        st.builds(
            agency.Contact,
            st.sampled_from(ContactRole),
            st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True),
        ),
        max_size=5,
        unique=True,
    ),
    st.lists(names, max_size=3),
)
@settings(max_examples=50, deadline=None)
def test_agencies_come_back_with_their_contacts_and_aliases(
    contacts: list[agency.Contact], aliases: list[str]
) -> None:
    fields = agency.tidy(
        agency.Fields(
            agency="DINKES",
            name="Dinas Kesehatan",
            kind="dinas",
            aliases=tuple(aliases),
            contacts=tuple(contacts),
        )
    )
    drafts = () if agency.faults_of(fields) else (agency.Draft(**fields),)

    judged = kept((), drafts).judge(write_plan((), drafts or AGENCIES))

    if drafts:
        assert counts(judged) == (0, 0, 1, 0)


def test_an_imported_workbook_comes_back_unchanged_through_the_export() -> None:
    store = Kept()
    store.take(xlsx(clean()))

    data = write_plan(
        (one.draft for one in store.items.values()),
        (one.draft for one in store.agencies.values()),
    )

    assert counts(store.judge(data)) == (0, 0, 24, 0)


def test_a_text_that_looks_like_a_formula_is_written_as_text() -> None:
    draft = item.Draft(
        item_id="1.10",
        pillar=Pillar.LIVING,
        title='=HYPERLINK("http://x","y")',
        agency="1.01",
        start=date(2026, 1, 1),
        due=date(2026, 2, 1),
        kecamatan="+1",
        rpjmd="@SUM(A1)",
        budget_source="-2",
    )

    data = write_plan((draft,), AGENCIES)

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    row = book.get_sheet_by_index(0).to_python()[1]
    assert draft.title in row
    assert {"+1", "@SUM(A1)", "-2", "1.10"} <= set(map(str, row))
    assert b"<f>" not in b"".join(_sheets(data))
    assert counts(kept((draft,)).judge(data)) == (0, 0, 4, 0)


def _sheets(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(n) for n in archive.namelist() if "worksheets/" in n]
