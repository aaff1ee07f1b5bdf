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
from planner.accounts.tokens import Signer

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
OFFICER = StoredAccount("petugas.dinkes", Role.OFFICER, "DINKES", "kukar", "$argon2id$")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    new_key(tmp_path / "key.pem")
    return Signer(read_key(tmp_path / "key.pem"), "aksi", 480)


def asking(token: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]})


async def test_a_token_says_who_in_which_role_for_whom(signer: Signer) -> None:
    token, until = signer.sign(OFFICER, datetime.now(UTC))

    account = await Auth(signer.keys, "aksi", 100).account(asking(token))

    assert (account.username, account.role) == ("petugas.dinkes", Role.OFFICER)
    assert (account.agency, account.region) == ("DINKES", "kukar")
    assert until.microsecond == 0


async def test_others_verify_by_the_published_keys_alone(signer: Signer) -> None:
    token, _ = signer.sign(OFFICER, datetime.now(UTC))

    async def published() -> KeySet:
        return KeySet.import_key_set(signer.published())  # type: ignore[arg-type]

    assert (await Auth(published, "aksi", 100).account(asking(token))).agency == "DINKES"


def test_the_private_part_is_not_published(signer: Signer) -> None:
    (key,) = signer.published()["keys"]

    assert "d" not in key
    assert key["kid"]


@pytest.mark.parametrize("issuer", ["aksi", "lain"])
async def test_an_old_token_and_a_foreign_issuers_are_refused(signer: Signer, issuer: str) -> None:
    age = timedelta(minutes=481) if issuer == "aksi" else timedelta()
    token, _ = signer.sign(OFFICER, datetime.now(UTC) - age)

    with pytest.raises(Problem) as refused:
        await Auth(signer.keys, issuer, 100).account(asking(token))

    assert refused.value.status == 401
