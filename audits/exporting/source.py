"""Opens a run for export: refuses what is not finished, withholds what is under embargo."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audits.errors import ExportError
from audits.folder import RunFolder, read_record
from audits.record import RUNNING
from reports.dose import is_dosed
from reports.embargo import Embargo
from reports.load import Run, load, read_texts
from reports.rates import rate_entries
from reports.redact import withheld
from reports.rows import Row
from scoring.transcript import Status


@dataclass(frozen=True, kw_only=True)
class Source:
    """A run as it is exported; *labels* are the models asked for, in the order of the spec."""

    run: Run
    labels: tuple[str, ...]

    @property
    def meta(self) -> Mapping[str, Any]:
        """What run.json says, without what is withheld."""
        return self.run.meta

    @property
    def name(self) -> str:
        """The name of the run."""
        return str(self.meta["name"])

    @property
    def suite(self) -> str:
        """What was asked, by name: the suite, or the run where it names its own claims."""
        return str(self.meta.get("suite") or self.name)

    @cached_property
    def stamps(self) -> tuple[str, str]:
        """When the run began and ended, as it says itself, or else as its answers do."""
        first, last = self.run.asked_between or (None, None)
        began, ended = self.meta.get("started_at") or first, self.meta.get("finished_at") or last
        if not (began and ended):
            raise ExportError(f"{self.run.folder}: neither run nor answers say when it was")
        return began, ended

    @cached_property
    def rows_of(self) -> Mapping[str, tuple[Row, ...]]:
        """The trials of each model."""
        found: dict[str, list[Row]] = {label: [] for label in self.labels}
        for row in self.run.rows:
            if row.model in found:
                found[row.model].append(row)
        return {label: tuple(rows) for label, rows in found.items()}

    def model(self, label: str) -> Mapping[str, Any]:
        """What run.json says of a model; no more than its trials do, where it says nothing."""
        for model in self.meta.get("models") or ():
            if model["label"] == label:
                return dict(model)
        first = self.rows_of[label][0]
        return {"label": label, "provider": first.provider, "requested": first.requested}

    def lines(self, label: str) -> Iterator[tuple[Row, Mapping[str, Any]]]:
        """Each trial of a model with its line, one after the other from disk."""
        yield from read_texts(self.run, self.rows_of[label])

    @property
    def dosed(self) -> bool:
        """Whether this is a dose experiment, which has no rate over all its conditions."""
        return is_dosed(self.run)

    def entries(self, label: str) -> list[dict[str, Any]]:
        """The entries of rates.json about a model; none where nobody should quote them."""
        if self.dosed:
            return []
        return [e for e in rate_entries(self.run) if e["scope"]["model"] == label]


def open_source(
    folder: RunFolder, *, models: Collection[str] = (), embargo: Embargo | None = None
) -> Source:
    """The run in *folder*, with answers about claims under *embargo* withheld.

    Only *models*, where they are named. Raises `ExportError` for a run that is still going, in
    which nothing was scored, or that does not have what was named.
    """
    if read_record(folder).get("status") == RUNNING:
        raise ExportError(
            f"{folder.path}: still going, or killed; wait for it, or give the command of the run "
            "again to end it"
        )
    run = load(folder.path)
    if not run.rows:
        raise ExportError(f"{folder.path}: nothing to export, no trial was asked")
    if not any(row.verdict is not None for row in run.rows):
        raise ExportError(f"{folder.path}: {_why_unscored(run)}")
    labels = _labels(run, models)
    hidden = _hidden(run, embargo) if embargo is not None else frozenset()
    return Source(run=withheld(run, hidden) if hidden else run, labels=labels)


def _why_unscored(run: Run) -> str:
    if all(row.status is Status.FAILED for row in run.rows):
        return "nothing to export, every trial failed"
    return f"nothing is scored; `dosimeter score {run.folder}` scores it"


def _labels(run: Run, models: Collection[str]) -> tuple[str, ...]:
    asked = dict.fromkeys(row.model for row in run.rows)
    order = [m["label"] for m in run.meta.get("models") or () if m["label"] in asked]
    known = tuple(dict.fromkeys([*order, *asked]))
    for name in models:
        if name not in asked:
            raise ExportError(f"no model called `{name}` in this run; it has: {', '.join(known)}")
    return tuple(label for label in known if not models or label in models)


def _hidden(run: Run, embargo: Embargo) -> frozenset[str]:
    """The claims to withhold. A misspelt one would be published, so it is refused."""
    for name in embargo.missing([run]):
        raise ExportError(f"no claim called `{name}` in this run, so it cannot be withheld")
    return embargo.claims([run])
