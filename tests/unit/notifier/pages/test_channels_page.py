"""The page on which the channels of an address are chosen."""

import re
from pathlib import Path

import httpx
import pytest

from notifier.deeds import CHANNELS_CHOSEN
from tests.unit.notifier.channels.test_named import channel
from tests.unit.notifier.pages.an_app import World
from tests.unit.notifier.pages.test_alert_pages import seen, sent, text

CHANNELS = "/peringatan/saluran"
OWN = f"{CHANNELS}/DLHK"
HEAD, OFFICER = "kepala@dlhk.example", "pptk@dlhk.example"


@pytest.fixture
def world(tmp_path: Path) -> World:
    file = tmp_path / "channels.yml"
    file.write_text(channel("one") + channel("two", "wa", ", agencies: [DINKES]"))
    return World(channels_file=file)


def chosen(answer: httpx.Response, number: int) -> list[str]:
    """What is chosen for an address of the page, by its number."""
    form = answer.text.split("<form")[number]
    selects = re.findall(r"<select.*?</select>", form, re.DOTALL)
    found = (re.search(r'value="([^"]*)" selected', one) for one in selects)
    return [one[1] if one else "" for one in found]


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("planner", ["Badan Perencanaan", "Dinas Kesehatan", "Kehutanan"], ["daerah lain"]),
        ("officer", ["Kehutanan"], ["Kesehatan", "daerah lain"]),
    ],
)
async def test_who_may_choose_sees_each_address_with_its_channels(
    world: World, who: str, there: list[str], not_there: list[str]
) -> None:
    said = text(await seen(world, who, CHANNELS))
    for part in [*there, f"PPTK, {OFFICER}: Surel"]:
        assert part in said
    for part in not_there:
        assert part not in said


async def test_the_council_chooses_nothing(world: World) -> None:
    assert (await seen(world, "council", CHANNELS)).status_code == 403
    assert (await seen(world, "council", OWN)).status_code == 403
    assert (await sent(world, "council", OWN, alamat=HEAD, saluran1="mail")).status_code == 403
    assert CHANNELS not in (await seen(world, "council", "/peringatan/contoh")).text
    assert CHANNELS in (await seen(world, "head", "/peringatan/contoh")).text


async def test_what_was_chosen_is_used_in_its_order_and_noted(world: World) -> None:
    page = await seen(world, "head", OWN)
    assert (chosen(page, 1), chosen(page, 2)) == (["mail", ""], ["mail", ""])
    assert "wa" not in re.findall(r'<option value="([^"]*)"', page.text)
    answer = await sent(world, "head", OWN, alamat=HEAD, saluran1="tele", saluran2="mail")
    assert answer.status_code == 303
    page = await seen(world, "head", answer.headers["location"])
    assert "Tersimpan." in page.text
    assert (chosen(page, 1), chosen(page, 2)) == (["mail", ""], ["tele", "mail"])
    assert f"Kepala, {HEAD}: Telegram, Surel" in text(await seen(world, "planner", CHANNELS))
    (deed,) = world.deeds
    assert (deed.what, deed.by, deed.about) == (CHANNELS_CHOSEN, "kepala.dlhk", "DLHK")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "pilih paling sedikit satu saluran"),
        ({"saluran1": "mail", "saluran2": "mail"}, "mail ditulis dua kali"),
        ({"saluran1": "wa"}, "saluran wa tidak ada; pilihan: mail, tele"),
        ({"saluran1": "<b>x</b>"}, "saluran &lt;b&gt;x&lt;/b&gt; tidak ada"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_address_and_nothing_is_written(
    world: World, values: dict[str, str], said: str
) -> None:
    answer = await sent(world, "head", OWN, alamat=HEAD, **values)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="saluran1-2-salah">{said}' in answer.text
    assert 'href="#saluran1-2"' in answer.text
    assert world.deeds == []


async def test_an_address_of_another_agency_is_not_chosen_for(world: World) -> None:
    other = await sent(world, "head", f"{CHANNELS}/DINKES", alamat="kepala@dinkes.example")
    assert other.status_code == 404
    answer = await sent(world, "head", OWN, alamat="kepala@dinkes.example", saluran1="tele")
    assert answer.status_code == 404
    assert "tidak mempunyai alamat ini" in answer.text
    assert world.deeds == []


async def test_a_form_of_another_session_writes_nothing_and_keeps_what_was_chosen(
    world: World,
) -> None:
    answer = await sent(
        world, "head", OWN, alamat=HEAD, saluran1="tele", saluran2="mail", csrf="palsu"
    )
    assert answer.status_code == 403
    assert "Formulir ini dari sesi sebelumnya" in answer.text
    assert chosen(answer, 2) == ["tele", "mail"]
    assert world.deeds == []


async def test_where_there_is_only_mail_it_is_said_and_nothing_is_to_choose() -> None:
    page = await seen(World(), "head", OWN)
    assert "Saluran selain surel belum dipasang" in page.text
    assert 'name="saluran1"' not in page.text
