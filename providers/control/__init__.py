"""Control chatbots whose behaviour is known: the instrument check of every audit."""

from providers.control.bot import BEHAVIOURS, ControlProvider, expected, proportion
from providers.control.briefed import Briefing
from providers.control.dose import DoseControl, known_curve

__all__ = [
    "BEHAVIOURS",
    "Briefing",
    "ControlProvider",
    "DoseControl",
    "expected",
    "known_curve",
    "proportion",
]
