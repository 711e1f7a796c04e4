"""Cells that look like names of persons: a column of which nearly all do is taken for one.

Nobody can list every name. So a cell may *have the shape* of a name, or hold a *common part* of
one besides, and a column is taken for names where nearly all cells have the shape and half of
them or more a common part. Towns are made of the same syllables as Korean and Chinese names in
Latin letters, and counties bear the family names of persons: of such, and of single words, more
must be common.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from refoulement.intake.personal import east_asian_names
from refoulement.intake.personal.mentions import mentions_somebody
from refoulement.intake.personal.name_parts import (
    AMBIGUOUS,
    KNOWN,
    NO_NAME,
    SHAPED,
    VIETNAMESE_PLACE,
    WEAK,
    bare,
    common,
    name_parts,
    parts,
    plain,
)
from refoulement.intake.personal.within import columns_within, without_shared_ending

_SHAPED, _LIKELY, _COMMON = 0.75, 0.6, 0.5  # which part of the cells
_ENOUGH = 60  # cells, to look for persons among other things
_FEWEST_SENTENCES, _LONGEST_SENTENCE = 3, 300  # cells; characters
_LONGEST = 60  # characters of what stands for one person

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}+(['’ʻ-]{_LETTER}+){{0,4}}\.?"
_WORDS = re.compile(rf"{_WORD}(,? {_WORD}){{0,6}}")
_INITIAL = rf"{_LETTER}{{1,2}}\."
_INITIALS = re.compile(rf"({_INITIAL}[ -]?){{1,3}}{_INITIAL}|({_LETTER}\. ?){{2,5}}{_LETTER}?")
_WITH_INITIALS = re.compile(
    rf"({_INITIAL}[ -]?){{1,4}}({_WORD} ?){{1,3}}|({_WORD},? ){{1,3}}({_INITIAL}[ -]?){{1,4}}"
    rf"|{_WORD}, {_LETTER}"
)
_AUTHORS = re.compile(rf"{_WORD} [A-Z]{{1,3}}(, {_WORD} [A-Z]{{1,3}})+")
#: Smith J (Mr).
_TITLE_BEHIND = re.compile(rf"{_WORD} {_LETTER} \((mrs?|ms|miss|dr)\)", re.IGNORECASE)
#: In front of a name or behind it: a number, who it is, an age, a sex.
_BEFORE = re.compile(
    r"(\(?\d{1,4}[.)]|№ ?\d{1,4}|[-•*])\s+"
    r"|(mother|father|wife|husband|son|daughter|brother|sister|uncle|aunt|widow|cousin) of "
    r"([^:]{2,40}: )?|(bà|ông|chị|mục sư) "
    r"|(estate of|the late|late) |in re:? |(in the )?matter of |ex parte |case of "
    r"|(witness|victim|detainee|child|baby|wife|husband|son|daughter|mother|father|widow|family)"
    r"( of|:) "
    r"|(interviewed|submitted|reported|recorded|collected|entered|verified|written|translated"
    r"|signed|prepared|photo) by:? "
    r"|(alias|possibly|posible|probable|presunto|se[ñn]or|family|familia|famille|семья|عائلة|اسرة"
    r"|أسرة|خانواده)[: ]\s?"
    r"|[^\W\d_]{2,20} ?: |(testigo|v[ií]ctima|t[eé]moin|victime|свидетель|жертва|شاهد|الشاهد) ?:? ",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*\([^()]{1,24}\)|\s+famil(y|ies)|\s*[£$€]\d+"
    r"|[,;\s/]+((aged? )?\d{1,2}\s*(세|살|岁|歲|歳|yrs?|años|ans|ani|лет)?"
    r"|(fe)?male|[mfMF]|남성?|여성?|男|女|jr\.?|sr\.?|ii|iii)\s*$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\s*[;/&+،、\n]\s*| @ | z d\. | [sc]\. (?=[A-ZŁŚŻ]\w+(?:a|[aeoy]go)\Z)"
    r"| and (?:his|her|their) (?:son|daughter|wife|husband|brother|sister) "
    r"|[\s(]+(?:aka|a\.k\.a\.|alias|dit|dite|née|geb\.|alias el|alias la)[\s:]+"
    r"| (?:hijo|hija|esposa) de | (?:fils|fille|épouse) de | وزوجته | وزوجها | وابنه | وابنته ",
    re.IGNORECASE,
)
#: Between the name of somebody and that of the father: nothing but persons have it.
_DESCENT = re.compile(
    r"[ .](?:[swd]/o|a/[lp]|bin|binti|bte|ibn|son of|daughter of|wife of|уулу|кызы|улы|угли|қизи"
    r"|оглы|o['’ʻ]?g['’ʻ]?li|qizi|oglu|oğlu|kyzy|uulu|فرزند|ولد|بنت|بن|ابن)[ .]",
    re.IGNORECASE,
)
#: A name in brackets at the end; signs that join words of a name, for which blanks are put; what
#: follows a name; labels and quotes around it; a name before more, of which a part is a number.
_INSIDE = re.compile(r"\(([^()\d]{5,40})\)\s*$")
_JOINED = re.compile(r"(?<=[^\W\d_]{2})[_.](?=[^\W\d_]{2})|\b(?:and|et)\b(?= [A-Z])")
_BORN = re.compile(
    r",? (?:n[ée]e?|born|geb\.?|nacid[oa]) .*|,? \d{4} (?:г\. ?р|р\. ?н|года).*", re.DOTALL
)
_FIELDS = re.compile(r"\b(?:\w{0,8}names?|noms?|nombres?|apellidos?|pr[eé]nom) ?:", re.IGNORECASE)
_QUOTES = re.compile('["“”„«»]')
_BEFORE_MORE = re.compile(
    r"([^\d,/(]{3,60}?)\s*(?:[,/(]|\s[-–]\s|\s(?=\d))(?=.{0,80}\d)", re.DOTALL
)
#: Lower-case words (an office, a rank) in front of a capitalised name.
_SMALL_BEFORE = re.compile(r"(?:[^\W\d_A-ZА-Я]{1,14}\.? |[a-z]’|[a-z]'){1,2}(?=[A-ZÀ-ÞА-ЯІЇЄŁŚŻĐ])")
_AROUND = " \t\"'“”„«»‘’,"
_SYLLABLE = (
    "(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(i?ang?|i?ao|i?ong|uang?|uai|ai|eng?|er|ei|ing?|iu|ie|ia"
    "|ou|uo|ue|ui|un|ua|[aeiouv])"
)
_ADDRESS_OF_A_PAGE = re.compile(
    r"([a-z]+://|www\.)\S+|[a-z\d.-]+\.(com|org|net|int|info|gov|edu|biz|[a-z]{2})(/\S*)?"
)
_PINYIN = re.compile(rf"{_SYLLABLE}([- ']?{_SYLLABLE})?")
_KOREAN_ROMAN = re.compile(r"[a-z]{1,6}([- ]?[a-z]{2,6})?")
_EAST_ASIAN = re.compile("[가-힣ぁ-ヿ㐀-鿿]")
_BETWEEN = re.compile("[-‐’']")
#: In scripts without spaces a title is joined to the name.
_TITLED = re.compile(
    r"(นาย|นางสาว|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|ท้าว|ท่าน|ลุง|ป้า|พี่|น้อง|ครู|ยาย|ທ້າວ|ນາງ|ທ່ານ)\s?\w.*"
    r"|(မောင်|ဒေါ်|ကို|ဦး|မ|စိုင်း|နန်း|စော|နော်)\s?[က-အဣ-ဧ].{2,}",
    re.DOTALL,
)
#: Syllables of Tibetan names, a point between them.
_TIBETAN = re.compile(
    "((བསྟན|འཛིན|རྡོ|རྗེ|བློ|བཟང|སྒྲོལ|མ|ཚེ|རིང|དབང|ཕྱུག|པདྨ|མཚོ|ལྷག|པ|བསོད|ནམས|དབྱངས|འཛོམས|རིན|ཆེན|ཀརྨ|བཀྲ|ཤིས"
    "|ཟླ|བ|ལྷ|མོ|རྒྱལ|མཚན|ངག|བྱམས|ཉི|ཕུན|ཚོགས|སྐལ|བདེ|ནོར|བུ|རྒྱ|ཐུབ|མིག|དམར|ཕུར|སྤེན|དཀར|ཀུན|དགའ|འཇམ|དཔལ"
    "|ལྡན|བསམ|གྲུབ|ཆོས|འཕེལ|ཡེ|ཤེས|རབ|རྒྱས|སངས|དོན|གཡུ|སྐྱིད|མཁའ|འགྲོ|བརྩོན|འགྲུས|པོ|ལྡོག|གླིང|རྣམ)་?){2,6}"
)


def are_names(cells: Collection[str]) -> bool:
    """Whether nearly all of these cells, each another, hold what looks like a person’s name."""
    cells = without_shared_ending(cells)
    few = sorted(cells)[:_ENOUGH]
    return (
        _are_names(cells)
        or any(_are_names(things, strictly=True) for things in columns_within(few))
        or _name_somebody(few)
    )


def _are_names(cells: Collection[str], *, strictly: bool = False) -> bool:
    seen = [verdict for cell in cells if (verdict := _of_cell(cell)) is not None]
    if len(seen) < 2:
        return False
    shaped, ambiguous, likely, known = (
        sum(one >= least for one in seen) / len(seen) for least in (SHAPED, AMBIGUOUS, WEAK, KNOWN)
    )
    if shaped < _SHAPED or strictly:
        return shaped >= _SHAPED and known >= _COMMON
    return known >= _COMMON or (ambiguous >= _SHAPED and likely >= _LIKELY)


def _name_somebody(cells: Collection[str]) -> bool:
    texts = [text for cell in cells if bare(text := plain(cell)) not in common("nobody")]
    naming = sum(len(text) <= _LONGEST_SENTENCE and mentions_somebody(text) for text in texts)
    return len(texts) >= _FEWEST_SENTENCES and naming >= _LIKELY * len(texts)


def _of_cell(cell: str) -> int | None:
    """How much the cell looks like a name: of several the best, NO_NAME if one is none.

    None if it says that nobody is named.
    """
    text = plain(cell).strip(_AROUND)
    if len(text) > 3 * _LONGEST or _ADDRESS_OF_A_PAGE.fullmatch(text):
        return NO_NAME
    if VIETNAMESE_PLACE.match(text):
        return NO_NAME
    if bare(text) in common("nobody") or not text:
        return None
    if _TITLE_BEHIND.fullmatch(text):
        return KNOWN
    if _EAST_ASIAN.search(text):
        return max(map(east_asian_names.verdict, (text, _stripped(text))))
    # "El Mocho" (Pedro Rivas): the name stands behind. Pedro Rivas, born 1968: before.
    inside, before = _INSIDE.search(text), _BEFORE_MORE.match(text)
    readings = (
        text,
        inside[1] if inside else "",
        before[1] if before and " " in before[1] else "",
        _BORN.sub("", text),
        text.partition(";")[0],
    )
    return max(_of_persons(reading) for reading in readings)


def _of_persons(text: str) -> int:
    text = _FIELDS.sub(" ", _QUOTES.sub(" ", _JOINED.sub(" ", text)))
    generations = _DESCENT.split(_stripped(" ".join(text.split())))
    names = [
        name
        for one in generations
        for part in _SEVERAL.split(one)
        if (name := _stripped(part)) and bare(name) not in common("nobody")
    ]
    seen = [_of_name(name) for name in names] or [NO_NAME]
    if min(seen) == NO_NAME:
        return NO_NAME
    return KNOWN if len(generations) > 1 else max(seen)  # a nickname need not be known


def _stripped(text: str) -> str:
    for _ in range(2):
        before = _BEFORE.match(text)
        text = _BEHIND.sub("", text[before.end() :] if before else text).strip(_AROUND)
    return _without_office(text)


def _without_office(text: str) -> str:
    """Without an office or a rank in front of the name: Judge Ana Ruiz."""
    small = _SMALL_BEFORE.match(text)
    if small and (_no_name_words() | common("particles")).isdisjoint(
        bare(small[0]).replace(".", "").split()
    ):
        text = text[small.end() :]
    words = text.split()
    offices = next((at for at, word in enumerate(words) if bare(word) not in common("offices")), 0)
    return " ".join(words[offices:]) if len(words) > offices + 1 else text


def _of_name(text: str) -> int:
    if len(text) > _LONGEST:
        return NO_NAME
    if _TITLED.fullmatch(text) or _TIBETAN.fullmatch(text):
        return KNOWN
    # Vowels of many scripts are marks, which \w does not take for parts of a word.
    letters = "".join(char for char in text if unicodedata.category(char)[0] != "M")
    if _AUTHORS.fullmatch(letters):
        return KNOWN
    if _INITIALS.fullmatch(letters):
        is_known = bare(letters).replace(".", "").replace(" ", "") not in common("no_initials")
        return WEAK if is_known else NO_NAME
    if not _WORDS.fullmatch(letters) and not _WITH_INITIALS.fullmatch(letters):
        return NO_NAME
    return _of_words(text, _WITH_INITIALS.fullmatch(letters) is not None)


def _of_words(text: str, has_initials: bool) -> int:
    """Of a name in letters, each word with a capital where the script has them, or none."""
    words = re.split(r"[\s,.]+", bare(text).strip(" ,.-"))
    if words[0] in common("titles") and words[1:]:
        return KNOWN if _no_name_words().isdisjoint(words[2:]) else NO_NAME
    if has_initials and len(words) == 2 and words[1] in common("also_names"):
        return KNOWN
    if not _is_capitalised(text) or not _no_name_words().isdisjoint(
        (*words[1:], words[-1].rpartition("-")[2])
    ):
        return NO_NAME
    if words[1:] and _is_romanised(words):
        return WEAK
    found = parts(text)
    if words[0] in _no_name_words() or " ".join(found) in name_parts().places:
        return NO_NAME
    is_initial = not text[0].islower() or text.islower()  # “с. Ивановка” is a village
    if (
        has_initials
        and is_initial
        and not (len(words[0]) < 3 and words[0] in common("no_initials"))
    ):
        return KNOWN
    if len(words) == 1 and words[0] not in common("words") and _is_korean_given(words[0]):
        return WEAK
    return _of_parts(found, is_alone=len(words) == 1)


@cache
def _no_name_words() -> frozenset[str]:
    return common("elsewhere") | common("little")


def _of_parts(found: list[str], *, is_alone: bool) -> int:
    known = name_parts()
    is_ending = any(part.endswith(tuple(common("endings"))) for part in found if len(part) > 4)
    is_word = len(found) < 2 and not common("words").isdisjoint(found)
    if not is_word and any(part in common("parts") or part in known.alone for part in found):
        return WEAK if is_alone else KNOWN
    ambiguous = sum(part in known.ambiguous for part in found)
    if is_alone:
        return WEAK if is_ending and not ambiguous else AMBIGUOUS if ambiguous else SHAPED
    return KNOWN if ambiguous > 1 or is_ending else SHAPED


def _is_capitalised(text: str) -> bool:
    """Whether each word begins with a capital, but for particles (de, van, al-), or none does."""
    if text.islower() or (text.split()[0].isupper() and len(text.split()[0]) > 1):
        return True
    words = (word.removeprefix("’").removeprefix("'") for word in text.split())
    first = ((word, _BETWEEN.split(bare(word))[0]) for word in words if word)
    return not any(word[0].islower() and part not in common("particles") for word, part in first)


def _is_korean_given(word: str) -> bool:
    """Whether this is a given name as South and North Korea write it: Kum-chol."""
    if "-" in word:
        return {*word.split("-", 1)} <= common("korean_syllables")
    return any({word[:at], word[at:]} <= common("korean_syllables") for at in range(2, len(word)))


def _is_romanised(words: list[str]) -> bool:
    """Whether these are a Korean or Chinese family name and a given one of two syllables."""
    surname, given = words[0], " ".join(words[1:])
    korean = surname in common("korean") and _KOREAN_ROMAN.fullmatch(given)
    chinese = surname in common("pinyin") and _PINYIN.fullmatch(given)
    turned = words[-1] in common("korean") and "-" in words[0] and _KOREAN_ROMAN.fullmatch(words[0])
    return bool(korean or chinese or (turned and len(words) == 2))
