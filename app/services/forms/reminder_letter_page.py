"""Pages of the letter to schools that owe an answer: one school, or all of them in a list."""

from __future__ import annotations

from app.services.forms.blocks import (
    Block,
    Column,
    FormPage,
    Paragraph,
    Row,
    TableBlock,
    cell,
    row,
    text,
)
from app.services.forms.letter_parts import letter_page
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.reminder_letter_data import Debt, ReminderLetterData
from app.services.text_ru import long_date

_TO_ALL = "Руководителям\nобщеобразовательных организаций\n(по списку)"
_WRONG = "возвращено на исправление"


def reminder_letter_page(data: ReminderLetterData, profile: Profile = GOST_2025) -> FormPage:
    """A letter with the blank of the office, the addressee at the right, what is owed and by when."""
    return letter_page(
        f"Напоминание: {data.school or 'всем школам'}",
        _body(data),
        profile,
        author=data.author,
        addressee=f"Руководителю\n{data.school}" if data.school else _TO_ALL,
        heading="О представлении сведений",
    )


def _body(data: ReminderLetterData) -> list[Block]:
    if not data.school:
        return _list(data)
    (_school, debts) = data.debts[0]
    day = long_date(data.printed_on)
    if len(debts) == 1:
        said = f"По состоянию на {day} года от вас не поступило: «{debts[0].title}»{_term(debts[0])}."
        blocks: list[Block] = [text(said, space_before_pt=6)]
    else:
        blocks = [text(f"По состоянию на {day} года от вас не поступило:", space_before_pt=6, keep_with_next=True)]
        blocks += [text(f"{place}) «{debt.title}»{_term(debt)};") for place, debt in enumerate(debts, 1)]
        last = blocks[-1]
        assert isinstance(last, Paragraph)
        blocks[-1] = text("".join(run.text for run in last.runs).removesuffix(";") + ".")
    if any(debt.wrong for debt in debts):
        blocks.append(text("Книга с отмеченными ячейками вам возвращена: исправьте их и отправьте эту же книгу снова."))
    blocks.append(text(_PLEASE))
    return blocks


_PLEASE = (
    "Прошу заполнить направленную вам книгу и прислать её в ближайшее время. Если сведений у вас нет или срок "
    "выдержать нельзя, сообщите причину."
)


def _term(debt: Debt) -> str:
    parts = [f"срок – {long_date(debt.due_on)} года"] if debt.due_on else []
    parts += [_WRONG] if debt.wrong else []
    return f" ({', '.join(parts)})" if parts else ""


def _list(data: ReminderLetterData) -> list[Block]:
    day = long_date(data.printed_on)
    opening = f"По состоянию на {day} года сведения представили не все. Прошу руководителей организаций, которые перечислены "
    opening += "ниже, прислать заполненные книги в ближайшее время или сообщить, почему это невозможно."
    columns = (
        Column("№\nп/п", 12, "center"),
        Column("Организация", 66),
        Column("Что не поступило", 62),
        Column("Срок", 30, "center"),
    )
    rows: list[Row] = []
    for place, (school, debts) in enumerate(data.debts, 1):
        names = "\n".join(debt.title + (f" ({_WRONG})" if debt.wrong else "") for debt in debts)
        days = "\n".join(f"{debt.due_on:%d.%m.%Y}" if debt.due_on else "–" for debt in debts)
        rows.append(row(f"{place}.", cell(school), cell(names), cell(days, align="center")))
    closing = "Организации перечислены по алфавиту. Тем, кому книга возвращена, следует исправить отмеченные в ней ячейки."
    return [
        text(opening, space_before_pt=6, space_after_pt=6),
        TableBlock(columns, tuple(rows), space_after_pt=6),
        text(closing),
    ]
