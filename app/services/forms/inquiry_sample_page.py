"""Pages of the list of works drawn for a recheck: codes and empty columns. Earlier points are not on it: who rechecks must
not know them."""

from __future__ import annotations

from app.services.errors import UserError
from app.services.forms import wording
from app.services.forms.blocks import Block, Column, FormPage, Signature, TableBlock, cell, row, text
from app.services.forms.inquiry_data import InquiryPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.inquiries.rows import METHODS
from app.services.text_ru import counted, long_date

MOST_TASKS = 20
"""With more tasks there is no column for each."""
_WIDE = 7
"""With more tasks the page lies down."""


def inquiry_sample_page(data: InquiryPaper, profile: Profile = GOST_2025) -> FormPage:
    """Raises UserError before works are drawn."""
    found = data.inquiry
    if found.drawn_on is None:
        raise UserError("Работы ещё не выбраны.", "Выберите их на шаге «Перепроверка».")
    tasks = found.task_codes if len(found.task_codes) <= MOST_TASKS else ()
    landscape = len(tasks) > _WIDE
    room = 267 if landscape else 180
    columns = [Column("№\nп/п", 12, "center"), Column("Код работы", 34), Column("Класс", 18, "center")]
    each = (room - 64 - 20 - 40) / len(tasks) if tasks else 0
    columns += [Column(code, each, "center") for code in tasks]
    columns += [Column("Балл", 20, "center"), Column("Проверил(а)", 40), *([] if tasks else [Column("Замечание", 56)])]
    blank = len(columns) - 3
    rows = tuple(
        row(f"{work.place}.", cell(work.code), cell(work.class_label, align="center"), *("" for _ in range(blank)))
        for work in found.drawn
    )
    method = METHODS[found.method] if found.method else ""
    works = counted(len(found.drawn), "работа", "работы", "работ")
    said = (
        f"Выбрано: {works} из {found.population}, {method}. Дата жеребьёвки: {long_date(found.drawn_on)} года, номер "
        f"жеребьёвки {found.seed}."
    )
    top = f" Наибольший балл: {found.max_score}." if found.max_score is not None else ""
    blocks: list[Block] = [
        *head(data.author, "Список работ для перепроверки", data.school, data.paper),
        text(f"{said}{top}", first_indent_mm=0, space_before_pt=6, space_after_pt=6, align="left"),
        TableBlock(tuple(columns), rows, size_pt=profile.wide_table_pt if not tasks else profile.grid_pt),
        remark(
            "Прежних баллов в списке нет: проверяющий ставит балл независимо. Порядок работ случайный. Любую работу нельзя "
            "заменить другой: если её нет, в графе «Балл» пишут «нет».",
            before=6,
        ),
        Signature(f"Перепроверку провели:\n{wording.BLANK_LINE}", wording.BLANK_LINE),
    ]
    title = f"Список работ для перепроверки: {data.school}"
    return report_page(title, blocks, profile, author=data.author, landscape=landscape)
