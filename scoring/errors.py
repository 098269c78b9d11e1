"""What can go wrong in scoring.

ScoringError
├── TranscriptError    a transcript line cannot be read
├── ListError          a watch list is malformed (file, line, what would be right)
└── ScorerError        a scorer cannot be built or is unknown
"""


class ScoringError(Exception):
    """Root of everything this package raises."""


class TranscriptError(ScoringError):
    """A transcript line lacks what a scorer needs."""


class ListError(ScoringError):
    """A watch list is malformed."""


class ScorerError(ScoringError):
    """A scorer is unknown or cannot be built."""
