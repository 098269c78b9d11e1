"""Which models read the answers, where the rates are those of a judge or a panel of them."""

from collections.abc import Mapping
from typing import Any

from audits.exporting.inspect_names import model_name
from audits.exporting.source import Source
from audits.judge_names import PANEL
from scoring.judge import load_rubric

Json = dict[str, Any]


def judges(source: Source) -> list[Mapping[str, Any]]:
    """The judges behind the rates as run.json keeps them; none where rules made the rates."""
    seats = (source.meta.get("judging") or {}).get("judges") or ()
    return [seat for seat in seats if source.run.scorer in (seat["scorer"], PANEL)]


def graders(source: Source) -> Json:
    """The judges as Inspect lists models that had a part other than the audited one's."""
    made = [_grader(seat) for seat in judges(source)]
    return {"grader": made[0] if len(made) == 1 else made} if made else {}


def llm_scoring(source: Source) -> Json | None:
    """The judges as Every Eval Ever wants them, with what they were told.

    None without judges, and where the codebook that they were given is not the one shipped now:
    another's words would be put into the record.
    """
    seats, rubric = judges(source), load_rubric()
    if not seats or (source.meta.get("judging") or {}).get("rubric_sha256") != rubric.sha256:
        return None
    made: Json = {"judges": [_juror(seat) for seat in seats], "input_prompt": rubric.text}
    return made | ({"aggregation_method": "majority_vote"} if len(seats) > 1 else {})


def _grader(seat: Mapping[str, Any]) -> Json:
    settings = dict(seat.get("settings") or {})
    sent = {k: settings.pop(k) for k in ("temperature", "max_tokens") if k in settings}
    return {"model": model_name(seat), "config": sent, "args": settings}


def _juror(seat: Mapping[str, Any]) -> Json:
    unknown = {"deployment_type": "unknown", "model_availability": "unknown"}
    model = {"name": str(seat["requested"]), "id": model_name(seat), "additional_details": unknown}
    made: Json = {"model_info": model, "additional_details": {"votes": str(seat["votes"])}}
    temperature = (seat.get("settings") or {}).get("temperature")
    return made if temperature is None else made | {"temperature": temperature}
