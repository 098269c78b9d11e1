"""The claim library: claims, personas, prompts and suites, read from YAML."""

from prompts.claim import (
    LANGUAGES,
    NETWORKS,
    Claim,
    ClaimStatus,
    Condition,
    FactCheck,
    Kind,
    Language,
    Markers,
    Persona,
    Prompt,
    Text,
)
from prompts.errors import (
    ClaimFileError,
    EmbargoError,
    Problem,
    PromptsError,
    Severity,
    SuiteError,
    UnknownName,
)
from prompts.expand import Expansion, prompts_of
from prompts.library import Library, load_library, select
from prompts.suites import Filter, Rotation, Selection, Suite, resolve

__all__ = [
    "LANGUAGES",
    "NETWORKS",
    "Claim",
    "ClaimFileError",
    "ClaimStatus",
    "Condition",
    "EmbargoError",
    "Expansion",
    "FactCheck",
    "Filter",
    "Kind",
    "Language",
    "Library",
    "Markers",
    "Persona",
    "Problem",
    "Prompt",
    "PromptsError",
    "Rotation",
    "Selection",
    "Severity",
    "Suite",
    "SuiteError",
    "Text",
    "UnknownName",
    "load_library",
    "prompts_of",
    "resolve",
    "select",
]
