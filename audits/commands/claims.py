"""`dosimeter claims`: the library."""

import difflib
from collections.abc import Collection
from pathlib import Path

import click

from audits.cli import echo_json
from audits.commands.shared import claims_option, json_option, print_table, tell
from audits.countries import country_code
from prompts import Claim, ClaimStatus, Kind, load_library, select
from prompts.claim import LANGUAGES
from prompts.errors import Severity
from prompts.lint import lint
from prompts.skeleton import skeleton
from prompts.wordlists import COUNTRIES


@click.group()
def command() -> None:
    """List, show, check and begin claims.

    \b
    Examples:
      dosimeter claims list --country JP --language ja
      dosimeter claims show jp-pacific-57-days
      dosimeter claims lint my-claims/
    """


@command.command("list")
@click.option("--network", help="Spread by this network, such as storm1516.")
@click.option("--country", help="About this country (ISO code, such as JP).")
@click.option("--language", help="Available in this language, such as ja.")
@click.option("--status", type=click.Choice([s.value for s in ClaimStatus]))
@click.option("--kind", type=click.Choice([k.value for k in Kind]))
@json_option
@claims_option
def list_claims(
    network: str | None,
    country: str | None,
    language: str | None,
    status: str | None,
    kind: str | None,
    as_json: bool,
    claims: Path | None,
) -> int:
    """List the claims that fit all filters.

    \b
    Example:
      dosimeter claims list --network pravda --language fr
    """
    every = load_library(claims).claims.values()
    _refuse_unknown("--network", network, {n for claim in every for n in claim.networks})
    _refuse_unknown("--language", language, LANGUAGES)
    if country is not None:
        _refuse_unknown_country(country, {code for claim in every for code in claim.countries})
    chosen = select(
        every,
        network=network,
        country=country,
        language=language,
        status=ClaimStatus(status) if status else None,
        kind=Kind(kind) if kind else None,
    )
    rows = [_row(claim, language or "en") for claim in chosen]
    if as_json:
        echo_json(rows)
    else:
        print_table(rows)
        click.echo(f"{len(rows)} claims", err=True)
    return 0


def _refuse_unknown(option: str, wanted: str | None, known: Collection[str]) -> None:
    """An empty list would say that there are no such claims, where the name was mistyped."""
    if wanted is None or wanted in known:
        return
    close = difflib.get_close_matches(wanted.lower(), known, n=1)
    meant = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(sorted(known))}"
    raise click.UsageError(f"{option}: `{wanted}` is unknown; {meant}")


def _refuse_unknown_country(wanted: str, named: Collection[str]) -> None:
    """A code that no claim names is no mistake; what is no code is one."""
    try:
        country_code(wanted, COUNTRIES)
    except ValueError as error:
        raise click.UsageError(
            f"--country: {error}; claims name {', '.join(sorted(named))}"
        ) from None


def _row(claim: Claim, language: str) -> dict[str, str]:
    """A claim in *language*, or in English where it has no text in that."""
    text = claim.texts.get(language) or claim.texts.get("en")
    return {
        "id": claim.id,
        "kind": str(claim.kind),
        "status": str(claim.status),
        "countries": " ".join(claim.countries),
        "networks": " ".join(claim.networks),
        "languages": " ".join(claim.texts),
        "claim": text.statement if text else "(embargoed)",
    }


@command.command()
@click.argument("claim_id", metavar="ID")
@json_option
@claims_option
def show(claim_id: str, as_json: bool, claims: Path | None) -> int:
    """Show one claim whole: statement, truth, evidence and every prompt.

    \b
    Example:
      dosimeter claims show ua-truth-social-ban
    """
    from audits.showing import claim_lines, claim_value

    claim = load_library(claims).claim(claim_id)
    if as_json:
        echo_json(claim_value(claim))
        return 0
    for line in claim_lines(claim):
        tell(line)
    return 0


@command.command("lint")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True))
def lint_claims(folder: Path | None) -> int:
    """Check claim and suite files as an editor would; all problems are listed at once.

    Without FOLDER the built-in library is checked. Exit code 4 if there are errors.

    \b
    Example:
      dosimeter claims lint my-claims/
    """
    problems = lint(folder)
    for problem in problems:
        tell(str(problem))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings", err=True)
    return 4 if errors else 0


@command.command()
@click.argument("claim_id", metavar="ID")
@click.option("--to", type=click.Path(path_type=Path), default=Path("claims"), show_default=True)
def new(claim_id: str, to: Path) -> int:
    """Write a skeleton for a new claim into a folder of your own.

    \b
    Example:
      dosimeter claims new jp-example --to my-claims
    """
    path = (
        to / "claims" / f"{claim_id}.yaml"
        if (to / "claims").is_dir()
        else (to / f"{claim_id}.yaml")
    )
    if path.exists():
        raise click.ClickException(f"{path}: is there already; edit it, or take another id")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(skeleton(claim_id), encoding="utf-8")
    click.echo(path)
    return 0
