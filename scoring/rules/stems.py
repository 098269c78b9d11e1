"""Cuts words down to what survives their endings, so that a claim's words are found inflected."""

import unicodedata
from functools import lru_cache

from scoring.rules.letters import exchanged, table_of

_LONGEST = 6
_SHORTEST = 4

_ENDINGS = {
    "en": "ations ation ments ment ings ing edly ers ies ions ion ed er es ly al s y e",
    "es": "ndo ron"
    " aciones imientos imiento acion ciones cion aron ieron iendo ando adas ados idas idos"
    " aban ada ado ida ido iano iana ano ana anos anas arse erse mente aba ias ian ar er ir as os"
    " es an en ia io a o e s",
    "fr": "ations ation ements ement aient erent irent antes ants ante iennes ienne iens ien aise"
    " ais ees ee ant eurs eur euse ent ait aire er ir es is it as e s x t",
    "de": "ungen lichen ischen liche ische ung lich isch enden ende end sten ten tet te en er es"
    " em et e n s t",
    "it": "azioni azione amenti amento arono irono ando endo ati ate ata ato iti ite ita ito iani"
    " iano iana are ere ire ava i e a o",
    "pl": "owania owanie skiego skich skimi skiej skie ski ska ami ach ego emu ych ymi ej om ow"
    " ie iem em ala ali al il ila ili a e i o u y",
    "ro": "atiilor atiile atie atia ului elor ilor iilor ile ul ei ii at ata ate ati it ita ite"
    " ea a e i u",
    "ca": "acions acio aments ament aven ades ats ada at ides its ida it ar er ir es en an a e o"
    " s",
    "gl": "ndo ron"
    " acions acion amentos amento aron eron iron ando endo adas ados ada ado idas idos ida"
    " ido ar er ir as os es an en a o e s",
    "ru": "ированных ированные ировала ировал ского скому скими ские ский ская ской ских скую"
    " скими енный енные ениями ения ение ением ами ями ого его ому ему ыми ими ться ались илась"
    " лись лась лся али ала ало или ила ило ает ают ить ать ой ей ый ий ая яя ое ее ые ие ую юю ых"
    " их ам ям ах ях ов ев ом ем ал ил ет ют ит ят ть а я о е ы и у ю ь й",
    "uk": "ованих овані увала ував ського ському ськими ські ський ська ської ських ську ення"
    " енням ами ями ого ому ими ові еві ться тися лися лась вся али ала ало или ила ило ають ити"
    " ати ій ий ою ею ів їв их ах ях ам ям ав ив ть ти а я о е и і у ю ь й ї",
}


@lru_cache(maxsize=len(_ENDINGS))
def _endings(language: str) -> tuple[str, ...]:
    return tuple(sorted(_ENDINGS.get(language, "").split(), key=len, reverse=True))


def stem(word: str, language: str) -> str:
    """A prefix long enough to tell words apart and short enough to survive endings."""
    if word[0].isdigit() or len(word) <= _SHORTEST:
        return word
    cut = max(_SHORTEST, min(_LONGEST, len(word) - 2))
    root = next((len(word) - len(e) for e in _endings(language) if _ends(word, e)), cut)
    return word[: min(cut, root)]


def _ends(word: str, ending: str) -> bool:
    return len(word) - len(ending) >= _SHORTEST and word.endswith(ending)


def _plain_letters() -> dict[str, str]:
    letters = (chr(code) for code in range(0xC0, 0x250))
    pairs = ((c, unicodedata.normalize("NFD", c)) for c in letters)
    return {c: parts[0] for c, parts in pairs if len(parts) > 1} | {"ł": "l", "Ł": "L"}


_PLAIN = table_of(_plain_letters())


def without_accents(folded: str) -> str:
    """The same text with bare Latin letters, each at its place."""
    return folded if folded.isascii() else exchanged(folded, _PLAIN)
