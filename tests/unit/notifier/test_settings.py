"""What the notifier accepts from its environment."""

from base64 import b64encode
from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.clock import SystemClock
from notifier.channels.email.senders import StartTls
from notifier.settings import KUKAR, NotifierSettings


def test_smtp_url_names_server_user_and_kind_of_encryption(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("rahasia\n")
    told = NotifierSettings(
        smtp_url="smtps://aksi%40kukar@mail.example",
        smtp_password_file=secret,
        mail_from="Aksi <aksi@kukar.example>",
    )
    server = told.smtp_server
    assert (server.host, server.port, server.tls) == ("mail.example", 465, True)
    assert (server.user, server.password) == ("aksi@kukar", "rahasia")
    assert (server.mail_from, told.sender.domain) == ("aksi@kukar.example", "kukar.example")


@pytest.mark.parametrize("start_tls", list(StartTls))
def test_encryption_is_a_setting(start_tls: StartTls) -> None:
    assert NotifierSettings().smtp_server.start_tls is StartTls.OPPORTUNISTIC
    assert NotifierSettings(smtp_tls=start_tls).smtp_server.start_tls is start_tls


def test_a_password_is_not_to_be_sent_in_the_clear() -> None:
    with pytest.raises(ValidationError, match="in the clear") as refused:
        NotifierSettings(smtp_url="smtp://aksi@mail.example", smtp_tls=StartTls.OFF)
    assert {fault["loc"] for fault in refused.value.errors()} == {("smtp_tls",)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "http://mail.example"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://user:password@mail.example"),
        ("smtp_url", "smtp://mail.example:99999"),
        ("mail_from", "nobody"),
        ("mail_from", "a@b\r\nBcc: x@y.example"),
        ("mail_from", ""),
        ("mail_returns_to", "kembali@@kukar.example"),
        ("portal_url", "javascript:alert(1)"),
        ("policy_file", "/nowhere/policy.json"),
        ("smtp_password_file", "/nowhere/secret"),
        ("grace_seconds", -1),
        ("smtp_tls", "sometimes"),
        ("smtp_per_minute", -1),
        ("webhook_inside_hosts", "https://wa.example"),
        ("webhook_inside_hosts", "wa.example,a b"),
        ("apprise_schemes", "tgram,json"),
        ("channels_file", "/nowhere/channels.yml"),
    ],
)
def test_what_cannot_work_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        NotifierSettings.model_validate({name: value})
    assert {fault["loc"] for fault in refused.value.errors()} == {(name,)}


def test_a_policy_of_ones_own_is_checked_when_the_settings_are_read(tmp_path: Path) -> None:
    mine = tmp_path / "policy.json"
    mine.write_text('{"version": "1", "rules": [{"rule": "late"}]}')
    with pytest.raises(ValidationError, match=r"rules\.0\.when"):
        NotifierSettings(policy_file=mine)


def test_waits_can_be_others_for_a_drill() -> None:
    drill = NotifierSettings(grace_seconds=0, settle_hours=0, quiet_hours=False, quiet_start=False)
    policy = drill.policy()()
    assert (policy.grace_seconds, policy.settle_hours, policy.quiet_from) == (0, 0, None)
    assert policy.quiet_start_working_days == 0


def test_a_policy_that_changes_is_followed_and_one_that_cannot_be_is_not(tmp_path: Path) -> None:
    mine = tmp_path / "policy.yml"
    mine.write_text(KUKAR.read_text())
    policy = NotifierSettings(policy_file=mine).policy()
    before = policy.fingerprint
    assert not policy.read_again()
    mine.write_text("rules: [")
    assert not policy.read_again()
    assert policy.trouble
    assert policy.fingerprint == before
    mine.write_text(KUKAR.read_text().replace("kukar-2026-1", "kukar-2027-1"))
    assert policy.read_again()
    assert policy().version == "kukar-2027-1"
    assert policy.trouble is None
    assert policy.fingerprint != before


def test_a_channels_file_is_checked_when_the_settings_are_read_and_its_secrets_are_not_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "channels.yml"
    wrong = "wa: {kind: webhook, label: WA, url: 'http://wa.example/kenari', secret: kenari}\n"
    file.write_text(wrong + "tg: {kind: apprise, label: T, url: 'json://kenari'}\n")
    monkeypatch.setenv("AKSI_CHANNELS_FILE", str(file))
    with pytest.raises(SystemExit):
        NotifierSettings.read()
    said = capsys.readouterr().err
    assert "AKSI_CHANNELS_FILE: " in said
    assert "wa.secret: must be whsec_ and base64; tg.url: must begin with" in said
    assert "kenari" not in said


def test_a_host_inside_may_be_named_by_http_and_services_may_be_fewer(tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    secret = "whsec_" + b64encode(b"k" * 32).decode()
    file.write_text(
        f"wa: {{kind: webhook, label: WA, url: 'http://WA.example:81', secret: {secret}}}"
    )
    with pytest.raises(ValidationError, match="AKSI_WEBHOOK_INSIDE_HOSTS"):
        NotifierSettings(channels_file=file)
    told = NotifierSettings(
        channels_file=file, webhook_inside_hosts=" wa.EXAMPLE , x", apprise_schemes=""
    )
    assert list(told.named_channels(SystemClock())) == ["wa"]
    assert secret not in repr(told)


def test_without_a_channels_file_there_is_mail_alone() -> None:
    for told in (NotifierSettings(), NotifierSettings.model_validate({"channels_file": ""})):
        assert list(told.named_channels(SystemClock())) == []


def test_mails_come_back_to_their_sender_or_to_an_address_of_its_own() -> None:
    own = NotifierSettings(mail_from="Aksi <aksi@kukar.example>")
    assert own.smtp_server.mail_from == "aksi@kukar.example"
    other = NotifierSettings(
        mail_from="Aksi <aksi@kukar.example>", mail_returns_to="kembali@kukar.example"
    )
    assert other.smtp_server.mail_from == "kembali@kukar.example"
    assert other.sender.addr_spec == "aksi@kukar.example"
