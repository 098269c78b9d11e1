"""Keeps screenshots and saved pages with the run: copied under the hash of their content."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.errors import ImportFailed, StoreError
from audits.folder import write_atomically
from audits.importing.entry import PREFIX, SURFACE

FOLDER = "attachments"
LARGEST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that shows an answer; *file* is its name in the run, *name* what it was called."""

    file: str
    name: str
    sha256: str
    size: int

    def row(self) -> dict[str, Any]:
        """As a transcript lists it."""
        return {"file": self.file, "name": self.name, "sha256": self.sha256, "bytes": self.size}


def describe(path: Path) -> Attachment:
    """Hash a file and name it after its content, so that equal files are kept once."""
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise ImportFailed(f"{path}: larger than {LARGEST_BYTES // 1_000_000} MB")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror})") from error
    suffix = re.sub(r"[^a-z0-9.]", "", path.suffix.lower())[:10]
    return Attachment(
        file=f"{FOLDER}/{digest[:32]}{suffix}", name=path.name, sha256=digest, size=size
    )


def copy_all(run: Path, files: Iterable[tuple[Path, Attachment]]) -> None:
    """Copy what is not there yet; each file appears whole or not at all."""
    for source, attachment in files:
        to = run / attachment.file
        if to.exists():
            continue
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            content = source.read_bytes()
        except OSError as error:
            raise StoreError(f"{source}: cannot be copied ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise ImportFailed(f"{source}: changed while it was read; import again")
        write_atomically(to, content)


def broken_evidence(
    run: Path, row: Mapping[str, Any], seen: dict[str, str | None]
) -> Iterator[str]:
    """What is wrong with the attachments of a transcript; *seen* remembers files' hashes.

    An answer of an app under the label of an API, or the other way round, would be pooled.
    """
    model = row.get("model") or {}
    if (model.get("surface") == SURFACE) != str(model.get("label")).startswith(PREFIX):
        yield f"label {model.get('label')} on surface {model.get('surface')}: they would be pooled"
    for listed in (row.get("collection") or {}).get("attachments") or ():
        name = str(listed["file"])
        if name not in seen:
            seen[name] = _hash(run, name)
        if seen[name] is None:
            yield f"{name}: missing"
        elif seen[name] != listed["sha256"]:
            yield f"{name}: changed since it was imported"


def _hash(run: Path, name: str) -> str | None:
    path = (run / name).resolve()
    if not path.is_relative_to((run / FOLDER).resolve()) or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
