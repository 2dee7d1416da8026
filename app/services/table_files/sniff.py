"""What a file really is, by its first bytes and its inside, whatever its name says."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from app.services.errors import UserError
from app.services.table_files import cfb

Kind = Literal[
    "xlsx", "xlsm", "xls", "ods", "csv", "html",
    "xlsb", "excel95", "password", "xml2003", "mhtml", "docx", "doc", "pptx", "odt", "rtf", "pdf", "image",
    "archive", "zip", "crowded_zip", "unusual", "empty", "truncated", "damaged", "lock_file", "unknown", "missing", "folder",
]  # fmt: skip
READABLE: frozenset[Kind] = frozenset({"xlsx", "xlsm", "xls", "ods", "csv", "html"})
TITLES: dict[Kind, str] = {
    "xlsx": "книга Excel",
    "xlsm": "книга Excel с макросами (макросы не выполняются)",
    "xls": "книга Excel 97–2003",
    "ods": "таблица OpenDocument",
    "csv": "текстовая таблица (CSV)",
    "html": "веб-страница с таблицей",
}
MAX_FILE_BYTES = 64 << 20
MAX_ZIP_ENTRIES = 2_000

_RESAVE = "Откройте его в Excel или LibreOffice и сохраните в формате «Книга Excel (.xlsx)», затем загрузите снова."
_AGAIN = "Скачайте или скопируйте файл заново и загрузите ещё раз."
_PICK_TABLE = "Выберите книгу Excel (.xlsx, .xls), таблицу OpenDocument (.ods) или текстовую таблицу (.csv)."
_REFUSALS: dict[Kind, tuple[str, str]] = {
    "xlsb": ("Файл «{name}» — двоичная книга Excel (.xlsb), такой формат программа не читает.", _RESAVE),
    "excel95": ("Файл «{name}» сохранён в формате Excel 95 или ещё более старом, такой формат программа не читает.", _RESAVE),
    "password": (
        "Файл «{name}» защищён паролем.",
        "Откройте его в Excel, снимите пароль («Файл» → «Сведения» → «Защита книги»), сохраните и загрузите снова.",
    ),
    "unusual": ("Файл «{name}» — книга Excel необычного устройства, программа её не читает.", _RESAVE),
    "xml2003": ("Файл «{name}» — таблица XML 2003, такой формат программа не читает.", _RESAVE),
    "mhtml": ("Файл «{name}» — веб-архив (MHT), а не книга Excel.", _RESAVE),
    "docx": ("Файл «{name}» — документ Word, а не таблица.", _PICK_TABLE),
    "doc": ("Файл «{name}» — старый документ Office (.doc, .ppt), а не таблица.", _PICK_TABLE),
    "pptx": ("Файл «{name}» — презентация, а не таблица.", _PICK_TABLE),
    "odt": ("Файл «{name}» — документ OpenDocument, а не таблица.", _PICK_TABLE),
    "rtf": ("Файл «{name}» — текстовый документ RTF, а не таблица.", _PICK_TABLE),
    "pdf": ("Файл «{name}» — документ PDF, таблицу из него программа не читает.", _PICK_TABLE),
    "image": ("Файл «{name}» — картинка, а не таблица.", _PICK_TABLE),
    "archive": ("Файл «{name}» — архив, а не таблица.", "Распакуйте архив и загрузите файлы из него."),
    "zip": ("Файл «{name}» — архив ZIP, а не книга Excel.", "Распакуйте архив и загрузите файлы из него."),
    "crowded_zip": (
        "Файл «{name}» устроен необычно: внутри слишком много частей. Так выглядят испорченные или вредоносные файлы.",
        "Не открывайте его. Скачайте отчёт заново из личного кабинета.",
    ),
    "empty": ("Файл «{name}» пуст: в нём 0 байт.", _AGAIN),
    "truncated": ("Файл «{name}» обрезан: он скачан или скопирован не до конца.", _AGAIN),
    "damaged": ("Файл «{name}» повреждён, прочитать его нельзя.", _AGAIN),
    "lock_file": (
        "«{name}» — служебный файл, который Excel создаёт, пока книга открыта.",
        "Закройте книгу в Excel и выберите саму книгу, без знаков «~$» в имени.",
    ),
    "missing": ("Файла «{name}» нет на месте.", "Проверьте путь: файл могли переместить, переименовать или вынули флешку."),
    "folder": ("«{name}» — папка, а не файл.", _PICK_TABLE),
    "unknown": ("Файл «{name}» — не таблица: его содержимое программе незнакомо.", _PICK_TABLE),
}


def is_lock_file(path: Path) -> bool:
    """`~$report.xlsx` of Excel, `.~lock.report.xlsx#` of LibreOffice: passed over when a folder is read."""
    return path.name.startswith(("~$", ".~lock."))


def refusal(kind: Kind, path: Path) -> UserError:
    """The message for a file that cannot be read."""
    what, todo = _REFUSALS[kind]
    return UserError(what.format(name=path.name), todo)


def busy(path: Path) -> UserError:
    """The message for a file that another program keeps to itself."""
    return UserError(
        f"Файл «{path.name}» занят другой программой или закрыт для чтения.",
        "Закройте файл в Excel и повторите. Если он на сетевом диске, скопируйте его к себе и загрузите копию.",
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Failures of the disk and of the unpacking in words. Raises UserError instead of OSError and zlib.error."""
    try:
        yield
    except FileNotFoundError as error:
        raise refusal("missing", path) from error
    except OSError as error:
        # calamine reports broken content as an OSError without a number, a seek outside of the file is EINVAL.
        raise refusal("damaged", path) if error.errno in (None, errno.EINVAL) else busy(path) from error
    except zlib.error as error:
        raise refusal("damaged", path) from error


def too_large(path: Path) -> UserError:
    return UserError(
        f"Файл «{path.name}» слишком большой: больше {MAX_FILE_BYTES >> 20} МБ.",
        "Отчёты, которые программа читает, в десятки раз меньше. Проверьте, тот ли это файл.",
    )


def sniff(path: Path) -> Kind:
    """The kind of a file. Raises UserError only where the file cannot be opened at all."""
    if is_lock_file(path):
        return "lock_file"
    if path.is_dir():
        return "folder"
    with reading(path):
        return _kind(path)


def _kind(path: Path) -> Kind:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(65536)
    if not head:
        return "empty"
    if size > MAX_FILE_BYTES:
        raise too_large(path)
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _zip_kind(path, size)
    if head.startswith(cfb.SIGNATURE):
        return _compound_kind(path)
    if cfb.SIGNATURE.startswith(head) or b"PK\3\4".startswith(head) or not head.strip(b"\0"):
        return "truncated"
    return _binary_kind(head) or _text_kind(head)


def _binary_kind(head: bytes) -> Kind | None:
    head = head.ljust(8)
    # BOF records of BIFF2 … BIFF5 written without the OLE container.
    if head[0] == 9 and head[1] in (0, 2, 4, 8) and head[2] in (4, 6, 8, 16) and head[3] == 0:
        return "excel95"
    signatures: tuple[tuple[bytes, Kind], ...] = (
        (b"%PDF", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image"),
        (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"), (b"{\\rtf", "rtf"),
    )  # fmt: skip
    for signature, kind in signatures:
        if head.startswith(signature):
            return None if signature == b"BM" and b"\0" not in head[:64] else kind
    return None


def _text_kind(head: bytes) -> Kind:
    from app.services.table_files.text_tables import guess_encoding

    encoding = guess_encoding(head, whole=False)
    if encoding is None:
        return "unknown"
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").lower()
    if not text:
        return "empty"
    if text.startswith("mime-version:") or "\nmime-version:" in text[:500]:
        return "mhtml"
    if text.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text and "<html" not in text:
            return "xml2003"
        if any(mark in text for mark in ("<html", "<table", "<!doctype html", "<body", "<meta")):
            return "html"
        if text.startswith("<?xml"):
            return "unknown"
    return "csv"


def _zip_kind(path: Path, size: int) -> Kind:
    try:
        if entry_count(path, size) > MAX_ZIP_ENTRIES:
            return "crowded_zip"
        with zipfile.ZipFile(path) as archive:
            infos = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
            if any(info.flag_bits & 1 for info in infos.values()):
                return "password"
            if any(info.header_offset >= size for info in infos.values()):
                return "truncated"
            return _zip_content(archive, infos)
    except (zipfile.BadZipFile, EOFError, ValueError, OverflowError, NotImplementedError):
        return "truncated"


def _zip_content(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Kind:
    """By the parts, whose names are in small letters here."""

    def beginning(name: str) -> bytes:
        if name not in infos:
            return b""
        with archive.open(infos[name]) as part:
            return part.read(1 << 20)

    mime = beginning("mimetype")[:200].decode("ascii", "replace")
    if "opendocument" in mime:
        if b"encryption-data" in beginning("meta-inf/manifest.xml"):
            return "password"
        return "ods" if "spreadsheet" in mime else "odt"
    if "encryptedpackage" in infos:
        return "password"
    types = beginning("[content_types].xml")
    if "xl/workbook.bin" in infos:
        return "xlsb"
    if "xl/workbook.xml" in infos or b"spreadsheetml.sheet.main+xml" in types:
        return "xlsm" if "xl/vbaproject.bin" in infos or b"macroEnabled" in types else "xlsx"
    if "word/document.xml" in infos:
        return "docx"
    if "ppt/presentation.xml" in infos:
        return "pptx"
    return "zip"


def entry_count(path: Path, size: int) -> int:
    """Entries that the end record of a zip announces; read before `zipfile` walks them all."""
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 12 > len(tail):
        raise zipfile.BadZipFile("no end record")
    return int.from_bytes(tail[at + 10 : at + 12], "little")


def _compound_kind(path: Path) -> Kind:
    try:
        container = cfb.CompoundFile.open(path)
    except cfb.DamagedFile:
        return "truncated"
    names = set(container.names)
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        return "password"
    if "Workbook" in names:
        from app.services.table_files.biff import is_encrypted

        try:
            return "password" if is_encrypted(container.stream("Workbook")) else "xls"
        except cfb.DamagedFile:
            return "truncated"
    return "excel95" if "Book" in names else "doc"
