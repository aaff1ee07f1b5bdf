import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc.jwk import KeySet
from starlette.requests import Request

from chassis.auth.auth import Auth
from chassis.auth.keys import new_key, read_key
from chassis.http.problem import Problem
from contracts.account import Role
from planner.accounts.account import StoredAccount
from planner.accounts.tokens import FirstStep, Signer

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
OFFICER = StoredAccount("petugas.dinkes", Role.OFFICER, "DINKES", "kukar", "$argon2id$")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    new_key(tmp_path / "key.pem")
    return Signer(read_key(tmp_path / "key.pem"), "aksi", 480)


def asking(token: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]})


async def test_a_token_says_who_in_which_role_for_whom(signer: Signer) -> None:
    token = signer.access(OFFICER.acting_for(), datetime.now(UTC))

    account = await Auth(signer.keys, "aksi", 100).account(asking(token.text))

    assert (account.username, account.role) == ("petugas.dinkes", Role.OFFICER)
    assert (account.agency, account.region) == ("DINKES", "kukar")
    assert token.expires_at.microsecond == 0


async def test_others_verify_by_the_published_keys_alone(signer: Signer) -> None:
    token = signer.access(OFFICER.acting_for(), datetime.now(UTC))

    async def published() -> KeySet:
        return KeySet.import_key_set(signer.published())  # type: ignore[arg-type]

    assert (await Auth(published, "aksi", 100).account(asking(token.text))).agency == "DINKES"


def test_the_private_part_is_not_published(signer: Signer) -> None:
    (key,) = signer.published()["keys"]

    assert "d" not in key
    assert key["kid"]


@pytest.mark.parametrize("issuer", ["aksi", "lain"])
async def test_an_old_token_and_a_foreign_issuers_are_refused(signer: Signer, issuer: str) -> None:
    age = timedelta(minutes=481) if issuer == "aksi" else timedelta()
    token = signer.access(OFFICER.acting_for(), datetime.now(UTC) - age)

    with pytest.raises(Problem) as refused:
        await Auth(signer.keys, issuer, 100).account(asking(token.text))

    assert refused.value.status == 401


async def test_access_is_no_session_and_a_session_no_access_not_even_from_the_cache(
    signer: Signer,
) -> None:
    now, auth = datetime.now(UTC), Auth(signer.keys, "aksi", 100)
    access = signer.access(OFFICER.acting_for(), now)
    session = signer.session(OFFICER.acting_for(), now)
    assert session.expires_at - access.expires_at == timedelta(hours=4)
    for _ in range(2):
        assert (await auth.of_token(access.text)).username == OFFICER.username
        assert (await auth.of_session(session.text)).username == OFFICER.username
        for refused in (auth.of_session(access.text), auth.of_token(session.text)):
            with pytest.raises(Problem) as problem:
                await refused
            assert problem.value.status == 401


async def test_a_session_for_another_agency_of_the_account_ends_when_it_would_have(
    signer: Signer,
) -> None:
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    acting = replace(OFFICER, also=("DISHUB", "DISPORA"))
    first = signer.session(acting.acting_for(), begun)
    other = signer.session(
        acting.acting_for("DISHUB"), datetime.now(UTC), signer.session_end(first.text)
    )
    assert other.expires_at == first.expires_at == begun + timedelta(hours=12)
    account = await Auth(signer.keys, "aksi", 100).of_session(other.text)
    assert (account.agency, account.agencies) == ("DISHUB", ("DINKES", "DISHUB", "DISPORA"))
    with pytest.raises(Problem) as refused:
        acting.acting_for("BAPPEDA")
    assert refused.value.status == 403


STEP = FirstStep("petugas.dinkes", 3, "sidik")
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_the_first_step_is_valid_for_five_minutes(signer: Signer) -> None:
    token = signer.first_step(STEP, AT).text

    assert signer.first_step_of(token, AT + timedelta(minutes=4, seconds=59)) == STEP
    assert signer.first_step_of(token, AT + timedelta(minutes=5)) is None


async def test_the_first_step_is_no_session_and_no_access_and_they_are_none(signer: Signer) -> None:
    now = datetime.now(UTC)
    auth, step = Auth(signer.keys, "aksi", 100), signer.first_step(STEP, now).text

    for ask in (auth.of_session, auth.of_token):
        with pytest.raises(Problem) as refused:
            await ask(step)
        assert refused.value.status == 401
    account = OFFICER.acting_for()
    for token in (signer.session(account, now), signer.access(account, now)):
        assert signer.first_step_of(token.text, now) is None


def test_the_first_step_is_for_an_audience_of_its_own(signer: Signer) -> None:
    account = OFFICER.acting_for()
    tokens = (signer.first_step(STEP, AT), signer.session(account, AT), signer.access(account, AT))
    audiences = [
        json.loads(urlsafe_b64decode(token.text.split(".")[1] + "=="))["aud"] for token in tokens
    ]

    assert len(set(audiences)) == 3


def test_the_first_step_of_another_key_or_none_is_refused(signer: Signer, tmp_path: Path) -> None:
    new_key(tmp_path / "other.pem")
    other = Signer(read_key(tmp_path / "other.pem"), "aksi", 480)

    assert signer.first_step_of(other.first_step(STEP, AT).text, AT) is None
    assert signer.first_step_of("", AT) is None
    assert signer.first_step_of("a.b.c", AT) is None
