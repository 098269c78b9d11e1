"""Shows a run at work: a live table on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from audits.collect import Collector
from scoring.transcript import Status

PLAIN_EVERY_S = 10.0


@dataclass(slots=True, kw_only=True)
class Progress:
    """Looks at a collector from outside; `tick` is called a few times a second."""

    collector: Collector[Any]
    planned: int
    before: int
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic
    _live: Live | None = None
    _started: float = 0.0
    _said_at: float = 0.0

    def __enter__(self) -> "Progress":
        self._started = self._said_at = self.clock()
        console = Console(file=self.stream)
        if console.is_terminal:
            self._live = Live(self._table(), console=console, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._live is not None:
            self._live.stop()
        elif self.done > 0:
            self._say()

    @property
    def done(self) -> int:
        """Trials that ended in this session."""
        return sum(sum(line.counts.values()) for line in self.collector.lines.values())

    def tick(self) -> None:
        """Redraw, or say a line when it is time."""
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
        elif self.clock() - self._said_at >= PLAIN_EVERY_S:
            self._said_at = self.clock()
            self._say()

    def _say(self) -> None:
        print(self.summary(), file=self.stream, flush=True)

    def summary(self) -> str:
        """One line: done, failed, in flight, waiting, rate, time left, money."""
        failed = self._count(Status.FAILED)
        rate = self._rate()
        parts = [
            f"{self.before + self.done}/{self.planned} done",
            f"{failed} failed" + (f" ({self._kinds()})" if failed else ""),
            f"{self.collector.in_flight} in flight",
            f"{self.collector.waiting} waiting",
            f"{rate:.1f}/s",
            f"{_minutes(self._left_s(rate))} left",
            f"${self.collector.budget.spent_usd:.4f} spent",
        ]
        return ", ".join(parts)

    def _count(self, status: Status) -> int:
        return sum(line.counts[status] for line in self.collector.lines.values())

    def _kinds(self) -> str:
        total: dict[str, int] = {}
        for line in self.collector.lines.values():
            for kind, count in line.kinds.items():
                total[kind] = total.get(kind, 0) + count
        return ", ".join(f"{kind} {count}" for kind, count in sorted(total.items()))

    def _rate(self) -> float:
        elapsed = self.clock() - self._started
        return self.done / elapsed if elapsed > 0 else 0.0

    def _left_s(self, rate: float) -> float | None:
        left = self.collector.waiting + self.collector.in_flight
        return left / rate if rate > 0 else None

    def _table(self) -> Group:
        table = Table(box=None, pad_edge=False)
        table.add_column("model", overflow="fold", max_width=48)
        for name in ("answered", "blocked", "failed", "in flight", "waiting", "limit", "USD"):
            table.add_column(name, justify="right")
        for line in self.collector.lines.values():
            table.add_row(
                Text(line.label),
                str(line.counts[Status.ANSWERED]),
                str(line.counts[Status.BLOCKED]),
                str(line.counts[Status.FAILED]),
                str(line.in_flight),
                "stopped" if line.stopped else str(len(line.waiting)),
                str(int(line.lane.limit)),
                f"{self.collector.budget.by_model.get(line.label, 0.0):.4f}",
            )
        done = self.before + self.done
        bar = ProgressBar(total=max(self.planned, 1), completed=done, width=60)
        return Group(table, bar, Text(self.summary()))


def _minutes(seconds: float | None) -> str:
    if seconds is None:
        return "unknown time"
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes}m{rest:02d}s"
