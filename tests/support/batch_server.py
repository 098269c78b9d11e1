"""A local server that plays the batches of four services; a real process on a real socket.

    python batch_server.py --log asked.jsonl --control control.json

Prints its port. What a service would do is said in the control file, read anew at every call:

    polls        how many polls find a batch still working (default 1)
    hold         true: batches never end
    expire, fail, cancel    words; requests whose prompt holds one end so
    ending       how whole batches end: completed (default), failed, expired
    drop_create  true: the batch is made, then the connection is cut before the answer
    gone         true: no batch is known any more
    no_list      true: the list of batches cannot be seen
    refuse       status and body with which every creation is answered
    answers      {word in the prompt: text of the answer}

Every call is logged as one JSON line. Results come in reverse order, as no service keeps order.
"""

import argparse
import json
import re
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ARGS = argparse.Namespace()
FILES: dict = {}
JOBS: dict = {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True)
    parser.parse_args(namespace=ARGS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def control() -> dict:
    return json.loads(ARGS.control.read_text(encoding="utf-8") or "{}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.note(None)
        if control().get("no_list") and "?" in self.path:
            return self.answer({"error": {"message": "the list is out of order"}}, 500)
        if control().get("gone"):
            return self.answer({"error": {"message": "No such batch"}}, 404)
        for pattern, answer in GETS:
            if found := re.fullmatch(pattern, self.path):
                return self.answer(answer(*found.groups()))
        return self.answer({"error": {"message": "no such path"}}, 404)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.endswith("/files"):
            content = re.search(rb"\r\n\r\n(\{.*?\})\n?\r\n--", raw, re.DOTALL)[1].decode()
            self.note(content)
            FILES[f"file-{len(FILES)}"] = content
            return self.answer({"id": f"file-{len(FILES) - 1}", "object": "file"})
        body = json.loads(raw)
        self.note(body)
        if refuse := control().get("refuse"):
            return self.answer(refuse["body"], refuse["status"])
        job = create(self.path, body)
        if control().get("drop_create"):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self.answer(job)

    def note(self, body: object) -> None:
        line = {"at": time.time(), "method": self.command, "path": self.path, "body": body}
        line["headers"] = {k.lower(): v for k, v in self.headers.items()}
        with ARGS.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def answer(self, body: object, status: int = 200) -> None:
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def create(path: str, body: dict) -> dict:
    name = f"batch_{len(JOBS)}"
    if path.endswith("/messages/batches"):
        kind, requests = "anthropic", [(r["custom_id"], r["params"]) for r in body["requests"]]
    elif path.endswith("/batch/jobs"):
        kind, requests = "mistral", [(r["custom_id"], r["body"]) for r in body["requests"]]
    elif path.endswith(":batchGenerateContent"):
        kind, name = "gemini", f"batches/{name}"
        inlined = body["batch"]["inputConfig"]["requests"]["requests"]
        requests = [(r["metadata"]["custom_id"], r["request"]) for r in inlined]
    else:
        kind = "openai"
        lines = FILES[body["input_file_id"]].splitlines()
        requests = [(r["custom_id"], r["body"]) for r in map(json.loads, lines)]
    JOBS[name] = {"kind": kind, "requests": requests, "polls": 0, "made": body, "at": time.time()}
    return state(name)


def prompt_of(body: dict) -> str:
    return json.dumps(body, ensure_ascii=False)


def fate(body: dict) -> str:
    prompt = prompt_of(body)
    for end in ("expire", "fail", "cancel"):
        if any(word in prompt for word in control().get(end, ())):
            return end
    return "answer"


def text_for(body: dict) -> str:
    prompt = prompt_of(body)
    answers = control().get("answers", {})
    return next((text for word, text in answers.items() if word in prompt), "Nobody knows.")


def poll(name: str) -> dict:
    name = name if name in JOBS else f"batches/{name}"
    JOBS[name]["polls"] += 1
    return state(name)


def is_over(name: str) -> bool:
    now = control()
    return not now.get("hold") and JOBS[name]["polls"] > now.get("polls", 1)


def state(name: str) -> dict:
    job, over = JOBS[name], is_over(name)
    total, ending = len(job["requests"]), control().get("ending", "completed")
    return {
        "openai": openai_state,
        "anthropic": anthropic_state,
        "mistral": mistral_state,
        "gemini": gemini_state,
    }[job["kind"]](name, job, total, ending if over else None)


def openai_state(name: str, job: dict, total: int, ending: str | None) -> dict:
    has = ending in ("completed", "expired")
    return {
        "id": name,
        "object": "batch",
        "status": ending or "in_progress",
        "errors": {"data": [{"code": "token_limit_exceeded", "message": "too many tokens"}]}
        if ending == "failed"
        else None,
        "output_file_id": f"{name}-out" if has else None,
        "error_file_id": f"{name}-err" if has else None,
        "metadata": job["made"].get("metadata"),
        "created_at": int(job["at"]),
        "request_counts": {"total": total, "completed": total if has else 0, "failed": 0},
    }


def openai_body(body: dict) -> dict:
    text = text_for(body)
    usage = {"input_tokens": 1000, "output_tokens": 1000}
    if "messages" in body:
        choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": 1000, "completion_tokens": 1000}
        return {"model": f"{body.get('model')}-2026", "choices": [choice], "usage": usage}
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "content": [part]}
    served = {"model": f"{body['model']}-2026", "status": "completed", "object": "response"}
    return served | {"output": [message], "usage": usage}


def openai_file(name: str, which: str) -> str:
    lines = []
    for custom_id, body in reversed(JOBS[name]["requests"]):
        end = fate(body)
        line = {"id": f"r-{custom_id}", "custom_id": custom_id, "response": None, "error": None}
        if end == "answer":
            line["response"] = {"status_code": 200, "body": openai_body(body)}
        elif end == "fail":
            wrong = {"error": {"message": "Invalid value", "type": "invalid_request_error"}}
            line["response"] = {"status_code": 400, "body": wrong}
        else:
            code = {"expire": "batch_expired", "cancel": "batch_cancelled"}[end]
            line["error"] = {"code": code, "message": "not executed"}
        if (end == "answer") == (which == "out"):
            lines.append(json.dumps(line))
    return "\n".join(lines)


def anthropic_state(name: str, job: dict, total: int, ending: str | None) -> dict:
    counts = {"processing": 0 if ending else total, "succeeded": total if ending else 0}
    return {
        "id": name,
        "type": "message_batch",
        "processing_status": "ended" if ending else "in_progress",
        "request_counts": counts | {"errored": 0, "canceled": 0, "expired": 0},
        "created_at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(job["at"])),
    }


def anthropic_results(name: str) -> str:
    lines = []
    for custom_id, body in reversed(JOBS[name]["requests"]):
        end = fate(body)
        result: dict = {"type": {"expire": "expired", "cancel": "canceled"}.get(end, "errored")}
        if end == "answer":
            message = {
                "model": f"{body['model']}-2026",
                "content": [{"type": "text", "text": text_for(body)}],
                "stop_reason": "end_turn",
                "usage": {"input_tokens": 1000, "output_tokens": 1000},
            }
            result = {"type": "succeeded", "message": message}
        elif end == "fail":
            wrong = {"type": "invalid_request_error", "message": "Invalid value"}
            result["error"] = {"type": "error", "error": wrong}
        lines.append(json.dumps({"custom_id": custom_id, "result": result}))
    return "\n".join(lines)


def mistral_state(name: str, job: dict, total: int, ending: str | None) -> dict:
    states = {"completed": "SUCCESS", "failed": "FAILED", "expired": "TIMEOUT_EXCEEDED"}
    lines = [json.loads(line) for line in openai_file(name, "out").splitlines() if line]
    return {
        "id": name,
        "status": states[ending] if ending else "RUNNING",
        "outputs": lines if ending == "completed" else None,
        "errors": [],
        "metadata": job["made"].get("metadata"),
        "created_at": int(job["at"]),
        "total_requests": total,
        "completed_requests": total if ending else 0,
    }


def gemini_state(name: str, job: dict, total: int, ending: str | None) -> dict:
    responses = []
    for custom_id, body in reversed(job["requests"]):
        response = {
            "candidates": [
                {"content": {"parts": [{"text": text_for(body)}]}, "finishReason": "STOP"}
            ],
            "modelVersion": "gemini-2.5-flash",
            "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 1000},
        }
        responses.append({"response": response, "metadata": {"custom_id": custom_id}})
    states = {"completed": "SUCCEEDED", "failed": "FAILED", "expired": "EXPIRED"}
    metadata = {
        "state": "BATCH_STATE_" + (states[ending] if ending else "RUNNING"),
        "displayName": job["made"]["batch"]["displayName"],
        "createTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(job["at"])),
        "batchStats": {"requestCount": str(total), "pendingRequestCount": str(total)},
    }
    body: dict = {"name": name, "metadata": metadata, "done": ending is not None}
    if ending == "completed":
        metadata["batchStats"] = {"requestCount": str(total)}
        body["response"] = {"inlinedResponses": {"inlinedResponses": responses}}
    return body


def every(kind: str) -> list:
    return [state(name) for name, job in reversed(JOBS.items()) if job["kind"] == kind]


GETS = [
    (r".*/messages/batches/(\w+)/results", anthropic_results),
    (r".*/files/(\w+)-(out|err)/content", openai_file),
    (r".*/messages/batches\?.*", lambda: {"data": every("anthropic")}),
    (r".*/batch/jobs\?.*", lambda: {"data": every("mistral")}),
    (r".*/batches\?limit.*", lambda: {"data": every("openai")}),
    (r".*/batches\?pageSize.*", lambda: {"operations": every("gemini")}),
    (r".*/messages/batches/(\w+)", poll),
    (r".*/batch/jobs/(\w+)\?.*", poll),
    (r".*/batches/(\w+)", poll),
]


if __name__ == "__main__":
    main()
    sys.exit(0)
