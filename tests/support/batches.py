"""The local batch server as a test sees it."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BatchServer:
    """Where it is, what it was asked, and what it is told to do."""

    base_url: str
    log: Path
    control: Path

    def tell(self, **told: object) -> None:
        """Say how the services behave from now on."""
        beside = self.control.with_suffix(".part")
        beside.write_text(json.dumps(told), encoding="utf-8")
        beside.replace(self.control)

    def asked(self, method: str = "", ending: str = "") -> list[dict]:
        """The calls it got, in order; only those with this method and end of the path."""
        if not self.log.exists():
            return []
        calls = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [c for c in calls if method in c["method"] and c["path"].endswith(ending)]

    def files(self) -> list[str]:
        """The files of requests that were uploaded."""
        return [call["body"] for call in self.asked("POST", "/files")]

    def batches(self) -> list[dict]:
        """The bodies of the calls that made batches."""
        return [c["body"] for c in self.asked("POST") if not c["path"].endswith("/files")]
