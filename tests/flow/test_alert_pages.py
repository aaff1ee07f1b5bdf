"""From a late item to whoever answers: by the page, and by the link in the mail."""

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, Plan, days_ago
from tests.flow.seeing import Mail
from tests.flow.test_decision_pages import shown, words_of
from tests.flow.test_pages import browser

Addresses = dict[str, dict[str, str]]
LINK = re.compile(r"https?://\S+/peringatan/tanggapi/[\w.-]+")


@pytest.fixture
async def item(plan: Plan, mail: Mail, agencies: Addresses, callers: Any) -> str:
    """A quick win that is late since yesterday, and its head was told."""
    made = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    item_id = str(made["item_id"])
    await mail.told(item_id, agencies[AGENCY]["head"])
    return item_id


async def open_alert(admin: Caller, item: str) -> dict[str, Any]:
    (found,) = await admin.alerts(item_id=item, state="open", rule="late")
    return dict(found)


async def link_to(mail: Mail, item: str, address: str) -> str:
    """The link in the mail to an address."""
    mails = [one for one in await mail.about(item) if one["to"] == address]
    found = LINK.search(mails[0]["text"])
    assert found, mails[0]["text"]
    return found[0]


async def noted(admin: Caller, about: str, *deeds: str) -> None:
    """The audit trail has these deeds about it."""

    async def there() -> bool:
        answer = await admin.notifier.get("/api/v1/audit", params={"about": about})
        return set(deeds) <= {one["what"] for one in answer.raise_for_status().json()["entries"]}

    await until(there, SOON, f"{deeds} about {about}")


async def test_the_list_leads_to_the_episode_and_there_it_is_acknowledged_and_handed_over(
    stack: Stack, admin: Caller, item: str, agencies: Addresses, mail: Mail
) -> None:
    alert = await open_alert(admin, item)
    path = f"/peringatan/kejadian/{quote(alert['alert'])}"
    async with browser(stack, "uji.pptk") as officer, browser(stack, "uji.dewan") as council:
        await officer.signs_in(f"/peringatan/?butir={item}")
        assert officer.path == "/peringatan/", "the sign-in leads back to this service"
        assert f'href="{path}"' in officer.page.text
        page = await officer.open(path)
        assert "Belum ada yang menanggapi." in words_of(page.text)
        assert "diamkan" not in re.findall(r'name="tindakan" value="(\w+)"', page.text)
        form = {**officer.form(), "tindakan": "tanggapi", "catatan": "Sedang diurus"}
        await officer.send(path, form)
        assert (officer.page.status_code, officer.path) == (200, path)
        said = words_of(officer.page.text)
        assert "Ditanggapi uji.pptk, ditahan sampai" in said
        assert "“Sedang diurus”" in said
        team = {**form, "tindakan": "teruskan", "dilihat": "1", "kepada": "delivery_team"}
        await officer.send(path, {**team, "pesan": "Perlu dukungan"})
        await mail.told(item, agencies["GRT-TIM"]["delivery_team"])

        await council.signs_in("/peringatan/")
        page = await council.open(path)
        assert "hanya melihat" in page.text
        assert "@" not in words_of(page.text)
        sent = await council.send(path, {**form, "csrf": officer.form().get("csrf", "")})
        assert sent.status_code == 403
        ledger = words_of((await council.open(f"/peringatan/catatan?butir={item}")).text)
        assert "Diteruskan uji.pptk kepada Tim Pelaksana" in ledger
        file = await council.open(f"/peringatan/catatan/berkas?butir={item}")
        assert file.text.splitlines()[0].startswith("at,what,why")
    await noted(admin, alert["alert"], "alert-acknowledged", "alert-handed-over")
    await noted(admin, "peringatan", "ledger-downloaded")
    answered = await open_alert(admin, item)
    assert [one["answer"] for one in answered["pauses"]] == ["acknowledged", "handed_over"]


async def test_the_link_of_a_mail_asks_and_acts_only_when_it_is_sent(
    stack: Stack, admin: Caller, item: str, agencies: Addresses, mail: Mail
) -> None:
    link = await link_to(mail, item, agencies[AGENCY]["head"])
    assert link.startswith(stack.services.url("notifier"))
    async with httpx.AsyncClient(headers={"Accept": "text/html"}, trust_env=False) as reader:
        for _ in range(3):  # as mail scanners do
            page = await reader.get(link)
            await reader.head(link)
            assert page.status_code == 200
            assert page.headers["referrer-policy"] == "no-referrer"
        assert (await open_alert(admin, item))["pauses"] == []
        sent = await reader.post(link, data={"tindakan": "tanggapi", "catatan": "Lewat surel"})
        assert sent.status_code == 303
        assert link.endswith(sent.headers["location"])
        said = words_of((await reader.get(link)).text)
    assert "Tersimpan. Ditanggapi Kepala, ditahan sampai" in said
    (pause,) = (await open_alert(admin, item))["pauses"]
    assert (pause["answer"], pause["by"], pause["words"]) == (
        "acknowledged",
        "head",
        "Lewat surel",
    )
    token = link.rpartition("/")[2]
    logs = [one.read_text(errors="replace") for one in stack.folder.logs.glob("*") if one.is_file()]
    assert logs
    assert not any(token in one for one in logs)


async def test_answers_stand_on_the_items_page_and_in_its_history(
    stack: Stack, admin: Caller, item: str
) -> None:
    alert = await open_alert(admin, item)
    path = f"/peringatan/kejadian/{quote(alert['alert'])}"
    async with browser(stack, "uji.kepala") as head:
        await head.signs_in(path)
        silence = {"tindakan": "diamkan", "diam_sampai": days_ago(-3).isoformat()}
        await head.send(path, {**head.form(), **silence, "alasan": "Menunggu lelang"})
        said = await shown(head, f"/kemajuan/butir/{item}", "Didiamkan uji.kepala sampai")
    assert "Menunggu lelang" in said
    await noted(admin, alert["alert"], "alert-silenced")
    detail = (await admin.tracker.get(f"/api/v1/items/{item}")).json()
    actions = [one["action"] for one in detail["alert_history"]]
    assert actions[0] == "silenced"
    assert {"opened", "told"} <= set(actions)


async def test_a_test_message_arrives_and_its_page_says_so(
    stack: Stack, mail: Mail, admin: Caller, agencies: Addresses, callers: Any
) -> None:
    address = agencies[AGENCY]["verifier"]
    async with browser(stack, "uji.kabid") as verifier:
        await verifier.signs_in("/peringatan/uji")
        await verifier.send("/peringatan/uji", {**verifier.form(), "alamat": address})
        assert "Pesan uji diserahkan" in words_of(verifier.page.text)
        assert verifier.path.startswith("/peringatan/uji/")

    async def there() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            messages = (await client.get(f"{mail.url}/messages")).json()
        return any(one["to"] == address and "[UJI]" in one["subject"] for one in messages)

    await until(there, SOON, "the test message")
    await noted(admin, AGENCY, "test-message-sent")


async def test_the_policy_and_every_sample_are_there(stack: Stack, callers: Any) -> None:
    async with browser(stack, "uji.perencana") as planner:
        await planner.signs_in("/peringatan/kebijakan")
        assert "Quick win lewat tenggat" in planner.page.text
        page = await planner.open("/peringatan/contoh")
        names = re.findall(r'href="(/peringatan/contoh/\w+)"', page.text)
        assert len(names) > 15
        for name in names:
            assert (await planner.open(name)).status_code == 200
            mail = await planner.open(f"{name}/surel")
            assert "sandbox" in mail.headers["content-security-policy"]
        assert (await planner.open("/peringatan/tangga")).status_code == 200
