"""What can go wrong in an audit, and the exit code that says so.

AuditError (2: wrong input)
├── SpecError          the spec cannot be read or asks for what cannot be done
├── RunError           a run folder is missing, malformed or does not fit the spec
│   └── LockedError    another process is working on the run
├── ImportFailed       answers collected by hand cannot be taken in; nothing of them was stored
├── ExportError        a run cannot be written in another format as asked
├── NetworkError       a list of articles cannot be read as one
├── StoreError (1)     the evidence cannot be written; what was stored is intact
└── CheckError (4)     a check did not hold
"""


class AuditError(Exception):
    """Root of everything this package raises; shown to the user as one line."""

    exit_code = 2


class SpecError(AuditError):
    """The spec is wrong; the message says where and what would be right."""


class RunError(AuditError):
    """The run folder cannot be used as asked."""


class LockedError(RunError):
    """Another process holds the run."""


class ImportFailed(AuditError):
    """Collected answers cannot be taken in as they are; lists every row that is wrong."""


class ExportError(AuditError):
    """A run cannot be exported as asked; the message says what to do first."""


class NetworkError(AuditError):
    """A list of articles cannot be read; the message says where and what to name."""


class StoreError(AuditError):
    """Writing the evidence failed (full disk, permissions); nothing stored was lost."""

    exit_code = 1


class CheckError(AuditError):
    """A check of a run did not hold."""

    exit_code = 4
