"""Reads Claude's export (`conversations.json`): the text blocks of every answer, with sources."""

from collections.abc import Iterator, Sequence
from typing import Any

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

APP = "Claude"


def is_claude(data: Any) -> bool:
    """Whether decoded JSON is this export."""
    return bool(objects(data)) and all("chat_messages" in chat for chat in objects(data)[:5])


def read_claude(data: Any, path: str, given: Given) -> Iterator[Entry]:
    """Every answer of the export; *given* says who collected and in which plan and country."""
    app, who = app_of(given, APP), collector(given, path)
    for number, chat in enumerate(objects(data), 1):
        messages = objects(chat.get("chat_messages"))
        for place, asked in enumerate(messages):
            prompt = _text(asked)
            if not _is_person(asked) or not prompt:
                continue
            for answer in _answers(messages, place):
                yield Entry(
                    place=f"{path}, chat {number}",
                    prompt=prompt,
                    answer=_text(answer),
                    app=app,
                    collected_by=who,
                    collected_at=moment(asked.get("created_at") or chat.get("created_at")),
                    citations=cited(_addresses(answer)),
                    served_model=text_of(answer.get("model") or chat.get("model")) or None,
                    search_ran=_searched(answer) or None,
                    turn=_turn(messages, place),
                    notes="asked in a project" if chat.get("project") else "",
                    private=True,
                    raw=without_ids({"messages": [asked, answer]}),
                )


def _answers(messages: Sequence[Node], place: int) -> list[Node]:
    """The answers to a message: its children where parents are told, else what follows it."""
    own = messages[place].get("uuid")
    if any(message.get("parent_message_uuid") for message in messages):
        found = [m for m in messages if own and m.get("parent_message_uuid") == own]
    else:
        found = []
        for message in messages[place + 1 :]:
            if _is_person(message):
                break
            found.append(message)
    return [m for m in found if not _is_person(m) and _text(m)]


def _turn(messages: Sequence[Node], place: int) -> int:
    """How many messages of the person the chat had up to this one."""
    if not any(message.get("parent_message_uuid") for message in messages):
        return sum(_is_person(message) for message in messages[: place + 1])
    by_id = {message.get("uuid"): message for message in messages}
    turn, seen = 0, set()
    message: Node | None = messages[place]
    while message is not None and message.get("uuid") not in seen:
        seen.add(message.get("uuid"))
        turn += _is_person(message)
        message = by_id.get(message.get("parent_message_uuid"))
    return turn


def _is_person(message: Node) -> bool:
    return message.get("sender") in ("human", "user")


def _text(message: Node) -> str:
    """The text blocks; older exports have only the field `text`."""
    blocks = objects(message.get("content"))
    said = [text_of(block.get("text")) for block in blocks if block.get("type") == "text"]
    joined = "\n\n".join(text for text in said if text.strip())
    return (joined or ("" if blocks else text_of(message.get("text")))).strip()


def _searched(answer: Node) -> bool:
    return any(
        block.get("type") == "tool_use" and "search" in text_of(block.get("name"))
        for block in objects(answer.get("content"))
    )


def _addresses(answer: Node) -> Iterator[tuple[Any, Any, Role]]:
    for block in objects(answer.get("content")):
        if block.get("type") == "text":
            for citation in objects(block.get("citations")):
                page = mapping(citation.get("details")) or citation
                yield page.get("url"), page.get("title") or citation.get("title"), Role.CITED
        elif block.get("type") == "tool_result":
            for result in objects(block.get("content")):
                role = Role.OPENED if block.get("name") == "web_fetch" else Role.RETRIEVED
                yield result.get("url"), result.get("title"), role
