"""How an error looks: something the person can act upon is a calm line, a bug is a page with a number.

The report of a bug holds places in our code and names of types only: a message of an exception may quote a row of
somebody's file, so it is never written.
"""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import APP_TITLE, __version__
from app.services.errors import Cancelled, UserError

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QMessageBox, QWidget

log = logging.getLogger(__name__)

Show = Callable[[str, str], None]
"""`show(what, todo)`: the message line of the window."""


def describe(error: BaseException) -> UserError | None:
    """The error as something a person can act upon; None = a bug."""
    if isinstance(error, UserError):
        return error
    if not isinstance(error, OSError):
        from app.services.environment import environment_error  # knows the base: too heavy for the first paint

        return environment_error(error)
    if isinstance(error, PermissionError):
        return UserError(
            f"Нет доступа к файлу{_name(error)}.",
            "Проверьте, не открыт ли он в другой программе, и можно ли писать в эту папку.",
        )
    if isinstance(error, FileNotFoundError):
        return UserError(f"Файл{_name(error)} не найден.", "Проверьте, не переименован ли он и подключён ли диск.")
    if error.errno == errno.ENOSPC:
        return UserError("На диске не хватает места.", "Освободите место и повторите.")
    return UserError(
        f"Не удалось прочитать или записать файл{_name(error)}.", "Проверьте диск и повторите; данные в базе не изменились."
    )


def _name(error: OSError) -> str:
    return f" «{Path(str(error.filename)).name}»" if error.filename else ""


def write_report(error: BaseException, folder: Path, now: datetime) -> tuple[str, Path | None]:
    """Write what helps to find a bug and nothing about people; returns its number and the file (None if no place)."""
    import platform
    import secrets
    import traceback

    from PySide6.QtCore import qVersion

    number = f"{now:%y%m%d}-{secrets.token_hex(2).upper()}"
    lines = [
        f"{APP_TITLE} {__version__}, отчёт об ошибке {number}",
        f"{now:%Y-%m-%d %H:%M}; {platform.platform()}; Python {platform.python_version()}; Qt {qVersion()}",
        "",
    ]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            parts = Path(frame.filename).parts
            lines.append(f"  {'/'.join(parts[-3:])}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    path = folder / f"error-{number}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return number, None
    return number, path


class ErrorDesk:
    """Where every error of the window ends: of the worker, of a slot, of the event loop."""

    def __init__(self, reports: Path, show: Show, parent: Callable[[], QWidget | None], clock: Callable[[], datetime]) -> None:
        self._reports, self._show, self._parent, self._clock = reports, show, parent, clock
        self._box: QMessageBox | None = None

    def handle(self, error: BaseException) -> None:
        """Show an error; never raises."""
        if isinstance(error, (Cancelled, KeyboardInterrupt, SystemExit)):
            return
        known = describe(error)
        if known is not None:
            log.info("told the person: %s", type(error).__name__)
            self._show(known.what, known.todo)
            return
        number, path = write_report(error, self._reports, self._clock())
        log.error("bug %s: %s, see %s", number, type(error).__name__, path.name if path else "no report")
        self._tell_bug(number, path)

    def install(self) -> None:
        """Errors that reach the event loop come here too."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                from PySide6.QtCore import QCoreApplication

                QCoreApplication.quit()
            else:
                self.handle(error)

        sys.excepthook = hook

    def _tell_bug(self, number: str, path: Path | None) -> None:
        if self._box is not None:  # one at a time: a repaint that fails would stack hundreds
            return
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._parent())
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Ошибка программы")
        box.setText(f"Что-то пошло не так: ошибка № {number}.")
        saved = f"\nОтчёт без личных данных: {path}" if path else ""
        box.setInformativeText(
            "Сохранённые данные целы, последнее действие могло не выполниться. "
            f"Повторите его; если ошибка вернётся, передайте отчёт тому, кто помогает с программой.{saved}"
        )
        box.addButton("Продолжить работу", QMessageBox.ButtonRole.AcceptRole)
        box.finished.connect(self._closed)
        self._box = box
        box.open()

    def _closed(self, _result: int) -> None:
        self._box = None
