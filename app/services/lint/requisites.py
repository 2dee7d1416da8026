"""What a paper must have at all: a title, items, a period, an act that approves it; the card of the order by its own checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from app.services.documents.rules import check_document
from app.services.lint.paper import Paper, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import cited, stems
from app.services.roadmaps.cells import one_line
from app.services.roadmaps.rules import guess_period
from app.services.text_ru import short_date

NO_TITLE = Rule(
    "no_title", "error", "Нет названия",
    "Без названия карту нельзя ни утвердить, ни найти.",
    "Впишите название: «Дорожная карта по … на … год».",
)  # fmt: skip
NO_ITEMS = Rule(
    "no_items", "error", "Нет мероприятий",
    "Печатать пустую таблицу незачем.",
    "Добавьте мероприятия или загрузите карту из файла.",
)  # fmt: skip
NO_PERIOD = Rule(
    "period_missing", "warning", "Не указан период",
    "Без периода непонятно, за какие годы отвечает карта, и сроки без года нельзя истолковать.",
    "Добавьте годы в название или укажите период карты.",
)  # fmt: skip
REVERSED = Rule(
    "period_reversed", "error", "Период задом наперёд",
    "Начало периода позже его конца: ни один срок в такой период не попадает.",
    "Исправьте начало или конец периода.",
)  # fmt: skip
DIFFERS = Rule(
    "period_differs", "error", "Период не тот, что в названии",
    "На бумаге будет одно, а просрочку программа посчитает по другому.",
    "Исправьте название или период карты.",
)  # fmt: skip
NO_APPROVAL = Rule(
    "no_approval", "warning", "Карта никем не утверждена",
    "Без приказа с номером и датой у карты нет силы: не видно, кто её утвердил и кто следит за исполнением.",
    "Подготовьте приказ об утверждении или укажите его, если он уже есть.",
)  # fmt: skip
CARD = Rule(
    "order_card", "warning", "Замечание к приказу",
    "Так требует порядок оформления приказов.",
    "Откройте документ и исправьте.",
)  # fmt: skip
SELF = Rule(
    "plan_approves_itself", "info", "Карта утверждает сама себя",
    "Карта вступает в силу приказом, а не своим же пунктом; исполнителю этого пункта делать уже нечего.",
    "Уберите пункт или замените его тем, что делается после утверждения: разместить на сайте, довести до школ.",
)  # fmt: skip
RULES = (NO_TITLE, NO_ITEMS, NO_PERIOD, REVERSED, DIFFERS, NO_APPROVAL, CARD, SELF)

# Remarks of the document's own checks that the rules of this package make themselves, with places.
_OURS = frozenset(
    {
        "deadline_before_date",
        "impossible_date",
        "wording",
        "typo",
        "quotes",
        "brackets",
        "appendix_number",
        "heading_period",
        "appendix_empty",
    }
)


def check(paper: Paper) -> Iterator[LintFinding]:
    tree = paper.tree
    if not tree.title.strip():
        yield found(NO_TITLE, paper.whole, "У дорожной карты нет названия.")
    if not paper.items:
        yield found(NO_ITEMS, paper.whole, "В дорожной карте нет ни одного мероприятия.")
    yield from _period(paper)
    yield from _approval(paper)
    yield from _itself(paper)
    if paper.card is not None:
        yield from _card(paper)


def _period(paper: Paper) -> Iterator[LintFinding]:
    tree = paper.tree
    spot = replace(paper.whole, field="period_start")
    if tree.period_start and tree.period_end:
        if tree.period_start > tree.period_end:
            yield found(REVERSED, spot, f"Период: с {short_date(tree.period_start)} по {short_date(tree.period_end)}.")
        guessed = guess_period(tree.title)
        if guessed and guessed != (tree.period_start, tree.period_end):
            text = (
                f"По названию карта на {short_date(guessed[0])}–{short_date(guessed[1])},"
                f" а период указан {short_date(tree.period_start)}–{short_date(tree.period_end)}."
            )
            yield found(DIFFERS, spot, text)
    elif paper.period is None and paper.items:
        text = "Период карты не указан ни в названии, ни отдельно."
        if paper.frame:
            first, last = paper.frame[0].year, paper.frame[1].year
            text += f" По срокам выходит {first}–{last} годы." if first != last else f" По срокам выходит {first} год."
        yield found(NO_PERIOD, spot, text)


def _approval(paper: Paper) -> Iterator[LintFinding]:
    order = paper.order
    if not paper.items or (order and order.draft):
        return
    if order is None:
        text = "Нет ни приказа, ни даты утверждения, ни того, кто следит за исполнением."
        yield found(NO_APPROVAL, paper.whole, text, severity="info" if _in_the_making(paper) else None)
    elif paper.card is None and (
        order.approved_on is None or not (order.number or (order.appendix and order.appendix.act_number))
    ):
        missing, todo = ("даты", "Впишите дату.") if order.approved_on is None else ("номера", "Впишите номер.")
        yield found(NO_APPROVAL, paper.whole, f"Акт об утверждении указан без {missing}.", detail=missing, todo=todo)


def _in_the_making(paper: Paper) -> bool:
    """Its time has hardly begun: the order may still come."""
    today = paper.context.today
    return today is not None and paper.frame is not None and today <= paper.frame[0] + timedelta(days=62)


def _itself(paper: Paper) -> Iterator[LintFinding]:
    title = set(stems(paper.tree.title))
    for item in paper.items:
        text = one_line(item.line.text)
        own = re.match(
            r"(?:утверждени|разработк|утвердить|разработать)\S*\s+(?:и\s+утверждени\S*\s+)?(?:настоящ\S+\s+|данн\S+\s+)?(?P<name>(?:\S+\s+)?(?:дорожн\w+\s+карт|план\w*\s+мероприятий).*)",
            text,
            re.I,
        )
        if own and len(title & set(stems(own["name"]))) * 5 >= len(title) * 4:
            yield found(SELF, item.spot, f"Пункт {cited(text, 60)} — об утверждении самой карты.")


def _card(paper: Paper) -> Iterator[LintFinding]:
    """The document's own remarks; its number and date may be empty in a draft."""
    assert paper.card is not None
    assert paper.order is not None
    genitive = paper.order.genitive
    attached = paper.card.roadmap_id is not None or bool(paper.items)
    for problem in check_document(paper.card, paper.tree if attached else None):
        if problem.code in _OURS:
            continue
        part = "текст" if problem.field == "clauses" else "реквизиты"
        spot = Spot(f"{part} {genitive}", field=problem.field, subject=problem.code, in_order=True)
        unsigned = problem.code == "no_signer" and paper.order.draft
        yield found(CARD, spot, problem.text, detail=problem.code, severity="info" if unsigned else problem.severity)
