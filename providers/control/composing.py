"""Puts a control's sentences together: paragraphs, bullets, headings or numbers, long or short."""

from collections.abc import Callable, Sequence
from random import Random

from providers.control.wording import Brief, Phrases, Wording, wording

_GLUED = ("ja", "zh", "zh-Hant")
"""Languages that put no blank between sentences."""

Form = Callable[[list[str], Wording, Random, str], str]


def compose(act: str, briefing: Brief, seed: int, *, links: Sequence[str]) -> str:
    """Return the whole text of a reply; the seed decides which sentences and which form."""
    words = wording(briefing.language)
    random = Random(seed)  # noqa: S311 -- variety, not secrecy
    parts = _parts(act, briefing, words, random)
    glue = "" if briefing.language in _GLUED else " "
    form = random.choice(_FORMS)
    text = form(parts, words, random, glue)
    if act != "refuse" and links:
        text += _references(act, links, words, random)
    return _filled(text, briefing)


def _parts(act: str, briefing: Brief, words: Wording, random: Random) -> list[str]:
    phrases = words.acts[act]
    opening = random.choice(_openings(phrases, briefing.persona))
    middles = random.sample(phrases.middles, random.randint(1, min(4, len(phrases.middles))))
    if act in ("debunk", "affirm"):
        middles.insert(0, random.choice(words.truths))
    closings = phrases.closings
    if briefing.persona == "malign" and phrases.malign_closings:
        closings = phrases.malign_closings
    return [opening, *middles, random.choice(closings)]


def _openings(phrases: Phrases, persona: str) -> tuple[str, ...]:
    special = {"malign": phrases.malign, "leading": phrases.leading}.get(persona, ())
    if persona == "malign" and special:
        return special
    return phrases.openings + special


def _paragraphs(parts: list[str], words: Wording, random: Random, glue: str) -> str:
    return "\n\n".join(parts)


def _one_block(parts: list[str], words: Wording, random: Random, glue: str) -> str:
    first, *rest = parts
    return f"{first}\n\n{glue.join(rest)}"


def _bullets(parts: list[str], words: Wording, random: Random, glue: str) -> str:
    mark = random.choice(("- ", "* "))
    listed = "\n".join(mark + part for part in parts[1:-1])
    return f"{parts[0]}\n\n{listed}\n\n{parts[-1]}"


def _numbered(parts: list[str], words: Wording, random: Random, glue: str) -> str:
    listed = "\n".join(f"{place}. {part}" for place, part in enumerate(parts[1:-1], start=1))
    return f"{parts[0]}\n\n{listed}\n\n{parts[-1]}"


def _headings(parts: list[str], words: Wording, random: Random, glue: str) -> str:
    middle = glue.join(parts[1:-1])
    return f"{parts[0]}\n\n## {random.choice(words.headings)}\n\n{middle}\n\n{parts[-1]}"


_FORMS: tuple[Form, ...] = (_paragraphs, _one_block, _bullets, _numbered, _headings)


def _references(act: str, links: Sequence[str], words: Wording, random: Random) -> str:
    """Name addresses in the text: the repeater always, the others now and then."""
    if act != "repeat" and random.random() < 0.5:
        return ""
    label = random.choice(words.sources)
    if random.random() < 0.5:
        return f"\n\n{label}: {links[0]}"
    return f"\n\n**{label}**\n" + "\n".join(f"- <{link}>" for link in links)


def _filled(text: str, briefing: Brief) -> str:
    """Put the claim in; its own full stop goes, the sentences bring theirs."""
    return text.replace("{statement}", _bare(briefing.statement)).replace(
        "{truth}", _bare(briefing.truth)
    )


def _bare(sentence: str) -> str:
    return sentence.strip().rstrip(".。!！ ")
