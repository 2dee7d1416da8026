"""Pages of the minutes of an interview with a school: filled in, or a blank to take along."""

from __future__ import annotations

from app.services.forms import wording
from app.services.forms.blocks import AnswerLines, Block, Column, FormPage, Requisite, Signature, TableBlock, cell, row, text
from app.services.forms.inquiry_data import InquiryPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, report_page
from app.services.inquiries import rules
from app.services.inquiries.rows import Minutes

_DECIDED = (Column("№\nп/п", 12, "center"), Column("Решили", 98), Column("Кто", 40), Column("Срок", 30))
_BLANK_ROWS = 4


def inquiry_minutes_page(data: InquiryPaper, profile: Profile = GOST_2025, blank: bool = False) -> FormPage:
    """`blank`: questions are printed, everything else is left to write by hand."""
    minutes = Minutes(questions=tuple((q, "") for q, _a in data.inquiry.minutes.questions)) if blank else data.inquiry.minutes
    day = wording.paper_date(minutes.held_on, profile.date_style)
    place = minutes.place or wording.BLANK_LINE
    blocks: list[Block] = [
        *head(data.author, "Протокол собеседования", data.school, data.paper),
        Requisite(day, "", f"№ {wording.BLANK_NUMBER}", space_before_pt=8, space_after_pt=6),
        _plain(f"Место: {place}"),
        _plain(f"Председатель: {minutes.chair or wording.BLANK_LINE}"),
        _plain(f"Секретарь: {minutes.secretary or wording.BLANK_LINE}"),
        *_present(minutes.present),
        part("О чём говорили"),
        *_seen(data),
        *_talk(data, minutes, blank),
        part("Решили"),
        _decisions(minutes, profile),
        Signature(f"Председатель:\n{wording.BLANK_LINE}", _name(minutes.chair)),
        Signature(f"Секретарь:\n{wording.BLANK_LINE}", _name(minutes.secretary)),
        Signature(f"Представитель школы:\n{wording.BLANK_LINE}", wording.BLANK_LINE),
    ]
    title = f"{'Бланк протокола' if blank else 'Протокол'} собеседования: {data.school}"
    return report_page(title, blocks, profile, author=data.author)


def _plain(words: str) -> Block:
    return text(words, align="left", first_indent_mm=0)


def _present(present: str) -> list[Block]:
    people = [line.strip() for line in present.splitlines() if line.strip()]
    if not people:
        return [_plain("Присутствовали от школы:"), AnswerLines(2)]
    return [_plain(f"Присутствовали от школы: {'; '.join(people)}.")]


def _seen(data: InquiryPaper) -> list[Block]:
    found = data.inquiry.differences
    return [text(rules.verdict_words(found))] if found.checked else []


def _talk(data: InquiryPaper, minutes: Minutes, blank: bool) -> list[Block]:
    blocks: list[Block] = []
    questions = minutes.questions or tuple((one, "") for one in data.plan.questions)
    for place, (question, answer) in enumerate(questions, 1):
        blocks.append(text(f"{place}. {question}", align="left", first_indent_mm=0, space_before_pt=4, keep_with_next=True))
        if answer and not blank:
            blocks.append(text(f"Ответ школы: {answer}", first_indent_mm=0))
        else:
            blocks.append(AnswerLines(2))
    return blocks


def _decisions(minutes: Minutes, profile: Profile) -> TableBlock:
    decided = minutes.decided or (("", "", ""),) * _BLANK_ROWS
    rows = tuple(row(f"{n}.", cell(what), cell(who), cell(due)) for n, (what, who, due) in enumerate(decided, 1))
    return TableBlock(_DECIDED, rows, size_pt=profile.table_pt)


def _name(said: str) -> str:
    return wording.signer_name(said.partition(",")[0].strip()) or wording.BLANK_LINE
