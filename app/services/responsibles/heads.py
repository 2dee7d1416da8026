"""Nouns a party's name begins with: posts and organisations, in the nominative; and what only looks like one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_POSTS = (
    "директор заместитель заместители зам замдиректора замначальника завуч завучи зав заведующий заведующая заведующие "
    "начальник начальники руководитель руководители координатор координаторы куратор кураторы специалист специалисты методист "
    "методисты учитель педагог педагоги психолог психологи логопед логопеды дефектолог дефектологи воспитатель воспитатели "
    "вожатый вожатая вожатые библиотекарь библиотекари медсестра медработник медработники врач врачи фельдшер секретарь "
    "секретари инспектор инспекторы председатель председатели член члены глава эксперт эксперты организатор организаторы "
    "оператор операторы наблюдатель наблюдатели администратор администраторы родитель родители ученик ученики обучающийся "
    "обучающиеся учащийся учащиеся воспитанники студент студенты выпускники тьютор тьюторы наставник наставники консультант "
    "консультанты бухгалтер бухгалтеры юрист юристы экономист программист инженер завхоз повар водитель водители тренер "
    "тренеры преподаватель преподаватели ответственный ответственная ответственные исполнитель исполнители министр ректор "
    "проректор декан мэр помощник помощники советник советники уполномоченный представитель представители работник работники "
    "сотрудник сотрудники волонтер волонтеры модератор модераторы спикер лектор лекторы участник участники победители "
    "слушатели соисполнители предметники муниципалитеты врио вр ио"
)
_ORGANISATIONS = (
    "отдел отделы отделение управление министерство департамент департаменты комитет комитеты администрация школа центр "
    "центры организация учреждение комиссия совет советы группа служба институт академия университет колледж колледжи "
    "техникум лицей лицеи гимназия библиотека музей дом дворец клуб клубы объединение ассоциация союз фонд общество кабинет "
    "сад сады садик лагерь лагеря команда штаб оргкомитет жюри педсовет правительство управа префектура муниципалитет дума "
    "собрание агентство инспекция полиция больница поликлиника редакция коллектив коллективы консилиум профсоюз кафедра "
    "филиал сектор бюро орган органы ведомство учредитель учредители рособрнадзор минпросвещения минобрнауки роспотребнадзор "
    "мвд фсб мчс прокуратура соцзащита методсовет методкабинет методобъединение оргкомитеты бухгалтерия столовая пищеблок "
    "психологопедагогическая"
)
_WEAK = (
    "директора учителя главы медсестры инспектора мастера тренера доктора профессора организации учреждения комиссии группы "
    "школы службы библиотеки гимназии команды объединения отделения управления академии ассоциации кафедры столовые редакции "
    "администрации"
)
POSTS: Final = frozenset(_POSTS.split())
ORGANISATIONS: Final = frozenset(_ORGANISATIONS.split())
WEAK: Final = frozenset(_WEAK.split())
"""Nominative plurals that are also genitives: heads only where something else says so."""
_WEAK_POSTS: Final = WEAK & {
    "директора",
    "учителя",
    "главы",
    "медсестры",
    "инспектора",
    "мастера",
    "тренера",
    "доктора",
    "профессора",
}

_LEGAL = (
    "МКУ МБУ МАУ МУ ГБУ ГКУ ГАУ ГБОУ ГАОУ ГКОУ ГОУ МБОУ МАОУ МКОУ МОУ МБДОУ МАДОУ МКДОУ МДОУ МБУДО МАУДО МБОУДО МКУДО АНО "
    "ФГБУ ФГБОУ ФГАОУ ФГБНУ ОГБУ ОГАУ ОГБОУ ОГКУ КГБУ КГАУ КОГОБУ КОГБУ ОАО ООО АО ПАО ЧОУ ГАПОУ ГБПОУ ГПОУ МУП МОБУ МАНОУ "
    "БОУ БУ КУ СПБ ГУ БДОУ МБУК"
)
LEGAL: Final = frozenset(_LEGAL.split())
"""Legal forms an organisation's full name begins with."""
_ADDRESSEES = (
    "ОО ОУ ДОО ДОУ ОДО УДО ПОО СПО МОУО РМК ММС РМО ШМО ММЦ ИМЦ ИМО ТМС РЦОИ ЦОКО ГЭК КДН ПДН ОМСУ ОИВ СОШ ООШ ШНОР УО РОО "
    "ГОРОНО РОНО"
)
ADDRESSEES: Final = frozenset(_ADDRESSEES.split())
"""Abbreviations that stand for a party by themselves."""
_TOPICS = "УВР ВР УР НМР МР АХЧ АХР УМР ИКТ НР БЖ ОБЖ ФК УПР ОВР ВПР ГИА ЕГЭ ОГЭ ВСОКО НОКО ОКО ФГОС ИТ НИР ИР СП ОТ ТБ ГО ЧС"
TOPICS: Final = frozenset(_TOPICS.split())
"""Abbreviations of subjects of work, not of parties."""

_WITH_SCHOOLS: Final = re.compile(r"^(?:администраци|коллектив|совет|команд|групп|штаб|служб|педсовет|сайт|комисси|библиотек)")
_PARTICIPLE: Final = re.compile(r"(?:ющ|ущ|ящ|ащ|вш)(?:ий|ая|ее|ие|их|его)(?:ся)?$")

_GENITIVE_HEADS: Final = re.compile(
    r"министерств|департамент|управлени|комитет|отдел|центр|служб|агентств|учител|преподавател|педагог|кафедр|институт|специалист|"
    r"руководител|комисси|методист|директор|заведующ|начальник|представител|работник|совет|объединени|инспекци|групп"
)
_ADJECTIVE = re.compile(r"(?:ый|ий|ая|яя|ое|ее|ые|ие)$")
_NOT_ADJECTIVE = re.compile(r"(?:ени|ани|стви|яти|ити|аци|ици|ыти|ути)е$|^(?:все|ее|лицей|музей)$")
_OBLIQUE_ADJECTIVE = re.compile(r"(?:ого|его|ому|ему|ской|ных|ной|ых|их|ыми|ими|ым|им|ую|юю)$")
_OBLIQUE_NOUN = re.compile(r"(?:ов|ев|ей|ам|ям|ами|ями|ах|ях|ой|ью|ию|ием|ством|ству|ства|ний)$")
_PERSON = re.compile(r"(?:тел|ник|ист|ор|ер|лог|ант|ент|арь|ар|ач|щик|граф|вед|мед|пед|нт|учк)(?:ь|и|ы)?$")
_PLURAL = re.compile(r"(?:и|ы|ые|ие|ья)$")


@lru_cache(maxsize=4096)
def is_post(word: str) -> bool:
    low = _first(word)
    return low in POSTS or low in _WEAK_POSTS


@lru_cache(maxsize=4096)
def is_strong(word: str) -> bool:
    """A head in the nominative, sure by itself: «куратор», «отдел», «учителя-предметники»."""
    low = _plain(word)
    first, _, rest = low.partition("-")
    return first in POSTS or first in ORGANISATIONS or (first in WEAK and bool(rest) and _PERSON.search(rest) is not None)


@lru_cache(maxsize=4096)
def is_weak(word: str) -> bool:
    return _first(word) in WEAK


@lru_cache(maxsize=4096)
def is_adjective(word: str) -> bool:
    """An adjective in the nominative: «муниципальный», «классные», not «управление»."""
    low = _plain(word)
    return len(low) > 3 and _ADJECTIVE.search(low) is not None and _NOT_ADJECTIVE.search(low) is None and not is_strong(word)


def is_oblique(word: str, before: str) -> bool:
    """Does the word go on with a name («…, науки и молодежной политики») and begins none? `before` is the name so far."""
    low = _plain(word)
    if is_strong(word) or is_weak(word):
        return False
    if _OBLIQUE_ADJECTIVE.search(low):
        return True
    if _PERSON.search(low):
        return False
    if re.search(r"[уюе]$", low) and re.search(r"(?:^|\s)по\s", _plain(before)):
        return True
    if _OBLIQUE_NOUN.search(low):
        return True
    return bool(re.search(r"[аяыи]$", low)) and _GENITIVE_HEADS.search(_plain(before)) is not None


def is_plural(word: str) -> bool:
    low = _first(word)
    if low in _WEAK_POSTS or low in WEAK:
        return True
    return _PLURAL.search(low) is not None and (low in POSTS or not low.endswith("ие"))


def is_participle(word: str) -> bool:
    """«курирующий», «участвующие»: what follows a comma and goes on with the name."""
    return _PARTICIPLE.search(_plain(word)) is not None and not is_strong(word)


def agree(adjective: str, noun: str) -> bool:
    """Same number and gender, by the endings: «управляющий совет», not «осуществляющие управление»."""
    end, low = _plain(adjective), _first(noun)
    if end.endswith(("ие", "ые", "иеся")):
        return is_plural(noun) or low.endswith(("и", "ы", "я", "а"))
    if end.endswith(("ая", "яя", "аяся")):
        return low.endswith(("а", "я", "ь"))
    if end.endswith(("ое", "ее", "ееся")):
        return low.endswith(("о", "е"))
    return not low.endswith(("а", "я", "о", "е", "и", "ы"))


def owned_by_schools(word: str) -> bool:
    """«администрация (ОО)», «команды (ОО)»: the abbreviation says whose it is."""
    return _WITH_SCHOOLS.search(_plain(word)) is not None


@lru_cache(maxsize=4096)
def is_abbreviation(word: str) -> bool:
    """«ОО», «РЦОИ», «МОНиМП», «ОО-участники»; not «О»."""
    stem = word.split("-")[0].strip('«»"().')
    capitals = sum(letter.isupper() for letter in stem)
    return capitals >= 2 and capitals * 2 > len(stem) and stem.isalpha()


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е").strip('.,:;«»"()')


def _first(word: str) -> str:
    return _plain(word).partition("-")[0]
