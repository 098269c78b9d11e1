"""What kind of source an address is: a fact-check, credible news, a listed site, or unknown.

The lists state facts of membership (who signed whose code, who belongs to which union), each row
with its body. They are no grade: a site that is on none may be excellent, one that is may err.
"""

from scoring.coverage.classes import CREDIBLE, Coverage, Source, classify
from scoring.coverage.credible import Credible, load_credible
from scoring.coverage.dates import date_in

__all__ = ["CREDIBLE", "Coverage", "Credible", "Source", "classify", "date_in", "load_credible"]
