"""A scorer's reason in the report's language: scorers write theirs in English, once and for all.

Sentences that are known are replaced; what is not known (a third party's scorer) stays as it was
written. Cues quoted from the answer stay in the answer's language.
"""

import re
from functools import cache

from reports.words import Words, load_words

_CUE = re.compile(r"(?P<sentence>.+?)(?: \(“(?P<cue>.*)”\))?\.", re.DOTALL)
_VOTES = re.compile(r"(?P<most>\d+) of (?P<all>\d+) (?P<who>votes|judges) say (?P<verdict>\w+)")
_SPLIT = re.compile(
    r"no majority of (?P<all>\d+) (?P<who>votes|judges) \((?P<said>[^)]*)\)(?:: (?P<whys>.*))?",
    re.DOTALL,
)


def reason_in(words: Words, reason: str) -> str:
    """*reason*, as `Judgement.reason` has it, in the language of *words*."""
    if found := _VOTES.fullmatch(reason):
        told = found.groupdict() | {"verdict": words.name("verdict", found["verdict"])}
        return words(f"reasons.{told.pop('who')}_say", **told)
    if found := _SPLIT.fullmatch(reason):
        return _split(words, found)
    if (found := _CUE.fullmatch(reason)) and (key := _known().get(found["sentence"])):
        cue = words("reasons.cue", cue=found["cue"]) if found["cue"] else ""
        return words("reasons.whole", sentence=words(f"reasons.{key}"), cue=cue)
    return reason


def _split(words: Words, found: re.Match[str]) -> str:
    """No majority: who said what, and why votes could not be read."""
    counts = (part.partition(" ") for part in found["said"].split(", "))
    said = words("comma").join(
        f"{words.name('verdict', verdict)} {count}" for count, _, verdict in counts
    )
    whys = f"{words('colon')}{found['whys']}" if found["whys"] else ""
    return words(f"reasons.{found['who']}_split", all=found["all"], said=said) + whys


@cache
def _known() -> dict[str, str]:
    """The key of each sentence that our scorers write."""
    return {text: key for key, text in load_words("en").texts["reasons"].items()}
