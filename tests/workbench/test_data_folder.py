"""The data folder: one server at a time, told clearly."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assessor.errors import ConfigError
from assessor.workbench.data_folder import LOCK, DataFolder

HOLD = """
import sys, time
from pathlib import Path
from assessor.workbench.data_folder import DataFolder
with DataFolder(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path):
    folder = DataFolder(tmp_path / "数据" / "工作台")
    assert folder.path.stat().st_mode & 0o077 == 0
    assert folder.is_new
    folder.files.put(b"x")
    assert not folder.is_new
    assert folder.database_url.startswith("sqlite:////")


def test_a_second_server_is_refused_until_the_first_lets_go(tmp_path: Path):
    folder = DataFolder(tmp_path)
    with folder.lock():
        with pytest.raises(ConfigError) as caught:
            folder.lock()
        assert caught.value.code == "config.data-folder-in-use"
        assert str(tmp_path) in caught.value.message
        assert str(os.getpid()) in caught.value.message
    lock = folder.lock()
    lock.release()
    lock.release()


def test_a_killed_server_leaves_no_lock(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ConfigError) as caught:
            DataFolder(tmp_path).lock()
        assert f"进程 {process.pid}" in caught.value.message
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        process.stdout.close()
    with DataFolder(tmp_path).lock():
        assert (tmp_path / LOCK).read_text().strip() == str(os.getpid())


def test_a_path_that_is_a_file_is_told(tmp_path: Path):
    (tmp_path / "a").write_text("x")
    for path in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(ConfigError) as caught:
            DataFolder(path)
        assert caught.value.code == "config.data-folder"
