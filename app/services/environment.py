"""Faults of the base file, the disk and the system in words: what happened, what to do."""

from __future__ import annotations

import contextlib
import math
from datetime import datetime
from pathlib import Path

from app.models import faults
from app.services.errors import UserError
from app.services.text_ru import number

_COPY = "Восстановите последнюю копию; повреждённый файл программа сохранит рядом с копиями."


def environment_error(error: BaseException) -> UserError | None:
    """The error as something a person can act upon; None where it is none of the base's or the disk's faults."""
    return UserError(*describe(error)) if isinstance(error, faults.BaseProblem) else None


def describe(problem: faults.BaseProblem) -> tuple[str, str]:
    """What happened and what to do, in Russian."""
    name = f"«{problem.path.name}»"
    match problem:
        case faults.BaseInUse():
            return _in_use(problem)
        case faults.BaseNewer():
            return _newer(problem)
        case faults.DiskFull():
            need = f": нужно {megabytes(problem.needed)}, свободно {megabytes(problem.free)}" if problem.needed else ""
            return f"На диске не хватает места{need}.", "Освободите место и повторите. Сохранённые раньше данные целы."
        case faults.MigrationFailed():
            where = f" Копия до обновления: {problem.backup}." if problem.backup else ""
            return (
                "Не удалось перевести базу на новую версию программы. Все изменения отменены, база осталась прежней.",
                f"Работайте в прежней версии и сообщите об ошибке тому, кто помогает с программой.{where}",
            )
        case faults.BaseMissing():
            return (
                f"Файл базы {name} пропал, а её копии или журнал лежат рядом.",
                "Верните файл на место или восстановите последнюю копию. Новую базу программа сама не создаёт, "
                "чтобы пропажа не осталась незамеченной.",
            )
        case faults.BaseEmpty():
            return f"База {name} пуста (0 байт) — возможно, потеряна.", _COPY
        case faults.NotABase():
            return f"Файл базы {name} испорчен или заменён: это не база данных.", _COPY
        case faults.BaseTruncated():
            return f"Файл базы {name} обрезан: конца не хватает.", _COPY
        case faults.BaseDamaged():
            return f"База {name} повреждена.", _COPY
        case faults.ForeignBase():
            return f"Файл {name} — база другой программы.", "Выберите другую папку данных или уберите из неё этот файл."
        case faults.JournalLost():
            return (
                "В прошлый раз программа прервалась во время работы, "
                f"а файл последних сохранений «{problem.path.name}-wal» пропал.",
                "Верните этот файл, если он цел, или восстановите копию. Можно открыть базу и без него, "
                "но последние сохранения будут потеряны.",
            )
        case faults.JournalDamaged():
            return (
                f"Файл последних сохранений «{problem.path.name}-wal» испорчен или взят от другой базы.",
                "Верните прежний файл или восстановите копию. Можно открыть базу и без него, "
                "но последние сохранения будут потеряны.",
            )
        case faults.BaseReadOnly():
            return (
                "База открыта только для просмотра: сохранить ничего нельзя.",
                f"Папка {_folder(problem.path)} защищена от записи. Снимите защиту или скопируйте папку данных на свой диск "
                "и откройте её там.",
            )
        case faults.BaseUnreadable():
            return (
                f"Нет доступа к «{problem.path}».",
                "Проверьте, подключён ли диск, не открыт ли файл в другой программе и можно ли писать в эту папку.",
            )
        case faults.LockUnavailable():
            return (
                f"В папке {_folder(problem.path)} нельзя закрепить базу за одной программой: так бывает в сетевых папках.",
                "Перенесите папку данных на диск этого компьютера.",
            )
        case faults.BaseBusy():
            return "База занята другим действием программы.", "Подождите несколько секунд и повторите."
        case faults.CopyUnusable():
            return f"Копия {name} не открывается как целая база.", "Выберите другую копию."
        case _:
            return (
                f"Не удалось прочитать или записать «{problem.path}»: диск или флешка не отвечает.",
                "Проверьте, подключён ли диск, и повторите. Сохранённые раньше данные целы.",
            )


def megabytes(size: int) -> str:
    """«12 МБ», rounded up: enough must be enough."""
    return f"{number(math.ceil(size / 1_000_000))}\u00a0МБ"


def _in_use(problem: faults.BaseInUse) -> tuple[str, str]:
    holder = problem.holder
    if problem.same_computer_and_user:
        return "База уже открыта в другом окне программы на этом компьютере.", "Перейдите в то окно или закройте его."
    look = "Посмотреть данные можно и сейчас: откройте последнюю копию."
    if holder is None or not (holder.host or holder.user):
        return "База уже открыта другой программой.", f"Закройте её. {look}"
    since = ""
    with contextlib.suppress(ValueError):
        since = f", с {datetime.fromisoformat(holder.since):%H:%M %d.%m.%Y}" if holder.since else ""
    return (
        f"База уже открыта: компьютер «{holder.host}», пользователь «{holder.user}»{since}.",
        f"Закройте программу там и повторите. {look}",
    )


def _newer(problem: faults.BaseNewer) -> tuple[str, str]:
    version = f"версия {problem.written_by}" if problem.written_by else f"структура {problem.revision}"
    ours = f", а здесь {problem.program}" if problem.program else ""
    return (
        f"Базу вела более новая программа: {version}{ours}.",
        "Обновите программу на этом компьютере. Файл базы не изменён.",
    )


def _folder(path: Path) -> str:
    return f"«{path.parent}»"
