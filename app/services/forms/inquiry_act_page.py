"""Pages of the act of a recheck: what was compared, what differed, with intervals."""

from __future__ import annotations

from app.services.errors import UserError
from app.services.forms import wording
from app.services.forms.blocks import Block, Column, FormPage, Requisite, Row, Signature, TableBlock, cell, row, text
from app.services.forms.inquiry_data import InquiryPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.inquiries import rules
from app.services.inquiries.rows import METHODS, WorkRow
from app.services.text_ru import counted, long_date


def inquiry_act_page(data: InquiryPaper, profile: Profile = GOST_2025) -> FormPage:
    """Raises UserError before any point is entered."""
    found = data.inquiry
    if found.drawn_on is None or not found.differences.checked:
        raise UserError("Результатов перепроверки пока нет.", "Внесите баллы на шаге «Перепроверка».")
    blocks: list[Block] = [
        *head(data.author, "Акт перепроверки работ", data.school, data.paper),
        Requisite(wording.paper_date(found.checked_on, profile.date_style), "", f"№ {wording.BLANK_NUMBER}", space_before_pt=8),
        *_grounds(data),
        *_figures(data, profile),
        *_by_task(data, profile),
        part("Работы"),
        _table(data, profile),
        *_signatures(found.commission),
    ]
    title = f"Акт перепроверки: {data.school}"
    return report_page(title, blocks, profile, author=data.author)


def _grounds(data: InquiryPaper) -> list[Block]:
    found = data.inquiry
    method = METHODS[found.method] if found.method else ""
    day = f"{long_date(found.drawn_on)} года" if found.drawn_on else ""
    works = counted(len(found.drawn), "работа", "работы", "работ")
    lines = [f"Для перепроверки выбрано: {works} из {found.population}, {method} ({day}, номер жеребьёвки {found.seed})."]
    lines += [f"{one.name[:1].upper()}{one.name[1:]}: {one.drawn} из {one.works}." for one in found.strata]
    lines.append("В списке для проверяющих прежних баллов не было.")
    return [text(" ".join(lines), space_before_pt=6)]


def _figures(data: InquiryPaper, profile: Profile) -> list[Block]:
    found = data.inquiry.differences
    rows: list[Row] = [
        _line("Перепроверено работ", f"{found.checked} из {found.drawn}"),
        _line("Баллы совпали", str(found.same)),
        _line("Разошлись на 1 балл", str(found.by_one)),
        _line("Разошлись на 2 балла и больше", str(found.by_more)),
        _line("Балл стал ниже", str(found.lower)),
        _line("Балл стал выше", str(found.higher)),
    ]
    olympiad = data.inquiry.row.kind == "olympiad"
    if found.marks_known:
        rows.append(_line("Изменилось, проходит ли ученик дальше" if olympiad else "Отметка изменилась", str(found.changed)))
    if found.few:
        rows.append(_line("Средняя разница и доли", "мало данных: перепроверено меньше 5 работ"))
    elif found.mean is not None and found.interval is not None:
        rows.append(_line("Средняя разница, баллов", f"{rules.signed(found.mean)} ({rules.between(found.interval)})"))
        if found.share is not None and found.share_interval is not None:
            low, high = found.share_interval
            words = f"{rules.percent(found.share)} (95 % интервал {rules.percent(low)} – {rules.percent(high)})"
            rows.append(_line("Доля работ с изменённым итогом" if olympiad else "Доля работ с изменённой отметкой", words))
    blocks: list[Block] = [
        part("Что показала перепроверка"),
        TableBlock((Column("Показатель", 90), Column("Значение", 90)), tuple(rows), size_pt=profile.table_pt),
    ]
    if found.method:
        blocks.append(
            remark(
                f"Разница: балл после перепроверки минус прежний. Интервал средней разницы: {found.method}. Интервал доли: "
                "формула Уилсона с поправкой на конечное число работ.",
                before=4,
            )
        )
    if found.marks_known == 0 and not olympiad:
        blocks.append(remark("Шкалы этой работы в программе нет, отметки не сравнивались.", before=4))
    return blocks


_TASKS = (
    Column("Задание", 40), Column("Проверено работ", 35, "center"), Column("Стало ниже", 35, "center"),
    Column("Стало выше", 35, "center"), Column("Средняя разница", 35, "center"),
)  # fmt: skip


def _by_task(data: InquiryPaper, profile: Profile) -> list[Block]:
    tasks = [one for one in rules.task_differences(data.inquiry.works, data.inquiry.task_codes) if one.changed]
    if not tasks:
        return []
    rows = tuple(
        row(
            cell(one.code), str(one.checked), str(one.lower), str(one.higher),
            "мало данных" if one.mean is None else rules.signed(one.mean),
        )
        for one in tasks
    )  # fmt: skip
    return [part("Задания, в которых баллы изменились"), TableBlock(_TASKS, rows, size_pt=profile.wide_table_pt)]


def _line(name: str, value: str) -> Row:
    return row(cell(name), cell(value))


def _table(data: InquiryPaper, profile: Profile) -> TableBlock:
    olympiad = data.inquiry.row.kind == "olympiad"
    marks = bool(data.inquiry.cuts)
    columns = [
        Column("№\nп/п", 12, "center"), Column("Код работы", 32), Column("Класс", 16, "center"), Column("Балл был", 18, "center"),
        Column("Балл стал", 18, "center"), Column("Разница", 20, "center"),
    ]  # fmt: skip
    if marks:
        columns.append(Column("Проходит" if olympiad else "Отметка", 24, "center"))
    columns += [Column("Проверил(а)", 26), Column("Замечание", 30)]
    return TableBlock(tuple(columns), tuple(_row(work, marks, olympiad) for work in data.inquiry.drawn), size_pt=profile.grid_pt)


def _row(work: WorkRow, marks: bool, olympiad: bool) -> Row:
    difference = work.difference
    signed = "–" if difference is None else rules.signed(difference, 0)
    middle = [cell(mark_words(work, olympiad), align="center")] if marks else []
    points = [_number(work.before), _number(work.after), signed]
    return row(
        f"{work.place}.", cell(work.code), cell(work.class_label), *(cell(one, align="center") for one in points), *middle,
        cell(work.checker), cell(work.note),
    )  # fmt: skip


def mark_words(work: WorkRow, olympiad: bool) -> str:
    """«4 → 3», «да → нет»; one word where nothing changed."""
    names = {0: "нет", 1: "да"} if olympiad else {}
    said = [names.get(one, str(one)) for one in (work.mark_before, work.mark_after) if one is not None]
    return said[0] if len(set(said)) == 1 else " → ".join(said)


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)


def _signatures(commission: str) -> list[Block]:
    people = [line.strip() for line in commission.splitlines() if line.strip()]
    if not people:
        return [Signature(f"Комиссия:\n{wording.BLANK_LINE}", wording.BLANK_LINE)]
    blocks: list[Block] = []
    for place, line in enumerate(people):
        name, _comma, post = line.partition(",")
        words = post.strip()[:1].upper() + post.strip()[1:]
        head_words = "Комиссия:\n" if place == 0 else ""
        blocks.append(Signature(f"{head_words}{words or wording.BLANK_LINE}", wording.signer_name(name.strip())))
    return blocks
