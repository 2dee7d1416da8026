"""Pages of the letter that asks a school to explain a result."""

from __future__ import annotations

from app.services.findings.rows import SIGNAL_NAMES
from app.services.forms import wording
from app.services.forms.blocks import Block, FormPage, text
from app.services.forms.inquiry_data import InquiryPaper
from app.services.forms.letter_parts import letter_page
from app.services.forms.profile import GOST_2025, Profile
from app.services.text_ru import counted, long_date

_LEAST_TELLING = 0.1
"""Signals with a larger p are not named in the letter."""
_HEADING = "О результатах оценочной процедуры"


def inquiry_letter_page(data: InquiryPaper, profile: Profile = GOST_2025) -> FormPage:
    """A letter with the blank of the office and the addressee at the right; neutral words, no verdict."""
    return letter_page(
        f"Запрос объяснения: {data.school}",
        _body(data),
        profile,
        author=data.author,
        addressee=f"Руководителю\n{data.school}",
        heading=_HEADING,
        dated=wording.paper_date(data.inquiry.letter_on, profile.date_style),
    )


def _body(data: InquiryPaper) -> list[Block]:
    found, row = data.inquiry, data.inquiry.row
    if row.kind == "olympiad":
        opening = f"Проводится выборочная перепроверка работ: {data.paper}."
    elif found.grounds is None:
        opening = f"Отдел разбирает результаты процедуры «{data.paper}» и просит их пояснить."
    else:
        n = f" (писали {counted(found.grounds.n, 'человек', 'человека', 'человек')})"
        opening = f"При анализе результатов процедуры «{data.paper}»{n} отмечены признаки, которые требуют пояснения."
    blocks: list[Block] = [text(opening, space_before_pt=6)]
    seen = [SIGNAL_NAMES.get(code, code) for code, p in (found.grounds.signals if found.grounds else ()) if p < _LEAST_TELLING]
    if seen and row.kind != "olympiad":
        blocks.append(text(f"Отмечено: {'; '.join(one[:1].lower() + one[1:] for one in seen[:3])}."))
    if row.kind != "olympiad" and found.grounds is not None:
        blocks.append(
            text(
                "Признак не является выводом о нарушениях: такие же числа бывают у сильного класса, после смены учителя или "
                "когда пишут немногие."
            )
        )
    due = f" до {long_date(row.answer_due)} года" if row.answer_due else ""
    blocks.append(text(f"Прошу{due} сообщить:", keep_with_next=True))
    asked = (*data.plan.ask, "чем школа объясняет эти результаты и какие сведения это подтверждают")
    last = len(asked)
    blocks += [text(f"{place}) {one}{';' if place < last else '.'}") for place, one in enumerate(asked, 1)]
    blocks.append(
        text(
            "Работы прошу сохранить до окончания разбора: часть из них может быть выбрана случайным образом для перепроверки. "
            "Фамилии учеников в ответе не указывайте, достаточно кодов работ."
        )
    )
    return blocks
