"""Pages of an act of observation: a blank to take along, or the answers that came in.

Stages: приложение к распоряжению Министерства образования Московской области от 24.02.2021 № Р-98; questions are our own.
"""

from __future__ import annotations

from dataclasses import replace

from app.services.checklists.rows import ANSWERS, QUESTIONS, STAGES, ActRow
from app.services.forms import wording
from app.services.forms.blocks import (
    AnswerLines,
    Block,
    Column,
    FormPage,
    Requisite,
    Row,
    Section,
    Signature,
    TableBlock,
    cell,
    row,
    section_row,
    text,
)
from app.services.forms.preparation_data import ActPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page

_BOX, _TICKED = "☐", "☑"
_SHORT_LINE = "________"
_COLUMNS = (
    Column("Этап и вопрос", 122),
    *(
        Column(words[:1].upper() + words[1:], width, "center")
        for words, width in zip(ANSWERS.values(), (16, 16, 26), strict=True)
    ),
)


def observation_act_page(data: ActPaper, profile: Profile = GOST_2025) -> FormPage:
    """Every act begins on a sheet of its own, with pages counted anew."""
    acts = [act for _school, act in data.acts if act is not None]
    whose = data.acts[0][0] if len(data.acts) == 1 else data.title
    kind = ("Акт наблюдения" if len(data.acts) == 1 else "Акты наблюдения") if acts else "Бланк акта наблюдения"
    first, *others = (_sheet(data, school, act, profile) for school, act in data.acts)
    page = report_page(f"{kind}: {whose}", first, profile, author=data.author)
    return replace(page, sections=(*page.sections, *(Section(tuple(one), profile.report_margins) for one in others)))


def _sheet(data: ActPaper, school: str, act: ActRow | None, profile: Profile) -> list[Block]:
    return [
        *head(data.author, "Акт наблюдения", school, data.title),
        *_circumstances(act, profile),
        TableBlock(_COLUMNS, tuple(_rows(act.answers if act else {})), size_pt=profile.grid_pt, space_before_pt=6),
        *_outcome(act),
        remark(
            "Этапы – по приложению к распоряжению Министерства образования Московской области от 24.02.2021 № Р-98. "
            "Участники – только кодами, без фамилий.",
            before=4,
        ),
        Signature(
            f"Наблюдатель: {wording.BLANK_LINE}",
            wording.signer_name(act.observer) if act and act.observer else wording.BLANK_LINE,
            gap_pt=10,
        ),
        Signature(f"Представитель школы: {wording.BLANK_LINE}", wording.BLANK_LINE, gap_pt=10),
    ]


def _circumstances(act: ActRow | None, profile: Profile) -> list[Block]:
    day = wording.paper_date(act.observed_on if act else None, profile.date_style)
    starts, ends = (act.starts_at, act.ends_at) if act else ("", "")
    label, room = (act.class_label, act.room) if act else ("", "")
    who = act.observer if act and act.observer else wording.BLANK_LINE * 2
    return [
        text(f"Наблюдатель: {who}", align="left", first_indent_mm=0, space_before_pt=4),
        Requisite(f"Дата: {day}", f"Начало: {starts or _SHORT_LINE}", f"Окончание: {ends or _SHORT_LINE}"),
        Requisite(f"Класс: {label or _SHORT_LINE}", "", f"Аудитория: {room or _SHORT_LINE}"),
    ]


def _rows(answers: dict[str, str]) -> list[Row]:
    rows: list[Row] = []
    for stage, words in STAGES.items():
        rows.append(section_row(words, len(_COLUMNS), kind="subhead"))
        for code, question in QUESTIONS[stage]:
            rows.append(row(cell(question), *(_TICKED if answers.get(code) == answer else _BOX for answer in ANSWERS)))
    return rows


def _outcome(act: ActRow | None) -> list[Block]:
    """Nothing is ticked for an observer who answered nothing."""
    noted = act is not None and bool(act.remarked or act.remarks)
    clean = act is not None and bool(act.answers) and not noted
    said = Requisite(
        f"Замечаний нет {_TICKED if clean else _BOX}", f"Замечания есть {_TICKED if noted else _BOX}", "", space_before_pt=6
    )
    blocks: list[Block] = [said]
    if act is None:
        return [*blocks, text("Замечания:", align="left", first_indent_mm=0, keep_with_next=True), AnswerLines(4)]
    if act.remarks:
        blocks.append(text(f"Замечания: {act.remarks}", align="left", first_indent_mm=0))
    return blocks
