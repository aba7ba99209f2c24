"""XEP-0388: its elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import sasl, sasl2
from magpie.xmpp.parser import parse_element
from magpie.xmpp.sasl import SaslError

CLIENT = "d4565fa7-4d72-4749-b3d3-740edbf87770"
HEAD = f"<authenticate xmlns='{sasl2.NS}' mechanism='X'>"


def test_the_specifications_example():
    request = sasl2.parse(
        parse_element(
            f"""{HEAD}
            <initial-response>
            SSBzaG91bGQgbWFrZSB0aGlzIGEgY29tcGV0aXRpb24=
            </initial-response>
            <user-agent id='{CLIENT.upper()}'><software>AwesomeXMPP</software></user-agent>
            <bind xmlns='urn:xmpp:bind:example'/></authenticate>"""
        )
    )
    assert request.initial == b"I should make this a competition"
    assert (request.mechanism, request.client) == ("X", CLIENT)
    assert request.element.has("bind", "urn:xmpp:bind:example")


@pytest.mark.parametrize(
    ("inside", "initial"),
    [("", None), ("<initial-response/>", b""), ("<initial-response> </initial-response>", b"")],
)
def test_nothing_and_no_bytes_are_two_things(inside, initial):
    assert sasl2.parse(parse_element(f"{HEAD}{inside}</authenticate>")).initial == initial


@pytest.mark.parametrize("agent", ["", "<user-agent/>", "<user-agent id=''/>"])
def test_who_does_not_say_which_installation(agent):
    assert sasl2.parse(parse_element(f"{HEAD}{agent}</authenticate>")).client == ""


@given(st.text())
def test_any_text_is_data_or_an_error(text):
    try:
        data = sasl2.decode(text)
    except SaslError:
        return
    assert sasl2.encode(data) == text.strip()


@given(st.binary())
def test_data_comes_back(data):
    assert sasl2.decode(sasl2.challenge(data).text) == data


def test_success_and_failure():
    success = sasl2.success("romeo@localhost", b"v=x", [parse_element("<a xmlns='urn:x'/>")])
    names = ["additional-data", "authorization-identifier", "a"]
    assert [one.name for one in success] == names
    failure = sasl2.failure(SaslError("not-authorized", "No."))
    assert failure.has("not-authorized", sasl.NS)
    assert failure.child_text("text", sasl2.NS) == "No."
