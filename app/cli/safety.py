"""init, backup, restore, doctor, demo: the base as a whole."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from app.cli.groups import command, opened
from app.cli.output import Output, has_errors, problem_json
from app.paths import DataPaths, default_data_dir


def add(commands: Any) -> None:
    init = command(commands, "init", run_init, "создать базу: чья она")
    init.add_argument("--kind", choices=("department", "school"), required=True, help="отдел образования или школа")
    init.add_argument("--name", required=True, metavar="НАЗВАНИЕ", help="полное название отдела или школы")
    init.add_argument("--district", default="", metavar="РАЙОН", help="название района для заголовка окна")
    command(commands, "backup", run_backup, "сделать копию базы")
    restore = command(commands, "restore", run_restore, "восстановить базу из копии (нынешняя сохраняется среди копий)")
    restore.add_argument("copy", nargs="?", type=Path, metavar="КОПИЯ", help="файл копии; без него — последняя")
    command(commands, "doctor", run_doctor, "проверить папку данных, ничего не меняя")
    demo = command(commands, "demo", run_demo, "построить демонстрационный район: база, формы, снимки вкладок")
    demo.add_argument("--out", type=Path, required=True, metavar="ПАПКА")


def run_init(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.workplace.commands import init_workplace
    from app.services.workplace.queries import get_workplace

    with opened(arguments) as ctx:
        changes = init_workplace(ctx, arguments.kind, arguments.name, arguments.district)
        row = get_workplace(ctx)
    output.emit({"kind": row.kind, "name": row.name, "district": row.district_name} if row else {}, [changes.message])
    return 0


def run_backup(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.safety.commands import save_copy

    with opened(arguments) as ctx:
        changes = save_copy(ctx)
    output.emit({"path": str(changes.value)}, [changes.message])
    return 0


def run_restore(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.errors import UserError
    from app.services.safety.commands import restore_backup
    from app.services.safety.queries import list_backups

    paths = DataPaths((arguments.data or default_data_dir()).absolute())
    copy = arguments.copy
    if copy is None:
        copies = [row for row in list_backups(paths) if row.restorable]
        if not copies:
            raise UserError("Копий базы нет.", "Укажите файл копии.")
        copy = copies[0].path
    changes = restore_backup(paths, copy, datetime.now())
    output.emit({"restored": str(copy), "kept": None if changes.value is None else str(changes.value)}, [changes.message])
    return 0


def run_doctor(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.safety.queries import doctor

    problems = doctor(arguments.data or default_data_dir())
    output.emit([problem_json(problem) for problem in problems], [problem.text for problem in problems])
    return 1 if has_errors(problems) else 0


def run_demo(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.demo.build import DEMO_NOW, build_demo
    from app.services.opening import open_context

    report = build_demo(arguments.out, output.progress())
    from app.ui.pictures import save_pictures  # the only command that needs Qt

    ctx = open_context(report.data, clock=lambda: DEMO_NOW)
    try:
        pictures = save_pictures(ctx, report.out / "pictures")
    finally:
        ctx.db.close()
    output.emit(
        {"data": str(report.data), "forms": [str(p) for p in report.forms], "pictures": [str(p) for p in pictures]},
        [*report.lines, f"Снимки вкладок: {report.out / 'pictures'}"],
    )
    return 1 if report.problems else 0
