"""Closes a run: a manifest with the hash of every file, their root hash, and a signature.

A third party needs the folder alone: `dosimeter check` tells what was changed, missing or added
since the seal, and whose key signed it (Ed25519, RFC 8032; extra `sign`).
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from audits.clock import utc_now
from audits.errors import RunError, SpecError
from audits.folder import RunFolder, write_atomically

LEFT_OUT = re.compile(r"(report(-[^/]*)?/|corrections\.md$|alerts\.json$|manifest\.json$|\.)")
"""What can be made again, the manifest itself, and hidden working files."""


def seal(folder: RunFolder, *, key: Path | None = None, note: str = "") -> dict[str, Any]:
    """Write `manifest.json`; *key* is a PEM file with the auditor's Ed25519 private key."""
    files = file_rows(folder.path)
    manifest: dict[str, Any] = {
        "format": 1,
        "sealed_at": utc_now(),
        "note": note,
        "files": files,
        "root": root_hash(files),
    }
    manifest["signature"] = _sign(manifest, key) if key else None
    write_atomically(folder.manifest, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return manifest


def file_rows(run: Path) -> list[dict[str, Any]]:
    """Path, size and SHA-256 of every file that the seal covers, sorted by path."""
    rows = []
    for path in sorted(run.rglob("*")):
        name = path.relative_to(run).as_posix()
        if path.is_file() and not LEFT_OUT.match(name):
            rows.append({"path": name, "bytes": path.stat().st_size, "sha256": file_hash(path)})
    return rows


def root_hash(files: list[dict[str, Any]]) -> str:
    """One hash over all files: SHA-256 of the lines `sha256  path`, in order of path."""
    lines = "".join(f"{row['sha256']}  {row['path']}\n" for row in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def broken_seals(folder: RunFolder) -> list[str]:
    """What does not fit the manifest, one sentence each; nothing for a run without one."""
    if not folder.manifest.exists():
        return []
    try:
        manifest = orjson.loads(folder.manifest.read_bytes())
        sealed = {row["path"]: row for row in manifest["files"]}
        root = root_hash(manifest["files"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        return [f"manifest.json cannot be read ({error}): edited"]
    found = {row["path"]: row for row in file_rows(folder.path)}
    problems = [f"{path}: missing since the seal" for path in sealed.keys() - found.keys()]
    problems += [f"{path}: added since the seal" for path in found.keys() - sealed.keys()]
    problems += [
        f"{path}: changed since the seal"
        for path in sealed.keys() & found.keys()
        if sealed[path]["sha256"] != found[path]["sha256"]
    ]
    if root != manifest.get("root"):
        problems.append("manifest.json: its root hash does not fit its files: edited")
    return sorted(problems) + _signature_problems(manifest)


def seal_remark(folder: RunFolder) -> str | None:
    """Who sealed the run and when, for people to compare with what the auditor published."""
    if not folder.manifest.exists():
        return None
    manifest = orjson.loads(folder.manifest.read_bytes())
    signature = manifest.get("signature")
    who = f"signed with key {signature['public_key']}" if signature else "not signed"
    return f"sealed at {manifest.get('sealed_at')}, root {manifest.get('root')}, {who}"


def refuse_sealed(folder: RunFolder) -> None:
    """A sealed run is closed: raises `RunError`."""
    if folder.manifest.exists():
        raise RunError(
            f"{folder.path}: sealed; nothing is added to a closed run. Begin a run of another "
            "name, or remove manifest.json if the seal was never published"
        )


def _signed_bytes(manifest: Mapping[str, Any]) -> bytes:
    """What the signature covers: root, time and note, in canonical JSON."""
    covered = {key: manifest[key] for key in ("format", "root", "sealed_at", "note")}
    return orjson.dumps(covered, option=orjson.OPT_SORT_KEYS)


def _sign(manifest: Mapping[str, Any], key: Path) -> dict[str, str]:
    ed25519, serialization = _cryptography()
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except OSError as error:
        raise SpecError(f"{key}: cannot be read ({error.strerror})") from error
    except (ValueError, TypeError) as error:
        raise SpecError(
            f"{key}: no unencrypted PEM private key; "
            "`openssl genpkey -algorithm ed25519 -out key.pem` makes one"
        ) from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise SpecError(f"{key}: not an Ed25519 key")
    return {
        "algorithm": "ed25519",
        "public_key": private.public_key().public_bytes_raw().hex(),
        "signature": private.sign(_signed_bytes(manifest)).hex(),
    }


def _signature_problems(manifest: Mapping[str, Any]) -> list[str]:
    signature = manifest.get("signature")
    if not signature:
        return []
    ed25519, _ = _cryptography()
    from cryptography.exceptions import InvalidSignature

    try:
        public = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        public.verify(bytes.fromhex(signature["signature"]), _signed_bytes(manifest))
    except (InvalidSignature, KeyError, ValueError, TypeError):
        return ["manifest.json: the signature does not fit: edited after signing"]
    return []


def _cryptography() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise SpecError(
            "signatures need the extra `sign`: pip install 'dosimeter[sign]'"
        ) from None
    return ed25519, serialization
