"""The example's converter: a real crowd's judgements in the form that our import takes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from labelproof.formats import Item, ItemColumns, Vote, read_items, read_votes
from labelproof.quality import alpha, from_columns

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "irony"


@pytest.fixture
def convert() -> ModuleType:
    spec = importlib.util.spec_from_file_location("convert", EXAMPLE / "convert.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_real_corpus_comes_in_whole(convert: ModuleType, shared: Path, tmp_path: Path) -> None:
    assert convert.main([str(tmp_path), str(shared / "data" / "text_irony_multipico")]) == 0
    items = list(read_items(tmp_path / "items.jsonl", ItemColumns(external_id="external_id")))
    votes = list(read_votes(tmp_path / "votes.jsonl"))

    assert len(items) == 489 and all(
        isinstance(each, Item) and set(each.content) == {"post", "reply"} for each in items
    )
    assert len(votes) == 2_310 and all(isinstance(each, Vote) for each in votes)
    assert len({each.annotator for each in votes if isinstance(each, Vote)}) == 74


def test_the_crowd_agrees_little_on_irony(convert: ModuleType, shared: Path, tmp_path: Path) -> None:
    convert.main([str(tmp_path), str(shared / "data" / "text_irony_multipico")])
    votes = [each for each in read_votes(tmp_path / "votes.jsonl") if isinstance(each, Vote)]
    result = alpha(from_columns([v.item for v in votes], [v.annotator for v in votes], [v.value for v in votes]))

    assert result.interval is not None
    assert result.interval.high < 0.667


def test_without_the_corpus_it_is_skipped_by_name(
    convert: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert.main([str(tmp_path / "out"), str(tmp_path)]) == 0

    assert capsys.readouterr().out.startswith("skipped: text_irony_multipico")
    assert not (tmp_path / "out").exists()
