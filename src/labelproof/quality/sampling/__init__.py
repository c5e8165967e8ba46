"""Which items to look at next, each with a known chance; what follows from what was found; honest draws."""

from collections.abc import Callable, Mapping
from typing import Any

from labelproof.kernel.refused import Refused
from labelproof.quality.sampling.audit import audit, stratified
from labelproof.quality.sampling.disagreement import disagreement
from labelproof.quality.sampling.diversity import cluster_stratified, k_centre
from labelproof.quality.sampling.draw import Sample, uniforms
from labelproof.quality.sampling.estimates import horvitz_thompson, sampled_error_rate
from labelproof.quality.sampling.honest import commitment, draw_audit, honest_seed
from labelproof.quality.sampling.rarity import rarity
from labelproof.quality.sampling.relabel import Worklist, relabel_value
from labelproof.quality.sampling.uncertainty import uncertainty

SAMPLERS: Mapping[str, Callable[..., Sample]] = {
    "audit": audit,
    "strata": stratified,
    "uncertainty": uncertainty,
    "disagreement": disagreement,
    "rarity": rarity,
    "clusters": cluster_stratified,
    "k_centre": k_centre,
}


def sample(name: str, *arguments: Any, **options: Any) -> Sample:
    """The sample that the sampler of this name draws.

    Shape:   what the sampler takes.
    Unit:    positions of items, and the probability each had of being drawn.
    Missing: as the sampler says.
    Errors:  Refused("sample.bad") for an unknown name, and for what the sampler refuses.
    Source:  statistics.md, Label errors and sampling.

    >>> len(sample("audit", 2, b"seed", ["a", "b", "c"]))
    2
    """
    if name not in SAMPLERS:
        raise Refused("sample.bad", f"there is no sampler {name!r}", f"name one of {', '.join(SAMPLERS)}")
    return SAMPLERS[name](*arguments, **options)


__all__ = [
    "SAMPLERS",
    "Sample",
    "Worklist",
    "audit",
    "cluster_stratified",
    "commitment",
    "disagreement",
    "draw_audit",
    "honest_seed",
    "horvitz_thompson",
    "k_centre",
    "rarity",
    "relabel_value",
    "sample",
    "sampled_error_rate",
    "stratified",
    "uncertainty",
    "uniforms",
]
