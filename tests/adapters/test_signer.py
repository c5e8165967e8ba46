"""Signing keys in files and in memory: signed notes open under the vkey that `create` gave."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labelproof.adapters.signer_files import FileSigner
from labelproof.kernel.refused import Refused
from labelproof.log.note import format_note, open_note, parse_vkey
from labelproof.ports.signer import Signer
from labelproof.testing.signer import MemorySigner

NAME = "log.example/aaaaaaaaaaaaaaaaaaaaaaaaaa"
TEXT = f"{NAME}\n2\nMUtqA1RTqwBvxoW+bZFWgD8V7Wl0WcIdWbYPSX4YsAY=\n".encode()


@pytest.fixture(params=["files", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Signer]:
    return lambda name: FileSigner(tmp_path / name) if request.param == "files" else MemorySigner(name)


def test_a_note_signed_by_a_log_opens_under_its_vkey(make: Callable[[str], Signer]) -> None:
    signer = make("keys")
    vkey = signer.create(NAME)
    note = format_note(TEXT, [signer.sign(NAME, TEXT)])

    assert open_note(note, [parse_vkey(vkey)]).text == TEXT


def test_creating_twice_keeps_the_first_key(make: Callable[[str], Signer]) -> None:
    signer = make("keys")

    assert signer.create(NAME) == signer.create(NAME) == signer.vkey(NAME)


def test_two_logs_have_two_keys(make: Callable[[str], Signer]) -> None:
    signer = make("keys")

    assert signer.create(NAME).partition("+")[2] != signer.create("log.example/root").partition("+")[2]


def test_a_log_without_a_key_is_refused(make: Callable[[str], Signer]) -> None:
    with pytest.raises(Refused, match=r"signer\.missing"):
        make("keys").sign(NAME, TEXT)


def test_what_was_dumped_signs_alike_when_loaded_elsewhere(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)
    one.create("log.example/root")
    two.load(one.dump())
    two.load(one.dump())

    assert two.sign(NAME, TEXT) == one.sign(NAME, TEXT)
    assert list(two.dump()) == list(one.dump())


def test_another_key_for_a_known_log_is_refused(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)
    kept = two.create(NAME)

    with pytest.raises(Refused, match=r"signer\.other_key"):
        two.load(one.dump())
    assert two.vkey(NAME) == kept


def test_a_key_under_another_name_is_refused(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)

    with pytest.raises(Refused, match=r"signer\.name"):
        two.load([("log.example/root", skey) for _, skey in one.dump()])


def test_key_files_are_private_and_do_not_tell_the_log(tmp_path: Path) -> None:
    FileSigner(tmp_path / "keys").create(NAME)

    [file] = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert "aaaa" not in file.name


def test_a_key_made_by_another_process_is_taken_over(tmp_path: Path) -> None:
    one, two = FileSigner(tmp_path), FileSigner(tmp_path)

    assert one.create(NAME) == two.create(NAME)


def test_a_key_file_put_in_place_of_another_is_found(tmp_path: Path) -> None:
    signer = FileSigner(tmp_path)
    signer.create(NAME)
    [first] = tmp_path.iterdir()
    signer.create("log.example/root")
    [second] = set(tmp_path.iterdir()) - {first}
    first.write_bytes(second.read_bytes())

    with pytest.raises(Refused, match=r"signer\.name"):
        FileSigner(tmp_path).sign(NAME, TEXT)


def test_a_key_is_added_beside_the_first_and_signs_when_it_is_named(make: Callable[[str], Signer]) -> None:
    signer = make("keys")
    first = signer.create(NAME)
    added = signer.add(NAME)
    note = format_note(TEXT, [signer.sign(NAME, TEXT), signer.sign(NAME, TEXT, added)])

    assert signer.vkeys(NAME) == [first, added]
    assert signer.vkey(NAME) == signer.create(NAME) == first
    opened = open_note(note, [parse_vkey(first), parse_vkey(added)])
    assert [signature.vkey.text for signature in opened.signatures] == [first, added]


def test_no_key_is_added_to_a_log_that_has_none(make: Callable[[str], Signer]) -> None:
    signer = make("keys")

    with pytest.raises(Refused, match=r"signer\.missing"):
        signer.add(NAME)
    assert signer.vkeys(NAME) == []


def test_a_key_that_is_not_held_does_not_sign(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)
    foreign = two.create(NAME)

    with pytest.raises(Refused, match=r"signer\.missing"):
        one.sign(NAME, TEXT, foreign)


def test_keys_are_dumped_and_loaded_in_the_order_they_were_made(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)
    rest = [one.add(NAME) for _ in range(11)]

    two.load(one.dump())

    assert two.vkeys(NAME) == one.vkeys(NAME) == [one.vkey(NAME), *rest]
    assert list(two.dump()) == list(one.dump())


def test_what_was_added_since_is_loaded_on_top(make: Callable[[str], Signer]) -> None:
    one, two = make("one"), make("two")
    one.create(NAME)
    two.load(one.dump())
    one.add(NAME)

    two.load(one.dump())

    assert two.vkeys(NAME) == one.vkeys(NAME)


def test_an_added_key_made_by_another_process_is_seen(tmp_path: Path) -> None:
    one, two = FileSigner(tmp_path), FileSigner(tmp_path)
    one.create(NAME)
    assert two.vkeys(NAME) == one.vkeys(NAME)

    added = one.add(NAME)

    assert two.vkeys(NAME)[1] == added
