"""Error rates and what they decide: plans, gates tried again, the sequential test, clarity, the bridge set."""

from labelproof.quality.acceptance.attempts import attempt_risk, chance_a_bad_lot_passes, plan_for_attempt
from labelproof.quality.acceptance.betting import confidence_sequence, running_error_rate
from labelproof.quality.acceptance.bridge import Bridge, bridge
from labelproof.quality.acceptance.clarity import Clarity, clarity
from labelproof.quality.acceptance.error_rate import INTERVALS, error_rate, error_rates
from labelproof.quality.acceptance.plans import Plan, plan, zero_defect_size
from labelproof.quality.acceptance.sprt import Outcomes, Sprt
from labelproof.quality.acceptance.stratified import allocate, stratified_error_rate

__all__ = [
    "INTERVALS",
    "Bridge",
    "Clarity",
    "Outcomes",
    "Plan",
    "Sprt",
    "allocate",
    "attempt_risk",
    "bridge",
    "chance_a_bad_lot_passes",
    "clarity",
    "confidence_sequence",
    "error_rate",
    "error_rates",
    "plan",
    "plan_for_attempt",
    "running_error_rate",
    "stratified_error_rate",
    "zero_defect_size",
]
