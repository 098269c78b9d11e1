"""For whom an edition is, and the run that this audience may see.

The rows, scores and the record are replaced before anything is rendered, so that every edition
keeps back the same things: there is no edition that could forget to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from reports.embargo import Embargo
from reports.errors import FormatError
from reports.letter import Letter
from reports.lettered import anonymised
from reports.load import Run
from reports.redact import NOTHING_WITHHELD, for_vendor, withheld
from reports.words import Words

REDACTIONS = ("models", "embargoed", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """For whom an edition is: everybody, unless something is redacted or it goes to a vendor.

    *embargoed* are withheld where something is redacted, and so are *named* ones, which somebody
    typed and which must therefore be there, and those that the run itself marks.
    """

    redacted: str | None = None
    embargoed: Collection[str] = ()
    named: Collection[str] = ()
    vendor: str | None = None
    letter: Letter = field(default_factory=Letter)

    @property
    def everybody(self) -> bool:
        """Whether nothing is kept back."""
        return self.redacted is None and self.vendor is None

    @property
    def embargo(self) -> Embargo:
        """What says which claims of a run are withheld."""
        return Embargo(listed=self.embargoed, named=self.named)


EVERYBODY = Audience()


def prepared(run: Run, audience: Audience, words: Words) -> Run:
    """The run that *audience* may see; raises `FormatError` where that cannot be."""
    if audience.redacted not in (None, *REDACTIONS):
        raise FormatError(
            f"cannot redact `{audience.redacted}`; choose from {', '.join(REDACTIONS)}"
        )
    _expect([run], audience)
    if audience.vendor is not None and audience.redacted in ("models", "all"):
        raise FormatError("a vendor's pack names its chatbot; redact `embargoed` at most")
    hidden = audience.embargo.claims([run])
    if audience.redacted == "embargoed" or (audience.redacted == "all" and hidden):
        run = withheld(run, hidden)
    if audience.vendor is not None:
        run = for_vendor(run, audience.vendor)
    return anonymised(run, words) if audience.redacted in ("models", "all") else run


def prepared_all(runs: Sequence[Run], audience: Audience, words: Words) -> list[Run]:
    """Several runs for one page, as *audience* may see them.

    A claim is withheld in every run that asked about it. Names need a run of their own: letters
    hang on its evidence, so that the same letter in two runs would not mean the same chatbot.
    """
    if audience.redacted in ("models", "all") and len(runs) > 1:
        raise FormatError(
            "letters stand for other chatbots in each run; redact `embargoed`, or name one run"
        )
    _expect(runs, audience)
    hidden = audience.embargo.claims(runs)
    if audience.redacted == "embargoed" and not hidden:
        raise FormatError(NOTHING_WITHHELD)
    audience = replace(audience, embargoed=hidden, named=())
    return [prepared(run, audience, words) if _concerns(run, audience) else run for run in runs]


def _expect(runs: Sequence[Run], audience: Audience) -> None:
    """A mistyped claim must not be published because nothing was found to withhold."""
    if unknown := audience.embargo.missing(runs):
        raise FormatError(f"`--embargo {unknown[0]}`: nothing was asked about this claim")


def _concerns(run: Run, audience: Audience) -> bool:
    if audience.redacted != "embargoed":
        return not audience.everybody
    return bool(audience.embargo.claims([run]))
