"""Every form of the registry from a real base: right rows in, files out."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.scales import ScoreScale
from app.services.assignments.commands import assign
from app.services.assignments.rows import AssignmentDraft
from app.services.checklists.commands import save_incident, start_checklist
from app.services.checklists.rows import IncidentRow
from app.services.collection.commands import create_request
from app.services.collection.rows import RequestDraft
from app.services.documents.commands import order_for_roadmap, register_document, save_document
from app.services.errors import UserError
from app.services.events.commands import add_guest, create_event
from app.services.events.rows import EventFields
from app.services.findings.commands import refresh_findings
from app.services.forms.blocks import Figure, FormPage, TableBlock, plain_text
from app.services.forms.printing import file_name, render, save_docx, save_pdf, write_file
from app.services.forms.registry import FORMS, form_info, make
from app.services.inquiries import commands as inquiries
from app.services.inquiries.measures import MeasureDraft, add_measure
from app.services.inquiries.queries import get_inquiry
from app.services.inquiries.rows import Minutes
from app.services.inquiries.rows import RequestDraft as InquiryLetter
from app.services.people.commands import save_person
from app.services.people.rows import PersonRow
from app.services.roadmaps.commands import create_roadmap, renumber
from app.services.school_schedule.check_commands import apply_changes
from app.services.school_schedule.findings import Change
from app.services.school_schedule.rows import Entry
from app.services.school_workbook.definition import parse_columns, table_form
from app.services.versions.commands import approve_version
from app.services.versions.queries import list_versions
from tests.sample_papers import add_procedure, school_id, set_workplace
from tests.unit.forms import samples
from tests.unit.forms.reading import docx_words, in_order, letters, pdf_words, words_of

OWN = {f"Школа № {i}": [(10 + (i + j) % 20, 3 + (i + j) % 3) for j in range(12)] for i in (1, 2, 10)} | {
    "Гимназия": [(36, 5)] * 20 + [None],
    "Малая школа": [(20, 4), (22, 3), None],
}
NEIGHBOUR = {"Чужая школа": [(37, 5)] * 15, "Другая чужая": [(12 + j % 14, 3) for j in range(30)]}
TOWNS = dict.fromkeys(OWN, "Заречный муниципальный район") | dict.fromkeys(NEIGHBOUR, "Луговской муниципальный район")


@pytest.fixture
def ids(ctx):
    """A district with a neighbour in one regional file, a roadmap and the order that approves it."""
    procedure = add_procedure(
        ctx, OWN | NEIGHBOUR, municipality=TOWNS, whole_region=True, window=(date(2021, 3, 15), date(2021, 5, 21))
    )
    set_workplace(ctx)
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2021, grade=4, subject="Русский язык", max_score=38, min3=14, min4=24, min5=33))
    roadmap = create_roadmap(ctx, samples.roadmap()).value
    document = save_document(ctx, samples.order(id=None, roadmap_id=roadmap)).value
    version = _changed_since_approved(ctx)
    refresh_findings(ctx)
    create_request(ctx, RequestDraft("table", "Кружки школы", table_form(parse_columns("Кружок")), date(2026, 10, 1)))
    _calendar(ctx, procedure)
    return {
        "event_id": _met(ctx),
        "version_a": version,
        "version_id": version,
        "document_id": document,
        "roadmap_id": roadmap,
        "organisation_id": school_id(ctx, "Гимназия"),
        "procedure_id": procedure,
        "inquiry_id": _looked_into(ctx, procedure, school_id(ctx, "Гимназия")),
    }


def _calendar(ctx, procedure: int) -> None:
    """People at the procedure, its preparation, a school's schedule."""
    watcher = save_person(ctx, PersonRow(None, None, None, "other", "Ким Вера Павловна", of_district=True)).value.person_id
    assign(ctx, AssignmentDraft(None, procedure, school_id(ctx, "Гимназия"), watcher, "observer", held_on=date(2021, 4, 6)))
    start_checklist(ctx, procedure)
    save_incident(ctx, IncidentRow(None, procedure, None, date(2021, 4, 6), "Отключили свет", "Продлили время"))
    wish = Entry(4, "4А", "Математика", "school", held_on=date(2026, 9, 22), lesson=2)
    apply_changes(ctx, school_id(ctx, "Гимназия"), 2026, [Change(None, wish)])


def _met(ctx) -> int:
    """A meeting of this week with its minutes, another one ahead."""
    create_event(ctx, EventFields("briefing", "Инструктаж", date(2026, 9, 17), None, "10:00", place="зал"))
    told = EventFields(
        "meeting", "Итоги весны", date(2026, 9, 16), None, "14:00", "15:00", "зал", None, None, "held", "Седова А. Б.",
        "Лис В. Г.", "О результатах", "1. Обсудили.", "3",
    )  # fmt: skip
    number = create_event(ctx, told).value
    add_guest(ctx, number, "Ким Вера Павловна", "методист")
    return number


def _looked_into(ctx, procedure: int, school: int) -> int:
    """An inquiry that went all the way."""
    number = inquiries.open_inquiry(ctx, procedure, school).value
    inquiries.save_request(ctx, number, InquiryLetter(date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 7), "Сильный класс."))
    inquiries.draw_sample(ctx, number, 8, seed=4711)
    drawn = get_inquiry(ctx, number).drawn
    inquiries.put_results(ctx, number, {work.code: (work.before or 0) - place % 2 * 4 for place, work in enumerate(drawn)})
    inquiries.save_recheck(ctx, number, date(2026, 9, 10), "Седова А. Б., методист\nЛис В. Г., учитель")
    talk = Minutes(date(2026, 9, 12), "отдел", "Седова А. Б., методист", questions=(("Кто проверял?", "Учитель класса."),))
    inquiries.save_minutes(ctx, number, talk)
    inquiries.conclude(ctx, number, "found", "В половине работ балл ниже.")
    add_measure(ctx, number, MeasureDraft("Проверять по кодам", date(2026, 12, 1), "Директор"))
    return number


def _changed_since_approved(ctx) -> int:
    """The approved version of another roadmap that was edited after it."""
    other = create_roadmap(ctx, samples.roadmap()).value
    order = order_for_roadmap(ctx, other).value
    register_document(ctx, order, "58-од", date(2026, 9, 21))
    approve_version(ctx, other, order)
    renumber(ctx, other, "restart")
    return list_versions(ctx, other)[0].id


def _words(page: FormPage) -> str:
    parts = (part for section in page.sections for block in section.blocks for part in plain_text(block))
    return " ".join(parts).replace("\u00a0", " ")


def _tables(page: FormPage) -> list[list[list[str]]]:
    return [
        [[" ".join("".join(run.text for run in line.runs) for line in cell.lines) for cell in row.cells] for row in block.rows]
        for section in page.sections
        for block in section.blocks
        if isinstance(block, TableBlock)
    ]


@pytest.mark.parametrize("code", [form.code for form in FORMS])
def test_every_form_prints_from_the_base(ctx, ids, code):
    page = make(ctx, code, **{name: ids[name] for name in form_info(code).needs})
    parts = words_of(page)
    assert len(parts) > 10
    assert in_order(parts, pdf_words(render(page, "pdf"))) == ""
    assert in_order(parts, docx_words(render(page, "docx"))) == ""


def test_the_report_has_the_own_schools_and_the_region(ctx, ids):
    page = make(ctx, "vpr_report", procedure_id=ids["procedure_id"])
    participants, marks, journal = _tables(page)
    names = ["Гимназия", "Малая школа", "Школа № 1", "Школа № 2", "Школа № 10"]
    assert [row[1] for row in participants][:5] == names
    assert "Чужая школа" not in _words(page)
    assert participants[0] == ["1.", "Гимназия", "21", "20", "1", "95,2"]
    assert marks[0][2:] == ["20", "0,0", "0,0", "0,0", "100,0", "100,0", "100,0", "5,00", "36,00"]
    assert marks[1][2:] == ["2", "мало данных"] and journal[1][2:] == ["2", "мало данных"]
    assert journal[0][2:] == ["20", "0", "0,0", "20", "100,0", "0", "0,0"]
    assert sum(isinstance(block, Figure) for block in page.sections[0].blocks) == 1
    words = _words(page)
    assert "15.03.2021 – 21.05.2021" in words and "по шкале перевода баллов" in words


def test_lists_and_the_card_are_about_the_own_schools(ctx, ids):
    markers = make(ctx, "marker_list")
    assert "Гимназия" in _words(markers) and "чужая" not in _words(markers).lower()
    assert "5 школ" in _words(markers)
    assert make(ctx, "marker_list", year=2021).sections
    procedures = make(ctx, "procedure_list")
    assert _tables(procedures)[0][1] == ["1.", "Русский язык", "4", "15.03.2021 – 21.05.2021", "5", "58", "2"]
    card = make(ctx, "school_card", organisation_id=ids["organisation_id"], internal=True)
    assert "Завышенный средний балл" in _words(card) and "100,0" in _words(card)


def test_the_order_follows_its_registration(ctx, ids):
    draft = make(ctx, "order", document_id=ids["document_id"])
    assert draft.watermark == "ПРОЕКТ" and "от «___»" in _words(draft)
    register_document(ctx, ids["document_id"], "57-од", date(2026, 9, 20))
    page = make(ctx, "order", document_id=ids["document_id"])
    assert page.watermark == ""
    assert _words(page).count("№ 57-од") == 2 and _words(page).count("20.09.2026") == 2
    assert file_name(page, "pdf").startswith("Приказ от 20.09.2026 № 57-од Об утверждении")


def test_an_empty_base_says_what_to_do(ctx):
    for code in ("marker_list", "procedure_list"):
        with pytest.raises(UserError) as caught:
            make(ctx, code)
        assert "загрузите" in caught.value.todo
    for code, name in (
        ("order", "document_id"),
        ("roadmap", "roadmap_id"),
        ("school_card", "organisation_id"),
        ("vpr_report", "procedure_id"),
    ):
        with pytest.raises(UserError):
            make(ctx, code, **{name: 77})


def test_the_registry_knows_what_it_is_asked(ctx):
    with pytest.raises(UserError, match="Формы «letter» нет"):
        make(ctx, "letter")
    with pytest.raises(TypeError):
        make(ctx, "order")
    with pytest.raises(TypeError):
        make(ctx, "order", document_id=1, year=2021)
    assert len({form.code for form in FORMS}) == len(FORMS) >= 5


def test_files_are_written_whole(ctx, ids, tmp_path):
    target = tmp_path / "Новая папка" / "приказ.pdf"
    page = save_pdf(ctx, "order", target, document_id=ids["document_id"])
    assert letters("Контроль за исполнением приказа") in pdf_words(target.read_bytes())
    save_pdf(ctx, "order", target, document_id=ids["document_id"])
    save_docx(ctx, "order", tmp_path, document_id=ids["document_id"])
    assert (tmp_path / file_name(page, "docx")).read_bytes().startswith(b"PK")
    assert sorted(path.name for path in target.parent.iterdir()) == ["приказ.pdf"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    folder = tmp_path / "занято.pdf"
    (folder / "внутри").mkdir(parents=True)
    with pytest.raises(UserError, match="не записан"):
        write_file(folder, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["занято.pdf"]
    plain = tmp_path / "файл"
    plain.write_bytes(b"old")
    with pytest.raises(UserError, match="не записан"):
        write_file(plain / "внутри.pdf", b"new")
    assert plain.read_bytes() == b"old"


def test_the_papers_of_an_inquiry_tell_what_was_found(ctx, ids):
    number = ids["inquiry_id"]
    sample = make(ctx, "inquiry_sample", inquiry_id=number)
    codes = [work.code for work in get_inquiry(ctx, number).drawn]
    assert [line[1] for line in _tables(sample)[0]] == codes
    assert all(set(line[3:]) == {""} for line in _tables(sample)[0]), "earlier points are not on the list"
    act = make(ctx, "inquiry_act", inquiry_id=number)
    figures = dict(_tables(act)[0])
    assert (figures["Баллы совпали"], figures["Разошлись на 2 балла и больше"]) == ("4", "4")
    assert figures["Средняя разница, баллов"].startswith("−2,00 (95")
    assert "Стьюдента" in _words(act)
    assert [line[1] for line in _tables(act)[1]] == codes
    assert "Расхождения выявлены" in _words(make(ctx, "inquiry_conclusion", inquiry_id=number))
    blank = make(ctx, "inquiry_minutes", inquiry_id=number, blank=True)
    assert "Кто проверял?" in _words(blank) and "Учитель класса." not in _words(blank)
    assert "Прошу до 8 сентября 2026 года сообщить" in _words(make(ctx, "inquiry_letter", inquiry_id=number))


def test_an_inquiry_without_a_draw_has_no_list_and_no_act(ctx, ids):
    number = inquiries.open_inquiry(ctx, ids["procedure_id"], school_id(ctx, "Школа № 1")).value
    for code in ("inquiry_sample", "inquiry_act"):
        with pytest.raises(UserError):
            make(ctx, code, inquiry_id=number)
    assert len(words_of(make(ctx, "inquiry_conclusion", inquiry_id=number))) > 5
