"""Which scorers need a model, told by their names alone."""

PANEL = "panel"
"""The scorer that counts several judges."""


def is_judge(name: str) -> bool:
    """Whether a scorer of that name needs a model."""
    return name in ("judge", PANEL) or name.startswith("judge:")
