"""Forms of the addresses of homes: a word for a street, a house or a hut, and its number.

A street or a road alone is no home: crossings and checkpoints lie on them. So a number must stand
where the land’s habit has it, or a second word of an address must be in the cell.
"""

from __future__ import annotations

from pathlib import Path

_HOUSE = r"\d{1,5}[A-Za-zА-Яа-я]?(?:[-/]\d{1,4}[A-Za-zА-Яа-я]?)?(?![\w.]\d|\w)"

_EAST_ASIA = (
    r"[가-힣]{1,10}(?:로|길)\s?\d+(?:-\d+)?,?\s*.{0,12}\d+\s?(?:동|호)(?![가-힣])|\d+동\s?\d+호",
    r"[가-힣]{1,10}(?:대?로|길)\s?\d{1,4}(?:-\d{1,3})?(?:번길)?(?:\s?\d{1,4}(?:-\d{1,3})?)?,?\s*"
    r"(?:\([가-힣\d, ]{1,20}\)\s*\Z|지하|반지하|옥탑|[B\d]{1,3}층|고시원|원룸|빌라|아파트)",
    r"[가-힣]{1,8}[시군구읍면동]\s[가-힣\d]{1,10}(?:로|길)\s?\d{1,4}(?:-\d{1,3})?\s*(?:\Z|,)",
    r"[가-힣]{1,8}[동리읍면가]\s?(?:산\s?)?\d{1,4}(?:-\d{1,4})?번지"
    r"|[가-힣]{2,8}[동리]\s\d{1,4}-\d{1,4}\s*\Z",
    r"[가-힣]{2,12}(?:아파트|빌라|맨션|연립|주택|고시원|오피스텔|기숙사"
    r"|타운)\s?[\dA-Za-z]{1,5}(?:동|호|-)"
    r"|(?:초소|구역|인민반)\s?\d{1,4}반",
    r"[가-힣]{1,8}[동리구]\s?\d{1,3}\s?인민반|\d{1,3}인민반",
    r"[路街巷道弄]\s?\d+\s?[号號].{0,12}(?:单元|單元|室|栋|棟|楼)",
    r"[路街巷道弄段里村同]\s?\d{1,5}(?:之\d+)?(?:巷\d+)?(?:弄\d+)?\s?[号號](?:院|之\d"
    r"|\d{1,3}[楼樓層层FBf座栋棟幢]|\s*\Z|[,，(（ ])",
    r"\d{1,4}[号號]?[栋棟幢座楼樓][^\d]{0,4}\d{0,2}(?:单元|單元|室|层|樓|楼)?\d{3,4}[室号號]?\s*\Z",
    r"[村屯乡鄉镇队隊][^\d,，]{0,6}\d{1,3}[组組社队隊](?:\d{1,4}[号號])?\s*\Z",
    r"\d{1,4}丁目[\d番\- ]|[市区町村郡].{1,14}\d{1,4}-\d{1,4}(?:-\d{1,4})?(?:号)?(?:\s|\Z)",
    r"[市区町村].{1,14}\d{1,4}番地?|\d{1,4}(?:号室|號室)",
)
_ENGLISH_STREETS = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd|boulevard|terrace|crescent|cres|parkway"
    r"|pkwy"
    r"|circle|cir|trail|trl|gardens|mews|close|hwy|grove"
)
_UNITS = (
    r"h\.? ?no|house|hse|flat|plot|door|d\. ?no|holding|apartment|apt|unit|shelter|hut|tent|room"
    r"|shack|caravan|container|isobox"
)
_PARTS = (  # what stands beside such a unit, with its own number or letter
    r"road|street|block|blk|lane|sector|ward|floor|building|bldg|camp|row|section|zone|tower|rd"
    r"|st|line"
    r"|village|vill|kebele|woreda|phase|area|plot|cluster|avenue|ave|lot"
)
_ENGLISH = (
    rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'-]{{1,20}} |\d{{1,3}}(?:st|nd|rd|th) ){{1,3}}"
    rf"(?i:{_ENGLISH_STREETS})\b(?! \d)",
    r"\b\d{1,5} [NSEW]{1,2}\.? (?:[A-Z][\w'-]{1,20} |\d{1,3}(?:st|nd|rd|th) ){1,3}"
    r"(?:St|Ave|Rd|Blvd|Dr|Ln|Ct|Pl|Way|Pkwy|Hwy)\b",
    r"\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'-]{1,20} ){1,3}(?:Court|Ct|Place|Pl|Way|Row|Walk|Hill|Square"
    r"|Sq)"
    r"\.?,? (?:#|Apt|Flat|Unit|[A-Z][a-z]+,? [A-Z]{1,2}\d)",
    r"\b(?i:apt|apartment|flat|room|unit)\.? \d+\w?,? .{0,20}(?i:building|street|road|floor)",
    rf"\b(?i:{_UNITS})\b[ .:#No]{{0,6}}[A-Z]?-?\d{{1,5}}[A-Z]?\b.{{0,40}}\b"
    rf"(?i:{_PARTS})\b[ .:#No]{{0,5}}"
    r"(?:\d|[A-Z]\b)",
    rf"\b(?i:{_PARTS})\b[ .:#No]{{0,5}}(?:\d{{1,4}}[A-Z]?|[A-Z]\d{{0,3}})\b[^\n]{{0,40}}"
    rf"\b(?i:{_UNITS})\b[ .:#No]{{0,6}}[A-Z]?-?\d{{1,5}}",
    r"\b[Vv]ill(?:age)?[:.].{0,40}\bP\.? ?[OS]\.?[:. ]|\b[Cc][/.][Oo]\.? (?=[^\W\d_])",
    r"(?i:\bp\.? ?o\.? ?box (?:no\.? )?\d|\bblk\.? ?\d+,? lo?t\.? ?\d|\bpurok \d"
    r"|\bRT\.? ?\d+ ?/ ?(?:RW)?)",
    r"\b(?:[Gg]ali|[Mm]ohalla|[Mm]ohallah|[Gg]alli|[Kk]ucha)\b.{0,30}\d"
    r"|\b[Ss]treet [Nn]o\.? ?\d{1,4}\b.{0,40}\b[Hh]ouse",
    r"#\d{1,4}\w?,? ?(?:St|Street)\b\.? ?\d",
)
_SPANISH = (
    r"\b(?i:calle|cll?|c/|cra|carrera|kra|kr|cr|avenida|avda?|av|diagonal|diag|dg|transversal"
    r"|trans?v|tv"
    r"|autopista|circular)\b\.? ?[^#\n]{1,30}(?:#|\b[Nn]o\.?|[Nn][°º.]) ?\d{1,4}",
    r"\b(?i:calle|c/|avenida|avda|av|pasaje|psje|pje|jir[oó]n|jr|boulevard|blvd|calz(?:ada)?|prol"
    r"|prolongaci[oó]n|andador|callej[oó]n|cerrada|privada|camino|paseo|ronda|plaza|pza)\b\.? ?"
    r"(?=[^\n]{0,6}[A-ZÁÉÍÓÚÑ\d])[^\d,#\n]{2,40}(?:, ?(?:n[úu]m\.? ?|n[°º] ?|#)?|n[úu]m\.? ?"
    r"|n[°º] ?|[Nn]o\.? ?| )"
    r"(?!de\b)\d{1,5}(?:-?[A-Za-z])?(?:,|\s*\Z| (?!de\b)(?:col|int|piso|depto|dpto|apto|casa|bis"
    r"|esq|,))",
    r"(?i:\b(?:manzana|mza?|mz)\.? ?\w{1,3},? ?(?:lote|lt|l|solar|villa|casa)\.? ?\d)",
    r"(?i:\b(?:casa|apto|apartamento|depto|dpto|torre|bloque|interior|int|piso"
    r"|lote)\.? ?(?:n[°º.] ?|#)?\d{1,4}\w?)"
    r"(?=,).{0,60}(?i:barrio|colonia|col\.|sector|urb|vereda|calle|manzana|residencial)"
    r"|(?i:barrio|colonia|col\.|sector|urb|vereda|residencial)\b.{1,50}(?i:casa|manzana|lote|apto"
    r"|calle)\.? ?"
    r"(?:#|n[°º.]|No\.?)? ?\d",
)
_PORTUGUESE = (
    r"\b(?:Rua|R\.|Av\.|Avenida|Travessa|Trav\.|Tv\.|Alameda|Al\.|Praça|Estrada|Estr\.|Beco"
    r"|Ladeira|Largo|Rodovia)"
    r" [^\d\n]{2,40}(?:, ?| )(?:n\.?[°º]? ?)?\d{1,5}(?:,|\s*\Z| ?-)",
    r"(?i:\b(?:quadra|qd)\.? ?\w{1,4},? ?(?:lote|lt|casa|conjunto|conj)\.? ?\d)",
)
_FRENCH = (
    r"\b\d{1,4}(?: ?(?:bis|ter|quater))?,? (?i:rue|avenue|av\.|boulevard|bd|impasse|allée|chemin"
    r"|place|quai"
    r"|cité|résidence|lotissement|passage|route|villa|square|ruelle|sentier|cours) "
    r"(?:d[ue]s? |de la |de l['’]|d['’]|l[ae]s? )?[A-ZÀ-Ý\d]",
    r"\b(?i:rue|avenue|av\.?|boulevard|bd|q(?:uartier)?[./]|c[./]|parcelle)\s?[^\d\n]{0,40}"
    r"(?:n[°º]|numéro|no\.?|parcelle|porte|villa|lot|appt?|apt) ?\d{1,5}",
)
_GERMAN_AND_NORTHERN = (
    r"\b[A-ZÄÖÜÅØ][\wäöüßåøæéé.-]{2,30}(?:str(?:aße|asse|\.)|weg|platz|allee|gasse|ring|damm|ufer"
    r"|chaussee"
    r"|steig|pfad|straat|laan|plein|gracht|kade|dijk|steeg|gatan|gata|gate|vägen|veien|vegen|vej"
    r"|gade|stien"
    r"|allé|gränd|katu|kuja|tie) \d{1,4} ?[a-zA-Z]?(?![\w.])",
    r"\b(?:[A-ZÄÖÜ][\wäöüß-]{1,20}[- ]){1,3}(?:Str(?:aße|asse|\.)|Weg|Platz|Allee|Ring|Damm"
    r"|Ufer) \d{1,4}[a-z]?\b",
    r"\b(?:Am|An der|Auf der|Im|In der|Zum|Zur"
    r"|Unter den) [A-ZÄÖÜ][\wäöüß-]{2,20} \d{1,4} ?[a-z]?, \d{4,5}\b",
)
_SLAVIC_AND_BALKAN = (
    r"(?i:\b(?:ул|улица|вул|вулиця|просп(?:ект)?|пр-т|пр-кт|пер|переулок|пров|провулок|бульв|б-р"
    r"|бул"
    r"|шоссе|наб|пр|мкр|микрорайон|площадь|пл|көчө|көшесі|көшөсү|кўчаси|ko['ʻ‘’]?chasi)\b\.?)"
    rf",? ?[^\d\n]{{2,40}}[,. ] ?(?i:(?:д|буд|дом|б|№|үй|уй|бр|br|uy)\.?)? ?{_HOUSE}",
    r"[\wА-Яа-яЁёІіЇїӣӯқғҳҷ’'-]{3,30}\s(?i:көчөсү|көшесі|кўчаси|кӯчаи|ko['ʻ‘’]?chasi)\b.{0,6}\d",
    r"(?i:\b(?:кв|квартира|корп|общежитие|подъезд|под|ет|вх|бл|ап)\.? ?№? ?\d{1,4}\b.{0,20}"
    r"\b(?:кв|квартира|комн?|ет|вх|ап|бл)\.? ?№? ?\d{1,4}|\b(?:д|дом|буд)\. ?\d.{0,12}\b(?:кв"
    r"|квартира)\.? ?\d)",
    r"\b(?:ul|al|os|pl|aleja|ulica|ulice|nám|náměstí|trg)\b\.? ?[A-ZŁŚŻŹĆČŠŽ\d][^\d\n]{1,30} "
    r"\d{1,4}[a-zA-Z]?(?:/\d{1,4}| m\. ?\d+)?(?:,|\s*\Z)",
    r"(?i:\b(?:str(?:ada)?|bd|b-dul|bulevardul|bul|aleea|calea|șos|sos|rr|rruga"
    r"|intr)\b\.? )[^\d\n]{2,40}"
    r"(?i:nr\.?|no\.?|br\.?|бр\.?) ?\d{1,4}",
    r"[\wÁÉÍÓÖŐÚÜŰáéíóöőúüű-]{3,25} (?:utca|út|u\.|tér|körút|köz|sor|krt\.) \d{1,4}[./]?",
    r"(?:Οδός|οδός|Οδ\.|Λεωφ(?:όρος|\.)|Λ\.) [^\d\n]{2,30} \d{1,4}"
    r"|[Α-Ω][\wά-ώ]{3,20} \d{1,4}, ?(?:ΤΚ|Τ\.Κ\.)",
)
_ITALIAN_AND_TURKISH = (
    r"(?:\A|[,;:] ?)(?i:via|viale|v\.le|vicolo|corso|c\.so|piazza|p\.zza|piazzale|largo|strada"
    r"|contrada|calle|salita)"
    r" (?=[\w. ]{0,12}[A-ZÀ-Ý])[^\d\n]{2,40}(?:, ?| )(?:n\.? ?[°º]? ?)?(?!(?:19"
    r"|20)\d\d\b)\d{1,4}(?:/\w)?(?:,|\s*\Z| int| -)",
    r"(?i:\b(?:mah|mahallesi|mh|cad|caddesi|cd|sok|sokak|sokağı|sk|bulvarı|blv|sitesi"
    r"|apt)\b\.?)[^\n]{0,40}"
    r"(?i:\b(?:no|d|daire|kat|blok|kapı)[.: ]{1,2} ?\d)",
)
_ARABIC_SCRIPT = (
    r"(?:شارع|حارة|حي|محلة|زقاق|دوار|جادة|طريق|منطقة|مخيم|خلف|قرب|بجانب|مقابل).{1,40}"
    r"(?:بناء|بناية|عمارة|شقة|طابق|بيت|دار|منزل|رقم|خيمة|كرفان)(?![\u0621-\u064a]{3})",
    r"(?:بناء|بناية|عمارة|شقة|الطابق|طابق|منزل رقم|بيت رقم|دار|زقاق|محلة|خيمة(?: رقم)?"
    r"|كرفان)\s?\d{1,4}",
    r"(?:خیابان|کوچه|بلوار|کوی|بزرگراه|میدان|شهرک).{1,40}(?:پلاک|کوچه|واحد|طبقه|خانه|منزل|کوچهٔ"
    r"|\d)|پلاک\s?\d",
    r"(?:مکان|گھر|گلی|کوچہ|خانه|کوڅه|سرک)\s?(?:نمبر|نمبر:|شماره|نمره)\s?\d|محلہ.{1,30}(?:گلی"
    r"|مکان)|ناحیه\s?\d.{0,30}(?:کوچه|سرک|خانه)",
    r"(?:رقم|مربع|بلوك|بلوك رقم|مربع رقم)\s?\d{1,3}.{0,20}(?:منزل|بيت)",
    r"(?:רחוב|רח'|שד'|שדרות)\s[^\d\n]{2,25}\d{1,4}|[\u05d0-\u05ea\"' ]{3,25} \d{1,3},? (?:דירה"
    r"|קומה|כניסה)",
)
_SOUTHERN_ASIA = (
    r"\b(?i:jl|jln|jalan|gg|gang|kampung|kg|kp|lorong|lrg|dusun|dsn|perumahan"
    r"|blok)\b\.? [^\n]{2,40}\b(?i:no|blok|rt|lot)\b"
    r"\.? ?\d|\b(?:Jl|Jln|Jalan|Lorong)\b\.? [^\d\n]{2,30} \d{1,4}[,/ ]?"
    r"|\bNo\.? ?\d{1,4}[A-Z]?,? (?:Jalan|Jln|Lorong|Kampung|Kg)\b",
    r"(?i:\b(?:số(?: nhà)?|ngõ|ngách|hẻm|kiệt)\s\d{1,4}[^\n]{0,40}(?:đường|phố|ngõ|hẻm|phường"
    r"|quận|p\.|q\.|xã|thôn|tổ))"
    r"|(?i:\b\d{1,4}(?:/\d{1,4}){0,3}[a-z]? (?:đường|phố|ngõ|hẻm) )|(?i:\btổ \d{1,3},? (?:ấp|thôn"
    r"|khu|khóm))"
    r"|\b\d{1,4}(?:/\d{1,4}){0,3} [A-ZĐ][^\d\n]{3,25}, ?(?:P|Q|Phường|Quận)\.? ?\d",
    r"\d{1,4}(?:/\d{1,4})? ?(?:หมู่|ม\.|ถ\.|ถนน|ซอย|ซ\.)|(?:บ้านเลขที่|เลขที่)\s?\d"
    r"|ซอย.{1,30}\d{1,4}/\d",
    r"(?:အမှတ်|တိုက်)\s?\(?\d{1,4}\)?.{1,40}(?:လမ်း|ရပ်ကွက်|အခန်း)|ផ្ទះ(?:លេខ)?\s?\d"
    r"|ផ្លូវ(?:លេខ)?\s?\d",
    r"(?:मकान|घर|गली|वार्ड|वडा|म\.नं\.)\s?(?:नं\.?|नंबर|नम्बर|संख्या)?\s?\d.{0,40}(?:मकान|घर|गली"
    r"|मोहल्ला|टोल|गाँव|वार्ड)"
    r"|मकान\s(?:नं\.?|नंबर)\s?\d|(?:বাড়ি|বাসা|হোল্ডিং|রোড)\s?(?:নং|নম্বর|#|-)?\s?\d.{0,40}(?:রোড"
    r"|ব্লক|সড়ক|ওয়ার্ড|গ্রাম|বাড়ি|বাসা)"
    r"|গ্রাম[:ঃ].{1,30}(?:ডাকঘর|পোস্ট)",
    r"(?:ቀበሌ|ወረዳ)\s?\d{1,3}.{0,30}(?:ቤት|ቁጥር)",
)
ADDRESS = "|".join(
    (
        *_EAST_ASIA,
        *_ENGLISH,
        *_SPANISH,
        *_PORTUGUESE,
        *_FRENCH,
        *_GERMAN_AND_NORTHERN,
        *_SLAVIC_AND_BALKAN,
        *_ITALIAN_AND_TURKISH,
        *_ARABIC_SCRIPT,
        *_SOUTHERN_ASIA,
    )
)

#: One of these words, or parts of words, is in every address in Latin, Cyrillic or Greek letters.
WORDS = frozenset(Path(__file__).with_name("address_words.txt").read_text(encoding="utf-8").split())
PARTS_OF_WORDS = (
    r"[\u0590-\u1fff\u3040-\u9fff\uac00-\ud7a3]"
    r"|(?:str(?:aße|asse|\.)|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|pfad|straat|laan"
    r"|plein"
    r"|gracht|kade|dijk|steeg|gatan|gata|gate|vägen|veien|vegen|vej|gade|stien|allé|gränd|katu"
    r"|kuja|tie)"
    r" \d|/[OoQq]\b|#\d"
)
