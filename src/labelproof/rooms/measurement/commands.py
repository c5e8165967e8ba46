"""What can be asked of measurement. Times are milliseconds since 1970."""

from typing import Any

import msgspec

SEVERITIES = ("note", "minor", "major", "blocking")
CURES = ("sharpen_clause", "add_precedent", "split_or_merge_labels", "add_gold", "recalibrate", "reannotate")
OUTCOMES = ("fixed", "accepted", "mistaken")


class KeepMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The system's: what the product computed from the votes before `position`."""

    question: str
    measure: str
    inputs: str
    position: int
    figure: dict[str, Any]
    annotator: str = ""


class OpenFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say what is wrong, where, how badly, and what would cure it. Nothing here names a person."""

    what: str
    severity: str
    cure: str
    question: str = ""
    collection: str = ""
    label: str = ""
    clause: str = ""
    measure: str = ""


class CloseFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Decide what became of a finding: fixed, accepted as it is, or mistaken."""

    finding: str
    outcome: str
    reason: str


class PlanAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a finding's cure to somebody, by a time, with the measure it is to move."""

    finding: str
    owner: str
    due: int
    what: str
    before: str


class FinishAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say that an action is done, with the same measure taken since."""

    action: str
    after: str
    words: str
