"""Turns the irony corpus MultiPICo (English development part) into items.jsonl and votes.jsonl for our import.

    python examples/irony/convert.py OUT [SOURCE]

SOURCE is the folder with multipico_en_dev.json; by default that of the shared data beside the repository
(LABELPROOF_SHARED overrides). Nothing of the corpus is kept in the repository. Where it is absent, this says so and
does nothing. The annotators' personal attributes (annotators.json) are not read at all.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = "text_irony_multipico"
LABELS = {"0": "not_ironic", "1": "ironic"}
HERE = Path(__file__).resolve().parent


def default_source() -> Path:
    """The shared data beside the repository."""
    return Path(os.environ.get("LABELPROOF_SHARED", HERE.parents[2] / "shared")) / "data" / NAME


def items(corpus: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One item for each post and reply, under the corpus's own id."""
    for external_id, entry in corpus.items():
        yield {
            "external_id": external_id,
            "post": entry["text"]["post"],
            "reply": entry["text"]["reply"],
        }


def votes(corpus: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One vote for each judgement; the corpus has no times, and none is made up."""
    for external_id, entry in corpus.items():
        for annotator, value in entry["annotations"].items():
            yield {"item": external_id, "annotator": annotator, "value": LABELS[value]}


def write(rows: Iterator[dict[str, Any]], path: Path) -> int:
    """One object a line; the number of lines."""
    n = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            n += 1
    return n


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(arguments[0])
    source = (Path(arguments[1]) if len(arguments) == 2 else default_source()) / "multipico_en_dev.json"
    if not source.is_file():
        print(f"skipped: {NAME} is not there ({source.name} in LABELPROOF_SHARED, or name its folder)")
        return 0
    corpus = json.loads(source.read_text("utf-8"))  # 600 KB; one object, so it is read whole
    out.mkdir(parents=True, exist_ok=True)
    n_items = write(items(corpus), out / "items.jsonl")
    n_votes = write(votes(corpus), out / "votes.jsonl")
    print(f"{n_items} items and {n_votes} votes written to {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
