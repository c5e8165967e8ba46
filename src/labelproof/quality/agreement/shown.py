"""Agreement of answers that a suggestion was shown to: a figure of its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from labelproof.quality.agreement.alpha import alpha
from labelproof.quality.agreement.planned import after_a_suggestion
from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate


def shown_a_suggestion(answers: Answers, measure: Callable[..., Estimate] = alpha, **options: Any) -> Estimate:
    """A measure over the answers given with a suggestion on the screen; never pooled with the others.

    Shape:   answers with `assist`; measure: any function of AGREEMENT, with its options.
    Unit:    that of the measure. It says how alike people follow suggestions, not how well they agree.
    Missing: without shown answers it is no_answers.
    Errors:  as the measure.
    Source:  statistics.md, Input.

    >>> from labelproof.quality.columns import from_columns
    >>> shown_a_suggestion(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])).undefined_reason
    'no_answers'
    """
    result = measure(after_a_suggestion(answers), **options)
    return replace(result, method=f"shown-a-suggestion/{result.method}")
