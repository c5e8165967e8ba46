"""The page of statistics names everything that can be asked for by name."""

from pathlib import Path

import pytest

from labelproof.quality import AGGREGATORS, AGREEMENT, CHECKS, SIGNALS
from labelproof.quality.sampling import SAMPLERS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "statistics.md").read_text()


@pytest.mark.parametrize("name", sorted({*AGREEMENT, *AGGREGATORS, *CHECKS, *SAMPLERS, *SIGNALS}))
def test_each_name_stands_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE
