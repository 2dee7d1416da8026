"""Word documents of our own, typed in every way, read back as the same roadmap."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.services.errors import UserError
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rows import RoadmapTree
from app.services.roadmaps.templates import build_template
from tests.unit.roadmaps.paper import CAPTIONS, Look, Role, line, plain, section, write_docx

TEMPLATE = build_template("objectivity", 2026)
DEEP = RoadmapTree(
    "Дорожная карта подготовки к весенним работам на 2027 год",
    (
        section(
            "1.",
            "Подготовка школ",
            replace(line("1.1.", "Приказы и письма школам"), is_subhead=True),
            line("1.1.1.", "Приказ о школьных координаторах", "январь 2027", "Отдел", "Приказ издан"),
            line("1.1.2.", "Письмо о подготовке аудиторий", "январь 2027", "Отдел", "Письмо разослано"),
            line("1.2.", "Проверка готовности", "февраль 2027", "Школы", "Акты готовности"),
            line("1.2.1.", "Проверка связи и компьютеров", "февраль 2027", "Школы", "Отметки в журнале"),
        ),
        section("2.", "Разбор итогов", line("2.1.", "Собрать отзывы учителей", "июнь 2027", "Школы", "Сводка отзывов")),
    ),
)
FLAT = RoadmapTree(
    "План мероприятий (дорожная карта) по поддержке школ района на 2026–2028 годы",
    (
        section(
            "",
            "",
            *(
                line(f"{n}.", f"Дело номер {n} для школ района", f"март {2025 + n} года", "Отдел", f"Отчёт {n}")
                for n in range(1, 4)
            ),
        ),
    ),
)
TREES = {"template": TEMPLATE, "deep": DEEP, "flat": FLAT}
FOUR: tuple[Role, ...] = ("number", "text", "deadline", "responsible")


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES.keys())
@pytest.mark.parametrize("sections", ["merged", "first_cell", "second_cell", "two_cells", "paragraph"])
@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(columns=FOUR),
        Look(page_every=5, dirty=True),
        Look(page_every=5, repeat_header=False, tear=True),
        Look(page_every=4, tear=True, dirty=True),
        Look(auto_numbers=True, number_line=True),
        Look(merge_equal=True),
        Look(shift=True, dirty=True, page_every=7),
        Look(nested=True, empty_rows=True),
        Look(columns=("number", "text", "responsible", "result", "deadline")),
        Look(captions=CAPTIONS | {"text": "Направления деятельности,\nмероприятия", "result": "Результаты исполнения"}),
        Look(
            captions=CAPTIONS | {"text": "Наименование мероприятий", "deadline": "Дата проведения", "responsible": "Исполнители"}
        ),
    ],
    ids=[
        "plain",
        "four",
        "pages",
        "torn",
        "torn-header",
        "auto",
        "merged-down",
        "shifted",
        "nested",
        "order",
        "words",
        "words-2",
    ],
)
def test_read_back(tmp_path: Path, tree: RoadmapTree, sections, look: Look):
    if "result" not in look.columns:
        lines = tuple(replace(s, lines=tuple(replace(i, result="") for i in s.lines)) for s in tree.sections)
        tree = replace(tree, sections=lines)
    preview = preview_roadmap(write_docx(tmp_path / "карта.docx", tree, replace(look, sections=sections)))
    assert plain(preview.tree) == plain(tree)
    assert preview.tree.title == tree.title
    assert preview.tree.has_result_column == ("result" in look.columns)


def test_order_title_and_preamble_are_told_apart(tmp_path: Path):
    tree = replace(
        TEMPLATE,
        title="План мероприятий («дорожная карта») по работе со школами Заречного района на 2026 – 2027 годы",
        preamble="Цель: помочь школам.\nЗадачи:\n1. Узнать причины.\n2. Наметить шаги.",
    )
    order = (
        "Отдел образования Заречного района",
        "ПРИКАЗ",
        "Об утверждении дорожной карты",
        "",
        "1. Утвердить дорожную карту (приложение).",
        "Начальник отдела А. Б. Ветрова",
        "Приложение к приказу от 01.09.2026 № 7",
        "",
    )
    preview = preview_roadmap(write_docx(tmp_path / "приказ.docx", tree, Look(), order))
    assert preview.tree.title == tree.title
    assert preview.tree.preamble == tree.preamble
    assert preview.tree.approval_text.startswith("Отдел образования")
    assert preview.tree.approval_text.endswith("№ 7")
    assert (preview.tree.period_start, preview.tree.period_end) == (date(2026, 1, 1), date(2027, 12, 31))


def test_merged_cells_are_told_for_confirmation(tmp_path: Path):
    preview = preview_roadmap(write_docx(tmp_path / "карта.docx", DEEP, Look(merge_equal=True)))
    merged = [p for p in preview.problems if p.code == "merged_cell"]
    assert merged
    assert "таблица 1, строка" in merged[0].text.lower()


def test_every_row_of_the_document_has_its_fate(tmp_path: Path):
    preview = preview_roadmap(write_docx(tmp_path / "карта.docx", TEMPLATE, Look(page_every=5, tear=True)))
    kinds = [row.kind for row in preview.row_kinds]
    assert kinds.count("item") == TEMPLATE.item_count
    assert kinds.count("section") == 4
    assert kinds.count("continuation") + kinds.count("header") == len(kinds) - TEMPLATE.item_count - 4


def test_a_bulleted_list_keeps_its_lines(tmp_path: Path):
    import docx

    document = docx.Document()
    document.add_paragraph("Дорожная карта")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Мероприятие", "Срок", "Ответственный"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("Проверить:", "май", "Школы"), strict=True):
        cell.text = text
    for text in ("журналы", "работы"):
        table.rows[1].cells[0].add_paragraph(text, style="List Bullet")
    for text in ("первое", "второе"):
        table.rows[1].cells[0].add_paragraph(text, style="List Number")
    document.save(str(tmp_path / "список.docx"))
    (item,) = preview_roadmap(tmp_path / "список.docx").tree.sections[0].lines
    assert item.text == "Проверить:\n– журналы\n– работы\n1. первое\n2. второе"


def test_text_below_the_table_is_told(tmp_path: Path):
    import docx

    path = write_docx(tmp_path / "карта.docx", FLAT, Look())
    document = docx.Document(str(path))
    document.add_paragraph("Начальник отдела ____________ А. Б. Ветрова")
    document.save(str(path))
    (problem,) = [p for p in preview_roadmap(path).problems if p.code == "text_below"]
    assert "Ветрова" in problem.text


def test_deleted_text_is_not_read_and_inserted_text_is(tmp_path: Path):
    path = write_docx(tmp_path / "карта.docx", FLAT, Look())
    _rewrite(path, "Дело номер 1 для школ района", lambda text: f"</w:t></w:r>{_tracked('del', 'delText', 'лишнее ')}"
             f"{_tracked('ins', 't', 'новое ')}<w:r><w:t>{text}")  # fmt: skip
    assert preview_roadmap(path).tree.sections[0].lines[0].text == "новое Дело номер 1 для школ района"


def _tracked(kind: str, tag: str, text: str) -> str:
    return f'<w:{kind} w:id="1" w:author="a"><w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r></w:{kind}>'


def _rewrite(path: Path, text: str, change) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"].decode()
    assert text in xml
    parts["word/document.xml"] = xml.replace(text, change(text), 1).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_table_inside_a_frame(tmp_path: Path):
    import docx

    document = docx.Document()
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.paragraphs[0].text = "Дорожная карта школы"
    inner = frame.add_table(rows=2, cols=3)
    for row, texts in zip(
        inner.rows, (("Мероприятие", "Срок", "Кто отвечает (ответственный)"), ("Идти", "май", "Школа")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "рамка.docx"))
    tree = preview_roadmap(tmp_path / "рамка.docx").tree
    assert tree.title == "Дорожная карта школы"
    assert tree.sections[0].lines[0].responsible == "Школа"


def test_the_table_of_another_appendix_is_left_alone(tmp_path: Path):
    import docx

    path = write_docx(tmp_path / "карта.docx", FLAT, Look())
    document = docx.Document(str(path))
    document.add_paragraph("Приложение № 2")
    table = document.add_table(rows=2, cols=3)
    for row, texts in zip(
        table.rows, (("Вид работы", "Дата", "Кто проводит: ответственный учитель"), ("Диктант", "май", "Учитель")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))
    preview = preview_roadmap(path)
    assert plain(preview.tree) == plain(FLAT)
    assert any("Диктант" in p.text for p in preview.problems)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "пуст"), (b"%PDF-1.7 ...", "PDF"), (b"{\\rtf1 text}", "RTF"), (b"PK\x03\x04" + b"\0" * 200, "повреждён|обрезан")],
    ids=["empty", "pdf", "rtf", "cut"],
)
def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "карта.docx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        preview_roadmap(path)
    assert caught.value.todo


def test_a_document_without_a_roadmap(tmp_path: Path):
    import docx

    document = docx.Document()
    document.add_paragraph("Просто письмо")
    document.save(str(tmp_path / "письмо.docx"))
    with pytest.raises(UserError, match="не нашлось таблицы"):
        preview_roadmap(tmp_path / "письмо.docx")
    with pytest.raises(UserError, match="нет на месте"):
        preview_roadmap(tmp_path / "нет.docx")


def test_a_damaged_part_inside(tmp_path: Path):
    path = write_docx(tmp_path / "карта.docx", FLAT, Look())
    _rewrite(path, "<w:body>", lambda _text: "<w:body")
    with pytest.raises(UserError, match="повреждён"):
        preview_roadmap(path)
