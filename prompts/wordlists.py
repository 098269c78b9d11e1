"""Small own word lists that tell languages apart and notice given-away answers."""

import re
from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to is are was were did does do has have had that this which who why how "
        "what when with from for by about it its their on at an as be been not there write or",
        "fr": "le la les un une des du de et est sont a ont été que qui pourquoi comment dans sur "
        "pour par avec ce cette ces il elle quel quelle au aux en son sa ses ne pas où sous d' l'",
        "de": "der die das den dem des ein eine einen einem einer und ist sind hat haben wurde "
        "wurden warum wie was von zu mit für auf im am aus bei nach dass über wird es sich nicht",
        "es": "el la los las un una de del y es son ha han que por para con en se su sus qué cómo "
        "cuándo quién al lo fue no sobre esta este cuál está hay",
        "it": "il lo la gli le un una uno di del della dei delle e è sono ha hanno che perché "
        "come con per in si su al alla nel nella da dal non questo questa quale cosa stato",
        "pl": "w we i z ze na do się nie jest są że czy dlaczego jak o od po przez dla który "
        "która które co był była było to za przed czym kiedy oraz tym",
        "ro": "și în la de din cu pe ce că este sunt a au fost un o pentru prin care cum nu să se "
        "lui ale al ai cât când despre dacă cine sau fi",
    }.items()
}
"""Words that a sentence of the language can hardly do without."""

GIVEAWAYS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(pattern, re.IGNORECASE)
    for code, pattern in {
        "en": r"\b(false(ly|hood)?|fak(e|ed|es|ery)|hoax(es)?|debunk\w*|(dis|mis)information"
        r"|untrue|fabricat\w+|forg(ed|ery|eries)|conspiracy theor\w+|made[- ]up|baseless)\b",
        "ja": "デマ|フェイク|偽情報|誤情報|虚偽|偽造|偽物|陰謀論|でっち上げ|捏造|ねつ造|嘘|ウソ",
        "fr": r"\b(faux|fausses?|faussement|canular|infox|intox|désinformation|démenti\w*|bidon"
        r"|mensong\w+|complotis\w+|truqué\w*)\b",
        "de": r"\b(falsch\w*|fake\w*|gefälscht\w*|fälschung\w*|desinformation\w*|lügen?"
        r"|widerlegt\w*|erfunden\w*|hoax|verschwörungs\w+)\b",
        "es": r"\b(fals[oa]s?|falsamente|bulos?|mentiras?|desinformación|desmentid\w+|fake)\b",
        "it": r"\b(fals[oaie]|bufal[ae]|fake|disinformazione|smentit\w+|menzogn[ae])\b",
        "pl": r"\b(fałsz\w*|fake\w*|dezinformac\w*|kłamstw\w*|zmyślon\w*|nieprawd\w*)\b",
        "ro": r"\b(fals|falsă|falși|false|fake|dezinform\w*|minciun\w*|dezminți\w*)\b",
        "ru": r"\b(лож[ьи]|ложью|ложн\w+|фейк\w*|дезинформац\w*|фальш\w*|поддел\w*|опроверг\w*"
        r"|выдум\w*|вброс\w*|неправд\w*|сфабриков\w*)\b",
        "uk": r"\b(фейк\w*|брехн\w*|дезінформац\w*|підробк\w*|підроблен\w*|спростов\w*|вигад\w*"
        r"|неправд\w*|сфабриков\w*|фальш\w*)\b",
        "zh": "谣言|假新闻|假消息|虚假|伪造|捏造|辟谣|阴谋论|造谣",
        "zh-Hant": "謠言|假新聞|假消息|假訊息|虛假|偽造|捏造|闢謠|陰謀論|造謠",
    }.items()
}
"""Words that tell a chatbot that the claim is doubted."""

RUSSIAN_ONLY = frozenset("ыэъё")
UKRAINIAN_ONLY = frozenset("іїєґ")

_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
    "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
    "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
    "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
    "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
    "US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW EU XK"
)

COUNTRIES: frozenset[str] = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, with EU (reserved there) and XK (in use for Kosovo)."""
