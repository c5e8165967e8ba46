"""Does this submission settle a question, or open a dispute?"""

from labelproof.events.annotation import Submitted
from labelproof.events.review import DisputeOpened, DisputeWithdrawn
from labelproof.ports.recorded import Recorded
from labelproof.ports.room import By, Decision, Reaction
from labelproof.rooms.review import facts
from labelproof.rooms.review.decide import differing


def after_submission(found: facts.ReactionFacts, e: Recorded[Submitted]) -> Decision:
    """Opened and withdrawn by the system."""
    return [By(event, "system") for event in differing(found.rules, found.item)]


REACTS = {Submitted: Reaction(facts.for_reaction, after_submission, (DisputeOpened, DisputeWithdrawn))}
