"""Letters and signs: quotes, brackets, commas, set phrases, cut and glued texts, kinds of dashes. A remark a kind of slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.services.lint.paper import Item, Paper, Text, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, around, cited, stem
from app.services.problems import Severity
from app.services.roadmaps.cells import one_line

QUOTES = Rule(
    "quotes_unpaired", "warning", "Непарные кавычки",
    "Открытая и не закрытая кавычка делает название бесконечным; часто это след обрезанного текста.",
    "Добавьте недостающую кавычку или уберите лишнюю.",
)  # fmt: skip
BRACKETS = Rule(
    "brackets_unpaired", "warning", "Непарные скобки",
    "Без второй скобки не видно, где кончается пояснение; часто это след обрезанного текста.",
    "Добавьте недостающую скобку или уберите лишнюю.",
)  # fmt: skip
STRAIGHT = Rule(
    "straight_quotes", "info", "Прямые кавычки",
    "В русских документах приняты «ёлочки».",
    "Замените прямые кавычки на «ёлочки».",
)  # fmt: skip
COMMAS = Rule(
    "double_punctuation", "warning", "Лишний знак",
    "Повторённый знак — опечатка или след потерянных слов.",
    "Оставьте один знак; проверьте, не потеряно ли слово.",
)  # fmt: skip
SPACES = Rule(
    "punctuation_spaces", "info", "Пробел у знака препинания",
    "Перед запятой и точкой пробел не ставят, после запятой — ставят.",
    "Исправьте пробелы.",
)  # fmt: skip
PHRASE = Rule(
    "set_phrase", "warning", "Ошибка в обороте",
    "Оборот записан с ошибкой, которую заметит каждый читатель приказа.",
    "Исправьте.",
)  # fmt: skip
GLUED = Rule(
    "glued_sentences", "info", "Склеенные предложения",
    "Новое предложение начинается с большой буквы без точки: потерян перенос строки.",
    "Поставьте точку или начните с новой строки.",
)  # fmt: skip
CUT = Rule(
    "cut_cell", "error", "Ячейка обрезана",
    "Текст обрывается на полуслове: его конец потерян при переносе или остался на другой странице.",
    "Найдите конец текста в исходном файле и допишите.",
)  # fmt: skip
CUT_LIST = Rule(
    "list_cut", "warning", "Перечень обрывается",
    "Текст кончается запятой или двоеточием: продолжение потеряно.",
    "Допишите перечень или поставьте точку.",
)  # fmt: skip
INNER = Rule(
    "inner_numbering", "info", "Своя нумерация внутри пункта",
    "Номера внутри ячейки совпадают с номерами пунктов таблицы: ссылку «п. 2» можно понять двояко.",
    "Внутри пункта используйте 1), 2), а), б) или тире.",
)  # fmt: skip
RANGES = Rule(
    "dash_kinds", "info", "Тире в промежутках разные",
    "Один документ — один вид тире: «январь – декабрь», «2021–2022».",
    "Приведите к одному виду.",
)  # fmt: skip
COMPOUND = Rule(
    "compound_dash", "info", "Дефис с пробелами в сложном слове",
    "Сложные слова пишутся через дефис без пробелов: «учителей-предметников».",
    "Уберите пробелы.",
)  # fmt: skip
YEAR_FORM = Rule(
    "year_form", "info", "«Году» вместо «года»",
    "Падеж не согласован: «май 2027 года», «в мае 2027 года».",
    "Исправьте окончание.",
)  # fmt: skip
STYLE = Rule(
    "style_mix", "info", "Пункт начинается не так, как остальные",
    "Пункты одной таблицы начинают одинаково: «Проведение…» или «Провести…».",
    "Перестройте начало по образцу остальных.",
)  # fmt: skip
RESULT = Rule(
    "result_as_action", "info", "Результат вместо действия",
    "Записано, что получилось, а не что делать.",
    "Начните с действия: «Определить…», «Определение…».",
)  # fmt: skip
CLAUSE_DOT = Rule(
    "clause_dot", "info", "Нет точки в конце пункта",
    "Пункт приказа — законченное предложение; без точки он похож на обрезанный.",
    "Поставьте точку.",
)  # fmt: skip
TYPO = Rule(
    "word_typo", "warning", "Похоже на опечатку",
    "Такого слова в словаре нет, а очень похожее есть в этом же документе.",
    "Исправьте слово или оставьте, если так и задумано.",
)  # fmt: skip
RULES = (
    QUOTES, BRACKETS, STRAIGHT, COMMAS, SPACES, PHRASE, GLUED, CUT, CUT_LIST, INNER, RANGES, COMPOUND, YEAR_FORM, STYLE, RESULT,
    CLAUSE_DOT, TYPO,
)  # fmt: skip


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _pairs(paper)
    yield from _signs(paper)
    yield from _phrases(paper)
    yield from _glued(paper)
    yield from _cut(paper)
    yield from _inner(paper)
    yield from _dashes(paper)
    yield from _beginnings(paper)
    yield from _clause_ends(paper)
    yield from _typos(paper)


# --- pairs ----------------------------------------------------------------------------------------------------------

_LIST_MARK = re.compile(r"(?:^\s*|(?<=[;:.,]\s))(?:\d{1,2}|[а-яa-z])\)", re.M)


def _pairs(paper: Paper) -> Iterator[LintFinding]:
    for text in paper.texts:
        opened, closed = text.text.count("«"), text.text.count("»")
        if opened != closed:
            shared = opened == closed + 1 and re.search(r"«[^«»]*«[^«»]*»", text.text)
            why = "Закрывающих кавычек меньше, чем открывающих: у названия внутри названия закрыто только одно." if shared else ""
            words = f"Открывающих кавычек {opened}, закрывающих {closed}."
            yield found(QUOTES, text.spot, words, severity="info" if shared else None, why=why)
        plain = _LIST_MARK.sub(" ", text.text)
        left, right = plain.count("("), plain.count(")")
        if left != right:
            yield found(BRACKETS, text.spot, f"Открывающих скобок {left}, закрывающих {right}.")


def _each(
    paper: Paper,
    rule: Rule,
    pattern: re.Pattern[str],
    say: Callable[[list[str]], str],
    keep: Callable[[Text], bool] = lambda _: True,
) -> Iterator[LintFinding]:
    """One finding of a rule for all places where the pattern is met."""
    spots: list[Spot] = []
    examples: list[str] = []
    for text in paper.texts:
        if not keep(text):
            continue
        met = [around(text.text, m.start(), m.end(), 12) for m in pattern.finditer(text.text)]
        if met:
            spots.append(text.spot)
            examples += met
    if spots:
        yield found(rule, spots, say(list(dict.fromkeys(examples))))


def _example(words: str) -> Callable[[list[str]], str]:
    def say(examples: list[str]) -> str:
        return f"{words}: {', '.join(cited(e, 50) for e in examples[:4])}{' и другие' if len(examples) > 4 else ''}."

    return say


def _signs(paper: Paper) -> Iterator[LintFinding]:
    yield from _each(paper, STRAIGHT, re.compile(r'"'), _example("Прямые кавычки"))
    yield from _each(paper, COMMAS, re.compile(r",\s*,|;\s*;|,\s*\.(?!\.)|:\s*:|(?<![.\d])\.\.(?!\.)"), _example("Лишний знак"))
    before = r"(?<=[А-Яа-яЁё»)\d])\s+[,;:](?!\))|(?<=[а-яё»)])\s+\.(?=\s|$)"
    after = r"(?<=[А-Яа-яЁё»)]),(?=[А-Яа-яЁё«])"
    spaces = re.compile(f"{before}|{after}")
    yield from _each(paper, SPACES, spaces, _example("Пробелы у знаков"))


# --- phrases --------------------------------------------------------------------------------------------------------

_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), right)
    for pattern, right in (
        (r"\bв\s+течении\b(?!\s+рек)", "в течение"),
        (r"\bвтечение\b|\bвтечении\b", "в течение"),
        (
            r"\bв\s+соответствие\s+с\b(?=\s+(?:приказ|план|график|распоряж|закон|положени))",
            "в соответствии с",
        ),
        (
            r"\bсогласно\s+(?:графика|приказа|плана|распоряжения|закона|положения|порядка|приложения|письма)\b",
            "согласно — с дательным падежом: «согласно графику»",
        ),
        (r"\bпо\s+окончанию\b", "по окончании"),
        (r"\bпо\s+завершению\b", "по завершении"),
        (r"\bпо\s+истечению\b", "по истечении"),
        (r"\bконтрол[ьяею]\w*\s+за\s+(?:исполнение|выполнение|соблюдение)\b", "контроль за исполнением"),
        (r"\bв\s+цел[яе]х?\s+исполнение\b", "в целях исполнения"),
        (r"\bвследствии\b", "вследствие"),
        (r"\bв\s+следствие\b", "вследствие"),
    )
)  # fmt: skip


def _phrases(paper: Paper) -> Iterator[LintFinding]:
    for pattern, right in _PHRASES:
        spots: list[Spot] = []
        wrong = ""
        for text in paper.texts:
            match = pattern.search(text.text)
            led = re.search(r"\bприве(?:д|ст)", text.text[: match.start()], re.I) if match else None  # «привести в соответствие»
            if match and not (led and match[0].endswith("соответствие с")):
                spots.append(text.spot)
                wrong = wrong or one_line(match[0])
        if spots:
            said = f"пишется «{right}»" if "»" not in right else right
            yield found(PHRASE, spots, f"{cited(wrong)} — {said}.", detail=right)
    pattern = re.compile(rf"\b{MONTH}\s+(?:19|20)\d\d\s+году\b", re.I)
    yield from _each(paper, YEAR_FORM, pattern, _example("Падеж"), lambda t: not re.search(r"\bв\s+" + MONTH, t.text, re.I))


# --- glued and cut --------------------------------------------------------------------------------------------------

_ACTION = (
    r"(?:[А-ЯЁ][а-яё]{3,}(?:ение|ание|ятие|итие|овка|отка|изация|изация)|Анализ|Мониторинг|Контроль|Семинар|Отч[её]т|Диагностика|Экспертиза"
    r"|Аналитическ(?:ие|ая|ий)|Информационн(?:ые|ая)|Разъяснительная|Сбор|Отбор|Выбор|Участие|Реализация|Консультаци[яи])"
)
_GLUED = re.compile(rf"(?<![А-ЯЁ«.])\b[а-яё]{{4,}}[а-яё)]\s+{_ACTION}(?=\s+[а-яё(])")
_NAMES_OF_BODIES = re.compile(
    r"\b(?:Образование|Просвещение|Объединение|Управление|Учреждение|Отделение|Положение|Заседание|Организация|Собрание|Задание)$"
)


def _glued(paper: Paper) -> Iterator[LintFinding]:
    for text in paper.texts:
        if text.part not in ("item", "preamble") or text.spot.field not in ("text", "result", "preamble"):
            continue
        for line in text.text.split("\n"):
            for match in _GLUED.finditer(line):
                inside = line[: match.end()].count("«") > line[: match.end()].count("»")
                if not inside and not _NAMES_OF_BODIES.search(match[0]):
                    yield found(
                        GLUED, text.spot, f"Нет точки: {cited(around(line, match.start(), match.end(), 10))}.", detail=match[0]
                    )


_ENDS_OPEN = re.compile(
    r"(?<=[а-яё,»)])\s(?:и|или|а|в|во|на|по|с|со|для|от|до|о|об|при|за|к|из|у|через|между|над|под|также|том числе|№)\s*$"
)
_ENDS_IN_HYPHEN = re.compile(r"[а-яё]{2,}-\s*$")
_ADJECTIVE_END = re.compile(
    r"(?<![А-ЯЁа-яё])[а-яё]{4,}(?:ск|цк|тельн|ическ|альн|онн|енн|ивн|одн|очн|арн)(?:ого|ому|ые|ый|ий|ая|ую|ой|ых|ими|ыми)\s*$"
)
_NOUNS_LIKE_ADJECTIVES = re.compile(
    r"(?:данн(?:ые|ых|ой|ого)|ответственн\w+|обучающ\w+|учащ\w+|заведующ\w+|управляющ\w+|районн(?:ый|ого)?|основн(?:ой|ого)|детск\w+|взросл\w+"
    r"|постоянн\w+|родн\w+|военн\w+|подчин[её]нн\w+|уполномоченн\w+|заинтересованн\w+|производн\w+|контрольн(?:ая|ой|ую|ые|ых)|столов\w+"
    r"|одар[её]нн\w+|русск\w+|английск\w+|иностранн\w+|немецк\w+|французск\w+|завед\w+|заявленн\w+|установленн\w+|запланированн\w+|необходим\w+)\s*$",
    re.I,
)


def _cut(paper: Paper) -> Iterator[LintFinding]:
    parents = [item.spot for item in paper.items if any(_child(item, other) for other in paper.items)]
    semicolons = sum(item.line.text.rstrip().endswith(";") for item in paper.items)
    for item, text in paper.item_texts("text", "responsible", "result"):
        value, spot = one_line(text.text), text.spot
        who = spot.field == "responsible"
        adjective = _ADJECTIVE_END.search(value) and not _NOUNS_LIKE_ADJECTIVES.search(value) and (who or value.count(" ") > 2)
        open_quote = who and value.count("«") > value.count("»") and not value.endswith("»")
        if adjective or open_quote or _ENDS_OPEN.search(value) or _ENDS_IN_HYPHEN.search(value):
            severity: Severity | None = "warning" if adjective and not who else None
            yield found(CUT, spot, f"Текст обрывается: {_end(value)}.", severity=severity)
        elif (
            value.endswith(",") or (value.endswith(":") and item.spot not in parents) or (value.endswith(";") and semicolons < 3)
        ):
            yield found(CUT_LIST, spot, f"Текст кончается знаком «{value[-1]}»: {_end(value)}.")


def _end(value: str) -> str:
    tail = value[-45:]
    return cited("…" + tail[tail.find(" ") + 1 :]) if len(value) > 45 else cited(value)


def _child(item: Item, other: Item) -> bool:
    """1.8 with 1.8.1: an item that ends with a colon may be continued by the next rows."""
    return item.number is not None and item.section == other.section and item.number.is_parent_of(other.number)


def _inner(paper: Paper) -> Iterator[LintFinding]:
    for _, text in paper.item_texts("text"):
        own = [m[1] for line in text.text.split("\n") if (m := re.match(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.\s", line))]
        if len(own) > 1:
            yield found(INNER, text.spot, f"Внутри пункта номера {', '.join(own)}.")


# --- dashes ---------------------------------------------------------------------------------------------------------

_RANGE = re.compile(rf"(?:{MONTH}|(?:19|20)\d\d)(?:\s*г\.)?(?P<dash>\s?[-–—]\s?)(?:{MONTH}|(?:19|20)\d\d)", re.I)
_COMPOUND = re.compile(
    r"\b(?:предметно|общественно|учебно|информационно|организационно|нормативно|научно|материально|социально|культурно|психолого"
    r"|инструктивно|программно|контрольно|консультационно|воспитательно|финансово|проектно|опытно)\s?(?:\s[-–—]|[-–—]\s)\s?[а-яё]{4,}"
    r"|\b(?:учител|семинар|педагог|школ|психолог|план|специалист)[а-яё]*\s?(?:\s[-–—]|[-–—]\s)\s?(?:предметник|практикум|психолог|консультант|участни|график|эксперт|наставник|дефектолог|логопед|площадк)[а-яё]*",
    re.I,
)


def _dashes(paper: Paper) -> Iterator[LintFinding]:
    kinds: dict[str, list[tuple[str, Spot]]] = {}
    for item in paper.items:
        for match in _RANGE.finditer(item.line.deadline):
            words = "years" if match[0][0].isdigit() else "months"
            kinds.setdefault(words + match["dash"], []).append((match[0], item.at("deadline")))
    for group in ("months", "years"):
        met = {kind: found_in for kind, found_in in kinds.items() if kind.startswith(group)}
        if len(met) > 1:
            usual = max(met, key=lambda kind: len(met[kind]))
            odd = [pair for kind, pairs in met.items() if kind != usual for pair in pairs]
            examples = ", ".join(cited(pairs[0][0]) for pairs in met.values())
            yield found(RANGES, [spot for _, spot in odd], f"Написано по-разному: {examples}.", detail=group)
    yield from _each(paper, COMPOUND, _COMPOUND, _example("Лишние пробелы"))


# --- beginnings and ends --------------------------------------------------------------------------------------------

_INFINITIVE = re.compile(r"^[А-ЯЁ][а-яё]+(?:ать|ить|еть|ять|оть|уть|сти|зти)(?:ся)?(?=\s|$)")
_NOUN = re.compile(r"^[А-ЯЁ][а-яё]+(?:ние|тие|вка|тка|ция|зация|ство|лиз|инг|роль|бор|стика|тиза|ация)(?=\s|$)")
_DONE = re.compile(
    r"^(?:Определ[её]н|Разработан|Провед[её]н|Создан|Утвержд[её]н|Подготовлен|Сформирован|Выявлен|Организован|Назначен|Заключ[её]н|Обеспечен|Размещ[её]н|Составлен)[аоы]?(?=\s)|^Наличие(?=\s)"
)


def _beginnings(paper: Paper) -> Iterator[LintFinding]:
    texts = [(item, one_line(item.line.text)) for item in paper.items]
    verbs = [item for item, text in texts if _INFINITIVE.match(text)]
    nouns = [item for item, text in texts if _NOUN.match(text)]
    for fewer, more, word in ((verbs, nouns, "глагола"), (nouns, verbs, "существительного")):
        if fewer and len(fewer) * 6 <= len(more):
            first = cited(" ".join(fewer[0].line.text.split()[:3]) + "…")
            yield found(STYLE, [item.spot for item in fewer], f"Начинается с {word} ({first}), остальные — иначе.")
    done = [(item, match[0]) for item, text in texts if (match := _DONE.match(text))]
    for item, word in done:
        yield found(RESULT, item.spot, f"{cited(word + '…')} — это результат.")


def _clause_ends(paper: Paper) -> Iterator[LintFinding]:
    if not paper.order:
        return
    for text in paper.texts_of("order"):
        if text.spot.field == "clauses" and text.text.strip() and not re.search(r"[.;:!?…]\s*$", text.text):
            yield found(CLAUSE_DOT, text.spot, f"Пункт кончается без точки: {cited('…' + one_line(text.text)[-40:])}.")


# --- typos ----------------------------------------------------------------------------------------------------------


def _typos(paper: Paper) -> Iterator[LintFinding]:
    """Words no dictionary knows, one letter away from a word the same paper uses."""
    from rapidfuzz.distance import Levenshtein

    from app.services.lint.dictionary import known_word

    places: dict[str, list[Spot]] = {}
    for text in paper.texts:
        for word in dict.fromkeys(re.findall(r"(?<![А-ЯЁа-яё-])[а-яё]{7,}(?![А-ЯЁа-яё-])", text.text)):
            places.setdefault(word, []).append(text.spot)
    unknown = [word for word, spots in places.items() if len(spots) == 1 and not known_word(word)]
    for word in unknown:
        root = stem(word)
        for other in places:
            other_root = stem(other)
            if min(len(root), len(other_root)) < 6 or root.startswith(other_root) or other_root.startswith(root):
                continue
            if Levenshtein.distance(root, other_root, score_cutoff=1) <= 1 and known_word(other):
                yield found(TYPO, places[word][0], f"{cited(word)} — возможно, {cited(other)}.", detail=word)
                break
