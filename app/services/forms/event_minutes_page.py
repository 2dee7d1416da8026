"""Pages of the minutes of an event: who was there, СЛУШАЛИ – ВЫСТУПИЛИ – РЕШИЛИ by questions; filled in or a blank."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.events.rows import KINDS_GENITIVE, Decision, Question
from app.services.forms import wording
from app.services.forms.blocks import AnswerLines, Block, FormPage, Requisite, Run, Signature, runs, text
from app.services.forms.blocks import Paragraph as P
from app.services.forms.event_data import EventPaper
from app.services.forms.event_parts import bare, ended, number_words, said_person, where
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, report_page
from app.services.text_ru import counted

_MOST_NAMED = 15
"""More people than that are on the attendance sheet, which is attached."""


def event_minutes_page(data: EventPaper, profile: Profile = GOST_2025, blank: bool = False) -> FormPage:
    """`blank`: the agenda is printed, what was said and decided is left to write by hand."""
    event, fields = data.event.row, data.event.fields
    day = wording.paper_date(event.held_on, profile.date_style)
    subject = f"«{bare(event.title)}»" if event.title else ""
    blocks: list[Block] = [
        *head(data.author, f"Протокол {KINDS_GENITIVE[event.kind]}", subject),
        Requisite(day, "", number_words(fields.minutes_number), space_before_pt=8, space_after_pt=6),
        _plain(f"Место: {where(event)}"),
        _plain(f"Председатель: {fields.chair or wording.BLANK_LINE}"),
        _plain(f"Секретарь: {fields.secretary or wording.BLANK_LINE}"),
        *_present(data, blank),
    ]
    if event.procedure:
        blocks.append(_plain(f"Процедура: {event.procedure}"))
    if data.questions:
        blocks.append(part("Повестка"))
        blocks += [_plain(f"{n}. {ended(one.text)}{_speaker(one)}") for n, one in _numbered(data)]
    if not data.questions and not any((data.rest.heard, data.rest.decided)):
        blocks += [_plain("Повестка:"), AnswerLines(2)]
    for n, one in _numbered(data):
        blocks += _question(one, n, blank)
    if data.rest.heard or data.rest.decided:
        blocks += _question(data.rest, len(data.questions) + 1 if data.questions else 1, blank)
    elif not data.questions:
        blocks += _question(data.rest, 1, True)
    blocks.append(Signature(f"Председатель:\n{wording.BLANK_LINE}", _name(fields.chair)))
    blocks.append(Signature(f"Секретарь:\n{wording.BLANK_LINE}", _name(fields.secretary)))
    if event.kind in ("interview", "visit"):
        blocks.append(Signature(f"Представитель школы:\n{wording.BLANK_LINE}", wording.BLANK_LINE))
    title = f"{'Бланк протокола' if blank else 'Протокол'}: {event.name}"
    return report_page(title, blocks, profile, author=data.author)


def _numbered(data: EventPaper) -> Iterable[tuple[int, Question]]:
    return enumerate(data.questions, 1)


def _plain(words: str) -> Block:
    return text(words, align="left", first_indent_mm=0)


def _present(data: EventPaper, blank: bool) -> list[Block]:
    people = [] if blank else [one for one in data.event.attendees if one.came]
    if not people:
        return [_plain("Присутствовали:"), AnswerLines(2)]
    how_many = counted(len(people), "человек", "человека", "человек")
    if len(people) > _MOST_NAMED:
        return [_plain(f"Присутствовали: {how_many} (лист регистрации прилагается).")]
    names = "; ".join(
        said_person(one) + (f" ({one.organisation})" if one.organisation not in ("", one.name) else "") for one in people
    )
    return [_plain(f"Присутствовали ({how_many}): {names}.")]


def _word(word: str, n: int) -> Block:
    number = f"{n}. " if word == "СЛУШАЛИ:" else ""
    return P(runs(Run(f"{number}{word}", bold=True)), align="left", first_indent_mm=0, space_before_pt=8, keep_with_next=True)


def _speaker(one: Question) -> str:
    return f" Докладчик: {ended(one.speaker)}" if one.speaker else ""


def _question(one: Question, n: int, blank: bool) -> list[Block]:
    blocks: list[Block] = []
    if one.text:
        said = f"{one.speaker} – {one.text[:1].lower()}{one.text[1:]}" if one.speaker else one.text
        blocks += [_word("СЛУШАЛИ:", n), text(ended(said))]
    if blank or not one.text or one.heard:
        blocks.append(_word("ВЫСТУПИЛИ:" if one.text else "СЛУШАЛИ:", n))
        blocks += [text(words) for words in one.heard] if one.heard and not blank else [AnswerLines(3)]
    blocks.append(_word("РЕШИЛИ:", n))
    blocks += _decided(one.decided, n) if one.decided and not blank else [AnswerLines(3)]
    return blocks


def _decided(decided: Iterable[Decision], n: int) -> list[Block]:
    blocks: list[Block] = []
    for place, one in enumerate(decided, 1):
        tail = [f"Ответственный: {ended(one.who)}" if one.who else "", f"Срок: {ended(one.due)}" if one.due else ""]
        words = " ".join(part for part in (ended(one.what), *tail) if part)
        blocks.append(text(f"{n}.{place}. {words}", align="left"))
    return blocks


def _name(said: str) -> str:
    return wording.signer_name(said.partition(",")[0].strip()) or wording.BLANK_LINE
