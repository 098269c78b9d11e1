"""Control chatbots whose behaviour is known: the instrument check of every audit."""

from providers.control.bot import BEHAVIOURS, Briefing, ControlProvider, expected, proportion

__all__ = ["BEHAVIOURS", "Briefing", "ControlProvider", "expected", "proportion"]
