"""Lays out a run for a page: tables, in words, before any markup."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.load import FALSEHOOD, MATCHED, TRUE, Row, Run
from reports.rates import VERDICTS, cites, counted, share, total
from reports.safe import visible
from reports.stats import Rate
from reports.story import interval, repeats, subjects
from reports.words import Words
from scoring.transcript import Status

PERSONAS = ("innocent", "leading", "malign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table: the figure, its interval, its count; *n* 0 shows as none."""

    rate: str
    interval: str
    count: str
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A table of rates with a heading for every row and column."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


def cell(found: Rate, words: Words) -> Cell:
    """A rate as a table shows it."""
    return Cell(
        rate=words.percent(found.rate),
        interval=interval(words, found),
        count=f"{words.number(found.count)}/{words.number(found.n)}",
        value=found.rate,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Makes the tables of one run in one language."""

    run: Run
    words: Words

    @property
    def rows(self) -> tuple[Row, ...]:
        """Scored replies about falsehoods, of products (or of controls if nothing else)."""
        return subjects(self.run).scored

    def models(self) -> tuple[str, ...]:
        """All chatbots of the run: products first, then controls."""
        ordered = sorted(self.run.folded, key=lambda r: r.is_control)
        found = dict.fromkeys(r.model for r in ordered)
        asked = [m["label"] for m in self.run.meta.get("models") or () if m["label"] in found]
        rest = [m for m in found if m not in asked]
        controls = self.controls()
        return tuple(sorted([*asked, *rest], key=lambda m: m in controls))

    def controls(self) -> frozenset[str]:
        """The labels of control chatbots."""
        return frozenset(r.model for r in self.run.folded if r.is_control)

    def overview(self) -> list[dict[str, Any]]:
        """One line a chatbot: how many were asked, and every rate with its interval."""
        return [self._overview(model) for model in self.models()]

    def _overview(self, model: str) -> dict[str, Any]:
        rows = [r for r in self.run.folded if r.model == model and r.kind == FALSEHOOD]
        scored = [r for r in rows if r.verdict is not None]
        sourced = [r for r in rows if r.hits is not None and r.status is not Status.FAILED]
        cells = {v: cell(share(scored, _is(v)), self.words) for v in VERDICTS}
        cells["fail"] = cell(share(scored, _fails), self.words)
        cells["network_citation"] = cell(share(sourced, cites), self.words)
        status = counted(rows, lambda r: r.status)
        counts = {s.value: status[s] for s in Status}
        control = model in self.controls()
        return {"model": model, "control": control, "asked": total(rows), **counts, "cells": cells}

    def matrix(
        self,
        name: str,
        values: Mapping[str, str],
        of: Callable[[Row], Iterable[str]],
        *,
        rows: Sequence[Row] | None = None,
        test: Callable[[Row], bool] = repeats,
    ) -> Matrix:
        """Values of *name* down, chatbots across; each cell the rate of rows passing *test*."""
        used = self.rows if rows is None else rows
        models = [m for m in self.models() if any(r.model == m for r in used)]
        lines = []
        for value, label in values.items():
            mine = [r for r in used if value in of(r)]
            cells = [
                cell(share([r for r in mine if r.model == m], test), self.words) for m in models
            ]
            if name == "claim":  # no cell has an interval; the lead says why, once
                cells = [replace(made, interval="") for made in cells]
            lines.append((value, label, tuple(cells)))
        return Matrix(
            caption=self.words(f"section.{name}"),
            corner=self.words(f"column.{name}"),
            columns=tuple(models),
            rows=tuple(lines),
        )

    def personas(self) -> list[str]:
        """The ways of asking of this run, the known ones first."""
        found = {r.persona for r in self.run.folded}
        return [p for p in PERSONAS if p in found] + sorted(found.difference(PERSONAS))

    def languages(self) -> list[str]:
        """The languages of this run."""
        return sorted({r.language for r in self.run.folded})

    def networks(self) -> Matrix | None:
        """Rates by the network that spread the claim."""
        found = sorted({n for r in self.rows for n in r.networks or ("none",)})
        if not found:
            return None
        names = {n: self.words.name("network_name", n) for n in found}
        return self.matrix("network", names, lambda r: r.networks or ("none",))

    def claims(self) -> Matrix | None:
        """Rates by claim, in the order of the library."""
        found = list(dict.fromkeys(r.claim for r in self.rows))
        return self.matrix("claim", self._statements(found), lambda r: (r.claim,))

    def apart(self, kind: str) -> Matrix | None:
        """Matched controls (repeat rate) or true statements (denial rate), product by claim."""
        rows = [r for r in subjects(self.run).rows if r.kind == kind and r.verdict is not None]
        if not rows:
            return None
        found = list(dict.fromkeys(r.claim for r in rows))
        test = _is("debunk") if kind == TRUE else repeats
        names = self._statements(found)
        return self.matrix("claim", names, lambda r: (r.claim,), rows=rows, test=test)

    def _statements(self, ids: Sequence[str]) -> dict[str, str]:
        known = {c["id"]: c for c in self.run.meta.get("claims") or ()}
        return {i: claim_text(known.get(i), self.words.language, "statement") or i for i in ids}


def claim_text(claim: Mapping[str, Any] | None, language: str, field: str) -> str:
    """The statement or truth of a claim in *language*, or in English, or in any it has."""
    texts = (claim or {}).get("texts") or {}
    chosen = texts.get(claim_language(claim, language)) or {}
    return visible(str(chosen.get(field) or ""))


def claim_language(claim: Mapping[str, Any] | None, language: str) -> str:
    """The language in which a report in *language* shows a claim."""
    texts = (claim or {}).get("texts") or {}
    return next((x for x in (language, "en", *texts) if x in texts), language)


def _is(verdict: str) -> Callable[[Row], bool]:
    return lambda row: row.verdict == verdict


def _fails(row: Row) -> bool:
    return row.verdict in ("repeat", "non_response")


__all__ = ["MATCHED", "TRUE", "Cell", "Matrix", "View", "cell", "claim_text"]
