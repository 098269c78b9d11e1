"""A hard cap on what a run spends: reserve before a call, settle after it."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Budget:
    """US dollars of one run; *cap_usd* of None means that nothing is capped.

    `spent_usd` counts what services told or the price table gives; `reserved_usd` what calls in
    flight may still cost. `spent + reserved` never passes the cap.
    """

    cap_usd: float | None = None
    spent_usd: float = 0.0
    reserved_usd: float = 0.0
    unknown: int = 0
    by_model: dict[str, float] = field(default_factory=dict)

    def reserve(self, usd: float) -> bool:
        """Set money aside for a call; False when the cap does not allow it."""
        if self.cap_usd is not None and self.spent_usd + self.reserved_usd + usd > self.cap_usd:
            return False
        self.reserved_usd += usd
        return True

    def can_never_afford(self, usd: float) -> bool:
        """Whether a call would pass the cap even with nothing else in flight."""
        return self.cap_usd is not None and self.spent_usd + usd > self.cap_usd

    def settle(self, label: str, *, reserved_usd: float, cost_usd: float | None) -> None:
        """Give a reservation back and book what the call cost (None: the price is unknown)."""
        self.reserved_usd = max(0.0, self.reserved_usd - reserved_usd)
        if cost_usd is None:
            self.unknown += 1
            return
        self.spent_usd += cost_usd
        self.by_model[label] = self.by_model.get(label, 0.0) + cost_usd
