"""How far apart values are, for whoever measures agreement on them: what a type says of its values, and nothing else."""

from typing import NamedTuple

from labelproof.kernel.canonical import Json

OWN = "own"


class Scale(NamedTuple):
    """A level of measurement or a named distance, and the values or labels that a question declares, if it lists them.

    level: nominal, ordinal, interval or ratio; jaccard for sets of the labels; own: the type's `distance`, not squared.
    """

    level: str
    values: tuple[Json, ...] = ()
