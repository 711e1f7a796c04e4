"""Names of columns that give away that the column tells who a person is, in many languages.

The patterns are compiled when they are used: most files have names that we know alone.
"""

from __future__ import annotations

import re
import unicodedata

from refoulement.intake.personal import survey_headings as more
from refoulement.intake.personal.heading_words import kinds_of_words

#: What a column may tell; columns.py says it in words.
NAMES, CONTACTS = "names", "contacts"
DOCUMENTS, BIRTHS = "documents", "births"
ADDRESSES, HIDING = "addresses", "hiding"
#: What no other word in a name excuses.
_NEVER_EXCUSED = (BIRTHS, HIDING)

_PERSON = (
    r"(chiefs?|managers?|headm[ae]n|elders?|mayor|imam|nok|seekers?|persons?|people|individuals?|escapees?|defectors?|refugees?|migrants?|detainees?|prisoners?"
    r"|inmates?|resp|participants?|subjects?|respondents?|hh|households?|hoh|beneficiario"
    r"|encuestado"
    r"|recipients?|holders?|tenants?|callers?|visitors?|passengers?|minors?|orphans?|infants?|baby"
    r"|returnees?|internees?|abductees?|abducted|hostages?|pows?|testifiers?|heirs?|author of"
    r"|arrestees?|employees?|evacuees?|protesters?|activists?|dissidents?|monks?|nuns?|students?"
    r"|teachers?|doctors?|lawyers?|priests?|pastors?|leaders?|soldiers?|officers?|workers?"
    r"|citizens?"
    r"|brother|sister|uncle|aunt|cousin|sibling|grandfather|grandmother|neighbou?r|colleague|owner"
    r"|returnees?|deportees?|victims?|survivors?|martyrs?|patients?|clients?|members?"
    r"|witness(es)?|interviewees?|respondents?|informants?|relatives?|contacts?"
    r"|brokers?|guides?|beneficiar(y|ies)|applicants?|claimants?|suspects?|accused|families|family"
    r"|father|mother|parents?|child|children|son|daughter|husband|wife|spouse|guardian|kin|friend"
    r"|reporter|submitter|enumerator|interviewer|complainant|missing|deceased|dead|killed|abducted)"
)
_ONE_PERSON = (  # “escapees” and the like may be how many
    r"(person|individual|escapee|defector|refugee|migrant|detainee|prisoner|inmate|returnee"
    r"|deportee|abductee|hostage|internee|arrestee|martyr|missing person|person of interest"
    r"|victim|survivor|witness|interviewee|respondent|informant|relative|broker"
    r"|contact person|next of kin|kin|guardian|guide|initials|enumerator|interviewer)"
)
_SCRIPT = (
    r"(korean|chinese|english|arabic|spanish|french|japanese|russian|native|original|local|latin"
    r"|kor|chn|chi|eng|ara|spa|fra|jpn|rus|ko|kr|zh|cn|en|ar|es|fr|ja|jp|ru|vi|th|my|lo|mn"
    r"|hangul|hanja|hanzi|pinyin|romani[sz]ed|transliterated|script)"
)
_NUMBER = r"(no|nos|nr|num|numbers?|id|ids|code|ref|reference|identifier|reg|regno)"
_OF_A_PERSON = (
    r"(alien|moh|unhcr|progres|iom|icrc|nhri|registration|identity|identification|id card|passport"
    r"|visa|national|nat|nrc|citizen|citizenship|voter|insurance|health|\w+ee|driver"
    r"|soldier|union|tax|uscis|booking|register|intake|application|asylum seeker|seeker"
    r"|work permit|permit|residency|pass|prison|casefile|case file|travel doc\w*"
    r"|hospital record|medical record|(\w+ )?card|case|file|dossier|docket|social security"
    r"|personal|ration card|household)"
)

#: What a column’s name gives away: words in lower case, a space between them.
_LATIN = (
    (NAMES, r"\b(name|names|namen|naam)\b|\b(user|nick|sur|fore|first|last)names?\b"),
    (NAMES, r"\b(source|contact|focal|resource|key) persons?\b"),
    (
        NAMES,
        rf"^(key |main |eye )?{_ONE_PERSON}( (no|number|\d+))?$|^(alias|nombre|nom"
        rf"|author of the statement)$",
    ),
    (
        NAMES,
        r"\b(alias(es)?|aka|a k a|known as|pseudonym|[flm]name|patronymic|initials?|signatures?)\b",
    ),
    (NAMES, r"\b(interviewed|submitted|recorded|entered|collected|compiled|filled( in)?) by\b"),
    (NAMES, r"\b(login|photos?|photographs?|portrait|fingerprints?|biometric\w*)( of \w+)?$"),
    (NAMES, r"\bpersonal (details?|data|info\w*)\b|\b(identity|who) of\b"),
    (
        NAMES,
        r"\bnombres? completos?\b|\bnoms? complets?\b|^(los )?nombres?( (completo"
        r"|y apellidos?))?$|\bapellidos?\b|\bapodo\b|\balias\b",
    ),
    (
        NAMES,
        r"\b(nombres?|apodo) (\w+ )?((de la|del?|de los) )?(\w+ )?(beneficiari|encuestad"
        r"|entrevistad"
        r"|desaparecid|fallecid|migrante|refugiad|hij|espos|victima|persona|detenid|testigo"
        r"|prisioner|famili|madre|padre|denunciante|informante|solicitante|conyuge|tutor|jef[ea]"
        r"|abogad|declarante|paciente|menor|contacto)",
    ),
    (
        NAMES,
        r"\bnombres?\b(?! (de(?! (la|los|las|el)\b)|d|total|moyen|annuel|max|min)\b)"
        r"|\bnoms?\b"
        r"|^noms?( (complets?|et prenoms?|de famille))?$|\bprenoms?\b|\bsurnom\b"
        r"|\b(primer|segundo|sobre) ?nombre\b|\bchef de (menage|famille)\b",
    ),
    (
        NAMES,
        r"\bnoms? (\w+ )?((de la|du|de l|des?) )?(\w+ )?(victime|personne|detenu|temoin|prisonnier"
        r"|famille|mere|pere|beneficiaire|enqueteu|enquete|repondant|chef|informat|declarant"
        r"|demandeu|refugie|migrant|deplace|disparu|decede|avocat|conjoint"
        r"|epou|enfant|tuteur|patient)",
    ),
    (CONTACTS, r"\b(\w*phones?|tel|fax|msisdn)\b"),
    (CONTACTS, rf"\b(cell|mobile|contact) {_NUMBER}\b|\b(telefonos?|celular|movil|portable)\b"),
    (CONTACTS, r"\b(whatsapp|wechat|weixin|kakao|kakaotalk|telegram|viber|signal|line id|skype)\b"),
    (
        CONTACTS,
        r"\be ?mails?\b|^mails?$|\bte?lfn?o?s?\b"
        r"|\bcorreos?( electronicos?)?\b|\bcourriels?\b|\bmessenger\b",
    ),
    (CONTACTS, rf"\b{_PERSON}( s)? contacts?\b"),
    (CONTACTS, r"\b(facebook|instagram|twitter|social media) (account|profile|handle|id)\b"),
    (
        CONTACTS,
        r"^cell$|\bpersonnes? a contacter\b"
        r"|^((emergency|primary|second(ary)?|other|alternate?) )?(mobile|contact"
        r"|telephone)s?( \d)?$|\bcontact (details?|info\w*)\b|\bcontacto\b",
    ),
    (
        DOCUMENTS,
        rf"\b(passports?( ?{_NUMBER})?|rrn|ssn|nid|nin|nric|cnic|hukou|residence permit"
        rf"|a number)\b",
    ),
    (DOCUMENTS, rf"\bresidents? (registration|{_NUMBER})\b|\bsocial security\b"),
    (DOCUMENTS, rf"\b{_OF_A_PERSON} ?{_NUMBER}\b|\b(id|identity|national) ?(cards?|papers?)\b"),
    (
        DOCUMENTS,
        r"\b(iban|imei|mrn|aadhaar|bank account|account number|(number|licen[cs]e) plate)\b",
    ),
    (
        DOCUMENTS,
        rf"\b(id|doc|documents?|licen[cs]e|reg|employee|staff|student|military"
        rf"|service|stud|trainee|teacher|customer) {_NUMBER}\b|\bid (front|back|image|empleado"
        r"|profesor|alumno|persona|victima|paciente|cliente)\b"
        r"|\bnumero (de )?(client|personne|patient)\b|\bdriver s? ?licen[cs]e\b",
    ),
    (
        DOCUMENTS,
        rf"\b(?<!of ){_PERSON}( s)?( (unique|record|serial|file|registration|list"
        rf"|group))* {_NUMBER}\b|\bserial number of {_PERSON}|\bnumber of (the )?(passport"
        rf"|id card|case file)\b",
    ),
    (
        DOCUMENTS,
        r"\b(dni|nie|curp|rfc|cni|nir|cedula|pasaporte|passeport|carte d identite|titre de sejour"
        r"|ecrou|matricule|cin|dpi|cuil|cuit|rut|nif|cpf|bvn|(?<!nguon )tin|nhif|nssf|kra"
        r"|nik|pesel|bsn|iqama|umrn|ine"
        r"|securite sociale|seguridad social|identifiant (individuel|unique)"
        r"|(family|household|registration) (book|group) (no|number|id)|compte bancaire"
        r"|cuenta bancaria)\b",
    ),
    (
        DOCUMENTS,
        r"\b(numero|num|nro|no|n|documento|piece) (de |d )?"
        r"(id|documento|expediente|dossier|caso|identidad|identificacion|identite)\b",
    ),
    (
        HIDING,
        r"\b(safe ?houses?|hiding|hideouts?|place of residence|last known"
        r"|(gps|location|coordinates) of (the )?(home|house)|(home|house) (gps|location))\b",
    ),
    (
        BIRTHS,
        r"\b(birth(?! (rate|registration|weight))|born|\w*dob|yob|birth ?(da(te|y)s?|places?"
        r"|years?))\b",
    ),
    (BIRTHS, r"\b(nacimiento|nacid[oa]|fecha (de )?nac|naissance|naiss|n(ee?|e e) le)\b"),
    (ADDRESSES, r"\b(\w*address(es)?|addr|adresse|direccion)\b"),
    (ADDRESSES, r"\b(residence|whereabouts|domicilio|domicile)\b"),
    *((HIDING, pattern) for pattern in more.HIDING),
    *((BIRTHS, pattern) for pattern in more.BIRTHS),
    *((CONTACTS, pattern) for pattern in more.CONTACTS),
    *((DOCUMENTS, pattern) for pattern in more.DOCUMENTS),
    *((ADDRESSES, pattern) for pattern in more.ADDRESSES),
    *((NAMES, pattern) for pattern in more.NAMES),
)
_JOINED = (
    (
        NAMES,
        "성명|이름|성함|존함|명단|실명|본명|(?<!국)가명|별명|이니셜|한글명|영문명|한자명|닉네임",
    ),
    (
        NAMES,
        "(탈북자|탈북민|피해자|송환자|수감자|구금자|체포자|증언자|제보자|가족|보호자|면담자"
        "|대상자)(성)?명$",
    ),
    (
        NAMES,
        "(회원|직원|자녀|환자|학생|보호자)(성)?명$|추천인|인적사항|신상|가족(관계|사항)|면담자$"
        "|증언자$|제보자$|목격자$",
    ),
    (
        NAMES,
        "姓名|旧姓|身元引受人|(?<!地)名字|(?<!法)人名|真名|化名|曾用名|昵称|绰号|別名|别名|英文名"
        "|中文名|个人信息|個人信息|个人资料|证人$|受访者$|推荐人|用户名",
    ),
    (
        NAMES,
        "氏名|お?名前|^姓$|^名$|フリガナ|ふり[がか]な|^[姓名](読み|ローマ字)|仮名|(?<!底)本名"
        "|通称|ニックネーム|証言者$|被害者名",
    ),
    (NAMES, "الاسم|اسم|اللقب|الكنية|الشاهد"),
    (
        CONTACTS,
        "전화|휴대폰|핸드폰|연락처|폰번호|이메일|전자우편|메일주소|카카오톡|카톡|위챗|텔레그램",
    ),
    (
        CONTACTS,
        "电话|電話|手机|手機|联系方式|聯繫方式|联络方式|联系人|邮箱|电子邮件|微信|电邮|qq号?",
    ),
    (CONTACTS, "携帯|連絡先|メール|ライン|الهاتف|هاتف|الجوال|الموبايل|التليفون|البريد|واتساب"),
    (
        DOCUMENTS,
        "여권|주민등록|주민번호|신분증|공민증|계좌번호|외국인등록|사건번호|수용번호|수인번호"
        "|수번$|관리번호|등록번호|난민번호|신청번호|접수번호|(직원|회원|학급|배우자|환자)번호",
    ),
    (
        DOCUMENTS,
        "护照|護照|身份证|身份證|身份号码|身份號碼|(病人|工人|学籍|患者|人员)(id|号|编号|工号)"
        "|^学号|就诊卡|门诊号|住院号|银行卡|银行账号|证件号|證件號|户口|戶口|案号|案件编号|案件号"
        "|囚号|编号\\(人\\)|难民证|居留证",
    ),
    (
        DOCUMENTS,
        "旅券|パスポート|マイナンバー|個人番号|在留カード|免許証|身分証|身分番号|事件番号"
        "|登録番号|(学籍|社員|患者|飼い主|会員|受験者)(番号|id)|口座番号|جواز|هوية|البطاقة"
        "|رقمالسجين|رقمالمعتقل|الخانة|رقمالقيد|الرقمالقومي|رقمالعضوية|رقمالقضية|رقمالملف"
        "|الرقمالوطني",
    ),
    (
        ADDRESSES,
        "자택|거주지|거처|은신처|집주소|주소|은신|住址|家庭地址|^地址$|居住地|藏身|住处|现住|現住"
        "|常住|住所|联系地址|^住|現住|العنوان|عنوان(ال)?(السكن|المنزل|البيت)|مكانالسكن|عنوانالسكن",
    ),
    *((CONTACTS, pattern) for pattern in more.JOINED_CONTACTS),
    *((DOCUMENTS, pattern) for pattern in more.JOINED_DOCUMENTS),
    *((ADDRESSES, pattern) for pattern in more.JOINED_ADDRESSES),
    *((NAMES, pattern) for pattern in more.JOINED_NAMES),
)
#: Names and numbers of persons, whatever else is in the name of the column: 송환자 이름.
_OF_ONE_WHO = (
    "(자|민|인|사람|여성|남성|가족|학생|본인|증인)의?(이름|성명|명단|본명|가명|신원|연락처|전화)"
    "|(?<!사용)자명$|(자|민|인)번호$"
    "|[者人员員犯](的)?(姓名|名字|名单|电话|编号|号码)|者(氏名|名簿|番号)|者名$"
)
_OF_BIRTH = (
    "생년|출생|(?<!발)생일|出生|(?<![发發発])生日|籍贯|本籍|본적|원적|户籍|^生年|生年月日|誕生日"
    "|الميلاد|مكانالولادة|تاريخالولادة"
)
#: With one of these, a name, number or address is that of a place, a publisher or a page.
_OF_NO_PERSON = (
    "소재지|마을|동네|회사|제품|기사|자료|항목|통계|코드|분류|품목|장소|지역|도시|국가|나라|시설"
    "|기관|단체|출처|발행|언론|매체|사건(?!번호)|파일|구금|수용소|웹|인터넷|링크|"
    "地点|地點|地名|场所|場所|城市|设施|施設|機構|机构|机关|组织|組織|媒体|媒體|来源|來源|事件名"
    "|文件|看守所|网|網|链接|"
    "国名|国家|المكان|الموقع|المركز|السجن|المدينة|البلد|المحافظة|المخيم|المنطقة|القرية|الشارع"
    "|المنظمة|المصدر|الدولة|المشروع|خبر|الشركة|المقال"
)
_LATIN_OF_NO_PERSON = (
    r"\b(percent(age)?|rate|share|status|count|loc|open|coo|coa|crop|base|ent|mun|com|dep|prov|reg"
    r"|potrero|prision|establecimiento|campo|distrito|puesto|proyecto|projet|comun\w*)\b"
    r"|\b(places?|sites?|facilit(y|ies)|locations?|events?|incidents?|publishers?"
    r"|organi[sz]ations?|org"
    r"|agency|institutions?|files? (name|type|size|path)|columns?|fields?|variable|countr(y"
    r"|ies)|city"
    r"|town|county|province|region|district|area|admin ?\d?|adm\d?|sheet|layer|dataset|camp|prison"
    r"|cent(er|re)|station|newspaper|outlet|media|domain|host|pages?|websites?|web|url|ip"
    r"|newsletter"
    r"|office|coverage|range|company|operator|product|lugar|sitio|centro|pais|ciudad|institucion"
    r"|organizacion|evento|fuente|archivo|lieux?|pays|ville|etablissement|organisation|evenement"
    r"|source|fichier|courts?|hospitals?|schools?|police|authority|rivers?|roads?|villages?"
    r"|ships?|boats?|vessels?|ministry"
    r"|department|unit|group|project|operation|campaign|programme|program|table|tab|tag"
    r"|brand|domain"
    r"|settlement|location|crossing|checkpoint|port|airport|airline|bank|building|block"
    r"|room|cell number"
    r"|chart|indicator|measure|category|type|class|species|code of|language|currency|document title"
    r"|title|topic|theme|series|journal|law|act|treaty|regime|party|state|nation|continent|market"
    r"|prefecture|municipality|township|commune|barrio|estado|departamento|municipio"
    r"|provincia|region"
    r"|commune|quartier|prison|camp|carcel|penal|hotel|church|mosque|temple|station|route|bridge"
    r"|localit(y|ies)|sub ?districts?|jails?|channels?|tv|radio|months?|days?|weeks?|formats?|hours"
    r"|bcp|poi|conflict|dyad|wars?|battle|attack|weapon|rank name|layer|dish|plant|animal"
    r"|server|items?|placenames?|toponyms?|village tract|hamlet|island|mountain|lake|valley"
    r"|park|square"
    r"|corridor|railway line|railway|plant|factory|mine|farm|shelter|clinic|embassy"
    r"|consulate|mission|council"
    r"|committee|commission|bureau|division|branch|team|force|army|brigade|regiment|cartel"
    r"|gang|network"
    r"|show|podcast|blog|forum|app|software|tool|model|method|standard|code list|codebook|question"
    r"|section|chapter|paragraph|annex|figure|map|image|audio|video|collection|archive"
    r"|library|register"
    r"|networks?|coverage|posts?|publications?|geo|geographic\w*|gates?|border|base|zone"
    r"|sector|issue|edition|report|survey"
    r"|study|article|book|film|song|feature|attribute|property|metric|statistic|institute"
    r"|university"
    r"|base|zone|sector|ward|neighbou?rhood|org|ngo|un agency|donor|partner|server|host)\b"
)
_KINDS_OF_DOCUMENTS = (
    r"\b(type|offices?|authority|country|status|validity|issued|category|prison (id|code|ref\w*)"
    r"|number of (cases|documents|passports)|facility|site|place|title|symbol)\b"
)
#: What the words of a kind in heading_words.txt tell.
_KINDS = {"birth": BIRTHS, "document": DOCUMENTS, "contact": CONTACTS, "address": ADDRESSES}
_PERSON_WORD = rf"\b{_PERSON}\b"
_LONGEST_NAME = 200  # characters of a column's name that are looked at


def personal_name(column: str) -> str:
    """What a column of this name holds of persons, in words; empty where nothing."""
    name = unicodedata.normalize("NFKC", column[:_LONGEST_NAME])
    parted = re.sub(
        r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name
    )  # as in phoneNumber, but not in WeChat
    # Survey tools write the groups of a question before it: section_a/a3_phone.
    last = re.sub(r".*\S/(?=\S{3})", "", parted)
    writings = [_words(way) for way in (name, parted, last)]
    for what, pattern in _LATIN:
        for words in writings:
            if re.search(pattern, words) and not _is_excused(words, what):
                return what
    joined = re.sub(r"[\W_]+", "", name.casefold())
    if re.search(more.JOINED_OF_NO_ONE, joined):
        return ""
    if re.search(more.JOINED_HIDING, joined):
        return HIDING
    if re.search(_OF_ONE_WHO, joined):
        return NAMES
    if re.search(f"{_OF_BIRTH}|{more.JOINED_BIRTHS}", joined):
        return BIRTHS
    if re.search(_OF_NO_PERSON, joined):
        return ""
    kinds = kinds_of_words(name)
    is_of_place = "no" in kinds and "person" not in kinds
    found = [what for what, pattern in _JOINED if re.search(pattern, joined)]
    found += [what for kind, what in _KINDS.items() if kind in kinds]
    found += [NAMES] if "only_name" in kinds or {"name", "person"} <= kinds else []
    return next((what for what in found if what != NAMES or not is_of_place), "")


def _words(text: str) -> str:
    """The words of a name, figures apart; a # behind something is a number."""
    numbered = re.sub(r"(?<=\w)\s*#", " number ", re.sub(r"(?<=\b\w)\.(?=\w)", "", _bare(text)))
    numbered = numbered.replace("%", " percent ")
    return " ".join(re.findall(r"[^\W\d_]+|\d+", numbered))


def _is_excused(words: str, what: str) -> bool:
    """Whether a name is that of something else, and of no person besides."""
    if re.search(more.OF_NO_ONE, words) and what != HIDING:
        return True
    if what in _NEVER_EXCUSED or re.search(r"\bhome\b", words):
        return False
    if what == CONTACTS and re.search(r"^cell (no|number)$", words):
        return False
    if what == DOCUMENTS:
        return bool(re.search(_KINDS_OF_DOCUMENTS, words))
    of_no_person = re.search(_LATIN_OF_NO_PERSON, words) or re.search(more.OF_NO_PERSON, words)
    return bool(of_no_person) and not re.search(_PERSON_WORD, words)


def _bare(text: str) -> str:
    """Small letters without accents; Hangul stays in syllables."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char) or char > "\u0600")
    return unicodedata.normalize("NFC", bare)
