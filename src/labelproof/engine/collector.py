"""How often Python looks for garbage: seldom, in a process that holds a whole log's history while it computes."""

import gc


def look_seldom() -> None:
    """What start-up made stays and is never looked at again; a release is computed a fifth faster."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
