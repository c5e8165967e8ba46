"""The one Authorizer: Cedar policies, read once, over roles and circumstances that come in as values."""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from cedarpy import AuthzResult, Decision, PolicySet, Schema, is_authorized, validate_policies  # pyright: ignore[reportUnknownVariableType]

from labelproof.policies.actions import ATTRIBUTES, INSTANCE_ACTIONS, PROJECT_CHANGES, PROJECT_READS

_ASKED = 4_096  # questions remembered: a decision costs 250 µs, a remembered one 2, and few differ


class CedarAuthorizer:
    """Authorizer over project.cedar and instance.cedar, which are checked against the schema when it is made."""

    def __init__(self) -> None:
        texts = [_text("project.cedar"), _text("instance.cedar")]
        schema = _text("schema.cedarschema")
        checked = validate_policies("\n".join(texts), schema)
        if not checked.validation_passed:
            raise ValueError("; ".join(str(error) for error in checked.errors))
        self._policies = PolicySet.from_str("\n".join(texts))
        # Cedar calls them policy0, policy1, … in the order of the text; people call them by their @id.
        self._names = {
            f"policy{n}": name for n, name in enumerate(re.findall(r'^@id\("(\w+)"\)', "\n".join(texts), re.MULTILINE))
        }
        self._schema = Schema.from_str(schema)
        self.digest = hashlib.sha256("\n".join([*texts, schema]).encode()).hexdigest()
        self._decide = lru_cache(_ASKED)(self._ask)

    def allows(self, action: str, roles: frozenset[str], attributes: Mapping[str, bool | str]) -> bool:
        """Whether someone with these roles may do this; unknown actions and attributes are our bug and raise."""
        return self._decide(action, roles, frozenset(attributes.items()))[0]

    def reasons(self, action: str, roles: frozenset[str], attributes: Mapping[str, bool | str]) -> tuple[str, ...]:
        """The ids of the policies that decided; none when nothing permits it."""
        return self._decide(action, roles, frozenset(attributes.items()))[1]

    def _ask(
        self, action: str, roles: frozenset[str], attributes: frozenset[tuple[str, bool | str]]
    ) -> tuple[bool, tuple[str, ...]]:
        unknown = sorted(name for name, _ in attributes if name not in ATTRIBUTES)
        if unknown:
            raise ValueError(f"no policy looks at {', '.join(unknown)}")
        request = {
            "principal": {"type": "User", "id": "asking"},
            "action": {"type": "Action", "id": action},
            "resource": {"type": _place(action), "id": "asked"},
            "context": dict(attributes),
        }
        asking: dict[str, object] = {
            "uid": {"type": "User", "id": "asking"},
            "attrs": {"roles": sorted(roles)},
            "parents": [],
        }
        answer = is_authorized(request, self._policies, [asking], self._schema)
        _raise_errors(action, answer)
        return answer.decision == Decision.Allow, tuple(
            sorted(self._names[each] for each in answer.diagnostics.reasons)
        )


def _place(action: str) -> str:
    if action in PROJECT_CHANGES or action in PROJECT_READS:
        return "Project"
    if action in INSTANCE_ACTIONS:
        return "Instance"
    raise ValueError(f"no policy knows the action {action!r}")


def _raise_errors(action: str, answer: AuthzResult) -> None:
    """A policy that failed is left out by Cedar; a forbid left out would be a permit."""
    if answer.diagnostics.errors or answer.decision == Decision.NoDecision:
        raise ValueError(f"the policies cannot decide {action}: {'; '.join(answer.diagnostics.errors)}")


def _text(name: str) -> str:
    return files("labelproof.policies").joinpath(name).read_text("utf-8")
