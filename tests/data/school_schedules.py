"""Workbooks of schools' schedules with a known truth, in both forms and with the disorder of real files.

Everything is invented. `make(path, seed)` returns the truth: what a careful person would read from the file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

LAYOUTS = (
    "across",
    "stacked",
    "dates",
    "text_dates",
    "subject_days",
    "weeks",
    "weeks_dated",
    "weeks_sections",
    "weeks_halves",
    "weeks_sheets",
)
MONTHS = ("Сентябрь", "Октябрь", "Ноябрь", "Декабрь", "Январь", "Февраль", "Март", "Апрель", "Май")
NUMBERS = (9, 10, 11, 12, 1, 2, 3, 4, 5)
SPELLINGS = {
    "Русский язык": ("Русский язык", "Рус. яз.", "русский  язык", "Р.яз."),
    "Математика": ("Математика", "Матем.", "МАТЕМАТИКА", "Матиматика"),
    "Окружающий мир": ("Окружающий мир", "Окр. мир", "Окруж.мир"),
    "Литературное чтение": ("Литературное чтение", "Лит. чтение"),
    "История": ("История", "история"),
    "География": ("География", "геогр."),
    "Биология": ("Биология", "биол."),
    "Английский язык": ("Английский язык", "Англ. яз.", "англ.яз"),
    "Физика": ("Физика",),
    "Химия": ("Химия", "хим."),
    "Алгебра": ("Алгебра", "алг."),
    "Геометрия": ("Геометрия", "геом."),
    "Обществознание": ("Обществознание", "Общест."),
    "Информатика": ("Информатика", "ИКТ"),
    "Вероятность и статистика": ("Вероятность и статистика", "Вер. и стат."),
}
HOURS = {"Русский язык": 170, "Математика": 136, "Физика": 68, "Химия": 68, "Алгебра": 102}
KINDS = (  # (as written, code, usual level)
    ("КР", "", "school"), ("ВПР", "vpr", "federal"), ("СД", "diagnostic_start", "school"), ("ДКР", "diagnostic_test", "regional"),
    ("МПР", "municipal_test", "municipal"), ("Контрольная работа", "", "school"), ("РПР", "regional_test", "regional"),
    ("к/р №2", "", "school"), ("вх. к/р", "diagnostic_start", "school"), ("Админ. к/р", "", "school"), ("дикт.", "", "school"),
    ("Тест", "", "school"), ("итог. контр. работа", "", "school"), ("контр. срез", "", "school"),
)  # fmt: skip
LEVELS = {"federal": ("Ф", "F8CBAD"), "regional": ("Р", "BDD7EE"), "municipal": ("М", "FFE699"), "school": ("Ш", "C6E0B4")}
LEVEL_TITLES = {
    "federal": "Федеральный уровень", "regional": "Региональный уровень", "municipal": "Муниципальный уровень",
    "school": "Школьный уровень",
}  # fmt: skip
JUNK = ("экскурсия в музей", "смотр строя", "???", "день здоровья")

Fact = tuple[int, str, str, str, str, date | None, int | None]
"""(grade, label, subject, level, kind, day, week)."""


@dataclass
class Truth:
    layout: str
    school_year: int = 2025
    facts: list[Fact] = field(default_factory=list)
    hours: dict[tuple[int, str, str], int] = field(default_factory=dict)
    junk: set[str] = field(default_factory=set)
    """Cells that no entry can be made of: they must be named."""
    filled: int = 0
    """Non-empty cells of the grids."""
    codes: set[str] = field(default_factory=set)
    """Problems that must be said."""


class _Maker:
    def __init__(self, seed: int, layout: str | None, messy: bool) -> None:
        self.rng = random.Random(seed)
        self.layout = layout or LAYOUTS[seed % len(LAYOUTS)]
        self.messy = messy
        self.truth = Truth(self.layout)
        self.book = Workbook()
        self.book.remove(self.book.active)
        by_letter = self.layout in ("across", "stacked", "dates", "text_dates")
        self.level_by = self.rng.choice(("colour", "letter") if by_letter else ("colour", "letter", "columns"))
        self.top = self.rng.randint(0, 6) if messy else 3
        self.left = self.rng.choice((0, 0, 1)) if messy else 0
        self.classes = self._classes()

    def chance(self, share: float) -> bool:
        return self.messy and self.rng.random() < share

    def _classes(self) -> list[tuple[int, str]]:
        found = []
        for grade in sorted(self.rng.sample(range(2, 12), 4)):
            found += [(grade, f"{grade}{letter}") for letter in "АБВ"[: self.rng.randint(1, 3)]]
        return found

    def class_text(self, one: tuple[int, str], plain: bool = False) -> str:
        grade, label = one
        if plain or not self.messy:
            return label
        letter = label[-1]
        styles = (
            label,
            f"{grade} {letter}",
            f"{grade}«{letter}»",
            f"{grade}-{letter}",
            f"{label} класс",
            f"{grade} {letter.lower()}",
        )
        return self.rng.choice(styles)

    def subjects(self, grade: int) -> list[str]:
        small = ["Русский язык", "Математика", "Окружающий мир", "Литературное чтение", "Английский язык"]
        middle = ["Русский язык", "История", "География", "Биология", "Английский язык", "Математика" if grade < 7 else "Алгебра"]
        return (
            small
            if grade < 5
            else middle + (["Геометрия", "Физика", "Вероятность и статистика", "Информатика"] if grade > 6 else [])
        )

    def spelled(self, subject: str) -> str:
        return self.rng.choice(SPELLINGS[subject]) if self.messy else subject

    def sheet(self, name: str) -> Worksheet:
        return self.book.create_sheet(name[:31])

    def heading(self, sheet: Worksheet, title: str = "", year: int | None = None) -> int:
        """Rows above a table; the number of the next free row."""
        year = year or self.truth.school_year
        lines = [
            (f"Единый график оценочных процедур на {year}/{year + 1} учебный год" + (f" {title}" if title else ""), ""),
            ("Наименование ОО", "МБОУ «Ольховская СОШ»"),
            ("Приказ №", "112-О"),
            ("Дата утверждения", f"29.08.{year}"),
            ("Приказ об изменениях", ""),
            ("Составлен с учётом рекомендаций, направленных письмом Минпросвещения и Рособрнадзора", ""),
        ]
        row = 1
        if self.chance(0.3):
            sheet.cell(1, self.left + 12, "УТВЕРЖДАЮ")
            sheet.cell(2, self.left + 12, "Директор МБОУ «Ольховская СОШ»")
            sheet.cell(3, self.left + 12, f"Приказ от 29.08.{year} № 112-О")
            row = 5
        for caption, value in lines[: max(1, self.top)]:
            sheet.cell(row, self.left + 1, caption)
            if value:
                sheet.cell(row, self.left + 4, value)
            row += 1
        return row + (1 if self.chance(0.5) else 0)

    def legend(self, sheet: Worksheet, row: int) -> None:
        row += 1 + self.rng.randint(0, 2)
        sheet.cell(row, self.left + 1, "Условные обозначения:")
        for number, (level, (letter, colour)) in enumerate(LEVELS.items(), 1):
            if self.level_by == "colour":
                sheet.cell(row + number, self.left + 1).fill = PatternFill("solid", fgColor=colour)
                sheet.cell(row + number, self.left + 2, LEVEL_TITLES[level])
            else:
                sheet.cell(row + number, self.left + 1, f"{letter} – {LEVEL_TITLES[level].lower()}")
        row += 6
        sheet.cell(row, self.left + 1, "СД - стартовая диагностика; КР - контрольная работа")
        if self.chance(0.6):
            sheet.cell(row + 2, self.left + 1, "Директор школы")
            sheet.cell(row + 2, self.left + 6, "С. П. Ивняков")

    def fill(self, sheet: Worksheet, row: int, column: int, level: str, usual: str) -> str:
        """Paint or say the level; what is to be added to the text of the cell."""
        if self.level_by == "colour":
            sheet.cell(row, column).fill = PatternFill("solid", fgColor=LEVELS[level][1])
            return ""
        if self.level_by == "letter" and (level != usual or self.rng.random() < 0.3):
            return LEVELS[level][0]
        return ""

    def put(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        one: tuple[int, str],
        subject: str,
        day: date | None,
        week: int | None,
        named: bool,
    ) -> None:
        """One procedure into a cell. `named`: the cell names the subject."""
        rng = self.rng
        if self.chance(0.02):
            sheet.cell(row, column, rng.choice(JUNK) if named else "#Н/Д")
            self.truth.junk.add(f"{sheet.title}!{get_column_letter(column)}{row}")
            self.truth.filled += 1
            return
        written, kind, usual = rng.choice(KINDS)
        level = usual
        if kind in ("", "diagnostic_start") and self.level_by != "columns":
            level = rng.choice(("school", "school", "municipal"))
        letter = self.fill(sheet, row, column, level, usual)
        if named:
            shown = self.spelled(subject)
            plain = kind == "" and rng.random() < 0.4
            glue = rng.choice((" ({})", " {}", ", {}", "\n{}"))
            said = shown if plain else shown + glue.format(written)
            said = f"{said} ({letter})" if letter else said
        else:
            said = written if not letter else rng.choice((f"{written} {letter}", f"{written}, {letter}", f"{written} ({letter})"))
            if kind == "" and not letter and self.chance(0.3):
                said = rng.choice(("1", "+", "х")) if self.level_by != "columns" else "1"
        value: Any = int(said) if said.isdigit() and rng.random() < 0.5 else said
        sheet.cell(row, column, value)
        self.truth.filled += 1
        self.truth.facts.append((one[0], one[1], subject, level, kind, day, week))

    # ---- by days
    def days(self) -> None:
        rng, year = self.rng, self.truth.school_year
        sheet = self.sheet(rng.choice(("График", f"{year}-{year + 1}", "Лист1")))
        row = self.heading(sheet)
        if self.layout == "subject_days":
            self._subject_days(sheet, row)
            return
        stacked = self.layout == "stacked"
        months = list(zip(MONTHS, NUMBERS, strict=True))
        if stacked:
            for title, month in months:
                row = self._block(sheet, row, [(title, month)]) + 1
        else:
            row = self._block(sheet, row, months)
        if self.chance(0.3):
            sheet.cell(row, self.left + 1, "Итого по школе")
            sheet.cell(row, self.left + 6, 12)
            row += 1
        self.legend(sheet, row)

    def _block(self, sheet: Worksheet, row: int, months: list[tuple[str, int]]) -> int:
        rng, year = self.rng, self.truth.school_year
        captions = ["Период", "Класс", "Форма освоения"] if self.layout != "stacked" or self.messy else ["Класс"]
        if len(months) == 1:
            captions = captions[-2:] if "Период" in captions else captions
        class_column = self.left + captions.index("Класс") + 1
        first = self.left + len(captions) + 1
        dated = self.layout in ("dates", "text_dates")
        head = row if dated else row + 1
        for number, caption in enumerate(captions):
            sheet.cell(row, self.left + number + 1, caption)
            if not dated and self.chance(0.5):
                sheet.merge_cells(
                    start_row=row, end_row=head, start_column=self.left + number + 1, end_column=self.left + number + 1
                )
        column, days = first, {}
        for title, month in months:
            start = column
            day = date(year if month >= 9 else year + 1, month, 1)
            while day.month == month:
                if day.isoweekday() < 7:
                    if self.layout == "dates":
                        sheet.cell(head, column, day)
                    elif self.layout == "text_dates":
                        sheet.cell(head, column, f"{day:%d.%m}" if rng.random() < 0.7 else f"{day:%d.%m.%Y}")
                    else:
                        sheet.cell(head, column, day.day)
                    days[column] = day
                    column += 1
                day += timedelta(days=1)
            if not dated:
                shown = title.upper() if self.chance(0.3) else f"{title} {day.year}" if self.chance(0.2) else title
                if day.month != month and month == 12:
                    shown = title
                sheet.cell(row, start, shown)
                if rng.random() < 0.7:
                    sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=column - 1)
        row = head + 1
        if self.chance(0.4):
            for at, day in days.items():
                sheet.cell(row, at, ("пн", "вт", "ср", "чт", "пт", "сб")[day.weekday()])
            row += 1
        previous = None
        for one in self.classes:
            if self.chance(0.1):
                row += 1
            sheet.cell(row, class_column, self.class_text(one))
            if "Период" in captions and previous is None:
                sheet.cell(row, self.left + 1, "1 полугодие")
            if "Форма освоения" in captions:
                sheet.cell(row, self.left + captions.index("Форма освоения") + 1, "база")
            previous = one
            every = sorted(
                rng.sample(sorted(days), min(len(days), rng.randint(1, 3) if len(months) == 1 else rng.randint(6, 18)))
            )
            for at in every:
                self.put(sheet, row, at, one, rng.choice(self.subjects(one[0])), days[at], None, named=True)
            row += 1
        return row

    def _subject_days(self, sheet: Worksheet, row: int) -> None:
        """Classes and subjects down, the days of one half-year across; a class stands once for all its subjects."""
        rng, year = self.rng, self.truth.school_year
        head = row + 1
        sheet.cell(row, self.left + 1, "Класс")
        sheet.cell(row, self.left + 2, "Учебный предмет")
        column, days = self.left + 3, {}
        for title, month in zip(MONTHS[:4], NUMBERS[:4], strict=True):
            sheet.cell(row, column, title)
            day = date(year, month, 1)
            while day.month == month:
                sheet.cell(head, column, str(day.day) if self.chance(0.2) else day.day)
                days[column] = day
                column, day = column + 1, day + timedelta(days=1)
        school_days = sorted(at for at, day in days.items() if day.isoweekday() < 6)
        row = head + 1
        for one in self.classes:
            start = row
            for subject in self.subjects(one[0]):
                if row == start:
                    sheet.cell(row, self.left + 1, self.class_text(one))
                sheet.cell(row, self.left + 2, self.spelled(subject))
                for at in sorted(rng.sample(school_days, rng.randint(0, 3))):
                    self.put(sheet, row, at, one, subject, days[at], None, named=False)
                row += 1
            if row - start > 1 and rng.random() < 0.5:
                sheet.merge_cells(start_row=start, end_row=row - 1, start_column=self.left + 1, end_column=self.left + 1)
        self.legend(sheet, row)

    # ---- by weeks
    def weeks(self) -> None:
        year = self.truth.school_year
        if self.layout == "weeks_sheets":
            for one in self.classes:
                sheet = self.sheet(one[1])
                row = self._week_table(sheet, self.heading(sheet), [one], range(1, 35), "title")
                self.legend(sheet, row)
            return
        if self.layout == "weeks_halves":
            for name, weeks in (("1 полугодие", range(1, 17)), ("2 полугодие", range(17, 35))):
                sheet = self.sheet(name)
                row = self._week_table(sheet, self.heading(sheet), self.classes, weeks, "column")
                self.legend(sheet, row)
            return
        sheet = self.sheet(self.rng.choice(("Единый график", f"{year}-{year + 1}")))
        how = "section" if self.layout == "weeks_sections" else "column"
        row = self._week_table(sheet, self.heading(sheet), self.classes, range(1, 35), how)
        self.legend(sheet, row)

    def _week_table(self, sheet: Worksheet, row: int, classes: list[tuple[int, str]], weeks: range, how: str) -> int:
        rng, year = self.rng, self.truth.school_year
        head = row + 1
        labels = (["Класс"] if how == "column" else []) + [
            rng.choice(("Учебный предмет, курс, модуль", "Предмет", "Наименование предмета")) if self.messy else "Предмет"
        ]
        if self.chance(0.25):
            labels = labels[::-1]
        teacher, numbered = self.chance(0.25), self.chance(0.25)
        labels = (["№ п/п"] if numbered else []) + labels + (["Учитель"] if teacher else [])
        subject_at = next(at for at, caption in enumerate(labels) if "редмет" in caption)
        class_at = labels.index("Класс") if how == "column" else subject_at
        for number, caption in enumerate(labels):
            sheet.cell(row, self.left + number + 1, caption)
            if rng.random() < 0.5:
                sheet.merge_cells(
                    start_row=row, end_row=head, start_column=self.left + number + 1, end_column=self.left + number + 1
                )
        first = self.left + len(labels) + 1
        sheet.cell(row, first, "Учебные недели")
        if rng.random() < 0.7:
            sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + len(weeks) - 1)
        for number, week in enumerate(weeks):
            sheet.cell(head, first + number, f"{week} нед." if self.chance(0.1) else week)
        if self.layout == "weeks_dated":
            head += 1
            for number, week in enumerate(weeks):
                monday = date(year, 9, 1) + timedelta(days=7 * (week - 1))
                sheet.cell(head, first + number, f"{monday:%d.%m}-{monday + timedelta(days=5):%d.%m}")
        after = first + len(weeks)
        tail = ["Федеральный", "Региональный", "Муниципальный", "Школьный", "Всего ОП за уч. г.", "Количество часов по УП",
                "% соотношение кол-ва ОП к часам УП"]  # fmt: skip
        for number, caption in enumerate(tail):
            sheet.cell(row, after + number, caption)
        row = head + 1
        count = 0
        if self.chance(0.2) and self.layout != "weeks_dated":
            for number in range(1, after + len(tail) - self.left):
                sheet.cell(row, self.left + number, number)
            row += 1
        for one in classes:
            if how == "section":
                sheet.cell(row, self.left + 1 + subject_at, f"{one[1]} класс")
                row += 1
            for place, subject in enumerate(self.subjects(one[0])):
                if self.chance(0.05):
                    row += 1
                if how == "column" and (place == 0 or rng.random() < 0.8):
                    sheet.cell(row, self.left + 1 + class_at, self.class_text(one))
                sheet.cell(row, self.left + 1 + subject_at, self.spelled(subject))
                count += 1
                if numbered:
                    sheet.cell(row, self.left + 1, count)
                if teacher:
                    sheet.cell(row, self.left + len(labels), "по тарификации")
                before = len(self.truth.facts)
                for at in sorted(rng.sample(range(len(weeks)), rng.randint(0, 4))):
                    week = weeks[at]
                    monday = date(year, 9, 1) + timedelta(days=7 * (week - 1))
                    day = monday if self.layout == "weeks_dated" else None
                    self.put(sheet, row, first + at, one, subject, day, week, named=False)
                made = self.truth.facts[before:]
                for number, level in enumerate(LEVELS):
                    count = sum(fact[3] == level for fact in made)
                    if count:
                        sheet.cell(row, after + number, count)
                hours = HOURS.get(subject, 34)
                self.truth.hours[one[0], one[1], subject] = hours
                if len(weeks) >= 30:
                    sheet.cell(row, after + 4, len(made))
                sheet.cell(row, after + 5, f"{hours}" if self.chance(0.2) else hours)
                sheet.cell(row, after + 6, f"{len(made) / hours:.1%}")
                row += 1
            if self.chance(0.15):
                sheet.cell(row, self.left + 1 + subject_at, "Итого по классу")
                sheet.cell(row, after + 4, sum(fact[1] == one[1] for fact in self.truth.facts))
                row += 1
        return row


def make(path: Path, seed: int, layout: str | None = None, messy: bool = True) -> Truth:
    """Write a workbook; the same seed gives the same file."""
    maker = _Maker(seed, layout, messy)
    if maker.layout.startswith("weeks"):
        maker.weeks()
    else:
        maker.days()
    if maker.chance(0.2):
        other = maker.sheet("Пояснения")
        other.cell(1, 1, "Заполняет заместитель директора до 1 сентября.")
    maker.book.save(path)
    return maker.truth
