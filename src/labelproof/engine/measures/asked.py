"""What a question's figures depend on besides its votes: its type, and how that says its values are compared."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from labelproof.kernel.scale import Scale
from labelproof.types import TYPES


class Asked(NamedTuple):
    """A question's type and configuration; the options of a choice are the labels in force, unless it has its own."""

    kind: str
    config: Mapping[str, Any]

    @property
    def scale(self) -> Scale:
        """How agreement on its answers is measured."""
        return TYPES[self.kind].scale(self.config)
