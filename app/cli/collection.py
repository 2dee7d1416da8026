"""collection list|new|workbooks|read|board|merge|letters|close: collecting from schools."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.output import Output, problem_json
from app.services.errors import UserError


def add(commands: Any) -> None:
    actions = group(commands, "collection", "сбор сведений и результатов от школ")
    command(actions, "list", run_list, "запросы")
    new = command(actions, "new", run_new, "новый запрос")
    new.add_argument("title", metavar="НАЗВАНИЕ")
    new.add_argument("--kind", choices=("table", "context", "results"), default="table", help="что запрашивается")
    new.add_argument(
        "--column", action="append", default=[], metavar="ОПИСАНИЕ", help="столбец: «Название; вид; границы или список»"
    )
    new.add_argument("--single", action="store_true", help="одна строка от школы")
    new.add_argument("--rows", type=int, default=100, metavar="N", help="строк в книге")
    new.add_argument("--procedure", default="municipal_test", metavar="ВИД", help="вид процедуры: vpr, municipal_test …")
    new.add_argument("--year", type=int, metavar="ГОД")
    new.add_argument("--grade", type=int, metavar="КЛАСС")
    new.add_argument("--subject", metavar="ПРЕДМЕТ")
    new.add_argument("--tasks", metavar="ЗАДАНИЯ", help="номер и наибольший балл: 1:1, 2:2, 3К1:3")
    new.add_argument("--indicator", action="append", default=[], metavar="КЛЮЧ", help="показатель сведений о школе")
    new.add_argument("--due", metavar="ДД.ММ.ГГГГ", help="срок")
    new.add_argument("--note", default="", metavar="ТЕКСТ")
    workbooks = command(actions, "workbooks", run_workbooks, "книги для всех школ запроса")
    workbooks.add_argument("id", type=int, metavar="№")
    workbooks.add_argument("--out", type=Path, required=True, metavar="ПАПКА")
    read = command(actions, "read", run_read, "прочитать книги, которые прислали школы (файлы или папки)")
    read.add_argument("files", nargs="+", type=Path, metavar="ФАЙЛ")
    read.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    read.add_argument("--return-to", type=Path, metavar="ПАПКА", help="куда положить книги на исправление")
    board = command(actions, "board", run_board, "кто что сдал")
    board.add_argument("id", type=int, nargs="?", metavar="№")
    merging = command(actions, "merge", run_merge, "собрать ответы в один файл")
    merging.add_argument("id", type=int, metavar="№")
    merging.add_argument("--out", type=Path, required=True, metavar="ФАЙЛ")
    merging.add_argument("--form", type=Path, metavar="ФОРМА", help="пустая форма региона: запоминается")
    letters = command(actions, "letters", run_letters, "письма-напоминания тем, кто не сдал")
    letters.add_argument("id", type=int, nargs="?", metavar="№")
    letters.add_argument("--out", type=Path, required=True, metavar="ПАПКА")
    letters.add_argument("--kind", choices=("pdf", "docx"), default="docx")
    closing = command(actions, "close", run_close, "завершить запрос")
    closing.add_argument("id", type=int, metavar="№")


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.queries import list_requests

    with opened(arguments) as ctx:
        rows = list_requests(ctx)
    lines = [f"{row.id}. {row.title}: сдали {row.counts.get('done', 0)} из {row.asked}" for row in rows]
    output.emit([_request_json(row) for row in rows], lines)
    return 0


def _request_json(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "title": row.title, "note": row.note, "asked_on": row.asked_on, "due_on": row.due_on,
        "closed_on": row.closed_on, "version": row.version, "schools": row.asked, "counts": row.counts,
        "columns": [asdict(column) for column in row.form.columns],
    }  # fmt: skip


def run_new(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.commands import create_request
    from app.services.collection.rows import RequestDraft

    form = _form(arguments)
    with opened(arguments) as ctx:
        changes = create_request(ctx, RequestDraft(form.kind, arguments.title, form, _day(arguments.due), arguments.note))
    output.emit({"id": changes.value}, [f"№ {changes.value}. {changes.message}"])
    return 0


def _form(arguments: argparse.Namespace) -> Any:
    from app.services.school_workbook.definition import context_form, parse_columns, parse_tasks, results_form, table_form
    from app.services.school_workbook.rows import PaperAsked

    if arguments.kind == "table":
        return table_form(parse_columns("\n".join(arguments.column)), single=arguments.single, rows=arguments.rows)
    if arguments.year is None:
        raise UserError("Не указан год.", "Добавьте --year.")
    if arguments.kind == "context":
        from app.services.contexts.directory import by_key, indicators

        unknown = [key for key in arguments.indicator if key not in by_key()]
        if unknown:
            raise UserError(f"Показателя «{unknown[0]}» нет.", f"Есть такие: {', '.join(by_key())}.")
        return context_form(arguments.year, [by_key()[key] for key in arguments.indicator] or indicators())
    if arguments.grade is None or not arguments.subject:
        raise UserError("Не указаны класс и предмет.", "Добавьте --grade и --subject.")
    paper = PaperAsked(arguments.procedure, arguments.year, arguments.grade, arguments.subject)
    return results_form(paper, parse_tasks(arguments.tasks or ""), rows=arguments.rows)


def _day(typed: str | None) -> date | None:
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%d.%m.%Y").date()
    except ValueError as error:
        raise UserError(f"Срок «{typed}» не понят.", "Пишите его так: 20.11.2026.") from error


def run_workbooks(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.workbooks import issue_workbooks

    with opened(arguments) as ctx:
        issued = issue_workbooks(ctx, arguments.id, arguments.out, progress=output.progress())
    names = [str(path) for path in issued.files]
    output.emit({"version": issued.version, "files": names}, names)
    return 0


def run_read(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.accepting import accept_answers, preview_answers
    from app.services.collection.rows import VERDICTS

    with opened(arguments) as ctx:
        seen = preview_answers(ctx, arguments.files, progress=output.progress())
        changes = None if arguments.dry_run else accept_answers(ctx, seen, arguments.return_to)
    files = [
        {
            "path": str(one.path), "verdict": one.verdict, "words": one.words, "request": one.request_id, "school": one.school,
            "organisation": one.organisation_id, "rows": len(one.rows), "diff": [asdict(diff) for diff in one.diff],
            "problems": [problem_json(problem) for problem in one.problems],
        }
        for one in seen
    ]  # fmt: skip
    document = {"files": files, "dry_run": arguments.dry_run, "message": changes.message if changes else ""}
    if changes is not None:
        document["result"] = asdict(changes.value)
    lines = [f"{one.path.name}: {one.school or '?'} – {VERDICTS[one.verdict]}. {one.words}" for one in seen]
    output.emit(document, [*lines, *([changes.message] if changes else [])])
    for one in seen:
        output.problems(one.problems)
    return 1 if any(one.verdict in ("wrong", "quarantine", "refused") for one in seen) else 0


def run_board(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.queries import board
    from app.services.collection.rows import STATES

    with opened(arguments) as ctx:
        found = board(ctx, request_id=arguments.id)
    names = {request.id: request.title for request in found.requests}
    document = {
        "requests": [_request_json(row) for row in found.requests],
        "schools": [
            {"organisation": line.organisation_id, "login": line.login, "school": line.school}
            | {"states": {str(request): cell.state for request, cell in line.cells.items()}}
            for line in found.lines
        ],
        "quarantine": found.quarantine,
    }
    lines = [
        f"{line.school}: " + "; ".join(f"{names[request]} – {STATES[cell.state]}" for request, cell in line.cells.items())
        for line in found.lines
    ]
    output.emit(document, lines)
    return 0


def run_merge(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.merging import merge, preview_region_form, save_region_form

    columns: list[dict[str, Any]] = []
    with opened(arguments) as ctx:
        if arguments.form is not None:
            region = preview_region_form(ctx, arguments.id, arguments.form)
            columns = [asdict(column) for column in region.columns]
            save_region_form(ctx, arguments.id, region)
        made = merge(ctx, arguments.id, arguments.out)
    document = {"path": str(made.path), "schools": made.schools, "rows": made.rows, "missing": made.missing, "columns": columns}
    lines = [f"{made.path}: школ {made.schools}, строк {made.rows}"]
    if made.missing:
        lines.append(f"Нет ответа: {', '.join(made.missing)}")
    output.emit(document, lines)
    return 0


def run_letters(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.letters import save_letters

    with opened(arguments) as ctx:
        files = save_letters(ctx, arguments.out, arguments.kind, arguments.id, output.progress())
    output.emit([str(path) for path in files], [str(path) for path in files])
    return 0


def run_close(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.collection.commands import close_request

    with opened(arguments) as ctx:
        changes = close_request(ctx, arguments.id)
    output.emit({"id": arguments.id}, [changes.message])
    return 0
