"""Figures as they stood at a position of the log; findings, and what is done about them."""

from labelproof.events.event import Said, event


@event("measure.recorded")
class MeasureRecorded:
    """A figure about a question, or about one annotator's answers to it, computed from everything before `position`.

    `inputs` names the votes it was computed from (their events and places, whose leaves commit to the values). The
    figure itself is disclosed: over few items it would tell their labels, and one about an annotator is theirs.
    """

    question: str
    annotator: str
    measure: str
    inputs: str
    position: int
    figure: Said


@event("finding.opened")
class FindingOpened:
    """One located problem, opened by a person; `measure` is the figure it rests on."""

    question: str
    collection: str
    measure: str
    finding: Said


@event("finding.closed")
class FindingClosed:
    """A person decided what became of a finding, and why."""

    finding: str
    outcome: Said
    reason: Said


@event("action.planned")
class ActionPlanned:
    """Somebody is to do something about a finding by a time; `before` is the measure it is to move."""

    finding: str
    owner: str
    due: int
    before: str
    plan: Said


@event("action.done")
class ActionDone:
    """What was planned is done; `after` is the same measure, taken since."""

    action: str
    after: str
    words: Said
