import stat
from pathlib import Path

from deploy.local.secret_files import Person, SecretFiles

PEOPLE = [Person("dewan", "council"), Person("pptk.diskominfo", "officer", "DISKOMINFO")]


def test_a_second_run_finds_the_secrets_of_the_first(tmp_path: Path) -> None:
    first, second = SecretFiles(tmp_path), SecretFiles(tmp_path)
    assert first.passwords(PEOPLE) == second.passwords(PEOPLE)
    assert first.admin_password.read_text() == second.admin_password.read_text()
    assert first.signing_key.read_bytes() == second.signing_key.read_bytes()


def test_a_new_person_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    secrets = SecretFiles(tmp_path)
    before = secrets.passwords(PEOPLE[:1])
    after = secrets.passwords(PEOPLE)
    assert after["dewan"] == before["dewan"]
    assert len(set(after.values())) == 2


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    secrets = SecretFiles(tmp_path)
    secrets.passwords(PEOPLE)
    for path in (secrets.admin_password, secrets.signing_key, *tmp_path.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
