"""A named no: what happened, with its values, and what to do next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong thing about one field; a refusal collects all of them before it is given."""

    field: str
    what: str


class Refused(Exception):
    """The answer to a command that may not happen. Nothing was written.

    >>> str(Refused("review.own_work", "ana annotated item-7", "assign someone who did not annotate it"))
    'review.own_work: ana annotated item-7. Fix: assign someone who did not annotate it.'
    """

    def __init__(self, code: str, what: str, fix: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(code, what, fix, problems)
        self.code, self.what, self.fix, self.problems = code, what, fix, problems

    def __str__(self) -> str:
        return f"{self.code}: {self.what}. Fix: {self.fix}."


class Undefined(Exception):
    """A statistic that the input does not determine; the reason is one of a closed list."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
