"""Lays out for a terminal what `validate` measured; figures only, no text of chatbots."""

from collections.abc import Mapping
from typing import Any

import click

from audits.commands.shared import print_table, tell
from audits.record import Row

Figures = Mapping[str, Any]


def show(measured: Figures) -> None:
    """Print the chosen scorer in full, then everybody side by side."""
    unread = f", {measured['missing']} not read" if measured["missing"] else ""
    tell(f"{measured['scorer']} {measured['version']} on {measured['n']} labelled answers{unread}")
    if measured["n"]:
        _show_chosen(measured)
    compared = measured["compared"]
    if compared:
        click.echo(f"\nside by side, on the {compared['n']} answers that each of them read")
        print_table([_line(*one) for one in _side_by_side(measured, compared)])
        click.echo("\nbetter than the rules by (same answers, same resampled claims)")
        print_table([_gain(name, row) for name, row in compared["gain_over_rules"].items()])
        click.echo("\nwho agrees with whom (undecided left out)")
        print_table(pair_lines(compared["agreement"]))
    elif measured["baselines"]:
        click.echo()
        print_table([_line(name, row) for name, row in measured["baselines"].items()])


def _show_chosen(measured: Figures) -> None:
    # No dictionary: a language or persona may have any name, `all` too.
    groups = [*measured["per_language"].items(), *measured["per_persona"].items()]
    print_table([_line(name, row) for name, row in [("all", measured), *groups]])
    click.echo()
    print_table([_class_line(name, row) for name, row in measured["per_class"].items()])
    click.echo()
    print_table([{"label": k, **row} for k, row in measured["confusion"].items()])


def show_judging(record: Row, folder: object) -> None:
    """Print how the judging went: calls, unreadable replies, money, where it all lies."""
    judging = record["judging"]
    click.echo()
    print_table([_judge(row, record["cost_by_model"]) for row in judging["judges"]])
    for row in judging["judges"]:
        if row["same_family"]:
            tell(f"note: {row['scorer']} judges its own family: {', '.join(row['same_family'])}")
    if judging["settled_by_rules"]:
        click.echo(f"{judging['settled_by_rules']} answers were settled without a judge")
    click.echo(f"replies of the judges: {folder}")


def _judge(row: Row, costs: Mapping[str, float]) -> Row:
    failed = ", ".join(f"{kind} {n}" for kind, n in sorted(row["failed_calls"].items()))
    cost = costs.get(row["scorer"])
    return {
        "judge": row["scorer"],
        "calls": row["calls"],
        "votes read": row["read"],
        "unreadable": row["unreadable_replies"],
        "failed": failed or "0",
        "votes missing": row["missing_votes"],
        "agrees with itself": share(row["self_agreement"]["share"]),
        "USD": "–" if cost is None else f"{cost:.4f}",
    }


def _side_by_side(measured: Figures, compared: Figures) -> list[tuple[str, Figures]]:
    return [*compared["scorers"].items(), *measured["baselines"].items()]


def _line(name: str, row: Figures) -> Row:
    return {
        "": name,
        "n": row["n"],
        "accuracy": figure(row["accuracy"], row["accuracy_interval"]),
        "macro-F1": figure(row["macro_f1"], row["macro_f1_interval"]),
        "kappa": figure(row["kappa"], row["kappa_interval"]),
        "decided": share(row["decided"]),
        "precision where decided": share(row["precision_decided"]),
    }


def _class_line(name: str, row: Figures) -> Row:
    return {
        "class": name,
        "n": row["n"],
        "precision": figure(row["precision"], row["precision_interval"]),
        "recall": figure(row["recall"], row["recall_interval"]),
        "F1": share(row["f1"]),
    }


def _gain(name: str, row: Figures) -> Row:
    return {
        "": name,
        "claims": row["claims"],
        "accuracy": signed(row["accuracy"], row["accuracy_interval"]),
        "macro-F1": signed(row["macro_f1"], row["macro_f1_interval"]),
        "kappa": signed(row["kappa"], row["kappa_interval"]),
    }


def pair_lines(found: Figures) -> list[Row]:
    """How far everybody agrees: kappa of every two, alpha of all."""
    lines = [
        {
            "who": " – ".join(pair["people"]),
            "answers": pair["n"],
            "same": pair["same"],
            "measure": "Cohen's kappa",
            "value (95 %)": figure(pair["value"], pair["interval"]),
        }
        for pair in found["kappa"]
    ]
    everyone = {
        "who": f"all {len(found['people'])}",
        "answers": found["labelled_twice"],
        "same": found["unanimous"],
        "measure": "Krippendorff's alpha",
        "value (95 %)": figure(found["alpha"]["value"], found["alpha"]["interval"]),
    }
    return [*lines, everyone]


def figure(value: float | None, interval: list[float | None] | None) -> str:
    """A share or a kappa with its interval, where there is one."""
    if value is None or not interval or None in interval:
        return share(value)
    return f"{value:.2f} ({interval[0]:.2f}–{interval[1]:.2f})"


def signed(value: float | None, interval: list[float] | None) -> str:
    """A difference with its interval."""
    if value is None or not interval:
        return "–" if value is None else f"{value:+.2f}"
    return f"{value:+.2f} ({interval[0]:+.2f} to {interval[1]:+.2f})"


def share(value: float | None) -> str:
    """A share, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"
