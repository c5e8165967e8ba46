"""Measures of a whole question by name, as figures: what a difference or a breakdown is taken of."""

from collections.abc import Callable, Mapping
from typing import Any

from labelproof.quality.agreement.alpha import alpha_figure
from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.fleiss import fleiss_figure
from labelproof.quality.agreement.gwet import gwet_figure
from labelproof.quality.agreement.observed import observed_figure

FIGURES: Mapping[str, Callable[..., Figure]] = {
    "alpha": alpha_figure,
    "observed": observed_figure,
    "fleiss": fleiss_figure,
    "gwet": gwet_figure,
}


def figure_named(measure: str) -> Callable[..., Any]:
    """The figure of a measure.

    >>> figure_named("alpha") is alpha_figure
    True
    """
    if measure not in FIGURES:
        raise ValueError(f"there is no figure {measure!r}; there are {', '.join(FIGURES)}")
    return FIGURES[measure]
