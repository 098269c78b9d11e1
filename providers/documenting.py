"""Writes `docs/providers.md` from the registry and the capability table.

python -m providers.documenting > docs/providers.md
"""

import sys

from providers.capabilities import Capabilities, capabilities, checked_on
from providers.control import BEHAVIOURS
from providers.prices import updated_on
from providers.registry import services
from providers.spec import Service

_INTRODUCTION = """\
# Providers

This page is written by `python -m providers.documenting`; a test holds that it is current.
Capabilities were checked on {checked}, prices on {updated}.

A spec names a model as `service/exact-id`. The key is read from the environment variable below, or
from the one that `key_env` names; `base_url` points a service elsewhere; `api` chooses among the
wire shapes of a service, the first is the default (with `search: true`, the first that searches).

| service | key variable | api | search | citations | location | parameters | batches |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

_COLUMNS = """\

- **search**: `offered` lets the model decide, `always` cannot be switched off, `never` is not
  there. Where a setting cannot be honoured, the plan says so before any call and the run refuses,
  unless `allow_missing: true`.
- **citations**: `cited` is attached to the answer, `retrieved` was among the search results,
  `opened` was read by the model. Links in the text are found by the scorer, for every service.
- **location**: parts of a place that are handed on along with search.
- **parameters**: sampling parameters that the service takes. One that a model refuses is left out
  and recorded in the reply.
- **batches**: `batch: true` hands the trials of a model in as one, at about half the price (see
  `docs/batches.md`); `not from here` means that the service has batches that Dosimeter does not
  speak.
- Prices come from the service's own word, else from a dated table, else they are unknown.

## What is not possible

"""

_EXCEPTIONS = "\n## Exceptions by model\n\n"

_CONTROLS = """
## Controls

{controls} need no key and no network: their behaviour is known, so they check the
scorers.

## What has no API

Consumer apps (ChatGPT, Copilot, Gemini, Le Chat and the others as people meet them) have none and
may answer otherwise than the API. Answers collected by hand are taken in by `dosimeter import`.

## Adding a service

A package adds one through an entry point in the group `dosimeter.providers` that loads to a
`providers.spec.Service`; a service that speaks Chat Completions is one call of `Service(...)` with
the shape `providers.services.wires.CHAT`.
"""


def providers_page() -> str:
    """Return the page."""
    known = [(service, capabilities(service.name)) for service in services()]
    controls = ", ".join(f"`control/{name}`" for name in BEHAVIOURS)
    return "".join(
        [
            _INTRODUCTION.format(checked=checked_on(), updated=updated_on()),
            *(_row(service, can) for service, can in known),
            _COLUMNS,
            *(f"- **{service.title}**: {service.not_possible}.\n" for service, _ in known),
            _EXCEPTIONS,
            *(line for service, can in known for line in _exceptions(service, can)),
            _CONTROLS.format(controls=controls),
        ]
    )


def _row(service: Service, can: Capabilities) -> str:
    key = f"`{service.key_env}`" if service.key_env else "none"
    if not service.key_needed:
        key += " (optional)"
    modes = [f"{api} {can.search.get(api, 'never')}" for api in service.apis]
    cells = (
        f"`{service.name}`",
        key,
        ", ".join(f"`{api}`" for api in service.apis),
        ", ".join(modes) if len(modes) > 1 else modes[0].split(" ", 1)[1],
        can.citations,
        ", ".join(can.location) or "none",
        ", ".join(can.parameters) or "none",
        "`batch: true`" if service.batches else "not from here" if can.batch else "no",
    )
    return "| " + " | ".join(cells) + " |\n"


def _exceptions(service: Service, can: Capabilities) -> list[str]:
    lines = []
    for family in can.families:
        models = ", ".join(f"`{service.name}/{pattern}`" for pattern in family.models)
        said = [
            f"search {family.search}" if family.search else "",
            f"api `{family.api}`" if family.api else "",
            f"refuses {', '.join(family.refuses)}" if family.refuses else "",
        ]
        words = "; ".join(filter(None, said)) or "as the service"
        lines.append(f"- {models}: {words}\n")
    return lines


if __name__ == "__main__":
    sys.stdout.write(providers_page())
