"""Drives a collector to its end: progress on the screen, signals obeyed, the record kept fresh."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from audits.clock import utc_now
from audits.collect import Collector, Job, Line
from audits.errors import SpecError
from audits.lane import Lane
from audits.model import Model
from audits.progress import Progress
from audits.record import AT_BUDGET, COMPLETE, INTERRUPTED, Row
from providers.control import Briefing
from providers.errors import SettingsError
from providers.registry import key_variable, make_provider

TICK_S = 0.25
RECORD_EVERY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """*planned* and *before* count jobs for the display; *save* keeps the record fresh."""

    collector: Collector[Any]
    planned: int
    before: int
    save: Callable[[Row], None]
    say: Callable[[str], None]

    async def drive(self) -> str:
        """Run the collector; returns the status: complete, at the budget, interrupted."""
        interrupted = self._stop_on_signals()
        collector = self.collector
        with Progress(collector=collector, planned=self.planned, before=self.before) as progress:
            watcher = asyncio.create_task(self._watch(progress))
            try:
                await collector.run()
            finally:
                watcher.cancel()
                with suppress(asyncio.CancelledError):
                    await watcher
                for line in collector.lines.values():
                    await line.provider.aclose()
        if interrupted.is_set():
            return INTERRUPTED
        return AT_BUDGET if collector.out_of_budget else COMPLETE

    async def _watch(self, progress: Progress) -> None:
        """Keep the display and, less often, run.json fresh, so that a run can be looked at."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK_S)
            progress.tick()
            ticks += 1
            if ticks % int(RECORD_EVERY_S / TICK_S) == 0:
                self.save({"at": utc_now(), "pid": os.getpid(), "says": progress.summary()})

    def _stop_on_signals(self) -> asyncio.Event:
        """First signal: start nothing more; second: abandon what is in flight."""
        loop, interrupted = asyncio.get_running_loop(), asyncio.Event()

        def stop() -> None:
            if interrupted.is_set():
                abandoning.append(asyncio.ensure_future(self.collector.abandon()))
                return
            interrupted.set()
            self.collector.stop()
            self.say(
                f"stopping: waiting for {self.collector.in_flight} calls in flight "
                "(interrupt once more to abandon them)"
            )

        abandoning: list[asyncio.Future[None]] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        return interrupted


def line_for(
    model: Model,
    waiting: deque[Job],
    lanes: dict[tuple[str, ...], Lane],
    briefings: Mapping[str, Briefing] | None = None,
) -> Line[Job]:
    """A model's line in the lane of its provider and key; raises `SpecError` before any call."""
    try:
        provider = make_provider(model.provider, model.settings, briefings=briefings)
    except SettingsError as error:
        raise SpecError(f"{model.label}: {error}") from error
    return Line(
        label=model.label,
        lane=_lane(model, lanes),
        provider=provider,
        waiting=waiting,
        proven=model.is_control,
    )


def _lane(model: Model, lanes: dict[tuple[str, ...], Lane]) -> Lane:
    """The lane of a provider and key; models that share it share the tightest limits."""
    variable = key_variable(model.provider, model.settings) or ""
    key = (model.provider, variable, model.settings.base_url or "")
    limits = model.limits
    lane = lanes.get(key)
    if lane is not None:
        lane.tighten(limits.requests_per_minute, limits.tokens_per_minute)
        lane.max_in_flight = max(lane.max_in_flight, limits.max_in_flight)
        return lane
    lanes[key] = Lane(
        name=" ".join(part for part in key if part),
        max_in_flight=limits.max_in_flight,
        requests_per_minute=limits.requests_per_minute,
        tokens_per_minute=limits.tokens_per_minute,
    )
    return lanes[key]
