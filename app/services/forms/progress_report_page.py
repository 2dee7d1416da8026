"""Pages of the progress report: numbers upright, the table of measures lying, what is late and the proofs upright again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.services.duties.rows import SHOWN_WORDS
from app.services.execution.rows import EVIDENCE_KINDS, Counts, EvidenceRow
from app.services.forms import figures, wording
from app.services.forms.blocks import (
    AnswerLines,
    Block,
    Cell,
    Column,
    FormPage,
    PageBreak,
    Row,
    Section,
    Signature,
    TableBlock,
    cell,
    row,
    section_row,
    text,
)
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.progress_report_data import (
    STAGES,
    ProgressReportData,
    ReportEntry,
    ReportItem,
    ReportSection,
)
from app.services.forms.report_parts import head, part, remark
from app.services.forms.typography import file_stem
from app.services.roadmaps.rows import RoadmapLine
from app.services.text_ru import NBSP, counted, number, short_date

_STATES: tuple[tuple[str, str], ...] = (
    ("done", "Выполнено"),
    ("in_progress", "В работе"),
    ("waiting_region", "Ждём регион"),
    ("overdue", "Просрочено"),
    ("ahead", "Срок не наступил"),
    ("postponed", "Перенесено"),
    ("cancelled", "Снято"),
)
_COLUMNS = (
    Column("№\nп/п", 13, "center"),
    Column("Мероприятие", 57),
    Column("Срок по плану", 29, "center"),
    Column("Ответственный", 35),
    Column("Контроль-\nный срок", 23, "center"),
    Column("Состояние", 23, "center"),
    Column("Исполнено", 22, "center"),
    Column("Результат,\nподтверждение", 35),
    Column("Примечание", 34),
)
_NAMED = 8
"""Schools that are waited for are named while there are not more of them."""
_INTERIM = ("Что сделать до следующего отчёта: мероприятие, ответственный, срок?", "Какие сроки предлагается перенести и почему?")
_FINAL = (
    "Чего удалось добиться и чем это подтверждается?",
    "Что не выполнено и почему?",
    "Предложения: что продолжить, что изменить в следующем плане, что снять с контроля?",
)


def progress_report_page(data: ProgressReportData, profile: Profile = GOST_2025) -> FormPage:
    """Facts are filled from the base; conclusions are room for a person."""
    title = f"Отчёт о выполнении дорожной карты\n({STAGES[data.stage]})"
    numbered = _Parts()
    first: list[Block] = [*head(data.author, title, figures.as_of(data.as_of)), *_about(data)]
    first += [*_summary(data, profile, numbered), *_schools(data, profile, numbered)]
    table = [numbered("Ход выполнения"), *_table(data, profile)]
    last = [*_late(data, profile, numbered), *_moved(data, profile, numbered), *_indicators(data, profile, numbered)]
    last += [*_conclusions(data, numbered), *_proofs(data, profile)]
    sections = (
        Section(tuple(first), profile.report_margins),
        Section(tuple(table), profile.landscape_margins, landscape=True, restart_numbering=False),
        Section(tuple(last), profile.report_margins, restart_numbering=False),
    )
    return FormPage(
        title=title.replace("\n", " "),
        sections=sections,
        author=data.author,
        subject="Отчёт о выполнении дорожной карты",
        profile=profile,
        body_pt=profile.report_pt,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(f"Отчёт {STAGES[data.stage]} {short_date(data.as_of)} {data.roadmap.title}"),
    )


class _Parts:
    """Numbers the parts that there are."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, title: str) -> Block:
        self._count += 1
        return part(f"{self._count}. {title}")


def _about(data: ProgressReportData) -> list[Block]:
    roadmap = data.roadmap
    lines = [f"Документ: {roadmap.title}."]
    if data.approved:
        lines.append(f"Утверждён: {data.approved}.")
    if roadmap.period_start and roadmap.period_end:
        lines.append(f"Период плана: {short_date(roadmap.period_start)} – {short_date(roadmap.period_end)}.")
    return [text(line, space_before_pt=6 if place == 0 else 0, space_after_pt=2) for place, line in enumerate(lines)]


def _summary(data: ProgressReportData, profile: Profile, numbered: _Parts) -> list[Block]:
    columns = (Column("Состояние", 70), Column("Мероприятий", 45, "right"), Column("Сроков", 45, "right"))
    rows = [row("Всего", number(data.items.total), number(data.dates.total), kind="total", bold=True)]
    rows += [
        row(name, number(getattr(data.items, code)), number(getattr(data.dates, code)))
        for code, name in _STATES
        if getattr(data.items, code) or getattr(data.dates, code) or code in ("done", "overdue")
    ]
    if data.done_late:
        rows.insert(2, row("– из них позже срока", figures.NOTHING, number(data.done_late)))
    rows.append(row("Доля выполненных, %", _share(data.items), _share(data.dates), kind="total", bold=True))
    notes = ["Доля считается без снятых. Мероприятие с несколькими сроками выполнено, когда выполнены все."]
    return [numbered("Сводка"), TableBlock(columns, tuple(rows), size_pt=profile.table_pt), *(remark(n, before=4) for n in notes)]


def _share(counts: Counts) -> str:
    return figures.NOTHING if counts.share is None else number(100 * counts.share, 1)


def _schools(data: ProgressReportData, profile: Profile, numbered: _Parts) -> list[Block]:
    title = numbered("Участие школ")
    if not data.schools:
        return [title, text("Мероприятий, адресованных школам, в карте нет.")]
    own = any(one.own is not None for one in data.schools)
    columns = (
        Column("№\nп/п", 11, "center"),
        Column("Школа", 69 if own else 89),
        Column("Сроков", 20, "right"),
        Column("Выпол-\nнено", 20, "right"),
        Column("Просро-\nчено", 20, "right"),
        *((Column("В своей карте:\nвыполнено из", 40, "right"),) if own else ()),
    )
    rows = []
    for place, one in enumerate(data.schools, 1):
        done_of = "" if one.own is None else f"{number(one.own.done)} из {number(one.own.total)}"
        counts = [number(one.owed.total), number(one.owed.done), number(one.owed.overdue)]
        rows.append(row(f"{place}.", cell(one.name), *counts, *([done_of or figures.NOTHING] if own else [])))
    note = remark("Школы перечислены по алфавиту.", before=4)
    return [title, TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt), note]


# --- the table of measures --------------------------------------------------------------------------------------------


def _table(data: ProgressReportData, profile: Profile) -> list[Block]:
    rows: list[Row] = []
    for section in data.sections:
        rows += _section_rows(section)
    if data.outside:
        rows.append(section_row("Выполнено вне плана", len(_COLUMNS)))
        for item in data.outside:
            rows += _item_rows(item)
    return [TableBlock(_COLUMNS, tuple(rows), size_pt=profile.grid_pt)]


def _section_rows(section: ReportSection) -> list[Row]:
    rows: list[Row] = []
    name = f"{section.number} {' '.join(section.title.split())}".strip()
    if name:
        rows.append(section_row(name, len(_COLUMNS)))
    for line in section.lines:
        if isinstance(line, RoadmapLine):
            rows.append(section_row(f"{line.number} {line.text}".strip(), len(_COLUMNS), kind="subhead"))
        else:
            rows += _item_rows(line)
    return rows


def _item_rows(item: ReportItem) -> list[Row]:
    """An entry a row; the item itself stands beside all of them."""
    line = item.line
    about = tuple(map(cell, (line.number, line.text, line.deadline, line.responsible)))
    rows = []
    for entry in item.entries or (ReportEntry("ahead"),):
        days, state = entry.days, SHOWN_WORDS[entry.shown]
        if entry.folded > 1:
            days, state = f"с {entry.days}", f"{state}\n({counted(entry.folded, 'срок', 'срока', 'сроков')})"
        done_on = short_date(entry.done_on) if entry.done_on else ""
        rows.append(row(*about, days, state, done_on, _result(entry), _note(entry)))
        # On the next page the number and the text are said again.
        about = tuple(
            replace(one, joined=True, repeats=True) if place < 2 else Cell(joined=True) for place, one in enumerate(about)
        )
    return rows


def _note(entry: ReportEntry) -> str:
    schools = f"Школы: {entry.schools_done}{NBSP}из{NBSP}{entry.schools_total}" if entry.schools_total else ""
    return "\n".join(words for words in (*entry.reasons, schools) if words)


def _result(entry: ReportEntry) -> str:
    proofs = f"Подтверждение: {', '.join(f'№{NBSP}{n}' for n in entry.proofs)}" if entry.proofs else ""
    return "\n".join(words for words in (entry.result, proofs) if words)


# --- what is late, what was moved -------------------------------------------------------------------------------------


def _late(data: ProgressReportData, profile: Profile, numbered: _Parts) -> list[Block]:
    found = [(item, entry) for item in _items(data) for entry in item.entries if entry.shown == "overdue"]
    title = numbered("Не выполнено в срок")
    if not found:
        return [title, text("Просроченных мероприятий нет.")]
    columns = (
        Column("№", 15, "center"),
        Column("Мероприятие", 55),
        Column("Срок,\nпрошло", 25, "center"),
        Column("Ответственный", 36),
        Column("Причина, новый срок", 49),
    )
    rows = [
        row(
            item.line.number,
            item.line.text,
            f"{short_date(entry.due_on)}\n{counted(entry.days_late, 'день', 'дня', 'дней')}" if entry.due_on else "",
            item.line.responsible,
            _why(entry),
        )
        for item, entry in found
    ]
    return [title, TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]


def _why(entry: ReportEntry) -> str:
    """The reason, and which schools are waited for."""
    words = ["\n".join(entry.reasons) or "Причина не указана."]
    if entry.schools_left and entry.schools_done and len(entry.schools_left) <= _NAMED:
        words.append("Не выполнили: " + ", ".join(entry.schools_left))
    elif entry.schools_total:
        schools = counted(entry.schools_total, "школы", "школ", "школ")
        words.append(f"Выполнили {entry.schools_done} из{NBSP}{schools}")
    return "\n".join(words)


def _moved(data: ProgressReportData, profile: Profile, numbered: _Parts) -> list[Block]:
    found = [
        (item, entry)
        for item in _items(data)
        for entry in item.entries
        if entry.shown in ("postponed", "cancelled", "waiting_region")
    ]
    if not found:
        return []
    columns = (
        Column("№", 15, "center"),
        Column("Мероприятие", 65),
        Column("Что решено", 32, "center"),
        Column("Основание", 68),
    )
    rows = [
        row(item.line.number, item.line.text, SHOWN_WORDS[entry.shown], "\n".join(entry.reasons) or "Не указано.")
        for item, entry in found
    ]
    return [numbered("Перенесено, снято, ожидает региона"), TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]


def _items(data: ProgressReportData) -> Iterable[ReportItem]:
    return (item for section in data.sections for item in section.items)


# --- indicators, conclusions, proofs ----------------------------------------------------------------------------------


def _indicators(data: ProgressReportData, profile: Profile, numbered: _Parts) -> list[Block]:
    if not data.indicators:
        return []
    columns = (Column("№", 11, "center"), Column("Показатель по плану", 109), Column("Фактически", 60))
    rows = [row(f"{n}.", words, "") for n, words in enumerate(data.indicators, 1)]
    return [numbered("Целевые показатели"), TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]


def _conclusions(data: ProgressReportData, numbered: _Parts) -> list[Block]:
    blocks: list[Block] = [numbered("Выводы и предложения")]
    for prompt in _FINAL if data.stage == "final" else _INTERIM:
        blocks += [text(prompt, keep_with_next=True, space_before_pt=4), AnswerLines(3)]
    return [*blocks, Signature(f"Отчёт подготовил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE)]


def _proofs(data: ProgressReportData, profile: Profile) -> list[Block]:
    title = part("Приложение. Перечень подтверждающих документов")
    if not data.proofs:
        return [title, text("Подтверждающие документы в программу не внесены.")]
    columns = (Column("№", 12, "center"), Column("Пункт", 17, "center"), Column("Документ", 81), Column("Реквизиты", 70))
    rows = [
        row(
            f"{one.number}.",
            one.item,
            "\n".join(words for words in (one.evidence.title, one.school) if words),
            _details(one.evidence),
        )
        for one in data.proofs
    ]
    return [PageBreak(), title, TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]


def _details(proof: EvidenceRow) -> str:
    """«файл от 01.09.2026», «№ 55 от 11.09.2026», the address and the day it was looked at."""
    day = f" от {short_date(proof.dated)}" if proof.dated else ""
    if proof.kind == "number":
        return f"исх. №{NBSP}{proof.number}{day}"
    if proof.kind == "link":
        return f"{proof.link}\nпросмотрено {short_date(proof.dated)}" if proof.dated else proof.link
    return f"{EVIDENCE_KINDS['file']}{day}" + (" (нет в папке вложений)" if proof.missing else "")
