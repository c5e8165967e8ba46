"""`labelproof agreement`."""

import click

from labelproof.cli.measures import figure_text
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table


@click.command()
@reaches()
def agreement(reach: Reach) -> None:
    """Krippendorff's alpha and observed agreement for each question and label, with intervals.

    \b
    Example:
      labelproof agreement
    """
    found = reach.ask("/agreement")
    rows: list[tuple[str, str, str]] = []
    for question in found["questions"]:
        rows += [
            (question["title"], "alpha", figure_text(question["alpha"])),
            (question["title"], "observed", figure_text(question["observed"])),
        ]
        rows += [
            (question["title"], f"alpha of {each['name']}", figure_text(each["alpha"])) for each in question["by_label"]
        ]
    charter = reach.ask()["charter"]
    least = None if charter is None else charter["min_alpha"]

    def text() -> None:
        table(("question", "measure", "value"), rows, empty="No question is planned.")
        for question in found["questions"] if least is not None else ():
            value = question["alpha"]["value"]
            if value is not None:
                holds = "is" if value >= least else "is not"
                say(
                    f"{question['title']} alpha {value:.3f} {holds} at or above the charter's least agreement of {least}."
                )

    show(reach, {**found, "charter_min_alpha": least}, text)
