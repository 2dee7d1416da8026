"""Reports and lists: neutral, alphabetical, no percents of small groups."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.services.forms.blocks import AnswerLines, FormPage, Heading, TableBlock, plain_text
from app.services.forms.marker_list_page import marker_list_page
from app.services.forms.school_card_page import school_card_page
from app.services.forms.vpr_report_page import vpr_report_page
from app.services.organisations.rows import OrganisationRow
from tests.unit.forms import samples


def _words(page: FormPage) -> str:
    return " ".join(part for section in page.sections for block in section.blocks for part in plain_text(block)).replace(
        "\u00a0", " "
    )


def _rows(table: TableBlock) -> list[list[str]]:
    return [
        ["\n".join("".join(run.text for run in line.runs) for line in cell.lines) for cell in row.cells] for row in table.rows
    ]


def _tables(page: FormPage) -> list[TableBlock]:
    return [block for section in page.sections for block in section.blocks if isinstance(block, TableBlock)]


@pytest.mark.parametrize("name", ["school_card", "marker_list", "procedure_list", "vpr_report"])
def test_words_are_neutral(name):
    words = _words(samples.every_form()[name]).lower()
    assert not re.search(r"нарушен|нечестн|фальсифик|рейтинг|наказ|лучш|худш|место школы|завыси", words)


def test_the_report_compares_school_district_and_region():
    page = vpr_report_page(samples.vpr_report_data())
    participants, marks, journal = _tables(page)
    for table in (participants, marks, journal):
        names = [row[1] for row in _rows(table)]
        assert names == [*samples.SCHOOLS, "Заречный район", "Регион"]
    assert _rows(marks)[0] == ["1.", samples.SCHOOLS[0], "17", "5,9", "29,4", "29,4", "35,3", "94,1", "64,7", "3,94", "25,41"]
    assert _rows(marks)[3] == ["4.", samples.SCHOOLS[3], "3", "мало данных"]
    assert _rows(journal)[0] == ["1.", samples.SCHOOLS[0], "17", "2", "11,8", "14", "82,4", "1", "5,9"]
    assert _rows(journal)[3] == ["4.", samples.SCHOOLS[3], "3", "мало данных"]
    assert _rows(participants)[0] == ["1.", samples.SCHOOLS[0], "19", "17", "2", "89,5"]
    assert _rows(participants)[3][-1] == "мало данных"
    assert sum(block.count for block in page.sections[0].blocks if isinstance(block, AnswerLines)) >= 12
    assert "20.04.2026 – 20.05.2026" in _words(page) and "ru4" in _words(page)


def test_the_report_says_what_it_does_not_have():
    bare = tuple(
        replace(
            one,
            mark_percents=None,
            mark_counts=None,
            pass_rate=None,
            quality_rate=None,
            mean_mark=None,
            confirmed=None,
            lowered=None,
            raised=None,
        )
        for one in samples.vpr_report_data().schools
    )
    data = samples.vpr_report_data(schools=bare, groups=(), district_scores=None, reference_scores=None, cuts=None, sources=())
    words = _words(vpr_report_page(data))
    assert "Отметки не определены" in words
    assert "Отметок по журналу в загруженных файлах нет" in words
    assert "Мало данных: распределение" in words


def test_the_marker_list_is_alphabetical_inside_a_year():
    page = marker_list_page(samples.marker_list_data(15))
    rows = _rows(_tables(page)[0])
    years = [row[0] for row in rows if len(row) == 1]
    assert years == ["2026 год", "2025 год", "2024 год"]
    schools = [row[1].split("\n")[0] for row in rows[1 : rows.index(["2025 год"])]]
    assert schools == sorted(schools, key=lambda name: samples.SCHOOLS.index(name))
    little = [row for row in rows if len(row) > 1 and row[4] == "3"]
    assert little and all(row[5] == "мало данных" for row in little)
    assert "Признак – повод для перепроверки" in _words(page)


def test_an_empty_marker_list_says_so():
    assert "Ни один официальный признак не отмечен." in _words(marker_list_page(samples.marker_list_data(0)))


def test_the_passport_shows_years_and_hides_small_groups():
    page = school_card_page(samples.school_card_data())
    facts, people, conditions, results, gaps, statuses, markers, history = _tables(page)
    assert ["Полное название", "Берёзовская средняя школа"] in _rows(facts)
    assert _rows(people) == [["Руководитель", "Лесная Вера Ильинична", "директор", "2-15-33\nlesnaya@example.ru"]]
    assert _rows(conditions)[0] == ["Обучающихся всего, чел.", "180", "187"] and len(_rows(conditions)) == 2
    assert [row[0] for row in _rows(results) if len(row) == 1] == ["2026 год", "2025 год", "2024 год"]
    small = [row for row in _rows(results) if len(row) > 1 and row[1] == "4"]
    assert small and small[0][2:] == ["мало данных"]
    assert any(row[0].endswith("класс*") for row in _rows(results))
    assert _rows(gaps) == [["Русский язык, 4 класс", "7.2", "Находить величину по графику", "17", "46", "29"]]
    assert _rows(statuses)[0][0] == "ШНОР" and len(_rows(history)) == 2
    assert [row[4] for row in _rows(markers)] == ["мало данных", "1,25 / 1,10"]
    words = _words(page)
    assert "Не указано:" in words and "Звонить после обеда." in words and "Для служебного пользования" in words
    assert "выполнено 5 из 12, просрочено 2" in words and "64 из 100" in words


def test_the_passport_for_everybody_keeps_what_is_of_the_department():
    page = school_card_page(samples.school_card_data(internal=False))
    words = _words(page)
    for kept in ("ШНОР", "признак", "служебного", "Звонить", "2-15-33", "lesnaya", "доходом", "64 из 100", "просрочено"):
        assert kept not in words
    assert "Лесная Вера Ильинична" in words and "Прежняя" not in words and "Переименована" in words
    assert any("показывать всем" in note.text for note in page.notes)
    headings = [block.text for block in page.sections[0].blocks if isinstance(block, Heading) and block.level == 1]
    assert [title.split(".")[0] for title in headings] == [str(n) for n in range(1, len(headings) + 1)]


def test_a_card_without_results_is_a_card():
    words = _words(school_card_page(samples.school_card_data(results=(), findings=(), task_gaps=(), gaps_year=None)))
    assert "Результатов этой организации в базе нет." in words and "Проверка не проводилась" in words


def test_a_kindergarten_has_no_part_about_results():
    row = OrganisationRow(1, "kindergarten", "Детский сад «Ромашка»")
    words = _words(school_card_page(samples.school_card_data(row=row, results=(), findings=(), task_gaps=(), gaps_year=None)))
    assert "Результат" not in words and "детский сад" in words
