"""The fuzz, run briefly: canaries in every place of every format, undamaged and damaged."""

import sys
import zlib
from pathlib import Path

import pytest

from imgaudit.media import inspect

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

import fuzz_media
from fuzz_places import FORMATS, PLACES


@pytest.mark.parametrize("name", FORMATS)
def test_a_canary_in_any_place_is_seen(name):
    unseen = []
    for place in PLACES[name]:
        data = FORMATS[name]({place.slot: [place.plant(fuzz_media.token(place))]})
        record = inspect(data)
        assert record.format == name, place.name
        if record.kinds[place.kind] is False and not fuzz_media.in_picture(data, fuzz_media.number_of(place)):
            unseen.append(place.name)
    assert unseen == []


@pytest.mark.parametrize("name", FORMATS)
def test_without_a_canary_nothing_is_seen(name):
    record = inspect(FORMATS[name]({}))
    assert (record.format, record.status) == (name, "ok")
    assert not any(record.kinds.values())
    assert None not in record.kinds.values()


def fuzzed(tmp_path, **options):
    return fuzz_media.run(list(FORMATS), keep=tmp_path, **options)


@pytest.mark.slow
def test_a_short_fuzz_finds_nothing(tmp_path):
    outcome = fuzzed(tmp_path, seed=7, seconds=300, most=250)
    assert outcome.failures == []
    assert set(outcome.counts.values()) == {250}
    assert outcome.with_canary > 2000


def test_the_same_seed_makes_the_same_files():
    first, second, third = (fuzz_media.inputs("png", seed) for seed in (1, 1, 2))
    rows = [[next(row) for _ in range(200)] for row in (first, second, third)]
    assert rows[0] == rows[1] != rows[2]


def test_the_oracle_reads_what_is_hidden_from_the_eye():
    place = PLACES["png"][0]
    token, number = fuzz_media.token(place), fuzz_media.number_of(place)
    for data in (token, token.decode().encode("utf-16-be"), zlib.compress(token), token.hex().encode()):
        assert fuzz_media.canaries(b"before " + data + b" after") == {number}
    assert fuzz_media.canaries(token[:-1]) == set()
