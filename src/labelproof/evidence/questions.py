"""What a question asked and which labels it had, as openings show it: read once for each version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from labelproof.evidence import kinds
from labelproof.evidence.openings import Openings
from labelproof.evidence.values import differ_enough, fits
from labelproof.kernel.canonical import Json


@dataclass(slots=True)
class Questions:
    """Types, configurations and label codes of a log's questions."""

    openings: Openings
    _configs: dict[str, Mapping[str, Json]] = field(default_factory=dict[str, Mapping[str, Json]])
    _codes: dict[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])

    def fits(self, question: str, at: int, value: Json) -> bool:
        """Whether a value is one of this question's, under the labels in force when leaf `at` was written."""
        taxonomy = self.openings.history.in_force[kinds.TAXONOMY_PUBLISHED].before(at)
        return fits(self._type(question), self._config(question), self._labels(taxonomy), value)

    def differ(self, question: str, values: list[Json]) -> bool:
        """Whether these answers leave the question to a person."""
        return differ_enough(self._type(question), self._config(question), values)

    def configs(self, position: int) -> dict[str, Mapping[str, Json]]:
        """What each question before a position asked; where it names no options, they are the labels then in force."""
        taxonomy = self.openings.history.in_force[kinds.TAXONOMY_PUBLISHED].before(position)
        labels = sorted(self._labels(taxonomy))
        asked = [each for each, (at, _) in self.openings.history.questions.items() if at < position]
        return {each: {**self._config(each), "options": _options(self._config(each), labels)} for each in asked}

    def _type(self, question: str) -> str:
        return self.openings.history.questions.get(question, (0, ""))[1]

    def _config(self, question: str) -> Mapping[str, Json]:
        if question not in self._configs:
            asked_at = self.openings.history.questions.get(question, (-1, ""))[0]
            said = self.openings.field(asked_at, "question", "config")
            self._configs[question] = said if isinstance(said, dict) else {}
        return self._configs[question]

    def _labels(self, taxonomy: str | None) -> Collection[str]:
        if taxonomy is None:
            return ()
        if taxonomy not in self._codes:
            version = self.openings.history.taxonomies[taxonomy]
            said = self.openings.get(version.leaf_index, "labels").value
            labels = said if isinstance(said, list) else []
            self._codes[taxonomy] = {str(label.get("code")) for label in labels if isinstance(label, dict)}
        return self._codes[taxonomy]


def _options(config: Mapping[str, Json], labels: list[str]) -> Json:
    """The codes a question lists itself, or else the labels; what a hostile file says of them may have any shape."""
    named = config.get("options", [*labels])
    options = named if isinstance(named, list) else []
    return [{"value": str(each.get("value")) if isinstance(each, dict) else str(each)} for each in options]
