"""Bad files, case by case: what must happen when the table itself is wrong (X1–X19, X24, X25).

Cases about results against the base (X20–X23) are in the tests of the import of results.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from app.services.errors import UserError
from app.services.table_files import cells
from app.services.table_files.export_guard import for_csv, set_cell, write_cell
from app.services.table_files.sniff import is_lock_file
from app.services.table_files.table_header import Column
from app.services.table_files.tables import Table, TableOptions, read_table
from app.services.table_files.text_tables import CsvForm
from app.services.table_files.workbook import Sheet, open_workbook
from tests.data.compound import encrypted_workbook, excel95, xls
from tests.data.packages import MAIN, number_cell, ods_from_xml, row, sheet_xml, text_cell, xlsx_from_xml, zipped

COLUMNS = (
    Column("code", "Код", "код", required=True),
    Column("school", "Школа", "школа", required=True),
    Column("score", "Балл", "балл|всего баллов", required=True),
)
GOOD: list[list[Any]] = [["Код", "Школа", "Балл"], [40001, "СОШ № 1", 12], [40002, "СОШ № 1", 15], [40003, "СОШ № 2", 9]]


def book_of(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Лист1")
        for number, cells_of_row in enumerate(rows):
            for column, value in enumerate(cells_of_row):
                write_cell(sheet, number, column, value)
    return path


def first_sheet(path: Path) -> Sheet:
    return open_workbook(path).sheets[0]


def table(path: Path, options: TableOptions | None = None) -> Table:
    return read_table(first_sheet(path), COLUMNS, options)


def codes(problems: Any) -> set[str]:
    return {problem.code for problem in problems}


def refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(first_sheet(path).rows())
    assert caught.value.todo, "an error without a way out"
    return caught.value.what


def test_x01_code_with_a_number_format_keeps_its_zeros(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "Коды.xlsx") as book:
        sheet, zeros = book.add_worksheet(), book.add_format({"num_format": "0000"})
        sheet.write_row(0, 0, ["Код", "Школа"])
        sheet.write(1, 0, 12, zeros)
        sheet.write(2, 0, 1234, zeros)
        sheet.write(3, 0, 77)
    sheet = first_sheet(tmp_path / "Коды.xlsx")
    padding = sheet.zero_padding(0)
    shown = [cells.code_text(line[0], padding.get(number, 0)) for number, line in enumerate(sheet.rows(), 1)]
    assert shown == ["Код", "0012", "1234", "77"]
    old = first_sheet(xls(tmp_path / "Коды.xls", {"Лист1": [(1, 0, "Код"), (2, 0, ("0000", 12))]}))
    assert [cells.code_text(line[0], old.zero_padding(0).get(i, 0)) for i, line in enumerate(old.rows(), 1)] == ["Код", "0012"]


def test_x02_spaces_of_every_kind_are_trimmed() -> None:
    assert cells.text(" 0012\u00a0 ") == "0012"
    assert cells.text("СОШ\u00a0 №\u202f5\u200b") == "СОШ № 5"


def test_x03_score_that_became_a_date_is_refused_with_its_place(tmp_path: Path) -> None:
    path = book_of(tmp_path / "Баллы.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    book.active["C3"] = date(2026, 3, 2)
    book.save(path)
    found = table(path)
    wrong = found.rows[1]
    value = cells.decimal(wrong.cells["score"])
    assert cells.is_date_accident(wrong.cells["score"])
    assert isinstance(value, cells.Refusal)
    assert "Excel превратил балл в дату" in value.text
    assert value.problem(found.sheet, found.place(wrong, "score")).place == "лист «Лист1», ячейка C3"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("15", 15), ("4,5", 4.5), ("4.5", 4.5), ("15\u00a0", 15), (" 1\u00a0024 ", 1024), ("−3", -3), (7.0, 7)),
        *(("—", None), ("-", None), ("", None), (" ", None)),
    ],
)
def test_x04_numbers_typed_as_text(typed: Any, meant: float | None) -> None:
    assert cells.decimal(typed) == meant


def test_x04_absent_by_dictionary_else_an_error() -> None:
    assert all(map(cells.is_absent, ("н", "Н", "отсутствовал", "н/б", "не был")))
    assert not cells.is_absent("5н")
    assert isinstance(cells.decimal("н"), cells.Refusal)
    assert isinstance(cells.decimal("много"), cells.Refusal)
    assert isinstance(cells.whole_number("4,5"), cells.Refusal)


@pytest.mark.parametrize(
    "written", ["03.04.2025", "2025-04-03", 45750, "45750", "3.4.25", "03.04.2025 г.", "2025-04-03 12:00:00"]
)
def test_x05_dates_written_in_many_ways(written: Any) -> None:
    assert cells.parse_date(written) == date(2025, 4, 3)


def test_x05_ambiguous_date_is_asked_impossible_refused() -> None:
    ambiguous = cells.parse_date("03/04/26")
    assert isinstance(ambiguous, cells.Refusal)
    assert ambiguous.code == "ambiguous_date"
    assert "03.04.2026" in ambiguous.text
    assert "04.03.2026" in ambiguous.text
    assert cells.parse_date("13/04/26") == date(2026, 4, 13)
    assert cells.parse_date("05/05/26") == date(2026, 5, 5)
    impossible = cells.parse_date("29.02.2026")
    assert isinstance(impossible, cells.Refusal)
    assert impossible.code == "impossible_date"
    assert isinstance(cells.parse_date("весной"), cells.Refusal)
    assert isinstance(cells.parse_date(12), cells.Refusal)


def test_x05_base_of_1904(tmp_path: Path) -> None:
    path = tmp_path / "Мак.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, date(2026, 4, 3), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_number(1, 0, 44653 - 1)
    opened = open_workbook(path)
    (dated,), (serial,) = opened.sheets[0].rows()
    assert cells.parse_date(dated) == date(2026, 4, 3)
    assert opened.date1904
    assert cells.parse_date(serial, date1904=opened.date1904) == date(2026, 4, 2)
    assert open_workbook(xls(tmp_path / "Мак.xls", {"А": [(1, 0, 1)]}, date1904=True)).date1904


def test_x06_header_of_three_rows_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "Шапка.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.write(0, 0, "Результаты по району")
        sheet.merge_range(2, 0, 4, 0, "Код")
        sheet.merge_range(2, 1, 4, 1, "Школа")
        sheet.merge_range(2, 2, 2, 4, "Итоги")
        sheet.merge_range(3, 2, 4, 2, "Отметка")
        sheet.merge_range(3, 3, 3, 4, "Всего")
        sheet.write_row(4, 3, ["баллов", "заданий"])
        sheet.write_row(5, 0, [40001, "СОШ № 1", 4, 12, 8])
    found = table(path)
    assert found.header is not None
    assert (found.header.first_row, found.header.last_row) == (3, 5)
    assert found.header.captions == ("Код", "Школа", "Итоги Отметка", "Итоги Всего баллов", "Итоги Всего заданий")
    assert [r.cells for r in found.rows] == [{"code": 40001, "school": "СОШ № 1", "score": 12}]


def test_x06_header_without_merged_cells_and_chosen_by_hand(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Код", "Школа", "Всего", ""], ["", "", "заданий", "баллов"], [40001, "СОШ № 1", 8, 12]]
    found = table(book_of(tmp_path / "a.xlsx", rows))
    assert [r.cells["score"] for r in found.rows] == [12]
    assert found.header is not None
    assert (found.header.first_row, found.header.last_row) == (1, 2)
    odd = book_of(tmp_path / "b.xlsx", [["№", "ОО", "Итог"], [40001, "СОШ № 1", 12]])
    assert table(odd).stopped
    assert codes(table(odd).problems) == {"no_header"}
    by_hand = table(odd, TableOptions(header_rows=(1, 1), columns={"code": 0, "school": 1, "score": 2}))
    assert [r.number for r in by_hand.rows] == [2]


def test_x07_merged_school_is_filled_down_only_after_consent(tmp_path: Path) -> None:
    path = tmp_path / "Школы.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.write_row(0, 0, GOOD[0])
        for number in range(1, 4):
            sheet.write(number, 0, 40000 + number)
            sheet.write(number, 2, number)
        sheet.merge_range(1, 1, 3, 1, "СОШ № 1")
    asked = table(path)
    assert codes(asked.problems) == {"merged_cells"}
    assert asked.problems[0].cell == "B2"
    assert [r.cells["school"] for r in asked.rows] == ["СОШ № 1", "", ""]
    assert [r.cells["school"] for r in table(path, TableOptions(fill_merged=True)).rows] == ["СОШ № 1"] * 3
    declined = table(path, TableOptions(fill_merged=False))
    assert not declined.problems
    assert [r.cells["school"] for r in declined.rows] == ["СОШ № 1", "", ""]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_x08_hidden_rows_columns_and_sheets_are_counted_and_asked(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"Скрыто.{kind}"
    rows = [*GOOD, [40004, "СОШ № 3", 7]]
    if kind == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Лист1")
            for number, line in enumerate(rows):
                sheet.write_row(number, 0, line)
            sheet.autofilter(0, 0, 4, 2)
            sheet.filter_column_list(1, ["СОШ № 1"])
            sheet.set_row(3, None, None, {"hidden": True})
            sheet.set_row(4, None, None, {"hidden": True})
            sheet.set_column(2, 2, None, None, {"hidden": True})
            book.add_worksheet("Служебный").hide()
    elif kind == "xls":
        listed = [(r, c, v) for r, line in enumerate(rows, 1) for c, v in enumerate(line)]
        xls(path, {"Лист1": listed}, hidden_rows=[4, 5], hidden_columns=[2], filtered=True)
    else:
        lines = [ods_row(line, ' table:visibility="filter"' if number > 3 else "") for number, line in enumerate(rows, 1)]
        columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        ods_from_xml(path, f'<table:table table:name="Лист1">{columns}{"".join(lines)}</table:table>')
    sheet = first_sheet(path)
    assert sheet.hidden_rows == {4, 5}
    assert sheet.hidden_columns == {2}
    assert sheet.has_filter
    found = table(path)
    question = next(problem for problem in found.problems if problem.code == "hidden_rows")
    assert question.text == "В файле 2\u00a0скрытые строки (включён фильтр): загрузить?"
    assert [r.number for r in found.rows] == [2, 3]
    assert [r.number for r in table(path, TableOptions(include_hidden=True)).rows] == [2, 3, 4, 5]
    left_out = table(path, TableOptions(include_hidden=False))
    assert [r.number for r in left_out.rows] == [2, 3]
    assert "hidden_rows" not in codes(left_out.problems)
    if kind == "xlsx":
        assert [s.name for s in open_workbook(path).visible_sheets] == ["Лист1"]
        assert len(open_workbook(path).sheets) == 2


def ods_row(line: list[Any], attributes: str = "") -> str:
    filled = [
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, str)
        else f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        for value in line
    ]
    return f"<table:table-row{attributes}>{''.join(filled)}</table:table-row>"


def test_x09_totals_blank_rows_and_notes_are_passed_over_and_listed(tmp_path: Path) -> None:
    rows = [*GOOD[:3], ["", "", ""], GOOD[3], ["Итого", "", 36], ["", "", ""], ["* без детей с ОВЗ", "", ""]]
    found = table(book_of(tmp_path / "Итоги.xlsx", rows))
    assert [r.number for r in found.rows] == [2, 3, 5]
    assert found.skipped == {"total": (6,), "note": (8,), "blank": (4,)}
    assert codes(found.problems) == {"total_rows", "note_rows", "blank_rows"}


def test_x10_formula_gives_its_value(tmp_path: Path) -> None:
    empty_text = '<c r="B1" t="str"><f>IF(1=1,"","x")</f><v></v></c>'
    rows = row(1, ['<c r="A1"><f>2+2</f><v>4</v></c>', empty_text, '<c r="C1" t="str"><f>"СОШ"</f><v>СОШ</v></c>'])
    sheet = first_sheet(xlsx_from_xml(tmp_path / "Формулы.xlsx", sheet_xml(rows)))
    assert list(sheet.rows()) == [[4.0, "", "СОШ"]]
    assert not sheet.uncached_formulas


def test_x11_formula_without_a_value_is_refused_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "Без значений.xlsx"
    book = openpyxl.Workbook()
    for line in GOOD:
        book.active.append(line)
    book.active["C4"] = "=C2+C3"
    book.save(path)
    sheet = first_sheet(path)
    assert sheet.uncached_formulas == {(4, 2)}
    cell = list(sheet.rows())[3][2]
    refusal = cells.decimal(cell)
    assert isinstance(refusal, cells.Refusal)
    assert refusal.code == "uncached_formula"
    assert "откройте и сохраните файл в Excel или LibreOffice" in refusal.text


def test_x11_column_of_nothing_but_formulas_is_still_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Код", "Школа", "=A1"])
    book.active.append(["1", "СОШ № 1", "=A2"])
    book.active["C4"] = "=A3"
    book.save(tmp_path / "a.xlsx")
    sheet = first_sheet(tmp_path / "a.xlsx")
    assert (sheet.width, sheet.height) == (3, 4)
    assert [line[2] for line in sheet.rows()] == ["формула без значения"] * 2 + ["", "формула без значения"]


def test_x12_excel_errors_are_neither_zero_nor_text(tmp_path: Path) -> None:
    path = tmp_path / "Ошибки.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, error in enumerate(("#DIV/0!", "#N/A", "#REF!")):
            sheet.write_formula(1, column, "=1/0", None, error)
    sheet = first_sheet(path)
    assert sheet.error_cells == {(2, 0): "#ДЕЛ/0!", (2, 1): "#Н/Д", (2, 2): "#ССЫЛКА!"}
    for cell in list(sheet.rows())[1]:
        for parse in (cells.decimal, cells.whole_number, cells.parse_date):
            refusal = parse(cell)
            assert isinstance(refusal, cells.Refusal)
            assert refusal.code == "error_value"
    typed = cells.decimal("#Н/Д")
    assert isinstance(typed, cells.Refusal)
    assert typed.code == "error_value"


def test_x12_errors_of_old_and_open_document_books(tmp_path: Path) -> None:
    old = first_sheet(xls(tmp_path / "a.xls", {"А": [(1, 0, 5), (2, 1, b"\x2a")]}))
    assert old.error_cells == {(2, 1): "#Н/Д"}
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    uncached = '<table:table-cell table:formula="of:=A1"/>'
    new = ods_from_xml(
        tmp_path / "a.ods", f'<table:table table:name="А"><table:table-row>{error}{uncached}</table:table-row></table:table>'
    )
    sheet = first_sheet(new)
    assert sheet.error_cells == {(1, 0): "#ДЕЛ/0!"}
    assert sheet.uncached_formulas == {(1, 1)}
    assert list(sheet.rows()) == [["#ДЕЛ/0!", "формула без значения"]]


def test_x13_content_decides_not_the_ending(tmp_path: Path) -> None:
    page = tmp_path / "Отчёт.xls"
    page.write_text(
        "<html><head><meta charset='windows-1251'></head><body><script>var x='<td>нет</td>'</script><table>"
        "<tr><th>Код<th>Школа<th>Балл</tr><tr><td>40001<td rowspan=2>СОШ&nbsp;№&nbsp;1<td>12</tr>"
        "<tr><td>40002<td>15</tr></table>",
        encoding="cp1251",
    )
    assert open_workbook(page).format == "html"
    assert [r.cells["score"] for r in table(page).rows] == ["12", "15"]
    assert "merged_cells" in codes(table(page).problems)
    text = tmp_path / "Отчёт.xlsx"
    text.write_text("Код;Школа;Балл\n40001;СОШ № 1;12\n", encoding="cp1251")
    assert open_workbook(text).format == "csv"
    renamed = book_of(tmp_path / "Отчёт2.xlsx", GOOD).rename(tmp_path / "Отчёт2.csv")
    assert open_workbook(renamed).format == "xlsx"
    assert len(table(renamed).rows) == 3


def test_x13_what_is_no_table_is_named(tmp_path: Path) -> None:
    login_page = tmp_path / "a.xlsx"
    login_page.write_text("<!DOCTYPE html><html><body>Войдите в кабинет</body></html>", encoding="utf-8")
    word = zipped(tmp_path / "b.xlsx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
    archive = zipped(tmp_path / "c.xlsx", {"отчёт.txt": "текст"})
    picture = tmp_path / "d.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    pdf = tmp_path / "e.xls"
    pdf.write_bytes(b"%PDF-1.7\n" + bytes(100))
    said = [refused(path) for path in (login_page, word, archive, picture, pdf)]
    assert len(set(said)) == 5
    for text, word_of_it in zip(said, ("веб-страница", "документ Word", "архив ZIP", "картинка", "PDF"), strict=True):
        assert word_of_it in text


def test_x14_old_and_foreign_formats(tmp_path: Path) -> None:
    listed = [(r, c, v) for r, line in enumerate(GOOD, 1) for c, v in enumerate(line)]
    assert len(table(xls(tmp_path / "a.xls", {"Лист1": listed})).rows) == 3
    ods = ods_from_xml(tmp_path / "a.ods", f'<table:table table:name="Лист1">{"".join(map(ods_row, GOOD))}</table:table>')
    assert len(table(ods).rows) == 3
    rows = row(1, [text_cell("A1", "Код"), text_cell("B1", "Школа"), text_cell("C1", "Балл")])
    rows += row(2, [number_cell("A2", 40001), number_cell("C2", 5)])
    macro = xlsx_from_xml(tmp_path / "a.xlsm", sheet_xml(rows), macros=True)
    assert open_workbook(macro).format == "xlsm"
    assert [r.cells["score"] for r in table(macro).rows] == [5]
    assert "Excel 95" in refused(excel95(tmp_path / "b.xls"))
    assert ".xlsb" in refused(zipped(tmp_path / "c.xlsb", {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}))
    biff4 = tmp_path / "d.xls"
    biff4.write_bytes(b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(200))
    assert "Excel 95 или ещё более старом" in refused(biff4)


def test_x15_password_is_named_as_such(tmp_path: Path) -> None:
    ods = ods_from_xml(tmp_path / "c.ods", "", encrypted=True)
    for path in (encrypted_workbook(tmp_path / "a.xlsx"), xls(tmp_path / "b.xls", {"А": [(1, 0, 1)]}, encrypted=True), ods):
        assert refused(path) == f"Файл «{path.name}» защищён паролем."


def test_x16_lock_files_are_known(tmp_path: Path) -> None:
    shadow = tmp_path / "~$Отчёт.xlsx"
    shadow.write_bytes(b"\x07" + "Иванова".encode("utf-16-le").ljust(164, b" "))
    assert is_lock_file(shadow)
    assert is_lock_file(Path(".~lock.Отчёт.xlsx#"))
    assert not is_lock_file(Path("Отчёт.xlsx"))
    with pytest.raises(UserError) as caught:
        open_workbook(shadow)
    assert "Закройте книгу в Excel" in caught.value.todo


def test_x16_read_only_place_is_read_without_a_trace(tmp_path: Path) -> None:
    stick = tmp_path / "Флешка"
    stick.mkdir()
    path = book_of(stick / "Отчёт.xlsx", GOOD)
    path.chmod(0o444)
    stick.chmod(0o555)
    try:
        assert len(table(path).rows) == 3
        assert [p.name for p in stick.iterdir()] == ["Отчёт.xlsx"]
    finally:
        stick.chmod(0o755)


@pytest.mark.skipif(sys.platform != "win32", reason="files are kept from others only on Windows")
@pytest.mark.parametrize("share", [0, 1])
def test_x16_file_open_in_excel(tmp_path: Path, share: int) -> None:  # pragma: no cover
    import ctypes

    path = book_of(tmp_path / "Отчёт.xlsx", GOOD)
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0xC0000000, share, None, 3, 0x80, None)
    try:
        if share:  # Excel lets others read
            assert len(table(path).rows) == 3
        else:
            with pytest.raises(UserError) as caught:
                open_workbook(path)
            assert "Закройте файл" in caught.value.todo
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def test_x17_cut_files_are_refused_at_every_length(tmp_path: Path) -> None:
    whole = book_of(tmp_path / "Целый.xlsx", GOOD).read_bytes()
    cut = tmp_path / "Отчёт.xlsx"
    for length in (1, 4, 30, 200, len(whole) // 2, len(whole) - 200, len(whole) - 21):
        cut.write_bytes(whole[:length])
        assert "Отчёт.xlsx" in refused(cut)
    cut.write_bytes(b"")
    assert refused(cut) == "Файл «Отчёт.xlsx» пуст: в нём 0 байт."
    cut.write_bytes(whole[: len(whole) // 2].ljust(len(whole), b"\0"))  # what a broken copy leaves
    assert "обрезан" in refused(cut)
    cut.write_bytes(bytes(5000))
    assert "обрезан" in refused(cut)
    old = xls(tmp_path / "Целый.xls", {"А": [(i, 0, i) for i in range(1, 2000)]}).read_bytes()
    for length in (8, 512, 3000, len(old) // 2):
        cut.write_bytes(old[:length])
        assert "обрезан" in refused(cut)
    cut.unlink()
    assert "нет на месте" in refused(cut)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp866"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_x18_text_tables(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "Таблица.csv"
    lines = [["Код", "Школа", "Балл"], ["40001", '"МБОУ ""СОШ\n№ 1"""', '"4,5"'], ["40002", '"СОШ; № 2"', "9"]]
    path.write_text("\r\n".join(delimiter.join(line) for line in lines) + "\r\n", encoding=encoding, newline="")
    book = open_workbook(path)
    assert book.csv_form is not None
    assert book.csv_form.delimiter == delimiter
    found = table(path)
    assert [r.cells["school"] for r in found.rows] == ['МБОУ "СОШ\n№ 1"', "СОШ; № 2"]
    assert [cells.decimal(r.cells["score"]) for r in found.rows] == [4.5, 9]


def test_x18_choice_of_the_person_wins_and_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "Таблица.csv"
    path.write_text("sep=;\nКод;Школа;Балл\n1,5;СОШ;2\n", encoding="cp1251")
    assert open_workbook(path).format_title == "текстовая таблица (CSV): Windows-1251, точка с запятой"
    assert next(open_workbook(path).sheets[0].rows()) == ["Код", "Школа", "Балл"]
    chosen = open_workbook(path, CsvForm("cp1251", ","))
    assert chosen.csv_form == CsvForm("cp1251", ",")
    assert list(chosen.sheets[0].rows())[2] == ["1", "5;СОШ;2"]
    unclosed = tmp_path / "Кавычка.csv"
    unclosed.write_text('Код;"Школа\n' + "1;2;3\n" * 60_000, encoding="utf-8")
    assert "не закрыта кавычка" in refused(unclosed)


def test_x19_columns_are_found_by_name(tmp_path: Path) -> None:
    moved = table(book_of(tmp_path / "a.xlsx", [["Балл", "Лишний", "Школа", "Код"], [12, "?", "СОШ № 1", 40001]]))
    assert moved.rows[0].cells == {"score": 12, "school": "СОШ № 1", "code": 40001}
    assert "«Лишний»" in next(p.text for p in moved.problems if p.code == "extra_columns")
    missing = table(book_of(tmp_path / "b.xlsx", [["Код", "Школа"], [40001, "СОШ № 1"]]))
    assert missing.stopped
    assert [p.text for p in missing.problems if p.code == "missing_column"] == ["Нет обязательного столбца «Балл»."]
    twice = book_of(tmp_path / "c.xlsx", [["Код", "Школа", "Балл", "Балл"], [40001, "СОШ № 1", 1, 2]])
    asked = table(twice)
    assert asked.stopped
    assert "(C, D)" in next(p.text for p in asked.problems if p.code == "alike_columns")
    assert [r.cells["score"] for r in table(twice, TableOptions(columns={"score": 3})).rows] == [2]


def test_x24_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    spaces = sheet_xml(row(1, [text_cell("A1", "x")])) + " " * (200 << 20)
    assert "сжат в сотни раз" in refused(xlsx_from_xml(tmp_path / "a.xlsx", spaces))
    shared = xlsx_from_xml(tmp_path / "b.xlsx", sheet_xml(""), {"xl/sharedStrings.xml": "<sst><si><t>" + " " * (40 << 20)})
    assert "сжат" in refused(shared)
    many = zipped(tmp_path / "c.xlsx", {f"xl/{i}": "" for i in range(3000)})
    assert "слишком много частей" in refused(many)
    sheets = xlsx_from_xml(tmp_path / "d.xlsx", {f"Лист {i}": sheet_xml("") for i in range(200)})
    assert "200 листов" in refused(sheets)
    big = tmp_path / "e.csv"
    with big.open("wb") as file:
        file.truncate(65 << 20)
        file.seek(0)
        file.write(b"1;2;3\n")
    assert "слишком большой" in refused(big)


@pytest.mark.parametrize("announced", ["A1:XFD1048576", "A1:C57", ""])
def test_x24_stray_cell_in_the_last_corner(tmp_path: Path, announced: str) -> None:
    rows = "".join(row(i, [text_cell(f"A{i}", "x"), number_cell(f"B{i}", i)]) for i in range(1, 58))
    head = f'<dimension ref="{announced}"/>' if announced else ""
    stray = sheet_xml(rows + row(1048576, [number_cell("XFD1048576", 1)]), head)
    assert "XFD1048576" in refused(xlsx_from_xml(tmp_path / "a.xlsx", stray))
    # The same corner with nothing but a style is what LibreOffice leaves behind: read.
    styled = sheet_xml(rows + row(1048576, ['<c r="XFD1048576" s="0"/>']), head)
    assert first_sheet(xlsx_from_xml(tmp_path / "b.xlsx", styled)).height == 57


@pytest.mark.parametrize(
    "cells_of_row",
    [
        ['<c s="0" r="XFD1048576"><v>1</v></c>'],
        ["<c\nr='XFD1048576'><v>1</v></c>"],
        ["<c/>" * 2_100_000 + "<c><v>1</v></c>"],
        ['<c r="A300000"><v>1</v></c><c r="BA2"><v>1</v></c>'],
    ],
    ids=["style first", "apostrophes", "cells without names", "tall and wide"],
)
def test_x24_stray_cell_in_an_unusual_spelling(tmp_path: Path, cells_of_row: list[str]) -> None:
    path = xlsx_from_xml(tmp_path / "a.xlsx", sheet_xml(row(1, [number_cell("A1", 1)]) + row(2, cells_of_row)))
    assert "далеко за пределами" in refused(path)


def test_x24_a_million_empty_styled_rows(tmp_path: Path) -> None:
    rows = row(1, [text_cell("A1", "Код")]) + "".join(f'<row r="{i}" s="1" customFormat="1"/>' for i in range(2, 1_000_001))
    assert "пустые с оформлением" in refused(xlsx_from_xml(tmp_path / "a.xlsx", sheet_xml(rows)))


def test_x24_repeated_cells_of_an_open_document_book(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    path = ods_from_xml(tmp_path / "a.ods", f'<table:table table:name="А">{rows}</table:table>')
    assert "далеко за пределами" in refused(path)
    repeated = 'office:value-type="string" table:number-columns-repeated="1000"'
    rows = f"<table:table-row><table:table-cell {repeated}><text:p>{'х' * 200_000}</text:p></table:table-cell></table:table-row>"
    path = ods_from_xml(tmp_path / "b.ods", f'<table:table table:name="А">{rows}</table:table>')
    assert "тысячи раз" in refused(path)


def test_x24_one_long_text_shared_by_every_cell(tmp_path: Path) -> None:
    rows = "".join(row(i, [f'<c r="A{i}" t="s"><v>0</v></c>']) for i in range(1, 20_001))
    strings = f"<sst><si><t>{'х' * 30_000}</t></si></sst>"
    path = xlsx_from_xml(tmp_path / "a.xlsx", sheet_xml(rows), {"xl/sharedStrings.xml": strings})
    assert "тысячи раз" in refused(path)


def test_x25_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "секрет.txt"
    secret.write_text("тайна", encoding="utf-8")
    doctype = f'<!DOCTYPE w [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "&a;&a;">]>'
    xml = sheet_xml(row(1, [text_cell("A1", "&b;")])).replace("<worksheet", f"{doctype}<worksheet")
    assert "сущности XML" in refused(xlsx_from_xml(tmp_path / "a.xlsx", xml))
    shared = f"{doctype}<sst><si><t>&b;</t></si></sst>"
    assert "сущности XML" in refused(xlsx_from_xml(tmp_path / "b.xlsx", sheet_xml(""), {"xl/sharedStrings.xml": shared}))
    styles = xlsx_from_xml(tmp_path / "c.xlsx", {"А": sheet_xml("")}, {"xl/workbook.xml": f"{doctype}<workbook/>"})
    assert "сущности XML" in refused(styles)


def test_x25_links_and_commands_are_only_texts(tmp_path: Path) -> None:
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    rows = row(1, [text_cell("A1", "=cmd|'/c calc'!A1"), '<c r="B1"><f>[1]Лист1!A1</f><v>5</v></c>'])
    path = xlsx_from_xml(tmp_path / "a.xlsx", sheet_xml(rows), {"xl/externalLinks/externalLink1.xml": link})
    assert list(first_sheet(path).rows()) == [["=cmd|'/c calc'!A1", 5.0]]


def test_x25_on_export_texts_stay_texts_and_numbers_numbers(tmp_path: Path) -> None:
    texts = ["=cmd|'/c calc'!A1", "+7 900", "-1+1", "@SUM(A1)", "\t=1+1", "Обычный"]
    path = tmp_path / "Выгрузка.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, value in enumerate([*texts, -5]):
            write_cell(sheet, 0, column, value)
    read = openpyxl.load_workbook(path).active
    assert [read.cell(1, column).data_type for column in range(1, 8)] == ["s"] * 6 + ["n"]
    book = openpyxl.Workbook()
    for column, value in enumerate([*texts, -5], 1):
        set_cell(book.active.cell(1, column), value)
    book.save(path)
    read = openpyxl.load_workbook(path).active
    assert [read.cell(1, column).data_type for column in range(1, 8)] == ["s"] * 6 + ["n"]
    assert [for_csv(value) for value in [*texts, "-5", -5]] == [f"'{text}" for text in texts[:5]] + ["Обычный", "-5", -5]
