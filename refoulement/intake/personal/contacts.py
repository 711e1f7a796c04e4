"""Forms of telephone numbers, mail and accounts of messengers, as many lands write them."""

from __future__ import annotations

#: Words before a telephone number.
_CALL = (
    r"tel|tel[eé]f(?:ono)?|tlf|tfno|phone|mob|mobile|cell|cel|celular|m[oó]vil|handy|fono|fixo|gsm"
    r"|call|llamar|appeler|ligar|whats ?app|wsp|viber|telegram|signal|kakao|zalo|msisdn|portable"
    r"|тел|телефон|моб|звонить|тг|ватсап|вайбер|전화|휴대폰|핸드폰|연락처|手机|手機|电话|電話|携帯"
    r"|هاتف|تلفون|جوال|موبايل|موبایل|واتساب|واتس|تلفن|همراه|โทร|đt|sđt|फ़ोन|मोबाइल|ফোন|মোবাইল|ስልክ"
    r"|ဖုန်း"
)
_CALLED = (
    rf"(?<!\w)(?:(?i:{_CALL})(?![a-z])|(?i:ph|hp|wa|imo|ت)\.?:"
    rf"|[☎📞📱✆])[^\w+(\n]{{0,4}}(?:\(?\w{{1,12}}[^\w+(\n]{{1,3}})?"
)
#: Figures in groups, seven or more in all.
_GROUPED = r"\(?\d{1,5}\)?(?:[-–./ ]{0,2}\(?\d{1,9}\)?){1,6}"
_SEVEN = r"(?=(?:[-–./ ()]{0,3}\d){7})"

_ANYWHERE = (
    r"(?<![\w-])(?:01[016789][- .](?:\d{3,4}|[*xX○]{3,4})[- .]\d{4}|1[3-9]\d-\d{4}-\d{4}"
    r"|\(?(?:\+|00)8[1256]\)?[- .]?\(?(?:\d[- .)]?){8,11})(?![\w-])",
    rf"{_CALLED}\+?{_SEVEN}{_GROUPED}(?!\w)",
    # A plus, or 00, and a number of more than ten figures with the state’s.
    r"(?<![\w+.-])\+ ?[1-9]\d{0,3}(?:[-./ ()]{0,3}[\d*xX]){8,12}(?!\w)",
    r"(?<![\w.-])[\w.+-]{1,64} ?(?:@|[(\[{_](?:at|arroba)[)\]}_]| at (?=\w{2,30} dot )) ?"
    r"\w[\w-]{0,62}(?:\.| ?[(\[{]?dot[)\]}]? ?)[A-Za-z]{2,}",
    r"(?<![\w.,-])(?:07\d{3} ?\d{6}|09\d{9}|\(\d{3}\) \d{3}-\d{4})(?![\w.,-])",
    r"\bwxid_\w{6,}|\blive:\.?[\w.]{3,40}|\blive:\.cid\.\w{6,}",
)
_MESSENGERS = (
    r"kakao ?(?:talk)?|카톡|카카오톡|라인|we ?chat|weixin|wx|vx|微信|qq|telegram|텔레그램|tg"
    r"|whats ?app|위챗"
    r"|skype|viber|signal|zalo|snap(?:chat)?|insta(?:gram)?|인스타|ig|fb|facebook|페이스북"
    r"|messenger|discord"
    r"|threema|tiktok|twitter|вк|vk|телеграм+|тг|скайп|инстаграм|вайбер|فيسبوك|فيس"
    r"|تلغرام|تلجرام|تلگرام|انستغرام|انستا|اینستاگرام|إنستغرام|سكايب|ايمو|سناب|微博|weibo|抖音"
    r"|ライン|インスタ"
)
_MESSENGER_BEFORE = (
    rf"(?<!\w)(?i:{_MESSENGERS}|line(?= ?id|:)|imo(?=:))\s?(?i:id|아이디|号|號|user(?:name)?"
    rf"|account|handle|acct)?"
)
#: Behind its name comes an account: after a colon, an @, or with a figure or a sign inside.
_ACCOUNTS = (
    rf"{_MESSENGER_BEFORE}\s*(?:[:：]\s*@?(?!//)[A-Za-z][\w.:-]{{3,40}}|[-–]?\s*@[\w.]{{3,40}}"
    r"|[ /-]{1,3}(?=[\w.]{0,30}[\d_.])[A-Za-z][\w.]{4,40})\s*(?:\Z|[,;/|)(])",
    rf"{_MESSENGER_BEFORE}\s*[:： ]\s*\d{{5,15}}(?!\w)",
    r"(?:(?i:kakao ?(?:talk)?|wechat|weixin)|카톡|카카오톡|微信|위챗)\s*(?:(?i:id)|아이디|号"
    r"|號)\s*[:： ]\s*@?"
    r"[A-Za-z][\w.-]{4,}|(?:카톡|카카오톡|微信|위챗)\s*@?[A-Za-z][\w.-]{4,}",
)
ANYWHERE = "|".join((*_ANYWHERE, *_ACCOUNTS))

#: Pages of one person; a page of a post or a group has a longer path.
PROFILE = (
    r"\s*(?:https?://)?(?:www\.|m\.|web\.)?(?:(?:facebook|fb)\.com/(?:profile\.php\?id=\d{5,20}"
    r"|people/[^\s/]{2,60}/\d{5,20}|(?!groups|pages|events|watch)@?[\w.]{3,50})"
    r"|(?:instagram|tiktok|vk|twitter|x|snapchat\.com/add|weibo\.com/u|linkedin\.com/in"
    r"|ok\.ru/profile"
    r"|threads)(?:\.com|\.net)?/@?[\w.-]{3,50}|m\.me/[\w.]{3,40}|t\.me/@?\w{4,40}"
    r"|(?:wa|viber)\.me/\+?\d{7,15}|line\.me/ti/p/[\w~@-]{3,40}"
    r"|api\.whatsapp\.com/send\?phone=\d{7,15})"
    r"/?(?:\?\S{0,60})?\s*"
)

#: A telephone number that is the whole cell.
WHOLE = (
    r"(?:[^\d,.;]{1,12}[:：.]\s*|(?:tel|mob(?:ile)?|phone|전화|手机|电话|電話)\s)?"
    r"(?:010\d{8}|01[16789]\d{7,8}|1[3-9]\d{9}"
    r"|0[5679]\d{8}|0(?:[37]\d|9[1-9]|5[3-5]|1[3-9]|8[2-9])(?!\d*0000)\d{8}"
    r"|0[1-9](?:[ .]\d\d){4}|00[1-9]\d{9,12}|86[- ]\d{3,4}[- ]\d{3,4}[- ]\d{4}"
    r"|82[- ]10[- ]\d{4}[- ]\d{4}|(?:86[- ]?)?1[3-9]\d[- ]\d{4}[- ]\d{4}"
    r"|0\d{1,3}[- .]\d{3,4}[- .]\d{4}"
    r"|(?:(?:001|\+?1)[- .]?)?(?:\(0?\d{2,4}\) ?\d{3,4}[- .]?|\d{3}[-.]\d{3}[-.])\d{4}"
    r"(?: ?(?:x|ext\.?) ?\d{1,6})?"
    r"|0\d{2,4}[- ]\d{6,8}"
    r"|\+\d[\d ().-]{7,18}\d|\+(?=(?:\D{0,3}\d){8})\d[\d ().*xX/-]{7,22}[\d*xX]"
    r"|8 ?[- (]{0,2}[3-9]\d\d\)?[- ]?\d{3}[- ]?\d\d[- ]?\d\d"
    r"|\(\+?\d{1,4}\)[-. ]?\d(?:[-. ]?\d){6,11}"  # (+57) 315…, (92) 99274-…
    r"|(?=(?:\D{0,3}\d){10})00[1-9]\d{0,2}(?:[-/. ]{1,2}\(?\d{1,8}\)?){1,6}"
    r"|(?=(?:\D{0,2}\d){9,12}\D{0,1}\Z)0\d{1,4}(?:[-/ ]{1,2}\d{2,7}){1,4}"  # 09-792740163
    r"|\d{3} \d{3} \d{4}|\d{2} \d{4} \d{4}|\d{2} \d{5}-\d{4}"  # a sum of money has groups of three
    r"|[1-9]\d(?: \d\d){4}|9\d{2} \d{3} \d\d \d\d|[1-9]\d\d(?: \d\d){3}"
    r"|[a-z\d][a-z\d_.]{2,31}\#\d{4})"  # Discord
    r"|@[A-Za-z][\w.]{3,30}"
)
