"""A local OpenAI-compatible server with faults on demand; a real process on a real socket.

    python chat_server.py --log asked.log [--latency 0.05] [--script script.json]
                          [--faults 0.05 0.02 0.01 0.01]

Prints its port. The answer to a prompt comes from the script (`{"prompt text": step or [steps]}`,
a list is worked off call by call; `"@"` counts calls over all prompts, `"*"` stands for every
prompt), else it repeats the prompt. A step is a string (the answer) or
`{"status": 429, "headers": {...}, "body": ..., "drop": true, "drip": seconds}`. Each call is
logged as one JSON line before it is answered.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from pathlib import Path

ARGS = argparse.Namespace()
RANDOM = random.Random(1)
FAULTS: dict = {
    "429": {"status": 429, "headers": {"retry-after": "0.2"}, "body": {"error": {"message": "!"}}},
    "500": {"status": 500, "body": {"error": {"message": "oops"}}},
    "drop": {"drop": True},
    "cut": {"cut": True, "body": {"choices": [{"message": {"content": "never whole"}}]}},
}
SCRIPT: dict = {}
SEEN: dict = {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--script", type=Path)
    parser.add_argument("--faults", type=float, nargs=4, default=[0, 0, 0, 0])
    parser.parse_args(namespace=ARGS)
    if ARGS.script:
        SCRIPT.update(json.loads(ARGS.script.read_text(encoding="utf-8")))
    asyncio.run(serve())


async def serve() -> None:
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while await one_call(reader, writer):
            pass
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def one_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
    prompt = next((m["content"] for m in body["messages"] if m["role"] == "user"), "")
    fault = draw_fault()
    row = {"at": time.time(), "prompt": prompt, "body": body, "fault": fault}
    with ARGS.log.open("a", encoding="utf-8") as log:
        log.write(json.dumps(row) + "\n")
    await asyncio.sleep(ARGS.latency)
    step = FAULTS[fault] if fault else step_for(prompt)
    return await answer(writer, step, body.get("model", "?"))


def draw_fault() -> str | None:
    """One of the faults, by the shares of --faults (429, 500, dropped, cut off)."""
    drawn = RANDOM.random()
    for name, share in zip(FAULTS, ARGS.faults, strict=True):
        if drawn < share:
            return name
        drawn -= share
    return None


def step_for(prompt: str) -> object:
    if "@" in SCRIPT:
        prompt, SCRIPT["*"] = "@", SCRIPT["@"]
    step = SCRIPT.get(prompt, SCRIPT.get("*", f"About this: {prompt}"))
    if isinstance(step, list):
        turn = SEEN.get(prompt, 0)
        SEEN[prompt] = turn + 1
        return step[min(turn, len(step) - 1)]
    return step


async def answer(writer: asyncio.StreamWriter, step: object, model: str) -> bool:
    if isinstance(step, str):
        step = {"body": completion(step, model)}
    if step.get("drop"):
        writer.transport.abort()
        return False
    body = step.get("body", {})
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = {"content-type": "application/json", "content-length": str(len(raw))}
    lines |= step.get("headers", {})
    head = f"HTTP/1.1 {step.get('status', 200)} X\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    writer.write(head.encode() + b"\r\n")
    if "drip" in step:
        for i in range(len(raw)):
            writer.write(raw[i : i + 1])
            await writer.drain()
            await asyncio.sleep(step["drip"])
    if step.get("cut"):
        writer.write(raw[: len(raw) // 2])
        await writer.drain()
        return False
    writer.write(raw if "drip" not in step else b"")
    await writer.drain()
    return True


def completion(text: str, model: str) -> dict:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": f"{model}-2026-11-01",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text},
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": len(text) // 4, "total_tokens": 99},
    }


if __name__ == "__main__":
    main()
    sys.exit(0)
