"""A table of people (xlsx, csv …) → who is new, who is known, what ties them, and what is wrong. Nothing is written."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.people import Person
from app.services.assignments.rows import ListLine, ListPreview, TieRow
from app.services.calendar.queries import own_organisations
from app.services.errors import UserError
from app.services.organisations.rules import name_key, normalise_login
from app.services.problems import Problem
from app.services.table_files.table_header import Column
from app.services.table_files.tables import Table, TableRow, read_table
from app.services.table_files.workbook import open_workbook
from app.services.text_ru import search_key

if TYPE_CHECKING:
    from app.services.context import Context

COLUMNS = (
    Column("name", "Фамилия, имя, отчество", r"ф ?и ?о(?: .*)?|фамилия имя(?: и)? отчество.*|наблюдатель|эксперт", required=True),
    Column(
        "work", "Место работы", r"место работы.*|школа|оо|организация|образовательная организация|наименование оо", required=True
    ),
    Column("post", "Должность", r"должность.*"),
    Column("phone", "Телефон", r"(?:\w+ )?телефон.*|контактный телефон"),
    Column("email", "Электронная почта", r"e ?mail|(?:адрес )?электронн\w+ почт\w+|почта"),
    Column("teaches", "Ведёт классы", r"ведет(?: уроки)?(?: в)?(?: класс\w*)?|классы|в каких классах (?:ведет|работает).*"),
    Column("child_school", "Школа ребёнка", r"школа(?:,? где учится)? ребенка|родитель в школе|где учится ребенок"),
    Column("child_class", "Класс ребёнка", r"класс(?:,? где учится)? ребенка|родитель класса"),
)
_DISTRICT = re.compile(r"отдел|управлен|комитет|методическ|рмк|цимс|общественн|родительск|пенсионер|не работает|-|–|—")
_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?:\s+[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?){1,3}")


def preview_people(ctx: Context, path: Path) -> ListPreview:
    """What the list would bring. Raises UserError where the file has no such table."""
    with open_workbook(path) as book:
        tables = [read_table(sheet, COLUMNS) for sheet in book.visible_sheets]
    good = [table for table in tables if not table.stopped and table.rows]
    if not good:
        said = " ".join(problem.text for table in tables[:1] for problem in table.problems)
        raise UserError(
            f"В файле «{path.name}» не найден список людей. {said}".strip(),
            "Нужны столбцы «Фамилия, имя, отчество» и «Место работы»; могут быть должность, телефон, почта, классы.",
        )
    with ctx.db.read() as session:
        schools = {
            one.id: one for one in session.scalars(select(Organisation).where(Organisation.id.in_(own_organisations(session))))
        }
        known: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        for person in session.scalars(select(Person)):
            known[person.search_name, person.organisation_id].append(person.id)
        finder = _Schools(schools.values())
    lines: list[ListLine] = []
    problems: list[Problem] = [problem for table in good for problem in table.problems]
    seen: dict[tuple[str, int | None], int] = {}
    for table in good:
        for row in table.rows:
            line, said_of = _line(table, row, finder, known)
            key = (search_key(line.full_name), line.work_id)
            if line.state != "refused" and key in seen:
                text = f"{line.full_name} уже есть в строке {seen[key]}."
                said_of.append(_problem(table, row, "error", "repeated_person", text, "name"))
                line = _refused(line)
            elif line.state != "refused":
                seen[key] = row.number
            lines.append(line)
            problems += said_of
    return ListPreview(path, tuple(lines), tuple(problems))


class _Schools:
    """Finds an organisation by its login or by the name people use for it."""

    def __init__(self, schools: object) -> None:
        self._logins: dict[str, int] = {}
        self._names: defaultdict[str, set[int]] = defaultdict(set)
        for one in schools:  # type: ignore[attr-defined]
            if one.login:
                self._logins[one.login] = one.id
            for name in (one.short_name, one.full_name):
                if name:
                    self._names[name_key(name)].add(one.id)
                    self._names[search_key(name)].add(one.id)

    def find(self, text: str) -> set[int]:
        """Ids that fit; several where the name is not enough."""
        login = self._logins.get(normalise_login(text))
        if login is not None:
            return {login}
        exact = self._names.get(search_key(text)) or self._names.get(name_key(text))
        if exact:
            return exact
        words = search_key(text).split()
        found = [ids for name, ids in self._names.items() if words and all(word in name.split() for word in words)]
        return set().union(*found)


def _line(
    table: Table, row: TableRow, finder: _Schools, known: dict[tuple[str, int | None], list[int]]
) -> tuple[ListLine, list[Problem]]:
    said: list[Problem] = []
    name, work = " ".join(row.text("name").split()), " ".join(row.text("work").split())
    if name.isupper():
        name = name.title()
    work_id: int | None = None
    wrong = False
    if not name:
        said.append(_problem(table, row, "error", "no_name", "Нет фамилии, имени и отчества.", "name"))
        wrong = True
    elif not _NAME.fullmatch(name):
        text = f"«{name}» не похоже на фамилию, имя и отчество полностью: проверьте."
        said.append(_problem(table, row, "warning", "odd_name", text, "name"))
    fits = finder.find(work) if work else set()
    if len(fits) == 1:
        work_id = next(iter(fits))
    elif len(fits) > 1:
        text = f"«{work}» – так называются несколько школ: напишите название целиком или логин."
        said.append(_problem(table, row, "error", "which_school", text, "work"))
        wrong = True
    elif work and not _DISTRICT.search(search_key(work)):
        text = f"Организации «{work}» в базе нет: строка не загружается."
        said.append(_problem(table, row, "error", "unknown_school", text, "work"))
        wrong = True
    elif not work:
        said.append(_problem(table, row, "info", "of_district", f"{name}: места работы нет, человек района.", "work"))
    post = " ".join(row.text("post").split())
    if work_id is None and work not in ("", "-", "–", "—"):
        post = ", ".join(part for part in (post, work) if part)  # the council, the office: nowhere else to keep it
    line = ListLine(
        row.number, name, post, row.text("phone").strip(), row.text("email").strip(), work, work_id,
        "new",
    )  # fmt: skip
    if wrong:
        return _refused(line), said
    ties = _ties(table, row, finder, work_id, said)
    ids = known.get((search_key(name), work_id), [])
    if len(ids) > 1:
        text = f"{name}: в этой организации таких записей {len(ids)}, связи не добавлены."
        said.append(_problem(table, row, "warning", "namesakes", text, "name"))
        return _refused(line), said
    number = ids[0] if ids else None
    return (
        ListLine(
            line.number, name, line.post, line.phone, line.email, work, work_id, "known" if ids else "new", number, tuple(ties)
        ),
        said,
    )  # fmt: skip


def _ties(table: Table, row: TableRow, finder: _Schools, work_id: int | None, said: list[Problem]) -> list[TieRow]:
    found = []
    classes = [one.strip() for one in re.split(r"[,;]", row.text("teaches")) if one.strip()]
    if classes and work_id is not None:
        found += [TieRow(None, 0, work_id, "teaches", label) for label in classes]
    elif classes:
        said.append(_problem(table, row, "warning", "no_school_for_classes", "Классы без школы не записаны.", "teaches"))
    labels = [one.strip() for one in re.split(r"[,;]", row.text("child_class")) if one.strip()]
    school = row.text("child_school").strip()
    if labels or school:
        fits = finder.find(school) if school else set()
        if len(fits) == 1:
            found += [TieRow(None, 0, next(iter(fits)), "parent", label) for label in labels or [""]]
        else:
            text = f"Школа ребёнка «{school}» не найдена: связь не записана." if school else "Не указана школа ребёнка."
            said.append(_problem(table, row, "warning", "unknown_child_school", text, "child_school"))
    return found


def _refused(line: ListLine) -> ListLine:
    return ListLine(
        line.number, line.full_name, line.post, line.phone, line.email, line.work, line.work_id, "refused", line.person_id
    )


def _problem(table: Table, row: TableRow, severity: str, code: str, text: str, key: str) -> Problem:
    return Problem(severity, code, text, table.sheet, table.place(row, key))  # type: ignore[arg-type]
