"""Notices text that is in another language or script than its key says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from prompts.claim import LANGUAGES
from prompts.wordlists import FUNCTION_WORDS, RUSSIAN_ONLY, UKRAINIAN_ONLY

_WORD = re.compile(r"[^\W\d_]+'?")

# The national character sets of the eighties are the plainest list of which characters a script
# uses: GB 2312 has no traditional form, Big5 hardly a simplified one, JIS neither.
_CHARACTER_SETS = {"Jpan": "cp932", "Hans": "gb2312", "Hant": "cp950"}
_IN_NAMES = frozenset("喆堃珺祎瑄玥煊晞")  # in people's names, though GB 2312 forgot them

# Below these counts a text is too short to tell; names in another script must not decide.
_ENOUGH_LETTERS = 8
_ENOUGH_WORDS = 3
_ENOUGH_CYRILLIC = 250  # shorter texts can do without the few letters that tell


def wrong_language(text: str, code: str) -> str | None:
    """What shows that *text* is not in the language *code*, or None when nothing does.

    >>> wrong_language("Pourquoi Zelensky a-t-il interdit le réseau dans ce pays ?", "de")
    'reads like French (a, ce, dans, il, le)'
    """
    script = LANGUAGES[code].script
    counts = script_counts(text)
    if sum(counts.values()) < _ENOUGH_LETTERS:
        return None
    if script == "Jpan":
        return _not_japanese(text, counts)
    if script in ("Hans", "Hant"):
        return _not_chinese(text, counts, simplified=script == "Hans")
    if script == "Cyrl":
        return _not_cyrillic(text, counts, code)
    return _not_latin(text, counts, code)


def script_counts(text: str) -> Counter[str]:
    """How many letters there are of each script: latin, cyrillic, han, kana, other."""
    return Counter(_script(c) for c in text if c.isalpha())


def _script(letter: str) -> str:
    if letter in "ー々〆ヶ":
        return "kana" if letter == "ー" else "han"
    name = unicodedata.name(letter, "")
    for prefix, script in (
        ("LATIN", "latin"),
        ("FULLWIDTH LATIN", "latin"),
        ("CYRILLIC", "cyrillic"),
        ("CJK", "han"),
        ("HIRAGANA", "kana"),
        ("KATAKANA", "kana"),
    ):
        if name.startswith(prefix):
            return script
    return "other"


def _not_japanese(text: str, counts: Counter[str]) -> str | None:
    if counts["kana"] * 10 < counts["kana"] + counts["han"]:
        return "has hardly any kana; Japanese cannot do without"
    if _outnumbered(counts["kana"] + counts["han"], counts):
        return "has few Japanese letters"
    return _strange("Chinese characters that Japanese lacks", text, _beyond(text, "Jpan"))


def _not_chinese(text: str, counts: Counter[str], *, simplified: bool) -> str | None:
    if counts["kana"] > 2:
        return "has kana, so it is Japanese"
    if _outnumbered(counts["han"], counts):
        return "has few Chinese characters"
    if simplified:
        return _strange("traditional characters", text, _beyond(text, "Hans"))
    return _strange("simplified characters", text, _beyond(text, "Hant"))


def _outnumbered(characters: int, counts: Counter[str]) -> bool:
    """A character of Chinese or Japanese says as much as some four letters."""
    return 4 * characters < counts["latin"] + counts["cyrillic"]


def _not_cyrillic(text: str, counts: Counter[str], code: str) -> str | None:
    if counts["cyrillic"] < sum(counts.values()) / 2:
        return "is mostly not in Cyrillic letters"
    theirs, own = (UKRAINIAN_ONLY, RUSSIAN_ONLY)[:: 1 if code == "ru" else -1]
    other = "Ukrainian" if code == "ru" else "Russian"
    if counts["cyrillic"] >= _ENOUGH_CYRILLIC and not own & set(text.lower()):
        return f"has none of the letters {''.join(sorted(own))}"
    return _strange(f"{other} letters", text.lower(), theirs)


def _not_latin(text: str, counts: Counter[str], code: str) -> str | None:
    if counts["latin"] < sum(counts.values()) * 0.8:
        return "is not in Latin letters"
    words = {word.casefold() for word in _WORD.findall(text)}
    own = len(words & FUNCTION_WORDS[code])
    best = max(FUNCTION_WORDS, key=lambda c: (len(words & FUNCTION_WORDS[c]), c == code))
    found = words & FUNCTION_WORDS[best]
    if len(found) >= _ENOUGH_WORDS and len(found) > 2 * own:
        return f"reads like {LANGUAGES[best].english} ({', '.join(sorted(found)[:5])})"
    return None


def _strange(what: str, text: str, letters: Iterable[str]) -> str | None:
    found = "".join(sorted(set(text) & set(letters)))
    return f"has {what} ({found[:10]})" if found else None


def _beyond(text: str, script: str) -> set[str]:
    """The Chinese characters of *text* that the script does not use."""
    han = {c for c in text if _script(c) == "han"} - _IN_NAMES
    return {c for c in han if not _encodable(c, script)}


@cache
def _encodable(letter: str, script: str) -> bool:
    try:
        letter.encode(_CHARACTER_SETS[script])
    except UnicodeEncodeError:
        return False
    return True
