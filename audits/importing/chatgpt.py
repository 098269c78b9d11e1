"""Reads ChatGPT's export (`conversations.json`): every answer to every message, branches too.

A chat is a tree of messages. Answering anew makes siblings, so one question may have several
answers; each is an entry of its own. Thoughts, searches and remarks on the way are no answer.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from audits.importing.chats import (
    Node,
    app_of,
    cited,
    collector,
    mapping,
    moment,
    objects,
    text_of,
)
from audits.importing.entry import Entry, Given
from providers.base import Role
from providers.redact import without_ids

APP = "ChatGPT"
_MARK = re.compile("\ue200([a-z_]+)(?:\ue202([^\ue200\ue201]*))?\ue201")
_OLD_MARK = re.compile(r"【\d+(?::\d+)?†[^】]{0,200}】")
_PRIVATE = re.compile("[\ue200-\ue2ff]")


def is_chatgpt(data: Any) -> bool:
    """Whether decoded JSON is this export."""
    return bool(objects(data)) and all("mapping" in chat for chat in objects(data)[:5])


def read_chatgpt(data: Any, path: str, given: Given) -> Iterator[Entry]:
    """Every answer of the export; *given* says who collected and in which plan and country."""
    app, who = app_of(given, APP), collector(given, path)
    for number, chat in enumerate(objects(data), 1):
        nodes = {key: mapping(node) for key, node in mapping(chat.get("mapping")).items()}
        for key, node in nodes.items():
            asked = mapping(node.get("message"))
            prompt = _text(asked)
            if _role(asked) != "user" or not prompt or _is_hidden(asked):
                continue
            for messages in _branches(nodes, key):
                answer = _last_said(messages)
                if answer is None:
                    continue
                yield Entry(
                    place=f"{path}, chat {number}",
                    prompt=prompt,
                    answer=clean(answer),
                    app=app,
                    collected_by=who,
                    collected_at=moment(asked.get("create_time") or chat.get("create_time")),
                    citations=cited(_addresses(messages)),
                    served_model=text_of(mapping(answer.get("metadata")).get("model_slug"))
                    or None,
                    search_ran=_searched(messages) or None,
                    turn=_turn(nodes, key),
                    notes=_notes(nodes, chat),
                    private=True,
                    raw=without_ids({"messages": [asked, *messages]}),
                )


def clean(message: Node) -> str:
    """The answer as the app shows it: without the marks that stand for its source buttons."""
    text = _OLD_MARK.sub("", _MARK.sub(_shown, _text(message)))
    return re.sub(r"[ \t]+(?=[.,;:!?]|\n|$)", "", _PRIVATE.sub("", text)).strip()


def _shown(mark: re.Match[str]) -> str:
    """What a mark shows: an entity its name, a link its title, a source button nothing."""
    kind, said = mark[1], mark[2] or ""
    if kind == "url":
        return said.partition("\ue202")[0]
    if kind != "entity":
        return ""
    try:
        names = orjson.loads(said)
    except orjson.JSONDecodeError:
        return ""
    return str(names[1]) if isinstance(names, list) and len(names) > 1 else ""


def _branches(nodes: dict[str, Node], start: str) -> Iterator[list[Node]]:
    """The messages after *start*, once for each way the chat went on, up to the next question."""
    waiting: list[tuple[str, list[Node]]] = [(start, [])]
    seen: set[str] = set()
    while waiting:
        key, sofar = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        following = [
            child
            for child in nodes.get(key, {}).get("children") or ()
            if isinstance(child, str) and _role(_message(nodes, child)) != "user"
        ]
        if not following and sofar:
            yield sofar
        for child in reversed(following):
            waiting.append((child, [*sofar, _message(nodes, child)]))


def _message(nodes: dict[str, Node], key: str) -> Node:
    return mapping(nodes.get(key, {}).get("message"))


def _last_said(messages: list[Node]) -> Node | None:
    """The final answer: what the assistant said to the user last; remarks before it are none."""
    said = [
        message
        for message in messages
        if _role(message) == "assistant"
        and message.get("recipient") in (None, "all")
        and message.get("channel") in (None, "final")
        and not _is_hidden(message)
        and _text(message)
    ]
    return said[-1] if said else None


def _told(message: Node) -> Node:
    return mapping(message.get("metadata"))


def _role(message: Node) -> str:
    return text_of(mapping(message.get("author")).get("role"))


def _is_hidden(message: Node) -> bool:
    told = _told(message)
    return bool(
        told.get("is_visually_hidden_from_conversation") or told.get("is_user_system_message")
    )


def _text(message: Node) -> str:
    content = mapping(message.get("content"))
    if content.get("content_type") not in ("text", "multimodal_text"):
        return ""
    parts = content.get("parts")
    return "".join(p for p in parts if isinstance(p, str)) if isinstance(parts, list) else ""


def _turn(nodes: dict[str, Node], key: str) -> int:
    """How many questions the chat had up to this one."""
    turn, seen = 1, {key}
    parent = nodes[key].get("parent")
    while isinstance(parent, str) and parent not in seen and parent in nodes:
        seen.add(parent)
        message = _message(nodes, parent)
        turn += _role(message) == "user" and not _is_hidden(message) and bool(_text(message))
        parent = nodes[parent].get("parent")
    return turn


def _notes(nodes: dict[str, Node], chat: Node) -> str:
    """What may have coloured the answer."""
    told = []
    kinds = {mapping(_message(nodes, key).get("content")).get("content_type") for key in nodes}
    if "user_editable_context" in kinds:
        told.append("the account had custom instructions")
    if chat.get("gizmo_id"):
        told.append("asked in a custom GPT or a project")
    return "; ".join(told)


def _searched(messages: list[Node]) -> bool:
    return any(
        _told(m).get("search_result_groups")
        or mapping(m.get("author")).get("name") in ("web", "web.run", "browser")
        for m in messages
    )


def _addresses(messages: list[Node]) -> Iterator[tuple[Any, Any, Role]]:
    for message in messages:
        told = _told(message)
        for citation in objects(told.get("citations")):
            page = mapping(citation.get("metadata")) or citation
            yield page.get("url"), page.get("title"), Role.CITED
        for reference in objects(told.get("content_references")):
            yield from _referred(reference)
        for group in objects(told.get("search_result_groups")):
            for result in objects(group.get("entries")):
                yield result.get("url"), result.get("title"), Role.RETRIEVED


def _referred(reference: Node) -> Iterator[tuple[Any, Any, Role]]:
    """A source button's pages; the list at the foot also holds what the answer did not cite."""
    foot = reference.get("type") == "sources_footnote"
    yield reference.get("url"), reference.get("title"), Role.CITED
    for key in ("items", "fallback_items", "sources"):
        for page in objects(reference.get(key)):
            role = Role.RETRIEVED if foot else Role.CITED
            yield page.get("url"), page.get("title"), role
            for other in objects(page.get("supporting_websites")):
                yield other.get("url"), other.get("title"), role
