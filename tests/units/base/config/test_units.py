"""Quantities in words: what is written reads back, what is wrong has a sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.base.config.units import (
    LARGEST,
    LONGEST,
    Address,
    address,
    duration,
    format_duration,
    format_size,
    size,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 s", 30),
        ("30s", 30),
        ("  10 min ", 600),
        ("1 minute", 60),
        ("2 days", 172_800),
        ("1 Day", 86_400),
        ("1.5 h", 5_400),
        ("1 h 30 min", 5_400),
        ("1h30m", 5_400),
        ("250 ms", 0.25),
        ("0.1 s", 0.1),
        ("1 week", 604_800),
        ("1 year", 31_536_000),
        ("0", 0),
        ("0 s", 0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", " ", "s", "30", "1.5", "-1 s", "+1 s", "1,5 h", "30 parsecs", "1 e5 s", "٣ s",
             "1 s !", "inf s", "nan", "1. s", ".5 s", "1 h 30"]
)  # fmt: skip
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it as"):
        duration(text)


def test_a_duration_has_an_end() -> None:
    assert duration("1000 years") == LONGEST
    with pytest.raises(ValueError, match='"1001 years" is more than a thousand years'):
        duration("1001 years")
    with pytest.raises(ValueError, match="is more than a thousand years"):
        duration(f"{'9' * 400} days")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (0.25, "250 ms"),
        (30, "30 s"),
        (90, "90 s"),
        (600, "10 min"),
        (5_400, "90 min"),
        (86_400, "1 day"),
        (172_800, "2 days"),
        (0.0000001, "0.0000001 s"),
    ],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@given(st.floats(min_value=0, max_value=LONGEST))
def test_a_duration_in_words_reads_back(seconds: float) -> None:
    assert duration(format_duration(seconds)) == seconds


@given(st.integers(min_value=0, max_value=LONGEST))
def test_a_duration_of_whole_seconds_reads_back(seconds: int) -> None:
    assert duration(format_duration(seconds)) == seconds


@given(st.text())
def test_any_text_is_a_duration_or_a_sentence(text: str) -> None:
    try:
        seconds = duration(text)
    except ValueError as error:
        sentence = str(error)
    else:
        sentence = text
        assert 0 <= seconds <= LONGEST
    assert text in sentence


@pytest.mark.parametrize(
    ("text", "bytes"),
    [
        ("64 kB", 64_000),
        ("64kb", 64_000),
        ("64 KiB", 65_536),
        ("10 MB", 10_000_000),
        ("1.5 MB", 1_500_000),
        ("2 GB", 2_000_000_000),
        ("1 byte", 1),
        ("0", 0),
    ],
)
def test_sizes(text: str, bytes: int) -> None:
    assert size(text) == bytes


@pytest.mark.parametrize("text", ["", "MB", "64", "-1 kB", "1 kB 2 B", "1 elephant", "1e3 kB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size; write it as"):
        size(text)


def test_a_size_is_of_whole_bytes_and_has_an_end() -> None:
    with pytest.raises(ValueError, match=r'"1.5 B" is not a whole number of bytes'):
        size("1.5 B")
    with pytest.raises(ValueError, match="is larger than anything can be"):
        size("99999999999 TB")


@given(st.integers(min_value=0, max_value=LARGEST))
def test_a_size_in_words_reads_back(bytes: int) -> None:
    assert size(format_size(bytes)) == bytes


@pytest.mark.parametrize(
    ("bytes", "text"), [(0, "0 B"), (999, "999 B"), (256_000, "256 kB"), (65_536, "64 KiB")]
)
def test_sizes_in_words(bytes: int, text: str) -> None:
    assert format_size(bytes) == text


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("0.0.0.0:5222", "0.0.0.0", 5222, "0.0.0.0:5222"),
        ("[::]:5222", "::", 5222, "[::]:5222"),
        ("[0:0::1]:5222", "::1", 5222, "[::1]:5222"),
        ("localhost:0", "localhost", 0, "localhost:0"),
        ("chat.example.org:5223", "chat.example.org", 5223, "chat.example.org:5223"),
        ("*:5222", "", 5222, "*:5222"),
        ("5222", "", 5222, "*:5222"),
        (5222, "", 5222, "*:5222"),
    ],
)
def test_addresses(text: str | int, host: str, port: int, shown: str) -> None:
    found = address(text)
    assert found == Address(host, port)
    assert str(found) == shown
    assert address(shown) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not an address"),
        (":5222", "is not an address"),
        ("localhost", "is not an address"),
        ("localhost:", "is not an address"),
        ("localhost:xmpp", "is not an address"),
        ("localhost:-1", "is not an address"),
        (-1, "is not an address"),
        ("localhost:65536", "a port is at most 65535"),
        (99_999, "a port is at most 65535"),
        ("::1:5222", "put an IPv6 address in brackets"),
        ("[::g]:5222", "::g is not an IP address"),
        ("300.0.0.1:5222", "300.0.0.1 is not an IP address"),
        ("some where:5222", '"some where" is not the name of a host'),
        ("-x:5222", '"-x" is not the name of a host'),
    ],
)
def test_what_is_no_address(text: str | int, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        address(text)


@pytest.mark.parametrize(
    ("text", "is_loopback"),
    [("127.0.0.1:1", True), ("127.9.9.9:1", True), ("[::1]:1", True), ("localhost:1", True),
     ("0.0.0.0:1", False), ("[::]:1", False), ("*:1", False), ("example.org:1", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(text: str, is_loopback: bool) -> None:
    assert address(text).is_loopback is is_loopback
