"""The sober half of a report: method, prompts, settings, versions, limits, how to cite."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.asked import asked_about
from reports.caveats import Caveat, caveats
from reports.load import Run
from reports.rates import counted, weights
from reports.safe import visible
from reports.story import period, subjects
from reports.words import Words
from scoring.transcript import Status


def facts(run: Run, words: Words, check: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that stands below the findings, in words."""
    meta = run.meta
    return {
        "name": visible(str(meta.get("name") or "")),
        "version": _version(run),
        "caveats": (*_veiled(run, words), *caveats(run, check, words)),
        "methods": methods(run, words),
        "prompts": [{**p, "text": visible(str(p["text"]))} for p in meta.get("prompts") or ()],
        "settings": [_setting(run, model) for model in meta.get("models") or ()],
        "versions": versions(run, words),
        "limits": limits(run, words),
        "cite": cite(run, words),
        "corrections": [visible(p) for p in run.corrections or (words("corrections.text"),)],
    }


def _veiled(run: Run, words: Words) -> Iterator[Caveat]:
    """What this edition keeps back, said first."""
    veil = run.veil
    if veil is not None and veil.only is not None:
        yield Caveat(text=words("redacted.vendor", model=visible(veil.only)))
    if veil is not None and veil.names:
        yield Caveat(text=words("redacted.models"))
    if veil is not None and veil.claims:
        yield Caveat(text=words("redacted.claims", n=len(veil.claims)))


def _version(run: Run) -> str:
    return str((run.meta.get("code") or {}).get("dosimeter") or "")


def methods(run: Run, words: Words) -> list[str]:
    """How this was measured, a sentence or two at a time."""
    count = counted(run.folded, lambda r: r.status)
    versions = sorted(run.scores.versions.get(run.scorer or "", ()))
    shares = weights(run)
    made = [
        words(
            "method.unit", asked=len(run.rows), answered=count[Status.ANSWERED],
            blocked=count[Status.BLOCKED], failed=count[Status.FAILED],
        ),
        words("method.denominator"),
        words(
            "method.scorer" if run.scorer else "method.not_scored",
            scorer=run.scorer,
            version=", ".join(versions) or words("none"),
        ),
        words("method.interval"),
    ]  # fmt: skip
    if shares["persona"]:
        made.append(
            words(
                "method.weights",
                personas=_shares(shares["persona"], "persona", words),
                languages=_shares(shares["language"], "language_name", words),
            )
        )
    made.append(words("method.compare"))
    made.append(words("method.duplicates", superseded=run.notes.get("superseded", 0)))
    return [*made, words("method.defang"), words("method.evidence")]


def _shares(shares: Mapping[str, float], table: str, words: Words) -> str:
    return words.join([f"{words.name(table, k)} {words.percent(v)}" for k, v in shares.items()])


def _setting(run: Run, model: Mapping[str, Any]) -> dict[str, Any]:
    label = model["label"]
    settings = {k: v for k, v in (model.get("settings") or {}).items() if v not in (None, {}, "")}
    return {
        "label": label,
        "requested": "/".join(str(model[k]) for k in ("provider", "requested") if model.get(k)),
        "served": run.served(label),
        "settings": ", ".join(f"{k}={v}" for k, v in sorted(settings.items())),
    }


def versions(run: Run, words: Words) -> list[tuple[str, str]]:
    """What this run was made with, as run.json says."""
    meta, code = run.meta, run.meta.get("code") or {}
    packages = code.get("packages") or {}
    scorers = [f"{s['name']} {s.get('version', '')}" for s in meta.get("scorers") or ()]
    cost = meta.get("cost_usd")
    made = [
        ("run", str(meta.get("name") or "")),
        ("status", words.name("status", str(meta.get("status") or ""))),
        ("period", period(run, words)),
        ("suite", str(meta.get("suite") or "")),
        ("spec", str((meta.get("spec") or {}).get("sha256") or "")),
        ("library", str(meta.get("library_version") or "")),
        ("dosimeter", _version(run)),
        ("python", str(code.get("python") or "")),
        ("platform", str(code.get("platform") or "")),
        ("packages", ", ".join(f"{k} {packages[k]}" for k in sorted(packages))),
        ("scorers", ", ".join(scorers)),
        ("judges", "; ".join(map(_judge, (meta.get("judging") or {}).get("judges") or ()))),
        ("prices", str(meta.get("prices_dated") or "")),
        ("pace", _pace(meta.get("limits") or ())),
        ("cost", "" if cost is None else f"{cost:.2f}"),
    ]
    return [(key, visible(value)) for key, value in made if value]


def _judge(judge: Mapping[str, Any]) -> str:
    """A judge with its votes and how far they agree with each other."""
    told = f"{judge['label']} x {judge['votes']}"
    share = (judge.get("self_agreement") or {}).get("share")
    return told if share is None else f"{told} (self-agreement {share:.2f})"


def limits(run: Run, words: Words) -> list[str]:
    """What the figures do not say."""
    meta = run.meta
    surface = "app" if any(row.surface == "app" for row in run.rows) else "api"
    made = [words(f"limit.{key}") for key in (surface, "time", "cause", "search")]
    untranslated = Counter(language for _, language in meta.get("untranslated") or ())
    made += [
        words("limit.untranslated", n=n, language=words.name("language_name", language))
        for language, n in sorted(untranslated.items())
    ]
    if meta.get("limit"):
        made.append(words("limit.first", n=int(meta["limit"])))
    # run.json also keeps the pace of each service under "limits"; that stands under the versions.
    told = [*(meta.get("limits") or ()), *(meta.get("notes") or ())]
    return made + [visible(text) for text in told if isinstance(text, str)]


def _pace(lanes: Iterable[Any]) -> str:
    """How fast each service was asked at most, as run.json says."""
    made = {}
    for lane in lanes:
        if isinstance(lane, Mapping):
            per_minute = lane.get("requests_per_minute")
            pace = f"{lane.get('max_in_flight')}" + (f", {per_minute}/min" if per_minute else "")
            made[str(lane.get("lane"))] = pace
    return "; ".join(f"{name} {made[name]}" for name in sorted(made))


def cite(run: Run, words: Words) -> str:
    """The sentence to quote this report by."""
    about = subjects(run)
    return words(
        "cite.text",
        run=str(run.meta.get("name") or ""),
        period=period(run, words),
        asked=asked_about(about.rows, words),
        version=_version(run),
        sha=str((run.meta.get("spec") or {}).get("sha256") or words("redacted.sha"))[:12],
    )
