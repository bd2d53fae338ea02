"""The file store: the same bytes or an error, never a path from outside."""

import hashlib
import threading
from pathlib import Path

import pytest

from assessor.errors import ConfigError
from assessor.workbench.file_store import FileStore
from assessor.workbench.permissions import MissingError


@pytest.mark.parametrize("data", [b"", b"x", "绩效".encode(), bytes(range(256)) * 4096])
def test_bytes_come_back(store: FileStore, data):
    stored = store.put(data)
    assert (stored.digest, stored.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert store.put(data) == stored
    assert store.get(stored.digest) == data
    assert list(store.digests()) == [stored.digest]


def test_nothing_else_is_left_in_the_folder(store: FileStore):
    stored = store.put(b"data")
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert files == [store.path(stored.digest)]


@pytest.mark.parametrize(
    "digest",
    ["", "../../etc/passwd", "/etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "٣" * 64, "a\x00"],
)
def test_nothing_but_a_digest_becomes_a_path(store: FileStore, digest):
    for call in (store.path, store.get):
        with pytest.raises(MissingError) as caught:
            call(digest)
        assert caught.value.code == "missing.file"


def test_missing_and_damaged_files_are_told_and_damaged_ones_mended(store: FileStore):
    stored = store.put(b"data")
    store.path(stored.digest).write_bytes(b"dat4")
    with pytest.raises(MissingError) as caught:
        store.get(stored.digest)
    assert caught.value.code == "missing.file-damaged"
    store.put(b"data")
    assert store.get(stored.digest) == b"data"
    store.path(stored.digest).unlink()
    with pytest.raises(MissingError) as caught:
        store.get(stored.digest)
    assert caught.value.code == "missing.file"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(ConfigError) as caught:
        FileStore(tmp_path / "files").put(b"data")
    assert caught.value.code == "config.files"


def test_a_write_that_fails_leaves_nothing(store: FileStore, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigError):
        store.put(b"data")
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_many_may_put_the_same_at_once(store: FileStore):
    data, results = b"x" * 100_000, []
    threads = [threading.Thread(target=lambda: results.append(store.put(data))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 8
    assert store.get(results[0].digest) == data
