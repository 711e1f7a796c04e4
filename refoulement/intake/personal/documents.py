"""Forms of the numbers that states, camps, banks and aid agencies give to persons, by family.

Examples are seldom typed with the right check digits, so the form decides. What is so particular
that it may stand anywhere in a cell is ANYWHERE; what must be the whole cell is WHOLE; what proves
something only where most cells of a column have it is in columns_of_numbers.py.
"""

from __future__ import annotations

import re

MM, DD = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
YYMMDD, DDMMYY = rf"\d\d{MM}{DD}", rf"{DD}{MM}\d\d"
_YYYYMMDD = rf"(?:19|20){YYMMDD}"
#: In the codes of some states the month tells the sex or the century as well.
_YYMMDD_SHIFTED = rf"\d\d(?:[02468][1-9]|[13579][0-2]){DD}"

_EAST_ASIA = (
    rf"{YYMMDD}[- ]?[1-8]\d{{6}}",  # registration, Korea
    rf"{YYMMDD}-[1-8][*xX○]{{6}}",
    rf"[1-9]\d{{5}} ?{_YYYYMMDD} ?\d{{3}}[\dXx]",  # identity card, China
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{4}[3-9]\d"  # the same, of the old form
    rf"{MM}{DD}\d{{3}}",
    r"[1-9]\d{5}(?:19|20)\d\d[*xX]{4,10}[\dXx]{0,4}",
    r"[A-Z]{1,2}\d{6} ?\([\dA]\)",  # Hong Kong
    r"[1578]\d{6} ?\(\d\)",  # Macau
    r"\d\d-\d\d-\d{6}-\d\d",  # driving licence, Korea
    r"[A-Z]{2}\d{8}[A-Z]{2}",  # residence card, Japan
    r"[А-ЯӨҮЁ]{2} ?\d{8}",  # Mongolia
)
_SOUTH_ASIA = (
    r"\d{5}-\d{7}-\d",  # Pakistan
    r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]",  # tax card, India
    r"\d{9}[Vv]",  # Sri Lanka
    r"\d\d-\d\d-\d\d-\d{5}",  # citizenship, Nepal
    r"\d{4}-\d{4}-\d{5}",  # electronic tazkira, Afghanistan
    r"\d{4}-\d{7}-\d",  # the Philippines
    r"\d\d-\d{7}-\d",
    rf"{YYMMDD}-\d\d-\d{{4}}",  # Malaysia
    r"[STFGM]\d{7}[A-Z]",  # Singapore
    r"\d[- ]\d{4}[- ]\d{5}[- ]\d\d[- ]\d",  # Thailand
    r"\d{1,2}/[A-Za-z]{2,12}\([A-Z]\)\d{6}",  # Myanmar, in Latin and in Burmese letters
    r"\d{1,2}/[\u1000-\u109f]{2,16}\([\u1000-\u109f]{1,8}\)\d{6}",
)
_MIDDLE_EAST = (
    r"784-?(?:19|20)\d\d-?\d{7}-?\d",  # the Emirates
)
_AFRICA = (
    r"C[MF]\d{2}[A-Z\d]{10}",  # Uganda
    r"[1-3] (?:19|20)\d\d \d \d{7} \d \d\d",  # Rwanda
    r"GHA-\d{9}-\d",
    r"\d{8}-\d{5}-\d{5}-\d\d",  # Tanzania
    r"\d{6}/\d\d/[123]",  # Zambia
    r"\d\d-? ?\d{6,7} ?-?[A-Z] ?-?\d\d",  # Zimbabwe
    r"\d{9}[A-Z]{2}\d{3}",  # Angola
    r"[12] \d{3} (?:19|20)\d\d \d{5}",  # Senegal
    rf"{YYMMDD} \d{{4}} [01]8\d",  # South Africa
)
_LATIN_AMERICA = (
    r"\d{3}\.\d{3}\.\d{3}-\d\d",  # Brazil
    r"\d{1,2}\.\d{3}\.\d{3}-[\dkKX]",  # Chile, Uruguay, Brazil
    r"(?:20|2[347]|30|33)-\d{8}-\d",  # Argentina
    r"\d{4}[ -]\d{5}[ -]\d{4}",  # Guatemala
    r"\d{4}-(?:19|20)\d\d-\d{5}",  # Honduras
    r"\d{3}-\d{7}-\d",  # Dominican Republic
    r"\d{3}-\d{6}-\d{4}[A-Z]",  # Nicaragua
    r"\d\d-\d\d-\d\d-\d{4}-\d\d-\d{5}|\d{3}-\d{3}-\d{3}-\d",  # Haiti
    r"[1-9]-\d{4}-\d{4}",  # Costa Rica
    r"\d{6,8}[ -](?:LP|SC|SCZ|CB|CBBA|OR|PT|CH|TJ|BE|PD)",  # Bolivia
    r"[VEJ] ?-? ?\d{1,2}\.\d{3}\.\d{3}|[VE] ?[- ] ?\d{7,8}",  # Venezuela
    rf"[A-ZÑ&]{{4}}\d{{2}}{MM}\d\d(?:[HM][A-Z]{{5}}[A-Z\d]\d|[A-Z\d]{{3}})",  # Mexico
    r"[A-Z]{6}\d{8}[HM]\d{3}",
)
_EUROPE = (
    r"[12] \d\d (?:0[1-9]|1[0-2]|[2-9]\d) (?:\d\d|2[AB]) \d{3} \d{3}(?: \d\d)?",  # France
    r"[A-Z]{6}\d\d[A-EHLMPRST][0-7]\d[A-Z]\d{3}[A-Z]",  # Italy
    r"\d\d ?\d{6} ?[A-Z] ?\d{3}",  # pension, Germany
    r"\d{8} \d ?[A-Z]{2}\d",  # Portugal
    # The North: a serial number of a day’s reports begins with noughts, a time follows a late year.
    rf"(?:{YYMMDD}|{DDMMYY})[-+A](?!00)\d{{3}}[\dA-FHJ-NPR-Y]|(?:19\d\d|200\d){MM}{DD}-\d{{4}}",
    rf"{DDMMYY}-\d{{5}}",  # Latvia
    rf"{_YYMMDD_SHIFTED}/\d{{3,4}}",  # Czechia, Slovakia
    r"756\.\d{4}\.\d{4}\.\d\d",  # Switzerland
    rf"[1-8][- ]?{YYMMDD}[- ]\d{{4}}",  # Hungary
    r"\d{7}[ABCHKEM]\d{3}(?:PB|BA|BI)\d",  # Belarus
    r"\d{3}-\d{3}-\d{3}[ -]\d\d",  # insurance, Russia
    r"\d\d \d\d (?:№ ?)?\d{6}|[IVX]{1,4}-[А-ЯЁ]{2} ?(?:№ ?)?\d{6}",  # passports, Russia
    rf"[А-ЯІЇЄ]{{2}} ?(?:№ ?)?\d{{6}}|{_YYYYMMDD}-\d{{5}}",  # Ukraine
)
_OF_AGENCIES = (
    r"\d{3}-\d\d[C-]\d{5}|[A-Z]{3}-\d\d[CG-]\d{5,6}(?:-\d\d)?",  # UNHCR
    r"(?:MSC|LIN|WAC|EAC|SRC|IOE|NBC|YSC)\d{10}|N00\d{8}|GWF ?\d{9}",  # immigration
    r"CLF\d{4}/\d{4,6}|COMAR/\d{2,6}/\d{4}|A[-# ]{1,2}\d{3}[- ]\d{3}[- ]\d{3}",
)
_BANKS = (  # of Korea; those of elsewhere are IBANs, or have a word before them
    r"\d{6}-\d\d-\d{6}|\d{3}-\d{3}-\d{6}|\d{3}-\d{4}-\d{4}-\d\d|\d{4}-\d\d-\d{7}",
    r"\d{3}-\d{2}-\d{6}(?:-\d)?|\d{3}-\d{6}-\d{2}-\d{3}|\d{6}-\d{2}-\d{6}",
)
_IBAN = r"\bIBAN[\s:.#-]{0,4}[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){3,8}"
#: The lines of a passport that machines read.
_MACHINE_READABLE = (
    r"[PIACV][A-Z<][A-Z]{3}[A-Z<]{3,60}<<[A-Z<]{0,60}|[A-Z\d<]{9}\d[A-Z]{3}\d{7}[MF<]"
)
_BOUND = (r"(?<![\w.-])(?<!\d[,/])(?=\d|[A-ZА-ЯӨҮЁІЇЄ]{1,6}[-\d (])(?:", r")(?![\w/-]|[.,]\d)")
_FAMILIES = (
    *_EAST_ASIA,
    *_SOUTH_ASIA,
    *_MIDDLE_EAST,
    *_AFRICA,
    *_LATIN_AMERICA,
    *_EUROPE,
    *_OF_AGENCIES,
    *_BANKS,
)

#: Words that say whose number follows.
_LETTERS = re.compile("[a-z]{2,3}")
_LATIN_LABELS = (
    r"passports?|passport book|visa|green ?card|iqama|kimlik|tazkira|tazkera|pesel|unhcr|progres"
    r"|pasaporte|passeport|passaporto|reisepass|paspoor?t|pasport\w?|c[eé]dula|matr[ií]cula"
    r"|identidad|identit[éey]|identidade|ausweis|aadh?aar|carn[eé]t?|titre de s[ée]jour|[ée]tranger"
    r"|r[ée]c[ée]piss[ée]"
    r"|social security|national (?:id|insurance|number)|(?:id|civil) (?:card|no|number|nr|id)|alien"
    r"|ration card|case (?:id|file) no|detainee|inmate|prisoner|[ée]crou|expediente|t[ií]tulo|comar"
    r"|s[ée]curit[ée] sociale|krankenversicherung\w*|steuer-?id\w*|azr|cmnd|cccd|hộ chiếu|nrc|nik"
    r"|ktp"
    r"|kitas|mykad|cnic|nic|nid|nin|nino|bvn|ssn|niss|nss|curp|dni|nie|clabe|iban|cbu|cuil|cuit|run"
    r"|rut|cpf|ine|dpi|dui|nit|ppt|pep|cnp|egn|jmbg|oib|bsn|amka|fcn|moha|arc|hkid|nric|qid"
    r"|pinfl|jshshir|iin|snils|inps|tckn|tc kimlik|nuit|nif|taj|svnr|ahv|ofpra|agdref|uscis|sevis"
    r"|bamf|ppsn|emso|emšo|cta|cuenta|conta|kontonr|bank account|a/c|acct|compte|hesap"
)
_OTHER_LABELS = (
    r"паспорт\w?|снилс|ІПН|іпн|инн|иин|жсн|егн|лнч|пинфл|јмбг|эцн|рнокпп|удостоверение|свидетельство"
    r"|посвідчення|лична карта|сч[её]т|карта|αμκα|αδτ"
    r"|(?:한국|중국|북한|일본)?여권|여권번호|외국인등록|주민|주민등록|난민신청|난민인정|수용자?|수인|접수|사건|통행증"
    r"|신분증"
    r"|등록번호|계좌|护照|護照|旅券|身份证|身份證|身分證|居留證|居留证|通行证|通行證|台胞证|台胞證|回乡证|社保|在留|学籍"
    r"|マイナンバー|個人番号|免許証?|口座|账号|帐号|賬號|帳號"
    r"|جواز|هوية|الهوية|إقامة|اقامة|الإقامة|رقم وطني|الرقم الوطني|وطني|قومي|مفوضية|تذكرة|سجين|ملف"
    r"|حساب|کد ?ملی|شناسنامه|تذکره|گذرنامه|پاسپورت|شناختی کارڈ|شناختی"
    r"|דרכון|ת\.ז\.?|תעודת זהות|หนังสือเดินทาง|บัตรประชาชน|เลขประจำตัว"
    r"|खाता|पासपोर्ट|पहचान|আইডি|পাসপোর্ট|কার্ড|கணக்கு"
)
_PERSONS = (
    r"prisoner|tdcj|f?bop|cdcr|badge|booking|inmate|detainee|individual|patient|voter|refugee|member|client|beneficiary"
    r"|applicant|claimant|deportee|returnee|student|employee|internee|mrn|chart|tracing|epic|tutuklu"
    r"|h[äa]ftling(?:snr|snummer)?|gefangenennr|d[ée]tenue?|patiente?|interno|recluso|preso|mahk[uû]m"
    r"|з/к|заключ[её]нный|осужд[её]нный|수번|수형번호|囚犯|囚号|囚號"
    r"|السجين|المعتقل|النزيل|نزيل|معتقل|اسیر|زندانی"
)
#: A number of three figures or more, no year, is a person’s where the word before it says so.
OF_A_PERSON = (
    rf"(?<!\w)(?i:{_PERSONS})[\s.:]{{0,2}}"
    r"(?i:(?:id|reg|no|nr|nº|n°|№|#|number|card|رقم|شماره|番号|号)[\s.:]{0,2}){0,2}"
    r"(?:[A-ZА-ЯЁ\d]{1,4}[-/. ]?){0,2}(?<=[-/.: \dA-ZА-Я№#])(?!(?:19|20)\d\d(?!\d))"
    r"(?:\d[-/ ]?){3,12}(?![\d%])"
)
#: The first letters of the labels in plain Latin: no cell without one of them has a label.
LABEL_BEGINNINGS = frozenset(
    beginning[0][:3]
    for label in f"{_LATIN_LABELS}|{_PERSONS}".split("|")
    if (beginning := _LETTERS.match(label))
) | {"ced", "céd", "mat", "ecr", "écr", "etr", "étr", "ídn", "tít", "tit", "sec", "séc", "pas"}
#: These mean something else too: they count in capitals, before six figures.
_SHORT_LABELS = (
    r"CC|TI|CI|CE|CIN|CNI|SIN|PAN|FIN|CPR|TIN|TC|RRN|RG|A#|(?:RSA|SA) ID"
    r"|[CTDR]\. ?[CIENU]\.? ?[IT]?"
)
_NUMBER_WORD = (
    r"(?i:\W{0,3}(?:no|nos|nr|num|number|número|numero|nº|n°|№|#|id|card|file|номер|번호|号码?"
    r"|號碼?"
    r"|番号|證號|شماره|نمبر|رقم|เลขที่|số|kimlik|elect[óo]rico|ahorros|corriente"
    r"|ind|indiv|individual|reg|registration|az|سفر|السفر|الوطني|شخصية|ref|reference)\.?)?"
)
#: Five figures or more, and what may stand between them.
_ANY_NUMBER = (
    r"(?!\W{0,3}(?:19|20)\d\d(?:[-/.]\d{1,2}){0,2}(?![-/.]?\d))(?=(?:[- ./№*A-ZА-Яa-z]{0,6}\d){5})"
    r"[A-ZА-Я]{0,4}[- /]?\d(?:[- ./№]{0,2}[\dA-Z*]){3,24}(?<=[\d*A-Z])(?!\w)"
)
_LABELLED = (
    rf"(?<!\w)(?:(?i:{_LATIN_LABELS})(?![A-Za-z])|(?i:{_OTHER_LABELS}))"
    rf"{_NUMBER_WORD}\W{{0,4}}{_NUMBER_WORD}\W{{0,4}}{_NUMBER_WORD}[\s:.#№：-]{{0,4}}"
    rf"(?:[A-Z]{{2,4}} )?{_ANY_NUMBER}"
    rf"|(?<!\w)(?:{_SHORT_LABELS})(?![A-Za-z])[\s.:#-]{{0,3}}(?:(?i:no|number)[.: ]{{1,2}})?"
    r"[A-Z]?\d(?:[. -]?\d){5,16}(?![\w%/])"
)
_LABEL_BEHIND = (
    rf"(?<![\w.])(?<!\d[ -])(?>[A-ZА-Я]{{0,3}} ?\d(?:[ -]?\d){{5,18}}) ?"
    rf"(?:\((?i:{_LATIN_LABELS}|{_OTHER_LABELS}|expired|caducado|asile|asyl|утерян\w*)\W?\)"
    rf"|(?:رقم |شماره )?(?i:{_LATIN_LABELS}|{_OTHER_LABELS})\W{{0,2}}(?!\w)"
    r"|\((?:\w{1,8}行|[가-힣]{1,6}(?:은행|뱅크|농협)|\w{2,12} ?[Bb]ank)\))"
)

ANYWHERE = (
    f"{_BOUND[0]}{'|'.join(_FAMILIES)}{_BOUND[1]}|{_LABELLED}|{_LABEL_BEHIND}|{_IBAN}"
    f"|{_MACHINE_READABLE}"
)

#: Here a decimal number is a part of the form.
DOTTED = rf"(?<![\w.-])\d\d\.{MM}\.{DD}-\d{{3}}\.\d\d(?![\w.-])"  # Belgium

#: Masked figures: three signs or more for what is hidden, and four figures that are not.
_MASKED = (
    r"(?=(?:[^\d\n]{0,12}\d){4})(?=[^*xX●•#\n]{0,24}(?:\*{3}|[xX]{3}|[●•#]{3}))"
    r"[A-Z]{0,2}[\d*xX●•#]{2,20}(?:[- ][\d*xX●•#]{1,12}){0,5}[A-Z]?"
)
WHOLE = (
    rf"{YYMMDD}-[1-8]|[23]{YYMMDD}\d{{7}}"  # Korea, cut short; Egypt
    r"|\d\d[A-Z]{2}\d{5}"  # passports, France
    r"|[B-HJ-OQ-Z][A-Z]\d{7}|A[A-EG-Z]\d{7}|P[A-GI-Z]\d{7}|[DEGHKLMPRSTW]\d{8}|[A-Z]\d{3}[A-Z]\d{4}"
    r"|[A-Z]\d\d[A-Z]\d{5}|[A-Z]{2} \d{7}|N[- ]\d{9}"  # Korea, and further passports; Switzerland
    r"|(?=(?:[A-Z]{0,8}\d){2})(?=[A-Z\d]{0,8}\d[A-Z])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}"
    r"|A[-# ]{0,2}\d{3}[- ]?\d{3}[- ]?\d{3}|\d{3}-\d{8}|\d{3}-\d\d-\d{4}"
    r"|(?:[A-Z]{1,6}[ :.])?(?!0000)\d{4}(?:[ -]\d{4}){2,3}(?: \d{1,3})?"  # cards; India, Japan
    r"|[A-Z][1289A-D]\d{8}"  # Taiwan, and its residents from elsewhere
    r"|\d{10} \([\u0600-\u06ff ]{2,16}\)"  # the Gulf: 2182749305 (إقامة)
    r"|\d{12}[A-Z]|CI?\d{10}|[12]\d{3}(?:19|20)\d\d\d{5}"  # Mozambique, Côte d’Ivoire, Senegal
    r"|(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z]|[A-Z]\d{8}[A-Z]"  # Spain, Albania
    r"|[12]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}"  # France
    r"|[A-Z]{2}(?: ?\d\d){3} ?[A-Z]|A\d{4}[A-Z]{2}"  # the United Kingdom
    rf"|{DDMMYY} \d{{5}}"  # Norway
    r"|[A-Z]\d{12}[A-Z\d]"  # Mauritius
    r"|\d{7}-[1-9]\d\d"  # asylum, Germany: the state of origin is behind
    r"|[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?"  # bank accounts
    rf"|{_MASKED}"
)
#: Codes of places have the form of a passport’s number in these states, and in Great Britain.
CODE_OF_A_PLACE = (
    r"(?:AF|SY|IQ|SO|SS|SD|YE|LB|LY|PH|UA|LK|ID|MM|NG|NE|ML|BF|TD|CM|CF|ET|KE|UG|BI|MZ|HT|CO|VE"
    r"|EC|HN|GT|SV|NP)\d{7}|UA\d{17}|[EWSNK][0-3]\d0\d{5}"
)
