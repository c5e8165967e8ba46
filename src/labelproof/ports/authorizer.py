"""Who may do what."""

from collections.abc import Mapping
from typing import Protocol


class Authorizer(Protocol):
    """A pure decision over values: the same question has the same answer."""

    def allows(self, action: str, roles: frozenset[str], attributes: Mapping[str, bool | str]) -> bool:
        """Whether someone with these roles may do this."""
        ...
