"""Place names that neither the dataset nor GeoNames has: facts only, by English name.

Spellings that `spelling.keys` treats as one (case, accents, apostrophes, hyphens, `City`,
`시`, `市`) are not listed twice.
"""

from __future__ import annotations

#: Further names of the dataset's own sites, by site_id: older romanisations and names,
#: South Korean and Yanbian readings, traditional characters.
SITE_ALIASES: dict[str, tuple[str, ...]] = {
    "tumen": ("圖們",),
    "dandong": ("Antung", "Tantung", "단동", "丹東", "安東", "安东"),
    "changchun": ("Hsinking", "長春"),
    "hunchun": ("琿春",),
    "linjiang": ("Lin-chiang", "림강", "臨江"),
    "shenyang": ("Mukden", "Fengtian", "Fengtien", "奉天", "瀋陽"),
    "changbai": ("Ch'ang-pai", "長白"),
    "helong": ("Ho-lung", "화용", "和龍"),
    "kaishantun": ("開山屯",),
    "longjing": ("Lung-ching", "룡정", "龍井"),
    "yanji": ("Yen-chi",),
    "baishan": ("Hunjiang", "渾江", "浑江"),
    "ji-an": ("Chi-an", "輯安", "辑安"),
    "jilin-city": ("Kirin", "Chi-lin"),
    "nanning": ("南寧",),
    "pingxiang": ("P'ing-hsiang", "憑祥"),
    "qingdao": ("Tsingtao", "Ch'ing-tao", "青島"),
    "qinhuangdao": ("Chinwangtao", "Ch'in-huang-tao", "秦皇島"),
    "sinuiju": ("Shinuiju", "新義州"),
    "onsong": ("Onseong", "穩城"),
    "beijing": ("Peking", "Peiping", "北平"),
}

#: Further names of places of GeoNames, by the normal form of the name there and the province;
#: if several places have it, they belong to the one with most people.
GEONAMES_ALIASES: dict[tuple[str, str], tuple[str, ...]] = {
    ("hoeryong", "North Hamgyong"): ("Hoeryeong", "회령", "会宁", "會寧"),
    ("musan", "North Hamgyong"): ("무산", "茂山"),
    ("namyang", "North Hamgyong"): ("남양", "南阳", "南陽"),
    ("songnae", "North Hamgyong"): ("Kyongwon", "Gyeongwon", "Saebyol", "경원", "새별"),
    ("chongjin", "North Hamgyong"): ("Cheongjin", "청진", "清津", "淸津"),
    ("hyesan", "Ryanggang"): ("혜산", "惠山"),
    ("samjiyon", "Ryanggang"): ("Samjiyeon", "삼지연", "三池渊", "三池淵"),
    ("manpo", "Chagang"): ("만포", "满浦", "滿浦"),
    ("chunggang", "Chagang"): ("Junggang", "중강", "中江"),
    ("kanggye", "Chagang"): ("Ganggye", "강계", "江界"),
    ("rajin", "Rason"): ("Najin", "Rason", "라진", "나진", "라선", "나선", "罗先", "罗津"),
    ("pyongyang", "Pyongyang"): ("Pyeongyang", "평양", "平壤"),
    ("antu", "Jilin"): ("안투", "안도", "安图"),
    ("wangqing", "Jilin"): ("왕칭", "왕청", "汪清"),
    ("dunhua", "Jilin"): ("둔화", "돈화", "敦化"),
    ("tonghua", "Jilin"): ("퉁화", "통화", "通化"),
    ("dalian", "Liaoning"): ("Dairen", "다롄", "대련", "大连"),
    ("fushun", "Liaoning"): ("푸순", "무순", "抚顺"),
    ("kuandian", "Liaoning"): ("콴뎬", "관전", "宽甸"),
    ("mudanjiang", "Heilongjiang"): ("무단장", "목단강", "牡丹江"),
    ("harbin", "Heilongjiang"): ("하얼빈", "할빈", "哈尔滨"),
}

#: Countries of the dataset's sites and of the routes that its reports name, by GeoNames' code.
COUNTRIES: dict[str, tuple[str, ...]] = {
    "CN": ("China", "PRC", "People's Republic of China", "중국", "中国", "中國"),
    "KP": ("North Korea", "DPRK", "북한", "북조선", "조선", "朝鲜", "朝鮮"),
    "MN": ("Mongolia", "몽골", "蒙古"),
    "VN": ("Vietnam", "Viet Nam", "베트남", "越南"),
    "LA": ("Laos", "라오스", "老挝"),
    "MM": ("Myanmar", "Burma", "미얀마", "缅甸"),
    "TH": ("Thailand", "태국", "泰国"),
    "RU": ("Russia", "러시아", "俄罗斯"),
    "KR": ("South Korea", "ROK", "한국", "남한", "韩国"),
}

#: Provinces by GeoNames' codes of country and first division: the English name first.
PROVINCES: dict[tuple[str, str], tuple[str, ...]] = {
    ("CN", "01"): ("Anhui", "安徽"),
    ("CN", "02"): ("Zhejiang", "浙江"),
    ("CN", "03"): ("Jiangxi", "江西"),
    ("CN", "04"): ("Jiangsu", "江苏"),
    ("CN", "05"): ("Jilin", "Yanbian", "지린", "길림", "연변", "옌볜", "吉林", "延边"),
    ("CN", "06"): ("Qinghai", "青海"),
    ("CN", "07"): ("Fujian", "福建"),
    ("CN", "08"): ("Heilongjiang", "헤이룽장", "흑룡강", "黑龙江"),
    ("CN", "09"): ("Henan", "河南"),
    ("CN", "10"): ("Hebei", "허베이", "하북", "河北"),
    ("CN", "11"): ("Hunan", "湖南"),
    ("CN", "12"): ("Hubei", "湖北"),
    ("CN", "13"): ("Xinjiang", "신장", "新疆"),
    ("CN", "14"): ("Tibet", "티베트", "西藏"),
    ("CN", "15"): ("Gansu", "甘肃"),
    ("CN", "16"): ("Guangxi", "광시", "광서", "广西"),
    ("CN", "18"): ("Guizhou", "贵州"),
    ("CN", "19"): ("Liaoning", "랴오닝", "요녕", "료녕", "辽宁"),
    ("CN", "20"): ("Inner Mongolia", "네이멍구", "내몽골", "내몽고", "内蒙古"),
    ("CN", "21"): ("Ningxia", "宁夏"),
    ("CN", "22"): ("Beijing", "베이징", "북경", "北京"),
    ("CN", "23"): ("Shanghai", "상하이", "상해", "上海"),
    ("CN", "24"): ("Shanxi", "山西"),
    ("CN", "25"): ("Shandong", "산둥", "산동", "山东"),
    ("CN", "26"): ("Shaanxi", "陕西"),
    ("CN", "28"): ("Tianjin", "톈진", "천진", "天津"),
    ("CN", "29"): ("Yunnan", "윈난", "운남", "云南"),
    ("CN", "30"): ("Guangdong", "광둥", "광동", "广东"),
    ("CN", "31"): ("Hainan", "海南"),
    ("CN", "32"): ("Sichuan", "쓰촨", "사천", "四川"),
    ("CN", "33"): ("Chongqing", "충칭", "중경", "重庆"),
    ("KP", "01"): ("Chagang", "Jagang", "자강", "慈江"),
    ("KP", "03"): ("South Hamgyong", "함경남", "함남", "咸镜南"),
    ("KP", "06"): ("South Hwanghae", "황해남", "황남", "黄海南"),
    ("KP", "07"): ("North Hwanghae", "황해북", "황북", "黄海北"),
    ("KP", "09"): ("Kangwon", "강원", "江原"),
    ("KP", "11"): ("North Pyongan", "평안북", "평북", "平安北"),
    ("KP", "12"): ("Pyongyang", "평양", "平壤"),
    ("KP", "13"): ("Ryanggang", "Yanggang", "량강", "양강", "两江"),
    ("KP", "14"): ("Nampo", "남포", "南浦"),
    ("KP", "15"): ("South Pyongan", "평안남", "평남", "平安南"),
    ("KP", "17"): ("North Hamgyong", "North Hamgyeong", "함경북", "함북", "咸镜北"),
    ("KP", "18"): ("Rason", "Rajin-Sonbong", "라선", "나선", "罗先"),
    ("KP", "19"): ("Kaesong", "개성", "开城"),
}

#: Provinces that are one city each, so that their name is a place's too.
CITIES_OF_THEIR_OWN = {
    "Beijing",
    "Shanghai",
    "Tianjin",
    "Chongqing",
    "Pyongyang",
    "Kaesong",
    "Nampo",
    "Rason",
}
