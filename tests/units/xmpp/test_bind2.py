"""XEP-0386: the resource that a client gets."""

from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import bind2
from magpie.xmpp.element import Element

ACCOUNT, CLIENT = "romeo@localhost", "d4565fa7-4d72-4749-b3d3-740edbf87770"


def test_the_same_each_time_and_another_for_everybody_else():
    one = bind2.resource("Tag", ACCOUNT, CLIENT)
    assert one == bind2.resource("Tag", ACCOUNT, CLIENT)
    assert one.startswith("Tag/")
    assert CLIENT not in one
    assert one != bind2.resource("Tag", "juliet@localhost", CLIENT)
    assert one != bind2.resource("Tag", ACCOUNT, CLIENT[::-1])
    assert bind2.resource("", ACCOUNT, "") != bind2.resource("", ACCOUNT, "")


@given(st.text())
def test_a_tag_is_short(text):
    request = Element("bind", bind2.NS, children=(Element("tag", bind2.NS, text=text),))
    assert len(bind2.tag_of(request)) <= bind2.TAG_MAX
