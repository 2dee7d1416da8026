"""A file with the list of organisations → drafts with their cell addresses. Knows no base.

Read: our own export, lists of departments and regions, the contextual questionnaires of 2021 (columns by their words).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.services.errors import UserError
from app.services.organisations.rules import kind_of, locality_type_of, normalise_login
from app.services.problems import Problem
from app.services.table_files import cells
from app.services.table_files.table_header import Column
from app.services.table_files.tables import Table, TableOptions, TableRow, read_table
from app.services.table_files.workbook import open_workbook
from app.services.text_ru import search_key

_OF_ORGANISATION = (
    r"(?: (?:оо|организации|школы|учреждения|образовательной организации|(?:согласно|по) уставу|полностью|при наличии))*"
)
COLUMNS = (
    Column("login", "Логин", rf"(?:логин|login|пользователь)(?: (?:в )?фис око)?{_OF_ORGANISATION}"),
    Column("full_name", "Полное наименование", rf"полн\w* (?:наименование|название){_OF_ORGANISATION}|full name"),
    Column(
        "short_name",
        "Краткое наименование",
        rf"(?:(?:кратк|сокращенн)\w* )?(?:наименование|название){_OF_ORGANISATION}|школа|оо|(?:образовательная )?организация",
        required=True,
    ),
    Column("municipality_code", "Код муниципалитета", r"код (?:муниципалитета|мсу|мо|ате|района|муниципальн\w* \w+)"),
    Column(
        "municipality",
        "Муниципалитет",
        r"(?:(?:наименование|название) )?(?:муниципалитет\w*|муниципальн\w* (?:район|округ|образовани)\w*|мсу|район|территория)",
    ),
    Column(
        "locality_type",
        "Тип населённого пункта",
        r"тип (?:населенного пункта|местности|нп)|где расположена ваша образовательная организация",
    ),
    Column(
        "locality",
        "Населённый пункт",
        r"населенный пункт|(?:(?:наименование|название) )?населенного пункта|укажите наименование населенного пункта.*",
    ),
    Column("oge_code", "Код ОГЭ", r"код (?:оо )?(?:в |для )?огэ|код оо огэ|schoolcode"),
    Column("ege_code", "Код ЕГЭ", r"код (?:оо )?(?:в |для )?егэ|код оо егэ"),
    Column("kind", "Вид организации", rf"(?:вид|тип){_OF_ORGANISATION}"),
    Column("director", "Директор", r"(?:фио )?(?:директор|руководител|заведующ)\w*(?: (?:оо|школы|полностью|фио))*"),
    Column("coordinator", "Школьный координатор", r"(?:фио )?(?:школьн\w* )?координатор\w*(?: (?:оо|школы|впр|фио))*"),
    Column("email", "Электронная почта", rf"(?:e ?mail|(?:адрес )?электронн\w* почт\w*|эл почта|почта){_OF_ORGANISATION}"),
    Column("phone", "Телефон", r"(?:контактн\w* )?телефон\w*(?: (?:оо|школы|организации|с указанием кода города))*"),
    Column("address", "Адрес", r"(?:(?:юридическ|фактическ|почтов)\w* )?адрес(?: (?:оо|школы|организации|с указанием индекса))*"),
    Column(
        "pupils",
        "Число обучающихся",
        r"(?:число|количество|кол во|численность) (?:обучающихся|учащихся|учеников|воспитанников|детей)(?: (?:всего|в \w+|чел))*"
        r"|(?:обучающихся|учащихся|контингент)(?: всего)?|укажите количество обучающихся в оо в .*",
    ),
    Column("opened_on", "Дата открытия", r"(?:дата )?(?:открыт(?:ия|а|о)|основани[яе]|создани[яе])"),
    Column("closed_on", "Дата закрытия", r"(?:дата )?закрыт(?:ия|а|о)"),
    Column("inn", "ИНН", rf"(?:\d+ )?инн{_OF_ORGANISATION}"),
    Column("legal_form", "Организационно-правовая форма", r"организационно правовая форма.*|опф"),
    Column("founder", "Учредитель", rf"учредител[ьия]{_OF_ORGANISATION}"),
    Column("site", "Сайт", rf"(?:(?:официальн\w* )?сайт|адрес сайта|сайт в сети интернет){_OF_ORGANISATION}"),
    Column("note", "Примечание", r"примечани[ея]|комментарий"),
)
TITLES = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class RegisterDraft:
    """One accepted row. `values`: only fields that the file fills; texts, `pupils` int, `closed_on` date."""

    row_number: int
    values: dict[str, Any] = field(hash=False)
    municipality_code: str = ""
    municipality: str = ""

    @property
    def login(self) -> str:
        return str(self.values.get("login", ""))

    @property
    def name(self) -> str:
        return str(self.values["short_name"])


@dataclass(frozen=True, slots=True)
class RegisterFile:
    sha256: str
    format_title: str
    drafts: tuple[RegisterDraft, ...]
    refused: int
    problems: tuple[Problem, ...]


def read_register(path: Path, options: TableOptions | None = None) -> RegisterFile:
    """Drafts of a register file. Raises UserError where the file is no such list at all."""
    with open_workbook(path) as book:
        tables = [(sheet, read_table(sheet, COLUMNS, options)) for sheet in book.visible_sheets]
        useful = [(sheet, table) for sheet, table in tables if table.header and len(table.header.places) >= 2]
        if not useful:
            raise UserError(
                f"В файле «{path.name}» не найден список организаций.",
                "Нужен заголовок со столбцом «Краткое наименование» и хотя бы ещё одним: «Логин», «Муниципалитет», «Код ОГЭ».",
            )
        sheet, table = max(useful, key=lambda pair: (not pair[1].stopped, len(pair[1].rows)))
        places = table.header.places if table.header else {}
        padding = {key: sheet.zero_padding(places[key]) for key in _CODES if key in places}
        sha256, format_title = book.sha256, book.format_title
    reader = _Reader(table, padding)
    for row in table.rows:
        reader.take(row)
    reader.refuse_repeated()
    reader.say_trimmed()
    return RegisterFile(sha256, format_title, tuple(reader.drafts), reader.refused, tuple(reader.problems))


_CODES = ("oge_code", "ege_code")
_TEXTS = (
    "full_name", "locality", "director", "coordinator", "phone", "email", "address", "note", "inn", "legal_form",
    "founder", "site",
)  # fmt: skip
_DATES = {"opened_on": "Дата открытия", "closed_on": "Дата закрытия"}


def _after_code(text: str) -> str:
    """«edu990101 | МБОУ СОШ № 1», «reg99_m012 | Заречный район» → the name; other texts as they are."""
    return re.sub(r"^(?:edu|sch|ksh|reg)[\w]+ \| ", "", text)


class _Reader:
    """Rows of one table → drafts, problems, the count of refused rows."""

    def __init__(self, table: Table, padding: dict[str, dict[int, int]]) -> None:
        self.table = table
        self.padding = padding
        self.drafts: list[RegisterDraft] = []
        self.problems: list[Problem] = list(table.problems)
        self.refused = 0
        self._trimmed: list[str] = []

    def say(self, row: TableRow, key: str, code: str, text: str, severity: str = "error") -> None:
        kind = "error" if severity == "error" else "warning"
        self.problems.append(Problem(kind, code, text, self.table.sheet, self.table.place(row, key), key))  # type: ignore[arg-type]

    def take(self, row: TableRow) -> None:
        broken = [(key, refused) for key, cell in row.cells.items() if (refused := cells.error_of(cell))]
        for key, refused in broken:
            self.say(row, key, refused.code, f"{TITLES[key]}: {refused.text}")
        values: dict[str, Any] = {}
        good = not broken
        self._trimmed += [
            self.table.place(row, key)
            for key in ("login", "municipality_code", *_CODES)
            if isinstance(cell := row.cells.get(key), str) and cell != row.text(key)
        ]
        login = row.text("login")
        if login and not normalise_login(login):
            self.say(row, "login", "bad_login", f"«{login}» — не логин ФИС ОКО: нужны edu, sch или ksh и шесть цифр.")
            good = False
        elif login:
            values["login"] = normalise_login(login)
        if not row.text("short_name"):
            self.say(row, "short_name", "no_name", "Нет наименования организации.")
            good = False
        good = self._number(row, values) and self._dates(row, values) and good
        if not good:
            self.refused += 1
            return
        values["short_name"] = _after_code(row.text("short_name"))
        values |= {key: row.text(key) for key in _TEXTS if row.text(key)}
        for key in _CODES:
            if code := cells.code_text(row.cells.get(key, ""), self.padding.get(key, {}).get(row.number, 0)):
                values[key] = code
        self._words(row, values)
        place = row.text("municipality")
        code = search_key(row.text("municipality_code") or place.removesuffix(_after_code(place)).rstrip(" |"))
        self.drafts.append(RegisterDraft(row.number, values, code, _after_code(place)))

    def _number(self, row: TableRow, values: dict[str, Any]) -> bool:
        found = cells.whole_number(row.cells.get("pupils", ""))
        if isinstance(found, cells.Refusal):
            if cells.error_of(row.cells["pupils"]) is None:
                self.say(row, "pupils", found.code, f"Число обучающихся: {found.text}")
            return False
        if found is not None:
            values["pupils"] = found
        return True

    def _dates(self, row: TableRow, values: dict[str, Any]) -> bool:
        good = True
        for key, title in _DATES.items():
            found = cells.parse_date(row.cells.get(key, ""))
            if isinstance(found, cells.Refusal):
                if cells.error_of(row.cells[key]) is None:
                    self.say(row, key, found.code, f"{title}: {found.text}")
                good = False
            elif isinstance(found, date):
                values[key] = found
        return good

    def _words(self, row: TableRow, values: dict[str, Any]) -> None:
        """Kind and type of locality, written in words."""
        for key, reads in (("kind", kind_of), ("locality_type", locality_type_of)):
            if typed := row.text(key):
                if found := reads(typed):
                    values[key] = found
                else:
                    self.say(row, key, f"unknown_{key}", f"{TITLES[key]} «{typed}» не распознан и не загружен.", "warning")

    def say_trimmed(self) -> None:
        """Codes are compared without the spaces that were typed around them: said once."""
        if self._trimmed:
            listed = ", ".join(self._trimmed[:10]) + (" и другие" if len(self._trimmed) > 10 else "")
            text = f"Убраны лишние пробелы в кодах: {listed}."
            self.problems.append(Problem("info", "spaces_trimmed", text, self.table.sheet, self._trimmed[0]))

    def refuse_repeated(self) -> None:
        """Two rows with one login, or without logins of one name in one municipality: neither is loaded, both are named."""
        rows_of: dict[tuple[str, ...], list[RegisterDraft]] = {}
        for draft in self.drafts:
            name = ("", search_key(draft.name), draft.municipality_code or search_key(draft.municipality))
            rows_of.setdefault((draft.login,) if draft.login else name, []).append(draft)
        repeated = [drafts for drafts in rows_of.values() if len(drafts) > 1]
        for drafts in repeated:
            listed = ", ".join(str(draft.row_number) for draft in drafts)
            first = drafts[0]
            key, what = ("login", f"Логин {first.login}") if first.login else ("short_name", f"Наименование «{first.name}»")
            for draft in drafts:
                self.say(TableRow(draft.row_number, {}), key, f"repeated_{key}", f"{what} повторяется в строках {listed}.")
        gone = {draft.row_number for drafts in repeated for draft in drafts}
        self.refused += len(gone)
        self.drafts = [draft for draft in self.drafts if draft.row_number not in gone]
