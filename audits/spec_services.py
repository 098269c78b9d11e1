"""Refuses models of services that nobody knows, with the line and the name that was meant."""

import difflib
from collections.abc import Iterator

from audits.errors import SpecError
from audits.spec_problems import wrong
from prompts.yamlfile import Document, KeyPath
from providers.registry import CONTROL, services


def refuse_unknown_services(document: Document) -> None:
    """Check every `model:` and `judge:` of a spec that was read; names all that are unknown."""
    known = [CONTROL, *(service.name for service in services())]
    lines = [
        str(wrong(document, path, _unknown(model, known)))
        for path, model in _named(document)
        if _service(model) not in known
    ]
    if lines:
        raise SpecError("\n".join(lines))


def _named(document: Document) -> Iterator[tuple[KeyPath, str]]:
    for i, entry in enumerate(document.data.get("models", ())):
        yield ("models", i, "model"), entry["model"]
    for i, entry in enumerate(document.data.get("scorers", ())):
        if isinstance(entry, dict):
            yield ("scorers", i, "judge"), entry["judge"]


def _service(model: str) -> str:
    return model.strip().partition("/")[0]


def _unknown(model: str, known: list[str]) -> str:
    service = _service(model)
    close = difflib.get_close_matches(service.lower(), known, n=1)
    meant = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
    return f"no service is called `{service}`; {meant}"
