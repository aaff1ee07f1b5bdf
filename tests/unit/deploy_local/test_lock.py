import os
from pathlib import Path

import pytest

from deploy.local.lock import AlreadyRunning, Lock, holder


def test_a_second_stack_in_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "stack.lock"
    with Lock(path):
        assert holder(path) == os.getpid()
        with pytest.raises(AlreadyRunning, match=str(os.getpid())), Lock(path):
            pass
        assert holder(path) == os.getpid()
    assert holder(path) is None


def test_a_lock_file_left_by_a_killed_process_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "stack.lock"
    path.write_text("4194304")
    assert holder(path) is None
    with Lock(path):
        assert path.read_text() == str(os.getpid())
