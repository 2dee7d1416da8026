"""Pages of the conclusion of an inquiry: what was seen, what was done, what was concluded, what follows."""

from __future__ import annotations

from app.services.findings.rows import SIGNAL_NAMES
from app.services.forms import wording
from app.services.forms.blocks import AnswerLines, Block, Column, FormPage, Signature, TableBlock, cell, row, text
from app.services.forms.inquiry_data import InquiryPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.inquiries import rules
from app.services.text_ru import counted, long_date, short_date

_MEASURES = (Column("№\nп/п", 12, "center"), Column("Мера", 88), Column("Срок", 30, "center"), Column("Ответственный", 50))
_STEPS = (Column("Дата", 28, "center"), Column("Что сделано", 152))
_LEAST_TELLING = 0.1


def inquiry_conclusion_page(data: InquiryPaper, profile: Profile = GOST_2025) -> FormPage:
    """Without a conclusion there is room to write it by hand."""
    found, row_of = data.inquiry, data.inquiry.row
    blocks: list[Block] = [*head(data.author, "Заключение по итогам разбора", data.school, data.paper), part("Повод")]
    blocks += _grounds(data)
    if found.hypothesis:
        blocks.append(text(f"Предположение: {found.hypothesis}"))
    blocks += [part("Что сделано"), _steps(data, profile)]
    if found.answer:
        blocks += [part("Объяснение школы"), text(found.answer)]
    if found.differences.checked:
        blocks += [part("Перепроверка"), text(rules.verdict_words(found.differences))]
        if found.differences.method:
            blocks.append(remark(f"Интервал: {found.differences.method}."))
    blocks.append(part("Вывод"))
    if row_of.state == "concluded":
        words = rules.conclusion_words(row_of.verdict)
        day = f" ({long_date(found.closed_on)} года)" if found.closed_on else ""
        blocks += [text(f"{words}{day}. {row_of.reason}")]
    else:
        blocks.append(AnswerLines(4))
    if found.measures:
        rows = tuple(
            row(f"{n}.", cell(one.text), cell(short_date(one.due_on) if one.due_on else "–"), cell(one.responsible))
            for n, one in enumerate(found.measures, 1)
        )
        blocks += [part("Меры в дорожной карте школы"), TableBlock(_MEASURES, rows, size_pt=profile.table_pt)]
    blocks.append(Signature(f"Заключение подготовил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE))
    return report_page(f"Заключение: {data.school}", blocks, profile, author=data.author)


def _grounds(data: InquiryPaper) -> list[Block]:
    found = data.inquiry
    if data.inquiry.row.kind == "olympiad":
        return [text("Выборочная перепроверка работ школьного этапа олимпиады.")]
    if found.grounds is None:
        return [text("Разбор открыт по решению отдела, без признака программы.")]
    seen = [SIGNAL_NAMES.get(code, code) for code, p in found.grounds.signals if p < _LEAST_TELLING]
    named = f": {'; '.join(one[:1].lower() + one[1:] for one in seen[:3])}" if seen else ""
    people = counted(found.grounds.n, "человек", "человека", "человек")
    return [text(f"Признак {found.grounds.words}{named}. Писали {people}. Признак – повод для перепроверки, а не вывод.")]


def _steps(data: InquiryPaper, profile: Profile) -> TableBlock:
    rows = tuple(row(short_date(one.day), cell(one.text)) for one in reversed(data.inquiry.steps))
    return TableBlock(_STEPS, rows, size_pt=profile.wide_table_pt)
