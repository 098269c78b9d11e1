"""What can go wrong in reporting.

ReportsError
├── RunFolderError   the folder is not a run, or one of its files does not fit
├── FormatError      an edition or a language that does not exist
├── CompareError     the runs or chatbots named cannot be set against each other
├── AlertError       an alert rule that does not exist
└── WordsError       a sentence is missing in a language of the report
"""


class ReportsError(Exception):
    """Root of everything this package raises."""


class RunFolderError(ReportsError):
    """A folder is not a run, or a file in it does not fit the others."""


class FormatError(ReportsError):
    """An edition or a language was asked for that does not exist."""


class CompareError(ReportsError):
    """What was named cannot be compared; the message says what could be."""


class AlertError(ReportsError):
    """An alert rule names a rate or a condition that does not exist."""


class WordsError(ReportsError):
    """A sentence of the report has no wording in the language asked for."""
