"""How much hidden gold somebody meets: more at first, never none."""

from labelproof.kernel.refused import Problem, Refused

FIRST_ITEMS = 50
FLOOR = 0.03


def gold_rate(n_done: int, *, first: float = 0.15, then: float = 0.05) -> float:
    """The chance that somebody's next item is gold.

    Shape:   how many items this annotator has done; the rate in the first 50, between .10 and .20; the rate afterwards,
             never below .03: a person whom no gold meets is measured no more.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("gold.bad").
    Source:  statistics.md, Annotators. At 5 % the look after 30 gold answers comes after about 500 items.

    >>> gold_rate(0), gold_rate(50)
    (0.15, 0.05)
    """
    problems = [
        *([Problem("n_done", f"is {n_done}")] if n_done < 0 else []),
        *([Problem("first", f"is {first}, outside .10 to .20")] if not 0.10 <= first <= 0.20 else []),
        *([Problem("then", f"is {then}, outside {FLOOR} to {first}")] if not FLOOR <= then <= first else []),
    ]
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("gold.bad", what, "give rates within their bounds", tuple(problems))
    return first if n_done < FIRST_ITEMS else then
