"""The options a question's configuration lists: each a code, once."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from labelproof.kernel.refused import Problem


def option_problems(config: Mapping[str, Any], least: int = 1) -> list[Problem]:
    """Everything wrong with `options`, a list of at least so many {"value": code}.

    >>> [problem.what for problem in option_problems({"options": [{"value": "a"}, {"value": "a"}]})]
    ["the code 'a' stands 2 times"]
    """
    options = config.get("options")
    if not isinstance(options, list) or len(cast("list[Any]", options)) < least:
        return [Problem("options", f"is a list of at least {least} {'option' if least == 1 else 'options'}")]
    found: list[Problem] = []
    codes = Counter[str]()
    for n, option in enumerate(cast("list[Any]", options)):
        code = cast("Mapping[str, Any]", option).get("value") if isinstance(option, Mapping) else None
        if isinstance(code, str) and code:
            codes[code] += 1
        else:
            found.append(Problem(f"options[{n}].value", "an option needs a code, a text that is not empty"))
    return found + [Problem("options", f"the code {code!r} stands {n} times") for code, n in codes.items() if n > 1]


def option_codes(config: Mapping[str, Any]) -> list[str]:
    """The codes, as listed, of a configuration that has no problems."""
    return [option["value"] for option in config["options"]]
