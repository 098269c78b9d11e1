"""In which language an item is written: as its list says, else by script and little words.

A headline is short, so the guess is rough; how many items were guessed is counted, and a list with
a language column is better.
"""

import re
from collections.abc import Mapping

UNKNOWN = "und"  # BCP 47: undetermined

_CODE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2,4}))?", re.IGNORECASE)
_SAME = {"ua": "uk", "jp": "ja", "cz": "cs", "gr": "el", "cn": "zh", "iw": "he", "kr": "ko"}
_NAMES = {
    "english": "en", "japanese": "ja", "french": "fr", "german": "de", "spanish": "es",
    "russian": "ru", "ukrainian": "uk", "chinese": "zh", "italian": "it", "polish": "pl",
    "romanian": "ro", "portuguese": "pt", "czech": "cs", "slovak": "sk", "dutch": "nl",
    "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "hungarian": "hu",
    "greek": "el", "bulgarian": "bg", "serbian": "sr", "turkish": "tr", "arabic": "ar",
    "korean": "ko", "hebrew": "he", "georgian": "ka", "armenian": "hy", "lithuanian": "lt",
    "latvian": "lv", "estonian": "et", "albanian": "sq", "croatian": "hr", "slovenian": "sl",
}  # fmt: skip

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CYRILLIC_SIGNS = (
    ("uk", re.compile(r"[іїєґ]")),
    ("ru", re.compile(r"[ыэё]")),
    ("sr", re.compile(r"[ђјљњћџ]")),
    ("mk", re.compile(r"[ѓќѕ]")),
)
_BULGARIAN = re.compile(r"\b(?:на|за|се|от|със|във|ще|това|които?|беше)\b")

_WORDS: Mapping[str, str] = {
    "en": "the of and to in for is on that with was as by at from has are will his an after",
    "fr": "le la les des du et en un une dans pour sur est que qui au aux par avec ont été son",
    "de": "der die das und den von im für mit auf ist ein eine des dem nicht sich wird nach bei",
    "es": "el los las del y en un una por con para que se es su al lo como más ha sobre",
    "it": "il lo gli di del della dei e in un una per con che è al alla nel sono ha su dal",
    "pt": "o os as do da dos das em um uma para com não que na no ao por mais foi são",
    "pl": "i w na z do nie się że o jest po za od dla jak przez oraz przed był są",
    "ro": "și în la cu de pe din care un o a al nu se pentru că este au fost lui",
    "cs": "a v na se že je o s z do ve pro k jako za po byl který podle však jsou",
    "sk": "a v na sa že je o s z do vo pre k ako za po bol ktorý podľa však sú",
    "nl": "de het een en van in is op te dat met voor zijn niet aan door naar bij ook",
    "sv": "och i att en ett det som på är av för med till den har inte om från",
    "da": "og i at en et det som på er af for med til den har ikke om fra blev",
    "no": "og i at en et det som på er av for med til den har ikke om fra ble",
    "fi": "ja on ei se että oli hän mutta ovat joka kun myös sekä mukaan kuin ole",
    "hu": "a az és hogy nem is egy van meg csak volt már még szerint ez mint",
    "hr": "i u na je se da za od s su koji nije o kao će bi po iz do",
    "sl": "in v na je se da za od s so ki ni o kot bo bi po iz do",
    "sq": "e të në i me për një që nga dhe është u nuk ka së do si",
    "et": "ja on ei et oli ta kui ka mis oma see aga või kes pärast",
    "lv": "un ir ar uz par no ka tas kas nav pie bet arī kā vai",
    "lt": "ir yra su į iš kad ne apie už tai kaip bet bus buvo",
    "tr": "ve bir bu da de için ile olarak çok daha ne gibi olan sonra kadar",
    "ca": "el els les del i en un una per amb que és al no va ha com més dels",
}
_OF_WORD: dict[str, tuple[str, ...]] = {}
for _code, _row in _WORDS.items():
    for _word in _row.split():
        _OF_WORD[_word] = (*_OF_WORD.get(_word, ()), _code)


def language_code(raw: str) -> str:
    """The language that a list names, as a code: `ru-RU`, `Russian` and `ru_ru` are `ru`.

    >>> language_code("pt_BR"), language_code("zh-TW"), language_code("Ukrainian")
    ('pt', 'zh-Hant', 'uk')
    """
    text = raw.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    match = _CODE.match(text)
    if match is None or len(text) > 12:
        return ""
    code = _SAME.get(match[1], match[1])
    if code == "zh" and (match[2] or "") in ("tw", "hk", "mo", "hant"):
        return "zh-Hant"
    return code


def guess_language(text: str) -> str:
    """The likely language of a headline, `und` where nothing tells."""
    sample = text[:300].lower()
    if not sample.isascii():
        for code, pattern in _SCRIPTS:
            if pattern.search(sample):
                return code
        if len(_CYRILLIC.findall(sample)) * 3 > len(sample):
            return _cyrillic(sample)
    return _latin(sample)


def _cyrillic(sample: str) -> str:
    for code, pattern in _CYRILLIC_SIGNS:
        if pattern.search(sample):
            return code
    return "bg" if len(_BULGARIAN.findall(sample)) >= 2 or "ъ" in sample else "ru"


def _latin(sample: str) -> str:
    votes: dict[str, int] = {}
    for word in sample.split():
        for code in _OF_WORD.get(word, ()):
            votes[code] = votes.get(code, 0) + 1
    if not votes:
        return UNKNOWN
    return max(votes, key=lambda code: votes[code])
