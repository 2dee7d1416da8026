"""Folders that are no good home for a base."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.services.safety.place import drive_kind, is_synchronised, mounted_as, place_problems


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive - Отдел образования/ОКО",
        "Яндекс.Диск/база",
        "YandexDisk/oko",
        "Google Диск/oko",
        "Google Drive/oko",
        "Dropbox/oko",
        "Облако Mail.ru/oko",
        "Nextcloud/oko",
    ],
)
def test_cloud_folders_are_known_by_name(tmp_path, name):
    folder = tmp_path / name
    assert is_synchronised(folder, {})
    (problem,) = [p for p in place_problems(folder, {}) if p.code == "sync-folder"]
    assert problem.severity == "warning"


@pytest.mark.parametrize("name", ["Диск Д/oko", "Документы/oko", "ОКО-Район", "Дискотека", "mega"])
def test_ordinary_folders_are_not(tmp_path, name):
    assert not is_synchronised(tmp_path / name, {})


def test_the_cloud_of_microsoft_announces_its_folder(tmp_path):
    environment = {"OneDriveCommercial": str(tmp_path / "Моё облако"), "PATH": "x"}
    assert is_synchronised(tmp_path / "Моё облако" / "oko", environment)
    assert not is_synchronised(tmp_path / "Моё облако 2" / "oko", environment)
    assert not is_synchronised(tmp_path, {"OneDrive": ""})


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/общая\\040папка cifs rw 0 0
srv:/home /home nfs4 rw 0 0
/dev/sdb1 /home/user/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "system"),
    [
        ("/var/oko", "ext4"),
        ("/mnt/общая папка/oko", "cifs"),
        ("/mnt/общая", "ext4"),
        ("/home/user/oko", "nfs4"),
        ("/home/user/local/oko", "ext4"),
    ],
)
def test_the_innermost_mount_counts(folder, system):
    assert mounted_as(Path(folder), MOUNTS) == system


def test_the_place_of_this_test_is_local(tmp_path):
    assert drive_kind(tmp_path) in ("", "removable")


@pytest.mark.skipif(sys.platform != "win32", reason="network names of Windows")
def test_a_network_name_is_a_network_share():
    assert drive_kind(Path(r"\\server\share\oko")) == "network"
