"""What the page of a finding says in words: sentences with numbers, innocent explanations, next steps. No base.

A sentence states what is seen and what is usual, never what it means: the reader decides after looking further.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from app.services.checks.rows import FEW, WEAK
from app.services.findings.rows import SIGNAL_NAMES, STRENGTH_WORDS, FindingRow, NullRow, SignalRow, Strength
from app.services.findings.rules import WEAK_P
from app.services.objectivity.pictures import (
    DistributionDetail,
    ExpectationDetail,
    FunnelDetail,
    JournalDetail,
    ParticipationDetail,
    TaskDetail,
)
from app.services.text_ru import NBSP, counted, number, plural

PERCENT = f"{NBSP}%"
USUAL = 1.96
"""Standard deviations around the middle that hold 95 of 100 ordinary schools."""

WHY_WORDS = {
    "few_pupils": "участников слишком мало для этого признака",
    "no_scale": "не указана шкала перевода баллов в отметки",
    "no_journal": "нет отметок по журналу",
    "no_tasks": "нет баллов по заданиям",
    "no_enrolment": "неизвестно, сколько учеников в списке",
    "no_other_papers": "нет других работ этой школы, с которыми можно сравнить",
    "equal_scores": "у всех одинаковый балл",
    "few_at_cuts": "у границ отметок слишком мало работ",
    "few_schools": "слишком мало школ для сравнения",
    "maximum_differs": "наибольший балл в разные годы разный, сравнить годы нельзя",
    "several_variants": "писали разные варианты, их задания сравнивать нельзя",
    "no_spread": "результаты почти не различаются, сравнивать нечего",
}
SEES = {
    "bunching": "Видит, когда спорные работы подняты до границы отметки.",
    "expectation": "Видит результат, который не вяжется с другими работами школы и с её ОГЭ.",
    "funnel": "Видит средний балл, далёкий от других школ с таким же числом участников.",
    "item_pattern": "Видит, когда отдельные задания решены за класс или списаны.",
    "hard_easy": "Видит, когда трудное решено лучше лёгкого, чем бывает при таких баллах, или слишком много неполных баллов.",
    "journal_gap": "Видит баллы выше тех, что обычно получают ученики с такими отметками.",
    "journal_match": "Видит, когда отметки за работу подогнаны под журнал.",
    "participation": "Видит, когда часть учеников не писала работу.",
}
MISSES = {
    "bunching": "Не видит, если баллы прибавлены всем поровну.",
    "expectation": "Не видит, если завышены все работы школы и ОГЭ по этому предмету нет.",
    "funnel": "Не отличает сильную школу от завышенных баллов.",
    "item_pattern": "Не видит, если баллы прибавлены сразу за все задания.",
    "hard_easy": "Не видит, если прибавлены баллы за лёгкие задания.",
    "journal_gap": "Не видит, если завышены и отметки в журнале.",
    "journal_match": "Не видит завышения, которое с журналом не связано.",
    "participation": "Не знает причин отсутствия: болезнь и отбор выглядят одинаково.",
}


def people(n: int) -> str:
    """«18 участников»."""
    return counted(n, "участник", "участника", "участников")


def percent(value: float, digits: int = 0) -> str:
    return f"{number(value, digits)}{PERCENT}"


def rarity(p: float | None) -> str:
    """How often honest work looks like that: «случается у 2 из 100 обычных школ»; a bare p tells a person nothing."""
    if p is None or math.isnan(p):
        return ""
    if p < 0.001:
        return "случается реже чем у 1 из 1000 обычных школ"
    whole = 1000 if p < 0.0095 else 100
    count = max(1, min(whole - 1, round(whole * p)))
    return f"случается у {count} из {whole} обычных школ"


def strength_words(strength: Strength, flagged: bool) -> str:
    """«Выраженный признак, повод для перепроверки», «Признаков нет», «Мало данных»."""
    words = STRENGTH_WORDS[strength]
    heading = f"{words[:1].upper()}{words[1:]}" + (" признак" if strength in ("weak", "medium", "strong") else "")
    return f"{heading}, повод для перепроверки" if flagged else heading


def too_few(n: int) -> str:
    if not n:
        return "Мало данных: работу в этой школе никто не писал."
    return f"Мало данных: работу {plural(n, 'писал', 'писали', 'писали')} {people(n)}, по такому числу работ выводов не делают."


def unknown(why: str) -> str:
    """Why a signal could not be computed."""
    return f"Мало данных: {WHY_WORDS.get(why, 'этот признак здесь посчитать нельзя')}."


VALUES: dict[str, tuple[str, int, int]] = {
    "bunching": ("Работ ровно на границах отметок", 0, 1),
    "funnel": ("Средний балл, % от наибольшего", 1, 1),
    "journal_gap": ("Средний балл тех, у кого есть отметка в журнале, % от наибольшего", 1, 1),
    "journal_match": ("Отметок, совпавших с журналом", 0, 1),
    "item_pattern": ("Отличие от обычного в среднем на задание, % балла", 1, 1),
    "hard_easy": ("Трудная половина заданий лучше лёгкой, % балла", 1, 0),
    "participation": ("Писали, % списка", 0, 0),
}


def value_pairs(signal: SignalRow) -> tuple[tuple[str, str], ...]:
    """What is seen and what would be usual, as the signal counts them."""
    if signal.code == "expectation" and signal.value is not None and signal.expected is not None:
        name = "Средний ученик лучше стольких из 100 учеников обычной школы"
        return ((name, str(better_than(signal.value))), ("Ожидалось", str(better_than(signal.expected))))
    name, digits, usual_digits = VALUES.get(signal.code, ("", 1, 1))
    if not name or signal.value is None or signal.expected is None:
        return ()
    return ((name, number(signal.value, digits)), ("Обычно", number(signal.expected, usual_digits)))


def brief(signal: SignalRow) -> str:
    """What is seen, for a line of a list: «средний балл 87,2 % от наибольшего, обычно 63,7»."""
    pairs = value_pairs(signal)
    name = SIGNAL_NAMES.get(signal.code, signal.code)
    return f"{name}: {pairs[0][1]} ({pairs[1][0].lower()} {pairs[1][1]})" if pairs else name


# -- one sentence a signal ---------------------------------------------------------------------------------------------


def sentence(code: str, detail: object, n: int, p: float | None = None) -> str:
    """What the signal sees, with numbers. `detail` is the picture's; None = only that the signal was looked at.

    `p`: where it is low, what stands out is named even if no single number is loud.
    """
    unusual = p is not None and p < WEAK_P
    match detail:
        case DistributionDetail():
            return _bunching(detail, unusual)
        case FunnelDetail():
            return _funnel(detail)
        case ExpectationDetail():
            return _expectation(detail)
        case TaskDetail() if code == "hard_easy":
            return _hard_easy(detail, unusual)
        case TaskDetail():
            return _item_pattern(detail, unusual)
        case JournalDetail() if code == "journal_match":
            return _journal_match(detail)
        case JournalDetail():
            return _journal_gap(detail, unusual)
        case ParticipationDetail():
            return _participation(detail)
        case _:
            return f"{SIGNAL_NAMES.get(code, code)}: посчитано по {counted(n, 'работе', 'работам', 'работам')}."


def _bunching(detail: DistributionDetail, unusual: bool) -> str:
    at_cut = sum(window.at_cut for window in detail.windows)
    usual = sum(window.expected for window in detail.windows)
    near = sum(window.window for window in detail.windows)
    if at_cut <= usual:
        if unusual:
            under = number(near - usual, 1)
            return f"Прямо под границами отметок работ меньше обычного: {near - at_cut} при ожидаемых {under}."
        return f"Ровно на границах отметок работ не больше обычного: {at_cut} при ожидаемых {number(usual, 1)}."
    text = (
        f"Ровно на границах отметок — {counted(at_cut, 'работа', 'работы', 'работ')} из {near}, стоящих около них; "
        f"обычно их было бы около {number(usual, 1)}."
    )
    highest = max(detail.windows, key=lambda window: (window.at_cut - window.expected, window.cut))
    if len(detail.windows) > 1 and highest.cut in detail.cuts:
        mark = 3 + detail.cuts.index(highest.cut)
        points = counted(highest.cut, "балл", "балла", "баллов")
        text += f" Заметнее всего у отметки «{mark}» ({points}): {highest.at_cut} вместо {number(highest.expected, 1)}."
    return text


def usual_means(detail: FunnelDetail) -> tuple[float, float]:
    """Between which means 95 of 100 ordinary schools of this size stand, percent of the maximum."""
    n = max(1, int(detail.n[detail.own]))
    spread = USUAL * math.sqrt(detail.within_sd**2 / n + detail.between_sd**2)
    return max(0.0, detail.centre - spread), min(100.0, detail.centre + spread)


def _funnel(detail: FunnelDetail) -> str:
    low, high = usual_means(detail)
    own = float(detail.mean[detail.own])
    where = "выше обычного" if own > high else "ниже обычного" if own < low else "в обычных пределах"
    return (
        f"Средний результат — {percent(own)} от наибольшего балла, {where}: у школ с таким же числом участников "
        f"бывает от {number(low)} до {percent(high)}, середина — {percent(detail.centre)}."
    )


def better_than(value: float) -> int:
    """How many of 100 pupils of an ordinary school the average pupil is better than; `value` in their standard deviations."""
    return max(1, min(99, round(50 * (1 + math.erf(value / math.sqrt(2))))))


def _expectation(detail: ExpectationDetail) -> str:
    seen, expected = better_than(float(detail.observed[detail.own])), better_than(float(detail.predicted[detail.own]))
    low, high = better_than(float(detail.low[detail.own])), better_than(float(detail.high[detail.own]))
    by = "по результатам её ОГЭ" if detail.from_exam else "по другим работам школы"
    return (
        f"Средний ученик школы написал лучше, чем {seen} из 100 учеников обычной школы; {by} ожидалось — лучше, чем {expected} "
        f"(обычно от {low} до {high})."
    )


def signed(value: float, digits: int = 1) -> str:
    """«+1,4», «−0,3», «0»."""
    text = number(value, digits)
    if float(text.replace("−", "-").replace(",", ".").replace(NBSP, "")) == 0:
        return "0"
    return f"+{text}" if value > 0 else text


def _item_pattern(detail: TaskDetail, unusual: bool) -> str:
    order = _telling(detail, 0.0 if unusual else 2.5)
    if not order:
        return "Набор решённых заданий такой же, как у других учеников с такими же баллами."
    if not unusual:
        return f"Набор решённых заданий обычный; выделяется {_shown(detail, order)}."
    return f"Задания решены не так, как у других учеников с такими же баллами: {_shown(detail, order)}."


def _telling(detail: TaskDetail, least: float, most: int = 3) -> list[int]:
    """Tasks that stand out by at least `least`, three at most, in the order of the paper."""
    z = np.where(np.isfinite(detail.z), np.abs(detail.z), 0.0)
    best = sorted(range(len(detail.codes)), key=lambda i: (-z[i], i))[:most]
    return sorted(i for i in best if z[i] >= least)


def hard_and_easy(detail: TaskDetail) -> tuple[float, float]:
    """Mean difference completion − usual over the harder and the easier half of the tasks, percentage points."""
    order = np.argsort(detail.difficulty, kind="stable")
    half = max(1, order.size // 2)
    difference = detail.completion - detail.expected
    return float(np.nanmean(difference[order[-half:]])), float(np.nanmean(difference[order[:half]]))


def _hard_easy(detail: TaskDetail, unusual: bool) -> str:
    hard, easy = hard_and_easy(detail)
    half_done = (detail.partly or 0.0) - (detail.partly_expected or 0.0)
    if unusual and half_done >= 3 and half_done > hard - easy:
        return (
            "Задания на несколько баллов чаще обычного решены частично: часть баллов получили "
            f"{percent(detail.partly or 0.0)} ответов, при таких суммах баллов обычно {percent(detail.partly_expected or 0.0)}."
        )
    if hard - easy < 0.5:
        well = _hard_done_well(detail)
        if unusual and well:
            return f"Трудные задания решены лучше, чем обычно при таких баллах: {_shown(detail, well)}."
        if unusual:
            return (
                "По классу в целом трудные задания решены не лучше лёгких, но у отдельных учеников баллы за трудные задания "
                "необычны для их итога."
            )
        return "Трудные задания решены не лучше лёгких, чем это бывает при таких баллах."
    size = round(hard - easy)
    points = counted(size, "процентный пункт", "процентных пункта", "процентных пунктов")
    return (
        f"Рядом с учениками, у которых столько же баллов, трудные задания решены на {points} лучше лёгких "
        f"(трудные {signed(hard, 0)}, лёгкие {signed(easy, 0)}); {'обычно такого различия нет' if unusual else 'такое бывает'}."
    )


def _hard_done_well(detail: TaskDetail) -> list[int]:
    """Up to three of the harder half, those done best beside what is usual by 3 points at least, in the order of the paper."""
    harder = np.argsort(detail.difficulty, kind="stable")[len(detail.codes) // 2 :]
    excess = np.nan_to_num(detail.completion - detail.expected)
    return sorted(i for i in sorted(harder.tolist(), key=lambda i: (-excess[i], i))[:3] if excess[i] >= 3)


def _shown(detail: TaskDetail, order: list[int]) -> str:
    """«7 — 92 % вместо 61 %; 12 — …»."""
    return "; ".join(
        f"{detail.codes[i]} — {percent(float(detail.completion[i]))} вместо {percent(float(detail.expected[i]))}" for i in order
    )


def _journal_gap(detail: JournalDetail, unusual: bool) -> str:
    if detail.gap <= 0:
        return f"Баллы не выше, чем обычно при таких отметках в журнале: разница {signed(detail.gap)}{PERCENT} наибольшего балла."
    more = f"на {percent(detail.gap, 1)} наибольшего балла"
    seen = f"Баллы в среднем {more} выше, чем обычно у учеников с такими же отметками в журнале"
    return f"{seen}." if unusual else f"{seen}: такое бывает."


def _journal_match(detail: JournalDetail) -> str:
    pairs = int(detail.matrix.sum())
    seen = f"Отметка за работу совпала с журналом у {detail.agreed} из {pairs}"
    usual = number(detail.expected, 1)
    if detail.agreed <= detail.expected:
        return f"{seen}: не чаще обычного ({usual})."
    return f"{seen}; при таких отметках и таком уровне класса обычно совпадает около {usual}."


def _participation(detail: ParticipationDetail) -> str:
    wrote, listed = int(detail.wrote[detail.own]), int(detail.enrolled[detail.own])
    whole = counted(listed, "ученика", "учеников", "учеников")
    seen = f"{plural(wrote, 'Писал', 'Писали', 'Писали')} {wrote} из {whole} по списку"
    usual = detail.centre * listed
    if wrote >= usual - 0.5:
        return f"{seen}: не меньше обычного."
    return f"{seen}; из такого списка обычно пишут около {number(usual)}."


# -- the whole page ----------------------------------------------------------------------------------------------------


def main_sentence(strength: Strength, leading: str, n: int) -> str:
    """The top of the page; `leading` is the sentence of the signal that says most."""
    if n < FEW:
        return too_few(n)
    if strength == "little":
        return "Мало данных: ни один признак посчитать не удалось, причины названы ниже."
    if strength == "none":
        return "Необычного не видно: так выглядят и другие школы с таким же числом участников."
    if n <= WEAK:
        return f"Слабый сигнал ({people(n)}): {leading[:1].lower()}{leading[1:]}"
    return leading


_EXPLAINED: dict[str, tuple[str, ...]] = {
    "bunching": (
        "Спорные баллы решают в пользу ученика во всём регионе. Обычная доля таких работ уже учтена, но у одного "
        "проверяющего она может быть больше.",
        "На границу отметки мог попасть балл, который получают за все простые задания сразу.",
    ),
    "expectation": (
        "Пришёл новый учитель, сменился состав класса, параллели объединили или разделили.",
        "Класс целенаправленно готовился к этой работе, а к другим — нет.",
    ),
    "funnel": ("Сильный класс: углублённое изучение предмета, отбор при зачислении, хорошая подготовка.",),
    "item_pattern": (
        "Темы этих заданий в школе недавно повторяли или, наоборот, ещё не проходили.",
        "Баллы за задания при вводе могли сдвинуться на столбец.",
    ),
    "hard_easy": (
        "Готовились к сложным заданиям, а в простых допустили ошибки по невнимательности.",
        "Развёрнутые ответы проверял один человек, и проверял мягче, чем другие.",
    ),
    "journal_gap": (
        "В журнале оценивают строже, чем в других школах.",
        "Отметка в журнале — за предыдущий период, с тех пор класс мог подтянуться.",
    ),
    "journal_match": (
        "Учитель хорошо знает класс и оценивает по тем же критериям, что и в работе.",
        "Почти у всех в журнале одинаковая отметка: совпасть с ней легко.",
    ),
    "participation": (
        "Болезнь, карантин, соревнования, отъезд.",
        "Часть детей учится по адаптированной программе и эту работу не пишет; в списке могли остаться выбывшие.",
    ),
}
_STEPS: dict[str, str] = {
    "bunching": "Перепроверьте работы, стоящие на границе отметки, без имён и без первых баллов.",
    "expectation": "Узнайте, что изменилось: учитель, состав класса, подготовка; сравните со следующей работой этих же учеников.",
    "funnel": "Посмотрите, такой ли средний балл у школы по другим предметам и в другие годы.",
    "item_pattern": "Сличите ответы на названные задания внутри класса: одинаковые решения и исправления видны сразу.",
    "hard_easy": "Перепроверьте ответы на самые трудные задания по критериям.",
    "journal_gap": "Сравните с четвертными отметками после работы: подтвердились ли высокие баллы.",
    "journal_match": "Перепроверьте выборку работ, закрыв журнал и первые отметки.",
    "participation": "Запросите у школы причины отсутствия и сравните состав не писавших с их отметками.",
}


def explanations(codes: Sequence[str], n: int, absent: int) -> tuple[str, ...]:
    """Innocent explanations to weigh first; `codes` are the signals that speak, the most telling first."""
    out: list[str] = []
    if not codes:
        return ()
    if n <= WEAK:
        out.append("Участников мало: два-три сильных или слабых ученика заметно сдвигают результат.")
    for code in codes[:3]:
        out += _EXPLAINED.get(code, ())
    if absent and "participation" not in codes and set(codes) & {"funnel", "expectation", "journal_gap"}:
        who = counted(absent, "ученик", "ученика", "учеников")
        verb, weak = plural(absent, "писал", "писали", "писали"), "он слабый" if absent == 1 else "это слабые"
        out.append(f"Работу не {verb} {who}: если {weak}, средний балл вырос сам собой.")
    return tuple(dict.fromkeys(out))


def next_steps(strength: Strength, flagged: bool, codes: Sequence[str], n: int) -> tuple[str, ...]:
    """What to do next, in order."""
    if n < FEW:
        return ("Смотрите результаты школы вместе за несколько лет и предметов.",)
    if strength == "little":
        return ("Загрузите недостающее: шкалу, отметки по журналу, баллы по заданиям, ОГЭ.",)
    if not codes:
        return ()
    if not flagged:
        return (
            "Перепроверять по одному этому признаку не нужно: при таком числе школ часть из них отличается случайно.",
            "Вернитесь к школе, если признак повторится в других работах.",
        )
    out = ["Посмотрите другие предметы и годы этой школы: один признак ещё ни о чём не говорит."]
    out += [_STEPS[code] for code in codes[:2] if code in _STEPS]
    out.append("Запросите у школы пояснение; если его недостаточно, перепроверьте случайную выборку работ.")
    return tuple(out)


def repeat_words(others: Iterable[FindingRow]) -> str:
    """What the school's other papers say; it does not enter the probability of this one."""
    known = [row for row in others if row.strength != "little"]
    if not known:
        return ""
    seen = [row for row in known if row.strength in ("medium", "strong") or row.flagged]
    whole = counted(len(known), "другой работы", "других работ", "других работ")
    if not seen:
        one = len(known) == 1
        return f"Не повторяется: {'в другой работе' if one else f'ни в одной из {whole}'} школы заметных признаков нет."
    years = sorted({row.year for row in seen})
    span = f"{years[0]}–{years[-1]} годы" if len(years) > 1 else f"{years[0]} год"
    return (
        f"Повторяется: заметные признаки есть ещё в {len(seen)} из {whole} школы ({span}). "
        "На вероятность этой работы повторение не влияет, на порядок в очереди к проверке — да."
    )


def calibration_words(nulls: Iterable[NullRow]) -> str:
    """How it was found what is usual; `nulls` are those of the group of the cell."""
    rows = list(nulls)
    if not rows:
        return ""
    whole = next((row for row in rows if row.signal == "combined"), rows[0])
    if whole.shipped:
        return (
            f"Своих работ для оценки обычного разброса мало ({number(whole.cells)}), "
            "поэтому взят разброс, который поставляется с программой: вероятности приблизительные."
        )
    size = _GROUPS.get(whole.group, "")
    looked = counted(whole.cells, "результату", "результатам", "результатам")
    return f"Обычный разброс найден по {looked} школ{size}; результат — одна школа в одной процедуре."


_GROUPS = {
    "5–15": ", где писали 5–15 человек",
    "16–30": ", где писали 16–30 человек",
    "31–60": ", где писали 31–60 человек",
    "61+": ", где писали больше 60 человек",
    "≤30": ", где писали до 30 человек",
    ">30": ", где писали больше 30 человек",
}
