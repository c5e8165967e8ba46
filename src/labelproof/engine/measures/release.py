"""A release's measures: written from its rows, and computed again from them by whoever checks the bundle."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import MEASURES, Figure, suited
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults

TOLERANCE = 1.5e-9
"""One unit of the ninth decimal, which is where a stored number was rounded."""
_PLAIN = re.compile(r"[0-9A-Za-z_.@/-]{1,64}")
_DISHONEST = "do not use these figures; show this to whoever published them"
_NEWER = "check with a newer labelproof, or ask the publisher how they were computed"


Configs = Mapping[str, Mapping[str, Json]]
"""By question what it was configured with, labels in force included: evidence.questions says it of any log."""


class Released(NamedTuple):
    """A question's votes in a release, as its rows print them."""

    kind: str
    votes: list[Cast]


def votes_in(lines: Iterable[bytes]) -> dict[str, Released]:
    """The opened votes of each question, by its id, in order of the rows."""
    found: dict[str, Released] = {}
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        released = found.setdefault(row["question_id"], Released(row["answer_type"], []))
        released.votes.extend(
            Cast(row["item_id"], vote["annotator"], vote["value"], vote["event_id"], vote["place"])
            for vote in row["votes"]
            if vote["state"] == "opened"
        )
    return found


def measures_of(lines: Iterable[bytes], configs: Configs, position: int) -> Iterator[dict[str, Any]]:
    """Every measure of every question in the rows, as a bundle prints it."""
    for question, (kind, votes) in sorted(votes_in(lines).items()):
        asked, inputs = Asked(kind, configs.get(question, {})), inputs_digest(votes)
        for name in suited(asked):
            yield {
                "question_id": question,
                "measure": name,
                "position": position,
                "inputs": inputs,
                "n_votes": len(votes),
                **MEASURES[name](votes, asked),
            }


def format_measures(measures: Iterable[dict[str, Any]]) -> bytes:
    """`quality/measures.jsonl`: one canonical line each."""
    return b"".join(value_json(each) + b"\n" for each in measures)


class Recomputed(NamedTuple):
    """What became of one stated measure: `same`, `differs` or `unknown` here, and a sentence."""

    measure: str
    question_id: str
    state: str
    detail: str


def recompute(
    stated: bytes | None, lines: Iterable[bytes], configs: Configs, position: int, faults: Faults
) -> list[Recomputed]:
    """Compute every stated measure again from the rows; what is missing, differs or is unknown here is a fault."""
    if stated is None:
        faults.add("measures.missing", "the bundle carries no quality/measures.jsonl", _NEWER)
        return []
    try:
        ours = {(each["question_id"], each["measure"]): each for each in measures_of(lines, configs, position)}
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Whoever forges a log may configure a question with anything; what the types refuse to read is not measured.
        faults.add("measures.malformed", f"a question is configured with {type(error).__name__}", _DISHONEST)
        return []
    theirs = _parsed(stated, faults)
    for question, name in sorted(ours.keys() - theirs.keys()):
        faults.add("measures.missing", f"{name} of question {question} is not stated", _DISHONEST)
    return [_compared(at, each, ours.get(at), faults) for at, each in theirs.items()]


def _parsed(stated: bytes, faults: Faults) -> dict[tuple[str, str], Figure]:
    found: dict[tuple[str, str], Figure] = {}
    for n, line in enumerate(stated.splitlines(), 1):
        try:
            said = parse_json(line)
        except Refused as error:
            faults.add("measures.malformed", f"line {n}: {error.what}", _DISHONEST)
            continue
        at = (_word(said.get("question_id")), _word(said.get("measure"))) if isinstance(said, dict) else ("", "")
        if not isinstance(said, dict) or at in found:
            faults.add("measures.malformed", f"line {n} is no measure, or states one again", _DISHONEST)
        else:
            found[at] = said
    return found


def _compared(at: tuple[str, str], theirs: Figure, ours: Figure | None, faults: Faults) -> Recomputed:
    question, name = at
    method = _word(theirs.get("method"))
    if ours is None or theirs.get("method") != ours["method"]:
        known = f"; here it is {ours['method']}" if ours is not None else ""
        what = f"{name} of question {question} was made by {method}{known}"
        faults.add("measures.unknown_method", what, _NEWER)
        return Recomputed(name, question, "unknown", what)
    differing = list(_differences(theirs, ours, ""))
    if not differing:
        return Recomputed(name, question, "same", f"{method}: {_said(ours)}")
    code = "measures.inputs" if "inputs" in differing[0] else "measures.differs"
    what = f"{name} of question {question}: {'; '.join(differing[:3])}"
    faults.add(code, what, _DISHONEST)
    return Recomputed(name, question, "differs", what)


def _said(figure: Figure) -> str:
    if figure["value"] is None:
        return f"undefined ({figure['undefined']}), n {figure['n']}"
    low, high = figure["low"], figure["high"]
    between = "" if low is None else f" [{low:.3f}, {high:.3f}]"
    return f"{figure['value']:.3f}{between}, n {figure['n']} {figure['n_unit']}"


def _differences(theirs: Json, ours: Json, where: str) -> Iterator[str]:
    """Where two figures differ, numbers within the last digit that is kept; inputs first, since all else follows from them, then the value."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted({*theirs, *ours}, key=lambda each: (each != "inputs", each != "value", each)):
            yield from _differences(theirs.get(name), ours.get(name), f"{where}.{_word(name)}".lstrip("."))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for n, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from _differences(one, other, f"{where}[{n}]")
    elif not _equal(theirs, ours):
        yield f"{where} is stated as {_short(theirs)}, and computed as {_short(ours)}"


def _word(value: Json) -> str:
    """A name as it is; anything else as JSON, cut: a line break in it would start a line of what `verify` says."""
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else _short(value)


def _short(value: Json) -> str:
    """A number or a word as it is; what a hostile file nests is only named."""
    return "a list or object" if isinstance(value, list | dict) else value_json(value).decode()[:60]


def _equal(one: Json, other: Json) -> bool:
    """JSON writes 1.0 as 1, so a whole number may be either."""
    if isinstance(one, float) or isinstance(other, float):
        return _is_number(one) and _is_number(other) and abs(cast("float", one) - cast("float", other)) <= TOLERANCE
    return type(one) is type(other) and one == other


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
