"""In which language a reply is written: a chatbot may answer in another than it was asked."""

import re

from scoring.rules.lexicon import LANGUAGES, load

# Runs, since each match costs more than a letter.
_KANA = re.compile(r"[\u3041-\u30ff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u3041-\u30ff\u4e00-\u9fff]")
_UKRAINIAN = re.compile(r"[іїєґ]+")
_RUSSIAN = re.compile(r"[ыэъё]+")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 300
_LEAST_WORDS = 5
_LATIN = tuple(code for code in LANGUAGES if code not in {"ja", "zh", "ru", "uk"})


def language_of(text: str, asked: str) -> str:
    """The language of *text* as a code we have cues for; *asked* decides when in doubt."""
    asked = asked.lower().replace("_", "-").split("-")[0]
    sample = text[:_SAMPLE].lower()
    script = _script(sample)
    if script == "cyrillic":
        return _cyrillic(sample, asked)
    if script != "latin":
        return script
    return _latin(sample, asked)


def _script(sample: str) -> str:
    if not _OTHER_SCRIPT.search(sample):
        return "latin"
    han, kana = _count(_HAN, sample), _count(_KANA, sample)
    if (han + kana) * 5 > len(sample):
        return "ja" if kana * 8 > han else "zh"
    return "cyrillic" if _count(_CYRILLIC, sample) * 4 > len(sample) else "latin"


def _count(letters: re.Pattern[str], sample: str) -> int:
    return len("".join(letters.findall(sample)))


def _cyrillic(sample: str, asked: str) -> str:
    ukrainian, russian = _count(_UKRAINIAN, sample), _count(_RUSSIAN, sample)
    if ukrainian == russian:
        return asked if asked in {"ru", "uk"} else "ru"
    return "uk" if ukrainian > russian else "ru"


def _latin(sample: str, asked: str) -> str:
    words = _LATIN_WORD.findall(sample)
    if len(words) < _LEAST_WORDS and asked in _LATIN:
        return asked
    if not words:
        return "en"
    if asked in _LATIN and _share(words, asked) > 0.2:
        return asked
    best = max(_LATIN, key=lambda code: (_share(words, code), code == asked))
    if asked in _LATIN and _share(words, best) < _share(words, asked) + 0.15:
        return asked
    return best


def _share(words: list[str], language: str) -> float:
    stop = load(language).stop
    return sum(map(stop.__contains__, words)) / len(words)
