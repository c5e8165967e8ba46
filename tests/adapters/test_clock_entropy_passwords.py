"""The machine's clocks and random bytes, and the slow hash."""

import time
from threading import Thread

import pytest

from labelproof.adapters.clock import SystemClock
from labelproof.adapters.entropy import SystemEntropy
from labelproof.adapters.passwords import Argon2Passwords
from labelproof.testing.clock import FixedClock
from labelproof.testing.entropy import SeededEntropy


def test_the_clock_tells_the_time_of_the_machine() -> None:
    before = time.time()
    now = SystemClock().now_ms()

    assert before * 1000 - 1 <= now <= time.time() * 1000 + 1


def test_time_since_boot_only_goes_forward() -> None:
    clock = SystemClock()
    first = clock.boot_ms()
    time.sleep(0.005)

    assert clock.boot_ms() - first >= 4


def test_a_fixed_clock_moves_when_told_and_shows_a_wall_clock_set_by_hand() -> None:
    clock = FixedClock(1_000, 50)
    clock.advance(10)
    clock.set_wall(5_000)

    assert (clock.now_ms(), clock.boot_ms()) == (5_000, 60)


def test_random_bytes_differ_and_have_the_length_asked_for() -> None:
    entropy = SystemEntropy()

    assert {len(entropy.bytes(n)) for n in (0, 16, 32)} == {0, 16, 32}
    assert entropy.bytes(16) != entropy.bytes(16)


def test_seeded_bytes_repeat_from_the_seed_and_never_within_it() -> None:
    one, two = SeededEntropy("a"), SeededEntropy("a")
    drawn = [one.bytes(40) for _ in range(50)]

    assert drawn == [two.bytes(40) for _ in range(50)]
    assert len(set(drawn)) == 50
    assert SeededEntropy("b").bytes(40) != drawn[0]


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords(memory_kib=256, passes=1)


def test_a_password_verifies_and_another_does_not(passwords: Argon2Passwords) -> None:
    encoded = passwords.hash("correct horse 🐎")

    assert passwords.verify(encoded, "correct horse 🐎")
    assert not passwords.verify(encoded, "correct horse")


def test_the_same_password_hashes_differently_and_names_argon2id(passwords: Argon2Passwords) -> None:
    one, two = passwords.hash("x"), passwords.hash("x")

    assert one != two
    assert one.startswith("$argon2id$")


@pytest.mark.parametrize("encoded", ["", "plain", "$argon2id$v=19$broken"])
def test_an_unreadable_hash_is_made_by_no_password(passwords: Argon2Passwords, encoded: str) -> None:
    assert not passwords.verify(encoded, "x")


def test_no_more_hashes_run_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Argon2Passwords(at_once=2, memory_kib=256, passes=1)
    running, most = [0], [0]

    class Slow:
        def hash(self, _: str) -> str:
            running[0] += 1
            most[0] = max(most[0], running[0])
            time.sleep(0.02)
            running[0] -= 1
            return "x"

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [Thread(target=passwords.hash, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [2]
