"""Rows → roadmap: what each row of a table ends as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.roadmaps.cells import Cell, TableRow, clean_text
from app.services.roadmaps.rows import ROW_KINDS
from app.services.roadmaps.table_reader import TableReading, read_table

HEADER = ("№ п/п", "Мероприятие", "Сроки", "Ответственные")
HEADER5 = (*HEADER, "Результат")


def row(*texts: str, place: str = "", starts_table: bool = False) -> TableRow:
    cells = tuple(Cell(clean_text(text), i, i + 1) for i, text in enumerate(texts))
    return TableRow(cells, place or f"строка «{texts[0] if texts else ''}»", starts_table=starts_table)


def wide(text: str, columns: int = 4) -> TableRow:
    return TableRow((Cell(text, 0, columns),), "строка")


def between(text: str) -> TableRow:
    return TableRow((Cell(text, 0, 1),), "текст", outside=True)


def page(*texts: str) -> TableRow:
    return row(*texts, starts_table=True)


def shape(reading: TableReading) -> list[str]:
    """«# title» for sections, «> title» for sub-heads, «number|text|deadline|responsible|result» for items."""
    found = []
    for section in reading.sections:
        found.append(" ".join(f"# {section.number} {section.title}".split()))
        for line in section.lines:
            if line.is_subhead:
                found.append(f"> {line.number} {line.text}".strip())
            else:
                values = "|".join((line.number, line.text, line.deadline, line.responsible, line.result))
                found.append(values.rstrip("|").replace("\n", "/"))
    return found


def kinds(reading: TableReading) -> list[str]:
    return [read.kind for read in reading.row_kinds]


def codes(reading: TableReading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_merged_unnumbered_sections():
    reading = read_table(
        [
            row(*HEADER),
            wide("Подготовка"),
            row("1.", "Собрать совет", "май", "Отдел"),
            row("2.", "Написать план", "июнь", "Школы"),
            wide("Работа"),
            row("1.", "Выполнить план", "июль", "Школы"),
        ]
    )
    assert shape(reading) == ["# Подготовка", "1.|Собрать совет|май|Отдел", "2.|Написать план|июнь|Школы", "# Работа",
                              "1.|Выполнить план|июль|Школы"]  # fmt: skip
    assert kinds(reading) == ["header", "section", "item", "item", "section", "item"]
    assert not reading.problems


def test_sections_typed_in_the_first_cell_in_the_second_and_over_two():
    reading = read_table(
        [
            row(*HEADER),
            row("1. Подготовка", "", "", ""),
            row("1.1.", "Собрать совет", "май", "Отдел"),
            row("", "2. Работа", "", ""),
            row("2.1.", "Выполнить план", "июль", "Школы"),
            row("3.", "Итоги", "", ""),
            row("3.1.", "Написать отчёт", "август", "Отдел"),
        ]
    )
    assert [s for s in shape(reading) if s.startswith("#")] == ["# 1. Подготовка", "# 2. Работа", "# 3. Итоги"]
    assert reading.items == 3


def test_a_number_alone_over_the_row_is_an_untitled_section():
    reading = read_table([row(*HEADER), wide("1."), row("1", "Собрать совет", "май", "Отдел"), row("2", "Идти", "июнь", "Отдел")])
    assert shape(reading)[0] == "# 1."
    assert reading.items == 2
    assert codes(reading) == ["section_without_title"]


def test_a_number_alone_among_items_is_an_empty_row():
    reading = read_table(
        [row(*HEADER), row("1", "Собрать совет", "май", "Отдел"), row("2", "", "", ""), row("3", "Идти", "июнь", "Отдел")]
    )
    assert kinds(reading) == ["header", "item", "phantom", "item"]
    assert codes(reading) == ["empty_item"]


def test_subheads_have_children_and_an_item_with_children_stays_an_item():
    reading = read_table(
        [
            row(*HEADER),
            row("1.", "Подготовка", "", ""),
            row("1.1.", "Приказы", "", ""),
            row("1.1.1.", "О координаторах", "май", "Отдел"),
            row("1.2.", "Весенние работы", "март", "Школы"),
            row("1.2.1.", "В пятых классах", "апрель", "Школы"),
            row("1.3.", "Собрание", "", ""),
            row("1.4.", "Отчёт", "июнь", "Отдел"),
        ]
    )
    assert shape(reading) == [
        "# 1. Подготовка", "> 1.1. Приказы", "1.1.1.|О координаторах|май|Отдел", "1.2.|Весенние работы|март|Школы",
        "1.2.1.|В пятых классах|апрель|Школы", "1.3.|Собрание", "1.4.|Отчёт|июнь|Отдел",
    ]  # fmt: skip
    assert codes(reading) == ["incomplete_row"]


def test_headers_repeated_after_page_breaks_and_rows_torn_by_them():
    reading = read_table(
        [
            row(*HEADER),
            row("1.", "Провести беседы с", "в соответствии с", "Отдел образования"),
            page("№ п/п", "Мероприятие ", "Сроки", "Ответственные"),
            row("", "родителями", "графиком", "района"),
            row("2.", "Составить список:", "май", "Школы"),
            page("", "- участников;", "", ""),
            row("3.", "Подвести итоги", "июнь", "Отдел"),
        ]
    )
    assert shape(reading) == [
        "#", "1.|Провести беседы с родителями|в соответствии с графиком|Отдел образования района",
        "2.|Составить список:/- участников;|май|Школы", "3.|Подвести итоги|июнь|Отдел",
    ]  # fmt: skip
    assert kinds(reading) == ["header", "item", "header", "continuation", "item", "continuation", "item"]


def test_a_continuation_that_begins_with_a_capital():
    reading = read_table(
        [
            row(*HEADER),
            row("1.", "Познакомить учителей с требованиями", "май", "Отдел"),
            page("", "ФГОС и порядком аттестации", "", ""),
            row("2.", "Подвести итоги", "июнь", "Отдел"),
        ]
    )
    assert reading.items == 2
    assert reading.sections[0].lines[0].text == "Познакомить учителей с требованиями ФГОС и порядком аттестации"
    assert codes(reading) == ["continuation"], "a guess is told"


def test_a_number_printed_again_on_the_next_page():
    reading = read_table(
        [row(*HEADER), row("1.", "Собрать", "май", "Отдел"), page("1.", "и обсудить", "", ""), row("2.", "Идти", "июнь", "Отдел")]
    )
    assert reading.sections[0].lines[0].text == "Собрать и обсудить"
    assert reading.items == 2


def test_shifted_rows_are_put_back():
    reading = read_table(
        [
            row(*HEADER5),
            wide("1. Работа", 5),
            row("1.1. Изучить ошибки", "май 2026 г.", "Школы", "Справка по итогам изучения", ""),
            row("1.2. Наметить шаги", "ежегодно", "Школа № 1", "Улучшение методической", "методической"),
            row("1.3.", "Проверить", "июнь", "Отдел", "Акт"),
        ]
    )
    assert shape(reading)[1:] == [
        "1.1.|Изучить ошибки|май 2026 г.|Школы|Справка по итогам изучения",
        "1.2.|Наметить шаги|ежегодно|Школа № 1|Улучшение методической",
        "1.3.|Проверить|июнь|Отдел|Акт",
    ]
    assert codes(reading) == ["shifted_row", "shifted_row"]
    assert "«методической»" in reading.problems[1].text, "what was dropped is named"


def test_number_and_text_in_one_cell_with_the_rest_in_place():
    reading = read_table([row(*HEADER), row("1.", "Идти", "май", "Отдел"), row("2. Собрать совет", "", "июнь", "Школы")])
    assert shape(reading)[2] == "2.|Собрать совет|июнь|Школы"


def test_an_empty_cell_before_the_number():
    reading = read_table(
        [row(*HEADER5), row("1.", "Идти", "май", "Отдел", "Акт"), row("", "2.", "Собрать совет", "июнь", "Школы")]
    )
    assert shape(reading)[2] == "2.|Собрать совет|июнь|Школы"
    assert codes(reading) == ["shifted_row"]


def test_a_phantom_row_gives_its_tail_to_the_row_above():
    reading = read_table(
        [
            row(*HEADER5),
            row("1.", "Наблюдать", "ежегодно", "Школы", "Улучшение методической"),
            page("", "Оценить итоги года.", "в течение года", "Отдел", "работы школ"),
            row("2.", "Оценить итоги года.", "в течение года", "Отдел", "Справка"),
        ]
    )
    assert shape(reading)[1:] == ["1.|Наблюдать|ежегодно|Школы|Улучшение методической работы школ",
                                  "2.|Оценить итоги года.|в течение года|Отдел|Справка"]  # fmt: skip
    assert kinds(reading)[2] == "phantom"
    assert "работы школ" in reading.row_kinds[2].note


def test_vertical_merges_are_inherited_and_told():
    lower = TableRow(
        (Cell("2.", 0, 1), Cell("Сравнить баллы", 1, 2), Cell("", 2, 3, merged_up=True), Cell("", 3, 4, merged_up=True)),
        "строка 3",
    )
    reading = read_table([row(*HEADER), row("1.", "Собрать баллы", "май", "Отдел"), lower])
    assert shape(reading)[2] == "2.|Сравнить баллы|май|Отдел"
    assert codes(reading) == ["merged_cell"]


def test_one_number_over_several_rows():
    lower = TableRow(
        (Cell("", 0, 1, merged_up=True), Cell("", 1, 2, merged_up=True), Cell("март", 2, 3), Cell("Школы", 3, 4)), "строка 3"
    )
    reading = read_table([row(*HEADER), row("1.", "Собрать баллы", "май", "Отдел"), lower])
    assert shape(reading)[1:] == ["1.|Собрать баллы|май/март|Отдел/Школы"]


def test_a_section_title_between_two_tables_and_again_in_a_row():
    reading = read_table(
        [
            row(*HEADER),
            row("1. Начало", "", "", ""),
            row("1.1.", "Собрать", "май", "Отдел"),
            between("2. Наблюдение и разбор"),
            page(*HEADER),
            row("", "2. Наблюдение и разбор", "", ""),
            row("2.1.", "Смотреть", "июнь", "Школы"),
        ]
    )
    assert [s for s in shape(reading) if s.startswith("#")] == ["# 1. Начало", "# 2. Наблюдение и разбор"]
    assert kinds(reading).count("section") == 3
    assert codes(reading) == ["section_again"]


def test_page_noise_between_tables():
    reading = read_table(
        [
            row(*HEADER),
            row("1.", "Идти", "май", "Отдел"),
            between("Продолжение приложения № 1"),
            between("2"),
            row("2.", "Ехать", "май", "Отдел"),
        ]
    )
    assert kinds(reading) == ["header", "item", "phantom", "phantom", "item"]


def test_columns_in_another_order_and_a_line_of_numbers():
    reading = read_table(
        [
            row("№", "Содержание работы", "Ответственный исполнитель", "Ожидаемый результат", "Срок выполнения"),
            row("1", "2", "3", "4", "5"),
            row("1", "Собрать совет", "Отдел", "Протокол", "май"),
        ]
    )
    assert shape(reading) == ["#", "1|Собрать совет|май|Отдел|Протокол"]
    assert kinds(reading) == ["header", "header", "item"]


def test_beginning_and_end_in_two_columns():
    top = TableRow((Cell("№", 0, 1), Cell("Мероприятие", 1, 2), Cell("Срок", 2, 4), Cell("Исполнитель", 4, 5)), "строка 1")
    second = TableRow(
        (Cell("", 0, 1, True), Cell("", 1, 2, True), Cell("начало", 2, 3), Cell("окончание", 3, 4), Cell("", 4, 5, True)),
        "строка 2",
    )
    reading = read_table([top, second, row("1", "Идти", "март", "май", "Отдел"), row("2", "Ехать", "июнь", "июнь", "Отдел")])
    assert shape(reading)[1:] == ["1|Идти|март – май|Отдел", "2|Ехать|июнь|Отдел"]


def test_a_matrix_of_quarters():
    top = TableRow((Cell("№", 0, 1), Cell("Мероприятие", 1, 2), Cell("Срок", 2, 4), Cell("Исполнитель", 4, 5)), "строка 1")
    second = TableRow(
        (Cell("", 0, 1, True), Cell("", 1, 2, True), Cell("I кв.", 2, 3), Cell("II кв.", 3, 4), Cell("", 4, 5, True)), "строка 2"
    )
    reading = read_table([top, second, row("1", "Идти", "+", "+", "Отдел"), row("2", "Ехать", "", "х", "Отдел")])
    assert shape(reading)[1:] == ["1|Идти|I кв., II кв.|Отдел", "2|Ехать|II кв.|Отдел"]


def test_a_column_of_directions_makes_sections():
    def line(direction: str, number: str, text: str, merged: bool = False) -> TableRow:
        cells = (Cell(direction, 0, 1, merged), Cell(number, 1, 2), Cell(text, 2, 3), Cell("май", 3, 4), Cell("Отдел", 4, 5))
        return TableRow(cells, "строка")

    reading = read_table(
        [
            row("Направление", "№", "Мероприятие", "Срок", "Ответственный"),
            line("Нормативное", "1", "Издать приказ"),
            line("", "2", "Разослать приказ", merged=True),
            line("Методическое", "3", "Собрать методистов"),
        ]
    )
    assert shape(reading) == ["# Нормативное", "1|Издать приказ|май|Отдел", "2|Разослать приказ|май|Отдел", "# Методическое",
                              "3|Собрать методистов|май|Отдел"]  # fmt: skip


def test_months_as_sections_are_deadlines_when_there_is_no_column_for_them():
    reading = read_table(
        [
            row("№", "Мероприятие", "Ответственный"),
            wide("Июнь", 3),
            row("1", "Идти", "Отдел"),
            wide("Июль", 3),
            row("2", "Ехать", "Отдел"),
        ]
    )
    assert shape(reading) == ["# Июнь", "1|Идти|Июнь|Отдел", "# Июль", "2|Ехать|Июль|Отдел"]


def test_no_column_for_numbers():
    reading = read_table(
        [row("Мероприятие", "Срок", "Ответственный"), row("1. Идти", "май", "Отдел"), row("2. Ехать", "июнь", "Отдел")]
    )
    assert shape(reading)[1:] == ["1.|Идти|май|Отдел", "2.|Ехать|июнь|Отдел"]


def test_no_header_at_all():
    reading = read_table(
        [row("1.", "Провести большое собрание", "май 2026", "Отдел"), row("2.", "Собрать все отзывы", "июнь 2026", "Школы")]
    )
    assert shape(reading)[1:] == ["1.|Провести большое собрание|май 2026|Отдел", "2.|Собрать все отзывы|июнь 2026|Школы"]
    assert codes(reading) == ["no_header"]


def test_signatures_under_the_table_are_not_items():
    reading = read_table(
        [row(*HEADER), row("1.", "Идти", "май", "Отдел"), row("", "", "", ""), row("", "Начальник отдела", "", "А. Б. Ветрова")]
    )
    assert kinds(reading) == ["header", "item", "phantom", "unparsed"]
    assert reading.sections[0].lines[0].responsible == "Отдел"


def test_a_title_with_nothing_below_is_not_a_section():
    reading = read_table([row(*HEADER), row("1.", "Идти", "май", "Отдел"), wide("Примечание: сроки могут меняться")])
    assert kinds(reading)[-1] == "unparsed"
    assert "Примечание" in reading.problems[-1].text


def test_an_extra_column_is_told():
    reading = read_table([row(*HEADER, "Примечание"), row("1.", "Идти", "май", "Отдел", "по согласованию")])
    assert codes(reading) == ["other_column"]
    assert "по согласованию" in reading.problems[0].text


def test_a_table_of_indicators_is_no_roadmap():
    reading = read_table(
        [
            row("№", "Наименование показателя", "2026 год", "2027 год"),
            row("1", "Доля школ с наблюдателями", "70", "90"),
            row(*HEADER),
            row("1.", "Идти", "май", "Отдел"),
        ]
    )
    assert shape(reading)[1:] == ["1.|Идти|май|Отдел"]
    assert len(reading.before) == 2


def test_numbers_typed_anyhow():
    reading = read_table(
        [
            row(*HEADER),
            row("1", "А", "май", "О"),
            row("2..", "Б", "май", "О"),
            row("3)", "В", "май", "О"),
            row("№ 4", "Г", "май", "О"),
        ]
    )
    assert [line.number for line in reading.sections[0].lines] == ["1", "2..", "3)", "№ 4"]


WORDS = st.sampled_from(
    (
        *("", "", "1", "1.", "2.", "1.1.", "1.2. Изучить", "3. Итоги", "Провести урок", "и обсудить его", "- список;", "май"),
        *("до 1 мая", "ежегодно", "Отдел", "Школы", "Справка", "I", "Раздел II", "Продолжение таблицы", "№ п/п", "Мероприятие"),
        *("Срок", "Ответственный", "1 2 3", "а" * 600),
    )
)


@st.composite
def _rows(draw: st.DrawFn) -> list[TableRow]:
    rows = [row(*HEADER5)] if draw(st.booleans()) else []
    for index in range(draw(st.integers(0, 12))):
        width = draw(st.sampled_from([5, 5, 5, 4, 1]))
        texts = [draw(WORDS) for _ in range(width)]
        step = 5 if width == 1 else 1
        cells = tuple(
            Cell("" if (up := draw(st.integers(0, 9)) == 0) else text, i * step, (i + 1) * step, up)
            for i, text in enumerate(texts)
        )
        outside = width == 1 and draw(st.booleans())
        rows.append(
            TableRow(cells, f"строка {index}", outside=outside, starts_table=draw(st.booleans()), bold=draw(st.booleans()))
        )
    return rows


@given(_rows())
def test_nothing_is_lost_silently(rows: list[TableRow]):
    """Whatever the rows: no exception; every row has one fate; every word is in the tree or is told about."""
    reading = read_table(rows)
    if not reading.sections and not reading.row_kinds:
        assert reading.before == tuple(rows)
        return
    assert len(reading.row_kinds) == len(rows)
    assert all(read.kind in ROW_KINDS for read in reading.row_kinds)
    kept = " ".join(
        [text for s in reading.sections for text in (s.number, s.title)]
        + [t for s in reading.sections for i in s.lines for t in (i.number, i.text, i.deadline, i.responsible, i.result)]
    )
    told = " ".join([p.text for p in reading.problems] + [read.note for read in reading.row_kinds])
    told += " ".join(" ".join(read.cells) for read in reading.row_kinds if read.kind in ("header", "phantom", "unparsed"))
    for r in rows:
        for cell in r.cells:
            for word in cell.text.split():
                assert word[:60] in kept or word[:60] in told, (word, reading)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("обра\u00adзование", "образование"),
        ("в\u00a0мае  2026\tгода ", "в мае 2026 года"),
        ("строка\r\n\r\nвторая\vтретья", "строка\nвторая\nтретья"),
        ("ИС\u201111", "ИС-11"),
        ("\ufeffтекст\u200b", "текст"),
    ],
)
def test_clean_text(dirty, clean):
    assert clean_text(dirty) == clean
