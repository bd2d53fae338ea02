"""Files that were sent and wait: bounded per account, and gone from the disk when cleared away."""

from pathlib import Path

import pytest
from record_fixtures import People

from assessor.apps.web.pages.upload_tray import Tray
from assessor.apps.web.running import opened
from assessor.apps.web.services import Services
from assessor.apps.web.settings import TRAY, WebSettings
from assessor.errors import ConfigError
from assessor.workbench.permissions import RequestError

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def lying(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.iterdir()) if folder.exists() else []


def test_an_account_cannot_fill_the_disk(people: People, tmp_path: Path) -> None:
    tray = Tray(tmp_path / "tray", most_bytes=10)
    tray.add(people.unit, "甲.txt", b"12345")
    with pytest.raises(RequestError) as refused:
        tray.add(people.unit, "乙.txt", b"123456")
    assert refused.value.code == "request.tray-full"
    tray.add(people.unit, "丙.txt", b"67890")
    tray.add(people.other_unit, "甲.txt", b"12345")
    assert lying(tmp_path / "tray") == [b"12345", b"12345", b"67890"]


def test_what_is_cleared_away_is_off_the_disk_and_nobody_elses(
    people: People, tmp_path: Path
) -> None:
    tray = Tray(tmp_path / "tray", most_bytes=10)
    tray.add(people.unit, "甲.txt", b"1234567890")
    other = tray.add(people.other_unit, "甲.txt", b"1234567890")
    with tray.emptied(people.unit) as out:
        assert [tray.read(one) for one in out] == [b"1234567890"]
        assert tray.of(people.unit) == ()
    assert lying(tmp_path / "tray") == [b"1234567890"]
    assert tray.read(other) == b"1234567890"
    tray.add(people.unit, "甲.txt", b"1234567890")


def test_what_could_not_be_handed_in_is_back(people: People, tmp_path: Path) -> None:
    tray = Tray(tmp_path / "tray", most_bytes=10)
    one = tray.add(people.unit, "甲.txt", b"1")

    def fail() -> None:
        with tray.emptied(people.unit):
            tray.add(people.unit, "乙.txt", b"2")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [sent.name for sent in tray.of(people.unit)] == ["甲.txt", "乙.txt"]
    (tmp_path / "tray" / one.receipt).unlink()
    with pytest.raises(RequestError, match="甲") as gone:
        tray.read(one)
    assert gone.value.code == "request.file-gone"


def test_a_server_begins_with_an_empty_tray(people: People, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    Tray(folder / TRAY, most_bytes=10).add(people.unit, "甲.txt", b"1")
    with opened(WebSettings(folder=folder, workers=0)):
        assert lying(folder / TRAY) == []


def test_a_folder_that_cannot_be_written_is_told(
    people: People, tmp_path: Path, services: Services
) -> None:
    (tmp_path / "tray").write_bytes(b"")
    tray = Tray(tmp_path / "tray", most_bytes=services.settings.tray_bytes)
    with pytest.raises(ConfigError) as refused:
        tray.add(people.unit, "甲.txt", b"1")
    assert refused.value.code == "config.files"
    assert tray.of(people.unit) == ()
