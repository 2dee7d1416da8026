"""Places and organisations that are not ours: traces of another district's paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.services.lint.paper import Paper, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import cited, fold
from app.services.roadmaps.cells import one_line

FOREIGN = Rule(
    "foreign_place", "error", "Чужое название места",
    "Так называется не наш район: похоже, текст взят из чужого документа.",
    "Замените название; проверьте и соседние пункты.",
)  # fmt: skip
KIND = Rule(
    "district_kind", "warning", "Район назван округом или наоборот",
    "В названии карты одно, в тексте другое: похоже, текст взят из чужого или старого документа.",
    "Замените слово везде одинаково.",
)  # fmt: skip
ORGANISATION = Rule(
    "foreign_organisation", "warning", "Организации нет в справочнике",
    "Среди организаций района такой нет: название с опечаткой, старое или чужое.",
    "Проверьте название по справочнику школ.",
)  # fmt: skip
LOCALITY = Rule(
    "foreign_locality", "warning", "Населённого пункта нет в справочнике",
    "Среди населённых пунктов района такого нет.",
    "Проверьте название по справочнику.",
)  # fmt: skip
RULES = (FOREIGN, KIND, ORGANISATION, LOCALITY)

# Not names: «Муниципального района» at the beginning of a sentence, «Нашего района».
_NO_NAME = (
    r"(?i:муниципальн|городск|сельск|федеральн|военн|административн|избирательн|соседн)[а-яё]"
    r"|(?i:наш|эт|сво|кажд|друг|данн|всяк)(?:ий|его|ему|им|ем|ого|ому|ом|ый)\b"
)
_ADJECTIVE = rf"(?!{_NO_NAME})(?P<name>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?)(?P<end>ий|ый|ой|ого|ому|им|ым|ом)"
_DISTRICT = re.compile(
    rf"{_ADJECTIVE}\s+(?P<words>(?:(?:муниципальн|городск|сельск|административн)\w+\s+){{0,2}})(?P<kind>район|округ|поселени)(?P<case>[а-яё]*)"
)
_TOWN = re.compile(
    r"\b(?:ЗАТО|городск\w+\s+округ\w*|муниципальн\w+\s+округ\w*|[Гг]ород[а-яё]{0,2}|г\.)\s+(?:г\.\s*|город\s+)?[«\"]?(?P<name>[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁа-яё]+)*)"
)
_LOCALITY = re.compile(
    r"(?<![А-Яа-яЁё.])(?:с\.|п\.|пос\.|р\.\s?п\.|пгт\.?|рп\.?|д\.|дер\.|ст-ц[аы]|станиц[аы]|х\.|аул)\s*"
    r"(?P<name>[А-ЯЁ][а-яё]{2,}(?:[ -][А-ЯЁ][а-яё]+)?)"
)
_ORGANISATION = re.compile(
    r"(?<![А-ЯЁа-яё])(?P<form>М[БКА]?Д?О?О?У\s?(?:ДОД?|ДО)?|МКУ|МБУ|МАУ|ГБОУ|ГКОУ)\s+(?P<name>«[^«»]*(?:«[^«»]*»?)?[^«»]*»|(?:СОШ|ООШ|НОШ|гимназия|лицей)\s*(?:№\s*\d+)?[^,;\n.]{0,40})"
)
_HIGHER = re.compile(r"\b(?:федеральн|военн|учебн|судебн|избирательн|автономн)\w*\s*$", re.I)


def check(paper: Paper) -> Iterator[LintFinding]:
    names = _own(paper)
    yield from _districts(paper, names)
    yield from _kinds(paper)
    if paper.context.own_names:
        yield from _registered(paper)


def _stems_of(name: str) -> set[str]:
    """«Заречный муниципальный район» → {«заречн», …}: stems long enough to tell one name from another."""
    return {_stem(word) for word in re.findall(r"[А-ЯЁ][А-ЯЁа-яё-]{3,}", name)}


def _district_known(paper: Paper) -> bool:
    """Does the directory name the district itself, not only schools?"""
    return any(_DISTRICT.search(name) or _TOWN.search(name) for name in paper.context.own_names)


def _stem(word: str) -> str:
    low = word.casefold().replace("ё", "е")
    return re.sub(
        r"(?:ский|ского|скому|ским|ском|ская|ской|скую|ское|цкий|цкого|цкому|цким|цком|ск|цк|ый|ий|ой|ого|ому|ым|ом|ая|ой|ую|ое|а|у|е|ы|и|о|я|ь)$",
        "",
        low,
    )


def _own(paper: Paper) -> set[str]:
    """Stems of our names; without a directory those of the title and the issuing body, else of the name met most often."""
    listed = {part for name in paper.context.own_names for part in _stems_of(name.title() if name.isupper() else name)}
    if _district_known(paper):
        return listed
    head = [paper.tree.title, paper.order.heading if paper.order else "", paper.card.body if paper.card else ""]
    head += [paper.card.parent_body if paper.card else "", paper.tree.approval_text]
    own = {_stem(m["name"] + m["end"]) for text in head[:4] for m in _DISTRICT.finditer(one_line(text))}
    own |= {_stem(m["name"]) for text in head[:4] for m in _TOWN.finditer(one_line(text))}
    if own:
        return own | listed
    counts = Counter(_stem(m["name"] + m["end"]) for text in paper.texts for m in _DISTRICT.finditer(one_line(text.text)))
    common = counts.most_common(1)
    return {common[0][0]} if common and common[0][1] > 1 else set()


def _districts(paper: Paper, names: set[str]) -> Iterator[LintFinding]:
    if not names:
        return
    met: dict[str, tuple[str, list[Spot]]] = {}
    for text in paper.texts:
        plain = one_line(text.text)
        for match in _DISTRICT.finditer(plain):
            if _HIGHER.search(match["words"]) or re.search(r"федеральн|военн", plain[match.start() : match.end() + 2]):
                continue
            key = _stem(match["name"] + match["end"])
            if key not in names and not _cites(plain, match.start()):
                met.setdefault(key, (match[0], []))[1].append(text.spot)
        if not _district_known(paper):
            continue
        for match in _TOWN.finditer(plain):
            key = _stem(match["name"])
            if key not in names and not _cites(plain, match.start()) and not _DISTRICT.match(plain, match.start("name")):
                met.setdefault(key, (match[0], []))[1].append(text.spot)
    for words, spots in met.values():
        yield found(FOREIGN, spots, f"{cited(words)} — среди наших названий такого нет.", detail=fold(words))


def _cites(text: str, at: int) -> bool:
    """Within the name of somebody else's act: «приказом министерства … района …»."""
    return bool(re.search(r"(?:министерств|департамент|правительств)\w*[^.;]{0,80}$", text[:at], re.I))


# --- район / округ --------------------------------------------------------------------------------------------------

_WORD = re.compile(r"(?<![А-Яа-яЁё-])(?P<kind>район|округ)(?:а|у|е|ом)?(?![А-Яа-яЁё])", re.I)


def _kinds(paper: Paper) -> Iterator[LintFinding]:
    own = _own_kind(paper)
    if not own:
        return
    other = "округ" if own == "район" else "район"
    spots = []
    for text in paper.texts:
        if text.part == "title":
            continue
        plain = one_line(text.text)
        for match in _WORD.finditer(plain):
            lead = plain[: match.start()]
            named = re.search(r"[А-ЯЁ][а-яё-]+\s+(?:[а-яё]+\s+){0,2}$", lead) and re.search(
                r"(?:ск|цк|н)(?:ий|ого|ому|ом|им|ый|ым)\s+(?:[а-яё]+\s+){0,2}$", lead
            )
            if (
                match["kind"].casefold() == other
                and not named
                and not re.search(r"(?:федеральн|военн|избирательн|микро)\w*\s*$", lead, re.I)
            ):
                spots.append(text.spot)
                break
    if spots:
        yield found(KIND, spots, f"В названии — {cited(own)}, а в тексте — {cited(other)}.")


def _own_kind(paper: Paper) -> str:
    """«район» or «округ» as the title and our own names have it; empty when both or neither are there."""
    sources = [paper.tree.title]
    kinds = {m["kind"].casefold() for text in sources for m in _WORD.finditer(text)}
    if not kinds:
        kinds = {m["kind"].casefold() for name in paper.context.own_names for m in _WORD.finditer(name)}
    return kinds.pop() if len(kinds) == 1 else ""


# --- directory ------------------------------------------------------------------------------------------------------


def _registered(paper: Paper) -> Iterator[LintFinding]:
    from rapidfuzz import fuzz

    if not any(_ORGANISATION.search(name) for name in paper.context.own_names):
        return  # the directory of schools is not filled in yet
    own = [_core(name) for name in paper.context.own_names]
    stems = {part for name in paper.context.own_names for part in _stems_of(name)}
    organisations: dict[str, tuple[str, list[Spot]]] = {}
    localities: dict[str, tuple[str, list[Spot]]] = {}
    for text in paper.texts:
        plain = one_line(text.text)
        for match in _ORGANISATION.finditer(plain):
            core = _core(match["name"])
            if len(core) > 2 and not any(_alike(core, name, fuzz.token_set_ratio) for name in own):
                organisations.setdefault(core, (match[0].strip(), []))[1].append(text.spot)
        for match in _LOCALITY.finditer(plain):
            key = _stem(match["name"].split()[0])
            if key not in stems:
                localities.setdefault(key, (match[0], []))[1].append(text.spot)
    for words, spots in organisations.values():
        yield found(ORGANISATION, spots, f"{cited(words)} — такой организации в справочнике нет.", detail=fold(words))
    for words, spots in localities.values():
        yield found(LOCALITY, spots, f"{cited(words)} — такого населённого пункта в справочнике нет.", detail=fold(words))


def _core(name: str) -> str:
    """The name without its legal form: «МАОУ «ООШ п. Приморье»» → «оош п. приморье»."""
    return re.sub(r"^м?[а-яё]{0,4}у\s+(?=\S)", "", fold(name))


def _alike(core: str, name: str, ratio: object) -> bool:
    numbers = re.findall(r"\d+", core)
    return numbers == re.findall(r"\d+", name) and ratio(core, name) >= 85  # type: ignore[operator]
