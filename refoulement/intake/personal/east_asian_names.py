"""Names of persons in Hangul, in hanzi and in Japanese letters."""

from __future__ import annotations

import re

from refoulement.intake.personal.name_parts import (
    AMBIGUOUS,
    KNOWN,
    NO_NAME,
    SHAPED,
    WEAK,
    common,
    name_parts,
)


def _any_of(kind: str) -> str:
    """A pattern for one of the words of a list."""
    return f"({'|'.join(sorted(common(kind), key=len, reverse=True))})"


_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진나지엄원"
    "천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용리림로량렴류라려룡탁봉경갈견채피감옹"
)
_KOREAN_GIVEN = (
    "가갑강건겸경곤관광국권규균근금기길나남노다달대덕도동두라람란래련령례만명모무문미민박배백범병보복봉빈"
    "상서석선설섭성세소솔송수숙순슬승식신실심아애양연열영예옥완용우욱운웅원월유윤율은을의이익인일임"
    "자재정제조종주준중지진찬창채천철청초춘충태택표필하학한해행향혁현형혜호홍화환후훈휘희룡몽림"
    "녀갑끝늠님단막말분별솔슬싹울음이춘탁팔품례래류랑린록론릉리립비사산새샘생쌍안언엽오왕외우유삼욱일잎찬하"
)
_CHINESE_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董潘"
    "袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鐘鍾姜崔谭譚陆陸范汪廖石金贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閻"
    "段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬钱錢严嚴戴莫孔向常汤湯康易乔喬赖賴文武洪庄莊殷施葛樊兰朴南柳河玄元方安池"
    "具全车車太玉吉千慎成裴申权權辛章苗俞鲍鮑费費岑毕畢时卞伍穆祁禹狄米贝貝明臧计計纪紀舒屈项項祝阮蓝藍闵閔席季麻"
    "路娄婁童盛梅刁骆駱凌霍虞柯管房缪繆解应應宗宣郁单單杭包诸諸左嵇邢翁荀曲封储靳焦谷班仲伊宫宮宁甯寧仇栾欒甘厉厲"
    "祖符景詹幸司蒲卓蔺藺屠蒙胥闻聞党黨翟贡貢姬冉郦雍桑桂牛边邊燕尚温溫柴瞿阎連连习習艾鱼古耿匡寇欧歐聂聶晁敖冷那"
    "覃蒙韦韋莫陇向农冼麦麥区區揭蔺劳勞植利练練禤"
    "简簡饶饒沙鞠丰豐关關查荆荊游岳牟佘佟巫和涂凃"
)
_CHINESE_GIVEN = (
    "明华華伟偉芳娜秀英敏静靜丽麗强強磊军軍洋勇艳艷杰傑娟涛濤超霞刚剛桂三四五六小红紅玉梅兰蘭国國建文志春花哲浩子"
    "轩軒涵宇欣怡佳晨雨婷雪美玲琴云雲飞飛鹏鵬凤鳳珍莉斌波辉輝鑫海林峰成龙龍永福贵貴宝寶生义義德顺順正东東爱愛淑慧"
    "颖穎洁潔俊凯凱旭昊博思睿梓诗詩若姬姫洙吉鎬镐贤賢范植根元男善恩銀银珠日光星弼鉉铉铁鐵哲淳芬雅琪萍莲蓮瑞荣榮祥"
    "庆慶胜勝利民新学學良忠孝仁信亮鸿鴻宏彬彦振晓曉倩蓉蕾琳瑶瑤瑜璐薇怀懷家嘉大智忆憶惠翠香菊秋冬燕莺青青松柏森炎"
    "焕煥坤乾乐樂喜悦悅欢歡心念真纯純平兵宁寧娇嬌霖毅峻尧堯彪权權钧鈞钢鋼锋鋒锦錦雄震楠桐淼湘滨濱灵靈爽璟畅暢皓盛"
    "硕碩禹竹筠纬緯维維绍紹翔翰耀舒航艺藝芝茂茜荷菲萱蓓虹蝶裕誉譽诚誠谦謙豪辰进進达達远遠迪逸邦采钰鈺铭銘阳陽雁雯"
    "霄韵韻馨骏駿麟冠冰启啟坚堅培增壮壯奇妍妮姗姝娅媛嫣宗展崇巧帆幼广廣延彤恒悠意承政敬斐旺昂昌昕昱晗晖暉晟晴曼朋"
    "水木土金火添财財罔招治阿旺根珠枝葱葉叶罕阔扁员圓缎好甜桃李杏蕊粉却勤俭儉福禄壽寿喜财來富贵炳坤城清正直"
    "月来來栋棟树樹梁兴興发發富运運连楚丹绣繡枝贞貞璇"
)
_NO_CHINESE_NAME = re.compile(
    r"[^·・•‧]*[市县縣県都府省区區州镇鎮乡鄉村屯港口岭嶺桥橋站所局院部处處族庄莊社报報]"
)
_MASK = "(모|[OoXx]{1,2}|[○〇◯●*＊△☆□]{1,3}|某{1,2})"
#: What is said of a person in front of the name or behind it, the latter after a space or a slash.
_BEFORE = re.compile(
    r"故[ ・]?|(?:姓名|성명|이름|氏名)[ :：]\s?"
    rf"|({_any_of('east_asian_before')}|{_any_of('east_asian_behind')})[ :：]\s?"
    rf"|{_any_of('hanzi_before')}(?=[一-鿿]{{2,4}}$)"
)
_BEHIND = re.compile(
    r"\s*[(（][^()（）]{1,24}[)）]$|\s+외\s?\d+\s?[명인]|\s*(等|ほか|他)\s?\d+[人名]"
    r"|[\s/,]*(\d\d?\s*[세살岁歲歳才]|[남여男女]성?)$|\s*[씨님氏]$"
    rf"|[\s/·]{_any_of('east_asian_behind')}$|{_any_of('east_asian_suffixes')}$"
)
_TIBETAN = _any_of("tibetan")
_WHOLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[{_KOREAN_SURNAMES}] ?[{_KOREAN_GIVEN}] ?[{_KOREAN_GIVEN}]",
        rf"(남궁|황보|선우|제갈|사공|독고|서문) ?[{_KOREAN_GIVEN}]{{1,2}}",
        r"(응우[옌엔]|쩐|팜|호앙|레티|부이|즈엉|도티|당티|보티)[가-힣 ]{1,8}",
        rf"[{_KOREAN_SURNAMES}{_CHINESE_SURNAMES}] ?{_MASK}([가-힣一-鿿]|{_MASK})?",
        rf"[가-힣一-鿿]{{2}}{_MASK}",
        rf"[{_CHINESE_SURNAMES}] ?([{_CHINESE_GIVEN}]{{1,2}}|[一-鿿][{_CHINESE_GIVEN}]"
        rf"|[{_CHINESE_GIVEN}][一-鿿])",
        r"(欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|夏侯|皇甫|尉迟|慕容|东方|東方|令狐|司徒|南宫|南宮|独孤|獨孤|鮮于|司空|西門)[一-鿿]{1,2}",
        r"[一-鿿]{2,7}([·・•‧][一-鿿]{2,8}){1,2}",
        rf"({_TIBETAN}|[措吉姆加杰珍]){{1,3}}",
        r"[A-Z甲乙丙丁] ?(모 ?)?(씨|양|군|某|さん|氏)",
        rf"[{_KOREAN_SURNAMES}]씨네? ?[가-힣 ]{{0,8}}",
        rf"[가-힣]{{1,5}}[자원장관사인생공병] [{_KOREAN_SURNAMES}][{_KOREAN_GIVEN}]{{2}}",
        rf"([가-힣]{{1,3}}|[{_KOREAN_SURNAMES}][가-힣]{{1,2}})네? ?{_any_of('korean_kin')}",
        rf"[小老阿][{_CHINESE_SURNAMES}{_CHINESE_GIVEN}](头|姐|哥|嫂|婶|姨|叔|伯|妹|弟|婆|公)?",
        r"[ァ-ヺー]{1,9}([ ・＝=][ァ-ヺー]{1,9}){1,3}|[ぁ-ゖー]{2,6} [ぁ-ゖー]{2,6}",
    )
)
_NO_GIVEN = re.compile(
    r"[가-힣](정치|조사|이산|신의|구금|송환|체포|북송|탈북|동자)"
    r"|(강원|량강|양강|자강|경기|전라|충청|경상|제주|평안|함경|황해)[남북]?도|(조사|구금|수감|심사|진행|보호|체류|처리|검토|대기|협의)중"
)
_SHAPE = re.compile(rf"[{_KOREAN_SURNAMES}][가-힣]{{1,3}}|[{_CHINESE_SURNAMES}][一-鿿]{{1,2}}")
#: A family name alone, and given names of two hanzi; 남 and 여 are sexes.
_WEAK = re.compile(
    rf"[{_KOREAN_GIVEN}][희옥숙순자철녀미혁준연은호민식복분심화란]"
    rf"|(?![남여])[{_KOREAN_SURNAMES}{_CHINESE_SURNAMES}]|[{_CHINESE_GIVEN}]{{2}}"
)
_SEVERAL = re.compile(r"\s*[、,，;/&]\s*|와 |과 ")
_IN_LATIN = re.compile(
    r"[A-Za-z][A-Za-z .,'’-]{3,40}|[(（]\s*(?=[一-鿿가-힣])|(?<=[一-鿿가-힣])\s*[)）]\Z"
)
_FIGURES = re.compile(r"\d{2}")  # a year, a number: what stands before it may be a name
#: Names of other peoples, as they are heard.
_SEVERAL_WORDS = re.compile(r"[가-힣]{1,6}( [가-힣]{1,6}){1,3}")
_KANJI_AND_KANA = re.compile(r"[一-鿿]{1,3}[ 　]?[ぁ-ん]{2,3}[子]?|[一-鿿]{1,3}[ 　]?[ァ-ヺ]{2,3}")
_JAPANESE_GIVEN = re.compile(r"[ 　]?[一-鿿ぁ-んァ-ン]{1,3}")


def verdict(text: str) -> int:
    """How much a text of East Asian letters looks like the name of a person."""
    text = _IN_LATIN.sub(" ", text).strip() or text
    found = [one for part in _SEVERAL.split(_stripped(text)) if (one := _stripped(part))]
    together = max(_of_one(text), min(map(_of_one, found), default=NO_NAME))
    return max(together, _of_one(found[0])) if found and _FIGURES.search(text) else together


def _stripped(text: str) -> str:
    for _ in range(2):
        before = _BEFORE.match(text)
        text = text[before.end() :] if before else text
    for _ in range(3):
        text = _BEHIND.sub("", text).strip()
    return text


def _of_one(text: str) -> int:
    if any(pattern.fullmatch(text) for pattern in _WHOLE) or _is_japanese(text):
        is_none = (
            _NO_GIVEN.fullmatch(text[:4])
            or _NO_GIVEN.fullmatch(text[:3])
            or _NO_CHINESE_NAME.fullmatch(text)
        )
        return NO_NAME if is_none else KNOWN
    if _KANJI_AND_KANA.fullmatch(text):
        return SHAPED
    if text in name_parts().alone or text in common("parts"):
        return WEAK
    if text in common("japanese"):
        return AMBIGUOUS if text in common("prefectures") else WEAK
    if _SEVERAL_WORDS.fullmatch(text):
        return KNOWN if not common("parts").isdisjoint(text.split()) else NO_NAME
    if _WEAK.fullmatch(text):
        return WEAK
    if _SHAPE.fullmatch(text):
        return NO_NAME if _NO_CHINESE_NAME.fullmatch(text) else SHAPED
    return NO_NAME


def _is_japanese(text: str) -> bool:
    """Whether a common Japanese family name begins the text, with a given name behind it."""
    return any(
        text[:length] in common("japanese") and _JAPANESE_GIVEN.fullmatch(text[length:])
        for length in (2, 3)
    ) or (text[:1] in common("japanese") and text[1:2] in (" ", "　") and len(text) < 7)
