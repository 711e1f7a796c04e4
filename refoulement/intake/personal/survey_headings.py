"""More names of columns that tell who a person is: of surveys, of aid agencies, in more languages.

Words in Latin, Cyrillic, Greek and Hebrew letters have neither accents nor capitals, and a space
between them; the others have nothing between their words, and no vowel signs in Indic letters.
"""

from __future__ import annotations

_NUMBER = r"(no|nos|nr|num|number|id|ref|reference|card)"
_LANGUAGE = (
    r"(arabic|english|french|spanish|kurdish|dari|pashto|farsi|burmese|bangla|korean|chinese|local"
    r"|ar|en|fr|es|ku|fa|ps|my|bn|ko|zh|orig|original)"
)

NAMES = (
    r"\btestifiers?$|\bauthors?( s)? of (the )?(testimony|statement)\b",
    r"\b\w*(full|first|last|middle|maiden|given|sur|fore|nick|family|user|screen)names?\b",
    r"\b(signed|witnessed|translated|interpreted|assessed|counsell?ed|certified|photographed) by\b",
    r"^(account|card|passport|title|permit|sim) ?(holders?|owners?)( name)?$|^case owner$",
    r"\b(handle|screen ?name|user ?name|login id)\b",
    rf"^(respondent|interviewee|interviewer|enumerator|victim|witness|survivor|informant|detainee)"
    rf"s?( {_LANGUAGE}){{1,2}}$",
    r"^(interpreter|translator|case ?worker|case manager|social worker|counsell?or|lawyer|attorney"
    r"|legal representative|representative|complainant|petitioner|appellant|plaintiff|defendant"
    r"|caregiver|head of (household|family)|hoh|next of kin|nok|deponent|affiant"
    r"|kafeel|guarantor|surety|emergency person)( \d)?$",
    r"\bwho (are|is|was) (you|the|he|she|your)\b|\bwhat is (your|his|her|the \w+ s?) ?name\b",
    r"\b(person|people) (to|we|i) (contact|call|can contact|reach)\b|\bname(d)? (and|or) (surname"
    r"|phone)",
    # Spanish and French
    r"^(entrevistad[oa]|encuestad[oa]|denunciante|declarante|solicitante|testigo|informante"
    r"|quejos[oa]|agraviad[oa]|imputad[oa]|titular|encuestador|entrevistador|interprete|traductor"
    r"|apoderad[oa]|conyuge|tutor|firmante|compareciente|ofendid[oa])( [ao]s?)?( \d)?$",
    r"\babogad[oa]s?( (defensor|de la|del)\w*)?\b|\bdefensor(a)?$|^firma( (del|de la) (?!acuerdo"
    r"|convenio|tratado)\w+)?$",
    r"\b(enquete|interviewe|repondant|declarant|temoin|plaignant|requerant|demandeur|avocat"
    r"|interprete|titulaire|enqueteur|signataire)( e)?s?$|\bsignature\b|\bpseudo\b",
    r"^(entrevistador?|entrevistad[oa]|vitima|testemunha|requerente|declarante|intervistat[oa]"
    r"|intervistatore|testimone|vittima|detenut[oa]|ansprechpartner(in)?|ansprechperson|zeug(e|in)"
    r"|befragte[rn]?|betroffene[rn]?|interviewpartner(in)?|narasumber|responden|saksi|pewawancara"
    r"|pelapor|tanik|magdur|gorusmeci|basvuran|nguoi (duoc phong van|phong van|lien he)|nhan chung"
    r"|nan nhan|shahidi|mhojiwa|mhasiriwa|mhojaji|свидетель|потерпевши\w|респондент|интервьюер"
    r"|заявитель|контактное лицо|родственник|свідок|постраждал\w+|заявник|інтервюер)( \d)?$",
    r"^(ho )?ten (tu nhan|nhan chung|luat su|nguoi \w+|nan nhan|bi (can|cao)|cha|me|vo|chong|con"
    r"|than nhan|goi|khai sinh|that|benh nhan|tieng \w+)( \w+)?$",
    # Portuguese, Italian, German, Dutch, Polish, Czech, Turkish, Indonesian, Vietnamese, and others
    r"\bnomes?\b|\bsobrenome\b|\bapelido\b|\bcognome\b|\bnominativo\b|\bfiliacao\b|\bcodinome\b",
    r"\b(vor|nach|familien|geburts|spitz|mutter)name[ns]?\b|\b(voor|achter|meisjes)naam\b",
    r"\b(imie|imiona|nazwisko|jmeno|prijmeni|ime|prezime|nume|prenume|keresztnev|vezeteknev|nev)\b",
    r"\b(ad[iı]? ?soyad[iı]?|soyad[iı]?|ad[iı]|isim|ismi)\b|\bnama\b|\bho (va )?ten\b"
    r"|\bten (day du|that)\b",
    r"\b(jina|magaca?|familiya|ismi|sharifi|aty|emri|mbiemri|surnames?)\b",
    r"\b(фио|ф и о|имя|имена|фамили[яи]|отчество|прозвище|кличка|псевдоним|презиме|име|подпись)\b",
    r"\b(ім я|прізвище|піб|п і б|по батькові|аты жоні|тегі|аты|исми|фамилияси|насаб|ном)\b",
    r"\b(ονομα|επωνυμο|ονοματεπωνυμο|πατρωνυμο)\b|^שם$|\bשם (מלא|פרטי|משפחה|ה\w+)\b",
)
CONTACTS = (
    r"\b(contat[t]?o|contacto|contact) (familiar\w*|famille|parent\w*|urgence|emergenc\w+)\b"
    r"|\b(facebook|zalo|instagram|telegram|viber) (ca nhan|personal|perso|pribadi|kisisel|личный)\b"
    r"|\bтел\b|\b(surel|pos el|thu dien tu|ел пошта|електронн\w+ (пошта|адреса)|gsm|so dt)\b",
    r"\b(telemove(l|is)|telephoni\w+|barua pepe|simu)\b|^(?!.*\b(clinic|team|unit|court)s?\b).*"
    r" (mobile|handphone|cellphone)$|\btai khoan (facebook|zalo)\b",
    r"^mob$|^cell (no|number)$|\b(landline|handset|whats ?app|hotline caller)\b|\bline ?id\b",
    r"^(social |his |her |respondent )?(instagram|insta|facebook|fb|twitter|tiktok|snapchat"
    r"|linkedin|discord"
    r"|zalo|imo(?! (no|number))|vk|qq|sns|social media|messenger)"
    r"( (id|account|handle|profile|link|user|name"
    r"|username|no|number))?( \d)?$",
    r"\b(how|best way|where) (can|to|could|do) (we )?(contact|reach|call)\b|\breach(able)? (at"
    r"|on)\b",
    r"\b(telefones?|celulares|contato|whatsapp|telefon\w*|handy\w*|mobilnummer|rufnummer|cellulare"
    r"|recapit\w+|cep (tel\w*|no)|e ?posta|nomor (hp|telepon|wa)|no hp|no telp|telepon|ponsel"
    r"|simu|taleefan\w*|telefoon\w*)\b|^kontakt$",
    r"\b(dien thoai|điện thoại|đien thoai|so đt|sđt|sdt)\b",
    r"\b(телефон\w*|моб\w*|почта|эл почта|e mail|контакты?|контактн\w+|телеграм|скаип|вотсап"
    r"|пошта)\b",
    r"\b(τηλεφωνο|κινητο)\b|\b(טלפון|נייד|דואל|דוא ל)\b|\btel\w* (no|number|num|nr|\d)\b",
)
DOCUMENTS = (
    rf"\b(asylum|seeker|refugee|family|marriage|birth|death|residence|ration|health|vaccination"
    rf"|registration|stay|travel|exit|entry) (\w+ )?(cert|certificate|booklet|book|card|permit"
    rf"|document|slip|token) ?{_NUMBER}\b",
    r"\b(mobile money|bank|mpesa|m pesa|wallet|savings) (account|acct)$",
    r"\b(tazk[ie]ra|tezkere|kimlik|fcn|moha|ofpra|agdref|comar|home office|hamis|bamf|azr"
    r"|emirates id|civil id|qid|hkid|mykad|ktp|kitas|cccd|cmnd|cnp|egn|iin|pinfl|snils|oib|jmbg"
    r"|amka"
    r"|bsn|clabe|cbu|imsi|sevis|uscis|eurodac|laissez passer|cedula|dui|nuip|nss|nit"
    r"|clave de elector|credencial|carne|carnet|prontuario|ghana card|huduma|smart ?card|omang"
    r"|ausweis\w*|reisepass\w*|passnummer|aktenzeichen|steuer id|sozialversicherungsnummer"
    r"|codice fiscale|carta d identita|passaporto|permesso di soggiorno|paspor\w*|ho chieu|hộ chiếu"
    r"|titulo de eleitor|identidade|recepisse|carte d(e|es)? (sejour|refugie|resident|electeur)"
    r"|nni|pps)"
    r"( (no|num\w*|number|nr|id|nº|n))?$",
    r"\b(tazk[ie]ra|kimlik|fcn|moha|ofpra|comar|home office|progres|unhcr|cnp|iin|tc|alien|asylum"
    r"|eurodac"
    rf"|biometric|fingerprint|sim( card)?|bail|warrant|prisoner|convict|taj) ?{_NUMBER}\b",
    rf"\b(bank|account|acct|mobile money|mpesa|m pesa|ewallet|wallet|debit|credit|atm|card) "
    rf"(account )?{_NUMBER}\b|\b(plate|licen[cs]e plate) {_NUMBER}\b",
    r"\bexpediente\b(?! (judicial )?(tipo|estado))|\b(numero|num|no|n) (de |d )?(ofpra|cuenta"
    r"|compte"
    r"|carnet|carte|recepisse|enregistrement|etranger|afiliacion|detenu|ecrou|interno)\b",
    r"\b(cpf|cnh|dui|passaportes?|\w*ausweis\w*|fuhrerschein\w*|kontonummer|\w*versichertennummer)\b"
    r"|\brg( (do |da )?\w+)?$|\b(nomor|no) (kk|ktp|nik|paspor|induk|rekening)\b"
    r"|\b(so tai khoan|can cuoc|bien so xe|numer dowodu)\b|\bдокумент\w* удостоверяющ\w+"
    r"|\bномер (карты|счета|снилс|удостоверения)\b",
    # Accounts of banks, and number plates
    r"\b(rib|conta (bancaria|corrente|poupanca)|conto corrente|numero di conto|bank(a|verbindung)?"
    r" hesap\w*|hesap (no|numarasi)|bankverbindung|akaunti ya benki|cuenta (bancaria|corriente|de"
    r" ahorros?)|compte (bancaire|postal)|(номер )?(банковск\w+|банківськ\w+) (карты|картки|счет\w*"
    r"|рахун\w+)|номер рахунку|расчетный счет|rekening bank)\b",
    r"\b(arac plaka\w*|plaka (no|numarasi)|plat nomor|номерн\w+ знак\w*|номер (авто|машин\w*"
    r"|автомобил\w*)|matricula do (carro|veiculo)|plaque d immatriculation|numero de placa"
    r"|license plate|reg(istration)? plate)\b",
    r"\baktenzeichen d(es|er) (asyl|straf|verfahren|person|klag|antrag)\w*|\bpasaport\w*"
    r"|\b(folio|numero|num|no) (de )?(la )?(carpeta|causa|averiguacion)\b|\bномер уголовного дела\b"
    r"|\b(кримінальн\w+|уголовн\w+) (провадженн\w+|дел\w+) (номер|№)",
    r"\b(kfz )?kennzeichen\b|\b(plac?a|placas|plaque|matricula|targa|nopol|plaka)"
    r"( (de|del|du|da|d) ?\w*)?( (vehiculo|vehicule|veiculo|immatriculation|auto|carro"
    r"|kendaraan))?$"
    r"|\bимматрикул\w+|\bгосномер\b|\bkitambulisho\b|\bpasipoti\b"
    r"|\bномер (уголовного )?дела (задержанн|заключенн|осужденн|обвиняем)\w+",
    r"\b(rg|nis|cni|cpf|nif|nik|inn)( (numero|num|no|nr|n))?$|^t ?c( kimlik)? (no|number)\b",
    r"\b(паспорт\w*|снилс|инн|иин|егн|жсн|удостоверени\w+|свидетельств\w+|посвідчення|рнокпп|іпн"
    r"|пинфл)\b",
    r"\b(ταυτοτητα|διαβατηριο|αφμ|αμκα|דרכון|תעודת זהות|מספר זהות)\b",
)
BIRTHS = (
    r"\b([pycm]ob)\b|\b(lugar|ano|pais|mun|municipio|estado|dep|depto|provincia|fec) (de )?nac\b",
    r"\bkuzaliwa\b|\bgeb ?dat(um)?\b|\bgeb$"
    r"|\b(nascimento|nascita|nat[oa] (a|il)|geburts\w*|geboorte\w*|urodzenia"
    r"|narozeni|dogum|lahir"
    r"|ngay sinh|nam sinh|rodjenja|rodenja|nasterii|szuletesi?|tug ?ilgan)\b|\b(рождени\w+"
    r"|народження"
    r"|раждане|рођења|туған|туулган)\b|\bγεννησ\w+|\b(תאריך|מקום) לידה\b|\bd ?o ?b\b"
    r"|\bbirth ?day\b",
)
ADDRESSES = (
    r"\b(hausnummer|strasse (und|u) (hausnummer|nr)|noi (o|cu tru)|cho o|ho khau|makazi"
    r"|domisili)\b",
    r"\b(endereco|morada|logradouro|moradia|\w*anschrift|wohnort|wohnadresse|indirizzo|residenza|alamat"
    r"|adres\w*"
    r"|dia chi|địa chỉ|đia chi|tempat tinggal|anwani|cinwaan\w*|manzil|ikamet\w*"
    r"|bairro onde mora)\b",
    r"\b(адрес\w*|прописка|проживани\w+|место жительства|мекенжаи|дарек|διευθυνση|כתובת)\b",
    rf"\b(street|road) (and )?house {_NUMBER}\b|\b(block|camp) (and )?(shelter|tent) {_NUMBER}\b",
    r"^(house|tent|shelter|hut|flat|apartment) (no|number|num|nr)$"
    r"|\b(shelter|room|bed|tent|door) (room )?(no|number|num|nr)"
    r" of \w{0,4} ?(person|victim|survivor|witness|respondent|family|household|refugee)",
    r"\b(where|place|address) (\w+ ){0,5}(lives?|living|stays?|staying|sleeps?|sleeping|resides?"
    r"|residing)\b",
    r"\b(donde|lugar donde) (se )?(vive|duerme|aloja|hospeda|reside|queda)\w*\b|\b(ou"
    r"|lieu ou) (il|elle|vit"
    r"|habite|loge|dort|reside)\w*\b|\bcalle y numero\b|\bnumero (interior|exterior)\b"
    r"|\bcolonia y calle\b",
)
HIDING = (
    r"\b(where|place) (\w+ ){0,5}(hides?|hidden|hid)\b|\bsafe ?(location|space address|flat"
    r"|apartment)\b",
    r"\b(donde|lugar donde) se (esconden?|ocultan?|refugian?)\b|\bescondites?\b"
    r"|\bcasa de seguridad\b"
    r"|\b(se cachen?|cachette|planque)\b|\b(esconderijo|versteck|nascondiglio)\b|\b(укрыти\w+"
    r"|убежище)$",
    r"\b(gps|lat|lon|lng|long|latitude|longitude|coords?|coordinates|location"
    r"|map) ?(of )?(the )?home\b"
    r"|\bhome (lat|lon|lng|long|latitude|longitude|coords?|coordinates|gps|location|map)\w*\b",
)

#: Names without spaces between the words, by what they tell.
JOINED_NAMES = (
    "^(신청인|담당자|예금주|참고인|통역인?|통역사|변호인|변호사|보호자|보증인|고소인|피고인"
    "|피의자|유족|대리인|상담자|상담원"
    "|작성자|기록자|입력자|조사자|조사원|면접자|응답자|진정인|청구인|원고|세대주|가구주|추천인"
    "|신고인|신고자|의뢰인|내담자)(\\d|서명|본인)?$"
    "|서명$|^(사용자)?아이디$|닉네임|부모이름|^(부|모)(성명|이름)",
    "^(申请人|申請人|当事人|當事人|经办人|經辦人|填表人|记录人|記錄人|访谈人|访谈对象|訪談對象"
    "|受访人|受訪者|联络人|聯絡人|聯繫人"
    "|监护人|監護人|代理人|律师|律師|證人|目击者|担保人|户主|戶長|紧急联络人|紧急联系人"
    "|緊急聯絡人|聯絡人|家属|家屬)\\d?$|签名|簽名|签字|署名"
    "|(?<!罪)嫌疑人姓名|姓氏|暱稱",
    "^(担当者|申請者|申請人|回答者|通訳者?|保護者|代理人|弁護士|世帯主|記入者|聞き手|調査員"
    "|面接者|相談者|緊急連絡者|身元保証人)\\d?$|署名|氏$",
    "نام(و|خانوادگی|پدر|مادر|کامل|همسر|شاهد|قربانی)|^نام$|^(اسم|نام)وتخلص|تخلص$|والد(کا)?نام"
    "|توقيع|المحامي|المترجم"
    "|الشهيد$|المعتقل$|الضحية$|صاحبالحساب|اسمالأم|المبلغ$|ولیت$|نوم$|ناو(ی|$)",
    "(रथ|यकत|डत|बद)क?नम|^नम|(पर|पत|मत|पतक)नम|উপনম|^নম|(পত|মত)রনম|ชอ.{0,8}(สกล|$)|นามสกล|အမည|ስም$|^ስም|სახელი|გვარი"
    "|անուն|ឈម",
)
JOINED_CONTACTS = (
    "電郵|邮件地址|رایانامه|電子郵|郵箱|帳號名|微博|抖音|聯絡電話|聯繫電話|line(id|账号|帳號)|skype|텔레그램|인스타"
    "|페이스북|메신저|비상연락",
    "メアド|インスタ|ツイッター|تلفن|شماره(تماس|تلفن|موبایل|همراه)|موبایل|همراه$|ایمیل|رقم(هاتف"
    "|تلفون|جوال|موبايل|واتس)"
    "|واتس|فيسبوك|تلغرام|ايميل|إيميل|فونمبر|فوننمبر|वनंब|फननंबर|मबइल|মবইল|ফনন|โทรศพท|เบอรโทร|ဖနး"
    "|ဖန|ስልክ|ტელეფონი|հեռախոս|ទរសពទ",
)
JOINED_DOCUMENTS = (
    "رقم(ال)?لوحة|الحساب(ال)?بنكي|حساببنكي|رقمالحسابالبنكي|پلاک|شماره(کارت|شبا)|银行账户|銀行戶口|銀行口座"
    "|은행계좌|帳號$|賬號$|账号$|账户$|戶頭|居留證|通行證|通行证|台胞證|回鄉證|統一編號|身分證|驾驶证|駕照"
    "|車牌|车牌|难民编号|难民证|登记证",
    "(难民|難民|人员|居民|个人|個人|家庭)(登记|登記)(号|號|编号|編號)|外国人登録|難民(申請|認定)番号|住民票|운전면허|수용자번호|외국인번호|난민(신청|인정)?번호"
    "|통장|차량번호",
    "رقم(ال)?بطاقة|بطاقة(ال)?(لاجئ|هوية|عائلية|تموين)|رقم(الملف|ملف|المفوضية|الجواز|جواز|التسجيل|القومي|وطني|هوية|الاقامة|الإقامة|الحساب|السجين"
    "|الكملك|التذكرة)|المفوضية$|كملك"
    "|تذکره|شماره(ملی|شناسنامه|گذرنامه|پاسپورت|پرونده|حساب)|کدملی|شناسنامه|گذرنامه|پاسپورت"
    "|شناختیکارڈ|تذكرة",
    "บตรประชาชน|หนงสอเดนทาง|^आधर$|জতয়পরচয়|পসপরট|मतदतपहचन|နငငံသား|နငငသား|መታወቂያ|պասպորտ|პირადი",
)
JOINED_ADDRESSES = (
    "상세주소|사는곳|숙소주소|체류지|^現址|^现址|住處|居所|通訊地址|通讯地址|收件地址|番地|居住先"
    "|アパート|寮の住所|滞在先|نشانی|آدرس|محلسکونت"
    "|محلالإقامة|محلالاقامة|مكانالإقامة|مكانالاقامة|سکونت|پتہ$|^पत|ঠকন|ทอย|နေရပ|လိပစာ|လပစ|አድራሻ"
    "|მისამართი|հասցե|អាសយដឋាន",
)
JOINED_BIRTHS = (
    "تولد|تاريخالميلاد|سنةالولادة|الولادة|پیدائش|जनम|জনম|วนเกด|မွေး|မေး|የትውልድ|დაბადებ|ծննդ"
)
JOINED_HIDING = (
    "藏身|躲藏|藏匿|藏處|安全屋|은신|숨은|피신처|안가|隠れ家|潜伏|避難場所住所|الاختباء|مخبأ"
    "|المخبأ|مكانالتخفي|البيتالآمن|مخفیگاه"
)

#: Of whether, or how often, there is such a thing.
OF_NO_ONE = (
    r"^(total |number of )?(?!(witness|ss)\b)(\w{3,}s|people|children|killed|dead|missing|men|women"
    r"|migrants)( (male|female|total))? (num|no|nos|nr|n|numbers?)$|"
    r"^(has|have|had|is|are|was|were|owns?|did|does|do you have|any)\b"
    r"|^(\w+ )?(num|n|nb|no|number|count) (of )?(members?|people|persons?|individuals?|adults?"
    r"|children|minors|males?|females?|families|households)$"
    r"|^nombre (total )?(de |d |des )?(personnes?|victimes?|detenus?|morts?|blesses?|refugies?|cas"
    r"|enfants?|femmes?|hommes?|familles?|menages?|deces|arrestations?|rapatries?|deportes?)\b"
    r"|^(total|n|nb|nombre de|cantidad|total de) (phones?|passports?|births?|emails?|telefonos"
    r"|nacimientos)\b"
    r"|\b(count|sent|available|range|band|cohort|decade|y n|yes no|yn|flag|consent|owned|matched"
    r"|exists"
    r"|redacted|removed|length|required|ownership|possession)( \d)?$"
    r"|\b(percent|sent at|ok)$|^signal (strength|quality)$|^cell (id|tower|site|block)$"
    r"|^unhcr code$"
    r"|^parent (id|uuid|index|row)$|\bsignature date$|\b(date|fecha|data) (of "
    r"|de )?(la )?(signature|firma)\b"
    r"|\b(phone|mobile|internet|email) (access|use|usage|penetration|brand|model)\b"
)
#: More of what a name is of, where it is nobody’s.
OF_NO_PERSON = (
    r"\b(scientific|taxon|genus|disease|drugs?|medicines?|vaccine|hurricane|typhoon|storm|cyclone"
    r"|commodity"
    r"|food|virus|pathogen|tribe|ethnic|clan|sport|award|grant|function|package|module|code ?name"
    r"|albergue|shape"
    r"|refugio|escuela|colegio|hogar|operativo|operacion|retén|reten|ong|arquivo|projeto"
    r"|instituicao|abrigo"
    r"|municipio|do local|cidade|bairro|escola"
    r"|databases?|dataset|datei|ort|orts|einrichtung|stadt|dorf"
    r"|lager|comune|citta"
    r"|ente|progetto|luogo|kamp|sehir|ilce|koy|kurum|dosya|kecamatan|kabupaten|kota|provinsi"
    r"|lembaga"
    r"|города?|района?|области|села|организаци\w+|учреждени\w+|лагеря|тюрьмы|места|файла|страны"
    r"|проекта"
    r"|nave|navi|imbarcazione|barca|barco|buque|navio|navire|bateau|schiff(e?s)?|gemi|kapal"
    r"|судна|корабля|camps?|sites?|stock|asset|equipment|campaign|parameter|legend|style|font|icon|label)\b"
)
#: The same without spaces: whether there is one, how many, of what kind.
JOINED_OF_NO_ONE = (
    "여부$|유무$|건수$|인원수?$|비율$|종류$|유형$|현황$|(자|민|명)수$|是否|有无|有無|数量$|數量$"
    "|人数$|人數$|件数$|类型$|類型$|種類$|状态$|状態$"
    "|출생(아|률|율)|出生(率|人口|数|數|登记|登記)"
    "|^هل|^عدد|^نوع|^تعداد|اسمال(مستشفى|مدرسة|ملف|جامعة|حي|شارع|محكمة|منشأة|دواء|مرض|سفينة|كتاب"
    "|جريدة|حزب|قبيلة"
    "|معبر|بلدة|مؤسسة|مركز|سوق|طريق)"
)
