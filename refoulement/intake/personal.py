"""Do no harm: columns of a table that look as if they told who a person is.

Known by their names in three languages, or by what their cells hold. To find one
where there is none costs a click; to miss one may cost somebody's life.
"""

from __future__ import annotations

import re
import unicodedata

from refoulement.intake.file.table import RawTable
from refoulement.problems import Problem

_NAMES, _CONTACTS = "names of persons", "phone numbers or other contacts"
_DOCUMENTS, _BIRTHS = "document numbers", "dates of birth"
_ADDRESSES = "addresses of persons"

_PEOPLE = (
    r"(persons?|people|escapees?|defectors?|refugees?|detainees?|prisoners?|returnees?|victims?"
    r"|witness(es)?|interviewees?|informants?|relatives?|contacts?|brokers?|family|father|mother"
    r"|child|children|husband|wife|spouse|guardian)"
)
_ONE_PERSON = (  # “escapees” and the like may be how many
    r"(person|escapee|defector|refugee|detainee|prisoner|returnee|victim|witness|interviewee"
    r"|informant|relative|broker|contact person|guide|initials)"
)
_SCRIPT = r"(korean|chinese|english|kor|chn|eng|kr|cn|hangul|hanja|hanzi|romani[sz]ed)"
_NUMBER = r"(no|nos|num|numbers?)"

#: What a column’s name gives away: words in lower case, a space between them.
_ENGLISH = (
    (_NAMES, rf"^({_SCRIPT} )?names?( in)?( {_SCRIPT})?$|^{_ONE_PERSON}( (no|number|\d+))?$"),
    (_NAMES, r"\b(full|first|last|given|family|middle|maiden|real|birth) ?names?\b"),
    (_NAMES, r"\b(surname|forename|nick ?name|alias(es)?)\b|\bpersonal (details?|data|info\w*)\b"),
    (_NAMES, rf"\b{_PEOPLE}( s)? names?\b|\bnames? of (the |an? )?(\w+ )?{_PEOPLE}\b"),
    (_CONTACTS, rf"\b((tele|cell)?phones?|tel|fax)( ?{_NUMBER})?\b|\b(cell|mobile) {_NUMBER}\b"),
    (_CONTACTS, r"\b(whatsapp|wechat|weixin|kakao|kakaotalk|telegram|e ?mails?)\b"),
    (_CONTACTS, rf"^(mobile|contact)$|\bcontact (details?|info|information|{_NUMBER})\b"),
    (_DOCUMENTS, rf"\b(passports?( ?{_NUMBER})?|rrn|ssn|hukou|social security|residence permit)\b"),
    (_DOCUMENTS, rf"\bresidents? (registration|id|{_NUMBER})\b|\bnational id\b"),
    (_DOCUMENTS, rf"\b(id|identity|identification|documents?|visa) (cards?|{_NUMBER})\b"),
    (_BIRTHS, r"\b(births?|born|dob|birth ?(da(te|y)s?|places?|years?))\b"),
    (_ADDRESSES, rf"^address(es)?$|\baddress(es)? of (the |an? )?(house|home|{_PEOPLE})\b"),
    (_ADDRESSES, r"\b(home|house|street|residential|postal|mailing|current) ?address(es)?\b"),
    (_ADDRESSES, r"\b(safe ?houses?|residence|hiding places?)\b"),
)
_EAST_ASIAN = (
    (_NAMES, "성명|이름|성함|실명|본명|가명|별명|이니셜|姓名|名字|人名|真名|化名|曾用名|昵称|绰号"),
    (_NAMES, "(탈북자|탈북민|피해자|송환자|수감자|구금자|체포자|증언자|제보자|가족)(성)?명$"),
    (_NAMES, "인적사항|신상|个人信息|個人信息|个人资料"),
    (_CONTACTS, "전화|휴대폰|핸드폰|연락처|이메일|카카오톡|카톡|위챗"),
    (_CONTACTS, "电话|電話|手机|手機|联系方式|聯繫方式|联络方式|邮箱|微信|电邮"),
    (_DOCUMENTS, "여권|주민등록|주민번호|신분증|외국인등록"),
    (_DOCUMENTS, "护照|護照|身份证|身份證|证件号|證件號|户口|戶口"),
    (_BIRTHS, "생년월일|출생|(?<!발)생일|出生|(?<![发發])生日"),
    (_ADDRESSES, "자택|거주지|거처|은신처|주소|住址|地址|居住地|藏身|住处"),
)
#: With one of these, a name or an address is that of a place, a publisher or a page.
_OF_NO_PERSON = re.compile(
    "장소|지역|도시|시설|기관|단체|출처|발행|언론|매체|사건|파일|구금|수용소|웹|인터넷|링크|"
    "地点|地點|地名|场所|場所|城市|设施|機構|机构|组织|媒体|媒體|来源|來源|事件|文件|看守所|网|網|链接"
)
_EXCUSABLE = (_NAMES, _ADDRESSES)

_BIRTH = r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"  # YYMMDD
_IN_CELLS = {
    _DOCUMENTS: re.compile(
        rf"(?<![\w-])({_BIRTH}[- ]?[1-8]\d{{6}}"  # resident registration, Korea
        rf"|[1-9]\d{{5}}(19|20){_BIRTH}\d{{3}}[\dXx])(?![\w-])"  # identity card, China
        r"|\A\s*[A-Z]([A-Z]\d{7}|\d{8}|\d{3}[A-Z]\d{4})\s*\Z"  # passports, alone in a cell
        r"|(?:passport|여권|护照|護照)\W{0,3}(?:no\W{0,2}|번호\W{0,2}|号码?\W{0,2})?[A-Z]{1,2}\d{7,8}"
    ),
    _CONTACTS: re.compile(
        r"(?<![\w-])(01[016789][- .]\d{3,4}[- .]\d{4}"
        r"|(\+|00)8[26][- .]?(\d[- .]?){8,11})(?![\w-])"
        r"|\A\s*(01[016789]\d{7,8}|1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4}"
        r"|0\d{1,3}[- .]\d{3,4}[- .]\d{4}|\+\d[\d ().-]{7,16}\d)\s*\Z"
        r"|(?<![\w.+-])[\w.+-]{1,64}@\w[\w-]{0,62}\.[A-Za-z]{2,}"
    ),
}
#: Without one of these a row needs no closer look.
_CLOSER_LOOK = re.compile(r"\d(\W{0,2}\d){8}|\w@\w|[A-Z]\d{7}|[A-Z]\d{3}[A-Z]\d{4}")
_APART = "\n" * 3
_ADDRESS_OF_A_PAGE = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_NAME = 200  # characters of a column's name that are looked at

_MESSAGE = (
    "looks as if it held {}: expected no such column; it is not read unless you say that it is "
    "safe, and never exported"
)


def personal_columns(table: RawTable) -> list[Problem]:
    """An error for each column that may tell who a person is. No problem quotes a cell."""
    names = map(personal_name, table.columns)
    found = _by_cells(table) | {index: (1, what) for index, what in enumerate(names) if what}
    return [
        Problem(table.name, _MESSAGE.format(what), row=row, column=table.columns[index])
        for index, (row, what) in sorted(found.items())
    ]


def personal_name(column: str) -> str:
    """What a column of this name holds of persons, in words; empty where nothing."""
    name = unicodedata.normalize("NFKC", column[:_LONGEST_NAME])
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)  # as in phoneNumber, but not in WeChat
    writings = [" ".join(re.findall(r"[^\W_]+", way.casefold())) for way in (name, parted)]
    for what, pattern in _ENGLISH:
        if any(re.search(pattern, words) for words in writings):
            return what
    joined = writings[0].replace(" ", "")
    excused = _EXCUSABLE if _OF_NO_PERSON.search(joined) else ()
    for what, pattern in _EAST_ASIAN:
        if what not in excused and re.search(pattern, joined):
            return what
    return ""


def _by_cells(table: RawTable) -> dict[int, tuple[int, str]]:
    """Of each column whose cells give something away, the first such row, and what it is."""
    seen: dict[int, tuple[int, str]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        if _CLOSER_LOOK.search(_APART.join(row)):
            for index, cell in enumerate(row):
                if index not in seen and (what := _personal_cell(cell)):
                    seen[index] = number, what
    return seen


def _personal_cell(cell: str) -> str:
    if not _CLOSER_LOOK.search(cell):
        return ""
    text = _ADDRESS_OF_A_PAGE.sub("", unicodedata.normalize("NFKC", cell))
    return next((what for what, pattern in _IN_CELLS.items() if pattern.search(text)), "")
