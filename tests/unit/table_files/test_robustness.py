"""Whatever the bytes, a file is read or refused in words: no other exception, no gigabytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.errors import UserError
from app.services.table_files.workbook import open_workbook
from tests.data.compound import xls
from tests.data.packages import number_cell, ods_from_xml, row, sheet_xml, text_cell, xlsx_from_xml

ROOT = Path(__file__).resolve().parents[3]


def make_xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист1")
        for number in range(30):
            sheet.write_row(number, 0, [f"Школа № {number}", number, number / 7])
        sheet.write_formula(31, 0, "=1/0", None, "#DIV/0!")
        sheet.merge_range(33, 0, 34, 1, "Объединено")
    return path


def make_xls(path: Path) -> Path:
    cells = [(number, column, f"я{number}" if column else number) for number in range(1, 40) for column in range(3)]
    return xls(path, {"Лист1": cells, "Лист2": [(1, 0, b"\x07")]}, hidden_rows=[3])


def make_ods(path: Path) -> Path:
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="3"><text:p>Школа</text:p></table:table-cell>'
    )
    rows = f'<table:table-row table:number-rows-repeated="5">{cell}</table:table-row>'
    return ods_from_xml(path, f'<table:table table:name="Лист1">{rows}</table:table>')


def make_csv(path: Path) -> Path:
    path.write_text('Код;Школа\n1;"СОШ ""Ёлочка""\n№ 1"\n' * 5, encoding="cp1251")
    return path


def make_html(path: Path) -> Path:
    path.write_text("<html><table><tr><td rowspan=2>а<td>б</tr><tr><td colspan=3>в</table></html>", encoding="utf-8")
    return path


def read_through(path: Path) -> None:
    """Everything that a reader may ask."""
    try:
        with open_workbook(path) as book:
            for sheet in book.sheets:
                assert all(len(line) == sheet.width for line in sheet.rows())
                assert sheet.marks is not None
                sheet.zero_padding(0)
    except UserError as error:
        assert error.what
        assert path.name in error.what


@pytest.mark.parametrize("make", [make_xlsx, make_xls, make_ods, make_csv, make_html])
def test_damaged_bytes(tmp_path: Path, make: Callable[[Path], Path], capfd: pytest.CaptureFixture[str]) -> None:
    whole = make(tmp_path / "Целый").read_bytes()
    spoiled = tmp_path / "Отчёт.xlsx"

    @settings(max_examples=150)
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.binary(max_size=8), st.integers(0, 8)), min_size=1, max_size=6))
    def attack(changes: list[tuple[int, bytes, int]]) -> None:
        data = bytearray(whole)
        for at, inserted, removed in changes:
            data[at : at + removed] = inserted
        spoiled.write_bytes(data)
        read_through(spoiled)

    attack()
    capfd.readouterr()  # a panic inside calamine prints itself; we turn it into words


@given(st.binary(max_size=300))
def test_any_bytes_at_all(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "Отчёт.xls"
    path.write_bytes(data)
    read_through(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc")
def test_bombs_are_refused_within_300_megabytes(tmp_path: Path) -> None:
    """Every bomb of X24 in a process of its own whose peak of memory is looked at."""
    shared = xlsx_from_xml(
        tmp_path / "Тексты.xlsx",
        sheet_xml("".join(row(i, [f'<c r="A{i}" t="s"><v>0</v></c>']) for i in range(1, 100_000))),
        {"xl/sharedStrings.xml": f"<sst><si><t>{'х' * 30_000}</t></si></sst>"},
    )
    spaces = xlsx_from_xml(tmp_path / "Пробелы.xlsx", sheet_xml(row(1, [text_cell("A1", "x")])) + " " * (150 << 20))
    corner = xlsx_from_xml(tmp_path / "Угол.xlsx", sheet_xml(row(1, [number_cell("A1", 1), number_cell("XFD1048576", 1)])))
    tall = sheet_xml("".join(row(i, [number_cell(f"ZZ{i}", i)]) for i in range(1, 60_000)))
    wide = xlsx_from_xml(tmp_path / "Широкий.xlsx", tall)
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    ods = ods_from_xml(tmp_path / "Повторы.ods", f'<table:table table:name="А">{rows}</table:table>')
    stray = xls(tmp_path / "Угол.xls", {"А": [(1, 0, 1), (65_536, 255, 1)]})
    program = (
        "import sys\nfrom pathlib import Path\nfrom app.services.errors import UserError\n"
        "from app.services.table_files.workbook import open_workbook\nrefused = 0\n"
        "for name in sys.argv[1:]:\n    try:\n        [list(s.rows()) for s in open_workbook(Path(name)).sheets]\n"
        "    except UserError:\n        refused += 1\n"
        "peak = next(line.split()[1] for line in open('/proc/self/status', encoding='ascii') if line.startswith('VmHWM'))\n"
        "print(refused, peak)\n"
    )
    bombs = [str(path) for path in (shared, spaces, corner, wide, ods, stray)]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, *bombs], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    refused, kilobytes = map(int, done.stdout.split())
    assert refused == len(bombs)
    assert kilobytes < 300 << 10
