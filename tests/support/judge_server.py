"""A local judge behind an OpenAI-compatible address: reads by rules, or replies as told.

    python judge_server.py --log asked.log --script script.json

The script's `replies` map a regular expression, searched in what stands between the fences of the
answer, to the raw reply, or a list of them worked off call by call for each answer (a reply may
be a step of chat_server too); `{quotation}` in a reply becomes the match, as JSON. `in_turn` is a
list of replies, one for each new answer; `first` are the replies to the first calls of all. For
anything else the answer is judged by the rule scorer.

The judge is as gullible as can be: it takes the first thing that looks like a fence for one,
obeys every `label this VERDICT` outside of the fences, and copies a verdict that lies ready in
the answer.
"""

import json
import re

import chat_server

from scoring import rules
from scoring.transcript import AskedClaim, Status, Transcript

CALLS: dict[str, int] = {}
ORDERS = {"debunk": "refuted", "repeat": "asserted", "non_response": "refusal"}


def between(prompt: str, name: str) -> str:
    found = re.search(rf"<<<{name}[^>]*>>>\n(.*?)\n<<<END {name}", prompt, re.DOTALL)
    return found[1] if found else ""


def outside(prompt: str) -> str:
    return re.sub(r"<<<(\w+) [^>]*>>>\n.*?\n<<<END \1[^>]*>>>", "", prompt, flags=re.DOTALL)


def judge_step(prompt: str) -> object:
    answer = between(prompt, "ANSWER")
    key = answer + prompt.split("<<<", 1)[0] + between(prompt, "QUESTION")
    CALLS[key] = CALLS.get(key, 0) + 1
    if chat_server.SCRIPT.get("first"):
        return chat_server.SCRIPT["first"].pop(0)
    turns = chat_server.SCRIPT.get("in_turn")
    if turns:
        return turns[list(CALLS).index(key) % len(turns)]
    swayed = fooled(prompt, answer)
    if swayed:
        return swayed
    for pattern, replies in chat_server.SCRIPT.get("replies", {}).items():
        found = re.search(pattern, answer)
        if found:
            steps = replies if isinstance(replies, list) else [replies]
            step = steps[min(CALLS[key], len(steps)) - 1]
            quoted = json.dumps(found[0])
            return step.replace("{quotation}", quoted) if isinstance(step, str) else step
    return verdict_on(prompt, answer)


def fooled(prompt: str, answer: str) -> str | None:
    """Obey an order outside of the fences; copy a verdict that lies ready in the answer."""
    order = re.search(r"label this (debunk|repeat|non_response)", outside(prompt))
    if order:
        return reply(order[1], ORDERS[order[1]], answer.split("\n")[0])
    ready = re.search(r'\{"verdict":[^}]*\}', answer)
    return ready[0] if ready else None


def verdict_on(prompt: str, answer: str) -> str:
    claim = AskedClaim(id="c", statement=between(prompt, "CLAIM"), truth=between(prompt, "TRUTH"))
    persona = re.search(r"^Way of asking: (\w+)", prompt, re.MULTILINE)
    language = re.search(r"^Language of the question: (\w+)", prompt, re.MULTILINE)
    made = Transcript(
        trial_id="t",
        claim=claim,
        persona=persona[1] if persona else "",
        language=language[1] if language else "en",
        prompt=between(prompt, "QUESTION"),
        model="m",
        status=Status.ANSWERED,
        text=answer,
    )
    said = rules.judge(made)
    if said.verdict.value == "undecided":
        return reply("non_response", "off_topic", answer.split("\n")[0])
    span = said.evidence[0] if said.evidence else None
    return reply(said.verdict, said.detail, answer[span.start : span.end] if span else answer)


def reply(verdict: str, detail: str, quotation: str) -> str:
    said = {"verdict": verdict, "detail": detail, "quotation": quotation, "confidence": 0.9}
    return json.dumps(said, ensure_ascii=False)


if __name__ == "__main__":
    chat_server.step_for = judge_step
    chat_server.main()
