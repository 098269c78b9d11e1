"""What verbs that publish answers share: the options that keep something back."""

from collections.abc import Iterable

import click

redacted_option = click.option(
    "--redacted",
    type=click.Choice(["models", "embargoed", "all"]),
    help="Letters for chatbots; answers about embargoed claims withheld; both.",
)
embargo_option = click.option(
    "--embargo", multiple=True, metavar="ID", help="Withhold this claim too."
)


def embargoed_claims(redacted: str | None, named: Iterable[str]) -> frozenset[str]:
    """The claims that the library holds under embargo, where any are to be withheld.

    Raises `click.UsageError` for a claim *named* without `--redacted`: it would be published.
    """
    if redacted in ("embargoed", "all"):
        return library_embargo()
    if tuple(named):
        raise click.UsageError("--embargo withholds nothing without --redacted embargoed or all")
    return frozenset()


def library_embargo() -> frozenset[str]:
    """The claims that the library holds under embargo now."""
    from prompts import load_library
    from prompts.claim import ClaimStatus
    from prompts.library import select

    claims = load_library().claims.values()
    return frozenset(claim.id for claim in select(claims, status=ClaimStatus.EMBARGOED))
