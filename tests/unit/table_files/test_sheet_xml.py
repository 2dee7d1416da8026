"""The search over sheet XML against what was put in, whatever the pieces it comes in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.table_files.columns import address, column_index, column_letter
from app.services.table_files.sheet_xml import (
    MAX_AREA,
    SheetMarks,
    TooWide,
    column_styles,
    find_marks,
    look_through,
    may_have_marks,
    measure_filled,
)  # fmt: skip
from tests.data.packages import number_cell, row, sheet_xml, text_cell

places = st.tuples(st.integers(1, 150_000), st.integers(0, 1_500))


def pieces(xml: str, size: int) -> Iterator[bytes]:
    data = xml.encode("utf-8")
    return (data[i : i + size] for i in range(0, len(data), size))


def sheet_of(cells: set[tuple[int, int]]) -> str:
    rows = sorted({number for number, _column in cells})
    return sheet_xml(
        "".join(row(number, [number_cell(address(*cell), 1) for cell in sorted(cells) if cell[0] == number]) for number in rows)
    )


@given(st.integers(0, 20_000))
def test_column_letters_there_and_back(column: int) -> None:
    assert column_index(column_letter(column)) == column


@given(st.sets(places, max_size=30), st.integers(40, 4_000))
def test_quick_pass_never_lets_a_big_sheet_through(cells: set[tuple[int, int]], size: int) -> None:
    rows, columns = max((c[0] for c in cells), default=0), max((c[1] + 1 for c in cells), default=0)
    found = look_through(pieces(sheet_of(cells), size))
    assert found.rows == len({c[0] for c in cells})
    if found.small:
        assert rows * columns <= MAX_AREA
    elif cells and rows <= 9_999:
        assert columns * 9_999 > MAX_AREA or columns > 702


@given(st.sets(st.tuples(st.integers(1, 5_000), st.integers(0, 700)), max_size=30), st.integers(40, 4_000))
def test_slow_pass_measures_exactly(cells: set[tuple[int, int]], size: int) -> None:
    expected = (max((c[0] for c in cells), default=0), max((c[1] + 1 for c in cells), default=0))
    assert measure_filled(pieces(sheet_of(cells), size)) == expected


def test_slow_pass_counts_cells_without_names_and_passes_over_empty_ones() -> None:
    plain = sheet_xml("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r='D9' s='1'></c><c><v>3</v></c></row>")
    assert measure_filled(pieces(plain, 50)) == (3, 5)
    prefixed = (
        '<x:worksheet xmlns:x="u"><x:sheetData><x:row r="7"><x:c r="C7"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert not look_through(pieces(prefixed, 60)).small
    assert measure_filled(pieces(prefixed, 60)) == (7, 3)
    with pytest.raises(TooWide) as caught:
        measure_filled(pieces(sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), 60))
    assert caught.value.cell == "XFD1048576"


def test_sheets_as_big_as_a_region_are_small() -> None:
    cells = {(number, column) for number in (1, 26_627) for column in (0, 49)}
    assert look_through(pieces(sheet_of(cells), 200)).small


MARKED = sheet_xml(
    row(1, [text_cell("A1", "hidden row"), text_cell("B1", "t=e")])
    + row(2, ['<c r="A2" t="e"><v>#DIV/0!</v></c>', '<c r="B2" s="3"><f>A1</f><v>5</v></c>', '<c r="C2"/>'], ' hidden="1"')
    + row(
        3,
        [
            '<c r="A3" s="3" t="str"><f>A1</f><v></v></c>',
            '<c r="B3"><f t="shared" si="0"/></c>',
            "<c r='C3' t='e'><v>#N/A</v></c>",
        ],
    )
    + row(4, ['<c r="B4"><f>A1</f><v/></c>', number_cell("C4", 12, 3)], ' ht="15" hidden="true" customHeight="1"')
    + '<row hidden="0" r="5"><c r="AB5" t="e"><f>1/0</f><v>#REF!</v></c></row>',
    head='<cols><col min="1" max="1"/><col min="2" max="3" hidden="1"/><col min="20" max="16384" hidden="1"/></cols>',
    tail='<autoFilter ref="A1:C4"><filterColumn colId="0"/></autoFilter>',
)


@pytest.mark.parametrize("size", [60, 97, 150, 400, 100_000])
def test_marks_are_found_in_pieces_of_any_size(size: int) -> None:
    assert find_marks(pieces(MARKED, size)) == SheetMarks(
        hidden_rows=frozenset({2, 4}),
        hidden_columns=frozenset({1, 2}),
        has_filter=True,
        errors={(2, 0): "#ДЕЛ/0!", (3, 2): "#Н/Д", (5, 27): "#ССЫЛКА!"},
        uncached=frozenset({(3, 1), (4, 1)}),
    )
    assert may_have_marks(pieces(MARKED, size))


def test_plain_sheet_has_no_marks() -> None:
    plain = sheet_xml(row(1, [text_cell("A1", "Код")]) + row(2, [number_cell("A2", 5)]), tail='<autoFilter ref="A1:A2"/>')
    assert find_marks(pieces(plain, 100)) == SheetMarks()
    assert not may_have_marks(pieces(plain, 100))


@pytest.mark.parametrize(
    "cell",
    ['<c r="A1" t="e"><v>#N/A</v></c>', '<c r="A1"><f>B1</f></c>', "<x:c r='A1' t='e'><v>#N/A</v></x:c>"],
)
@pytest.mark.parametrize("size", [40, 64, 101, 5_000])
def test_a_single_mark_is_never_missed(cell: str, size: int) -> None:
    filling = "".join(row(number, [text_cell(f"A{number}", "слово")]) for number in range(2, 30))
    prefix = "x:" if cell.startswith("<x:") else ""
    if prefix:
        filling = filling.replace("<", "<x:").replace("<x:/", "</x:")
    assert may_have_marks(pieces(sheet_xml(f'<{prefix}row r="1">{cell}</{prefix}row>' + filling), size))
    assert may_have_marks(pieces(sheet_xml(filling + f'<{prefix}row r="30">{cell}</{prefix}row>'), size))
    assert may_have_marks(pieces(sheet_xml(filling + '<row r="30" ht="15" hidden="1"/>'), size))


def test_styles_of_one_column() -> None:
    assert column_styles(pieces(MARKED, 120), 1) == {2: 3}
    assert column_styles(pieces(MARKED, 120), 2) == {4: 3}
