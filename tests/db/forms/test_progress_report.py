"""The progress report from a real base: numbers, what is late and why, the list of proofs; on a day and on an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.services.context import Context
from app.services.duties.rows import DutyKey
from app.services.errors import UserError
from app.services.execution import commands as do
from app.services.forms.blocks import FormPage, TableBlock
from app.services.forms.printing import file_name, render
from app.services.forms.progress_report_data import ProgressReportData, progress_report_data
from app.services.forms.registry import make
from app.services.roadmaps.commands import create_roadmap, delete_line, update_line
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.db.execution.district import SCHOOLS, TODAY, TREE, add_roadmap, add_schools, keys, line
from tests.sample_papers import set_workplace
from tests.unit.forms.reading import docx_words, in_order, letters, pdf_words, words_of

LATER = date(2026, 10, 10)


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


@pytest.fixture
def marked(ctx: Context, tree: RoadmapTree, schools: list[int], tmp_path: Path) -> RoadmapTree:
    """Something of every state."""
    scan = tmp_path / "скан приказа.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    do.mark(ctx, keys(ctx, tree, "1.1."), "done", done_on=date(2026, 9, 3), result="Приказ издан")
    do.add_file(ctx, keys(ctx, tree, "1.1."), scan, dated=date(2026, 9, 3))
    do.add_number(ctx, keys(ctx, tree, "1.1."), "55-од", date(2026, 9, 4))
    (report,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(report.occurrence_id, schools[1])], "done", done_on=date(2026, 9, 10))
    do.add_link(ctx, [DutyKey(report.occurrence_id, schools[1])], "https://zarechnaya2.example/otchet", date(2026, 9, 10))
    first, second, *_ = keys(ctx, tree, "1.3.")
    do.mark(ctx, [first], "cancelled", reason="Провёл регион", decided_by="приказ № 3")
    do.mark(ctx, [second], "in_progress", reason="Готовится протокол")
    do.mark(ctx, keys(ctx, tree, "2.1."), "waiting_region", reason="Нет расписания")
    return tree


def _data(ctx: Context, tree: RoadmapTree, **options: object) -> ProgressReportData:
    assert tree.id is not None
    return progress_report_data(ctx, tree.id, **options)  # type: ignore[arg-type]


def _tables(page: FormPage) -> list[list[list[str]]]:
    def words(lines: tuple) -> str:
        return "\n".join("".join(run.text for run in line.runs) for line in lines).replace("\u00a0", " ")

    return [
        [[words(cell.lines) for cell in row.cells] for row in block.rows]
        for section in page.sections
        for block in section.blocks
        if isinstance(block, TableBlock)
    ]


def _page(ctx: Context, tree: RoadmapTree, **options: Any) -> FormPage:
    return make(ctx, "progress_report", roadmap_id=tree.id, **options)


def test_numbers_of_items_and_of_dates(ctx: Context, marked: RoadmapTree):
    data = _data(ctx, marked, as_of=LATER)
    assert (data.items.total, data.dates.total) == (6, 9)
    assert (data.items.done, data.items.overdue, data.items.waiting_region) == (1, 2, 1)
    assert (data.dates.done, data.dates.cancelled, data.dates.overdue) == (1, 1, 3)
    assert data.done_late == 1
    summary = _tables(_page(ctx, marked, as_of=LATER))[0]
    assert summary[0] == ["Всего", "6", "9"]
    assert ["из них позже срока", "—", "1"] in summary
    assert summary[-1] == ["Доля выполненных, %", "16,7", "12,5"]


def test_what_is_late_and_why(ctx: Context, marked: RoadmapTree):
    _, _, _, late, moved, proofs = _tables(_page(ctx, marked, as_of=LATER))
    assert [row[0] for row in late] == ["1.2.", "1.3.", "1.3."]
    assert late[0][2] == "18.09.2026\n22 дня"
    assert late[0][4] == f"Причина не указана.\nНе выполнили: {SCHOOLS[0]}, {SCHOOLS[2]}"
    assert late[1][4].startswith("Готовится протокол")
    assert [row[2] for row in moved] == ["снято", "ждём регион"]
    assert moved[0][3] == "Провёл регион\nРешение: приказ № 3"
    assert len(proofs) == 3


def test_proofs_are_numbered_in_printed_order(ctx: Context, marked: RoadmapTree):
    page = _page(ctx, marked)
    table, proofs = _tables(page)[2], _tables(page)[-1]
    assert [row[0] for row in proofs] == ["1.", "2.", "3."]
    assert [row[1] for row in proofs] == ["1.1", "1.1", "1.2"]
    assert proofs[0][2:] == ["скан приказа.pdf", "файл от 03.09.2026"]
    assert proofs[1][3] == "исх. № 55-од от 04.09.2026"
    assert proofs[2][2].endswith(SCHOOLS[1])
    assert proofs[2][3] == "https://zarechnaya2.example/otchet\nпросмотрено 10.09.2026"
    done = next(row for row in table if row[0] == "1.1.")
    assert done[5:8] == ["выполнено", "03.09.2026", "Приказ издан\nПодтверждение: № 1, № 2"]


def test_a_missing_file_is_told(ctx: Context, marked: RoadmapTree):
    for file in ctx.paths.attachments.rglob("*.pdf"):
        file.unlink()
    assert "нет в папке вложений" in _tables(_page(ctx, marked))[-1][0][3]


def test_on_an_earlier_day_later_things_had_not_happened(ctx: Context, marked: RoadmapTree):
    data = _data(ctx, marked, as_of=date(2026, 9, 2))
    assert (data.dates.done, data.dates.overdue) == (0, 2)
    assert data.proofs == ()
    assert [one.owed.done for one in data.schools] == [0, 0, 0]
    assert [one.owed.done for one in _data(ctx, marked, as_of=date(2026, 9, 12)).schools] == [0, 1, 0]
    entry = next(item for s in data.sections for item in s.items if item.line.number == "1.2.").entries[0]
    assert (entry.schools_done, entry.schools_total) == (0, 3)
    assert "Подтверждающие документы в программу не внесены" in " ".join(
        words_of_page(_page(ctx, marked, as_of=date(2026, 9, 2)))
    )


def words_of_page(page: FormPage) -> list[str]:
    from app.services.forms.blocks import plain_text

    return [part.replace("\u00a0", " ") for section in page.sections for block in section.blocks for part in plain_text(block)]


def test_interim_and_final(ctx: Context, marked: RoadmapTree):
    assert _data(ctx, marked).stage == "interim"
    assert _data(ctx, marked, as_of=date(2026, 12, 31)).stage == "final"
    final = _page(ctx, marked, stage="final")
    assert "(итоговый)" in final.title and file_name(final, "pdf").startswith("Отчёт итоговый 14.09.2026")
    assert any("Чего удалось добиться" in words for words in words_of_page(final))
    with pytest.raises(UserError, match="промежуточный"):
        _page(ctx, marked, stage="quarterly")


def test_nothing_marked_and_no_schools(ctx: Context):
    set_workplace(ctx)
    tree = add_roadmap(ctx)
    page = _page(ctx, tree, as_of=date(2026, 1, 10))
    words = " ".join(words_of_page(page))
    assert "Мероприятий, адресованных школам, в карте нет." in words
    assert "Просроченных мероприятий нет." in words
    assert "Перенесено, снято" not in words
    assert _data(ctx, tree, as_of=date(2026, 1, 10)).items.done == 0


def test_nothing_to_report(ctx: Context):
    empty = create_roadmap(ctx, RoadmapTree("Пустая карта")).value
    with pytest.raises(UserError, match="нет ни одного мероприятия"):
        make(ctx, "progress_report", roadmap_id=empty)
    with pytest.raises(UserError):
        make(ctx, "progress_report", roadmap_id=999)


def test_what_was_done_outside_the_plan_is_told(ctx: Context, marked: RoadmapTree):
    one = line(marked, "1.1.")
    assert one.id is not None
    delete_line(ctx, one.id)
    page = _page(ctx, marked)
    rows = _tables(page)[2]
    place = rows.index(["Выполнено вне плана"])
    assert rows[place + 1][1].endswith("Издать приказ о координаторах")
    assert rows[place + 1][5] == "выполнено"
    assert _data(ctx, marked).items.total == 5
    assert len(_tables(page)[-1]) == 3, "its proofs are in the list all the same"


def test_a_changed_deadline_keeps_the_mark(ctx: Context, marked: RoadmapTree):
    update_line(ctx, replace(line(marked, "1.1."), deadline="до 15 декабря 2026 г."))
    assert _data(ctx, marked).dates.done == 1


def test_ahead_dates_of_one_item_are_folded(ctx: Context, tree: RoadmapTree):
    item = next(item for s in _data(ctx, tree, as_of=date(2026, 1, 2)).sections for item in s.items if item.line.number == "1.3.")
    assert [(entry.folded, entry.days) for entry in item.entries] == [(4, "31.03.2026")]
    rows = _tables(_page(ctx, tree, as_of=date(2026, 1, 2)))[2]
    folded = next(row for row in rows if row[0] == "1.3.")
    assert folded[4:6] == ["с 31.03.2026", "не наступил\n(4 срока)"]


def test_postponed(ctx: Context, tree: RoadmapTree):
    do.postpone(ctx, keys(ctx, tree, "1.2."), date(2026, 9, 30), reason="Карантин", decided_by="начальник отдела")
    on_time = _data(ctx, tree, as_of=date(2026, 9, 25))
    entry = next(item for s in on_time.sections for item in s.items if item.line.number == "1.2.").entries[0]
    assert (entry.shown, entry.days) == ("postponed", "18.09.2026")
    assert entry.reasons == ("Перенесено на 30.09.2026", "Карантин", "Решение: начальник отдела")
    late = _data(ctx, tree, as_of=date(2026, 10, 2))
    entry = next(item for s in late.sections for item in s.items if item.line.number == "1.2.").entries[0]
    assert (entry.shown, entry.days_late) == ("overdue", 2)


def test_both_files_say_it_all(ctx: Context, marked: RoadmapTree):
    page = _page(ctx, marked, as_of=LATER)
    parts = words_of(page)
    assert in_order(parts, pdf_words(render(page, "pdf"))) == ""
    assert in_order(parts, docx_words(render(page, "docx"))) == ""


def test_long_texts_are_not_lost(ctx: Context, schools: list[int]):
    long = "\n".join(f"{n}) обсудить вопрос номер {n} с каждой из школ района и записать решение" for n in range(1, 60))
    lines = (
        RoadmapLine("1.", long, "ежеквартально", "ОО, " * 12 + "Отдел образования", "Справка"),
        RoadmapLine("2.", "Короткое мероприятие", "ежемесячно", "Отдел образования"),
    )
    tree = add_roadmap(ctx, replace(TREE, sections=(RoadmapSectionRow("1.", "Раздел", lines),)))
    for key in keys(ctx, tree, "2.")[:8]:
        do.mark(ctx, [key], "done", done_on=TODAY, result="Проведено " * 40)
    page = _page(ctx, tree)
    pdf, docx = pdf_words(render(page, "pdf")), docx_words(render(page, "docx"))
    for n in range(1, 60):
        words = letters(f"обсудить вопрос номер {n} с каждой")
        assert words in pdf and words in docx, n
    assert pdf.count("Проведено") == docx.count("Проведено") == 8 * 40


def test_pages_of_a_word_file_are_counted_through(ctx: Context, marked: RoadmapTree):
    from tests.unit.forms.reading import W, docx_part

    root = docx_part(render(_page(ctx, marked), "docx"))
    starts = [section.find(f"{W}pgNumType") is not None for section in root.iter(f"{W}sectPr")]
    assert starts == [True, False, False]


def test_the_clock_gives_the_day(ctx: Context, marked: RoadmapTree):
    assert _data(ctx, marked).as_of == datetime(2026, 9, 14).date()
