"""`xmpp:` links, as pages, codes and other clients write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.desktop.core.xmpplink import Linked, read


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("xmpp:ben@example.org", Linked("ben@example.org")),
        ("XMPP:Ben@Example.org/phone", Linked("ben@example.org")),
        ("xmpp:ben@example.org?message", Linked("ben@example.org", "message")),
        (
            "xmpp:ben@example.org?message;subject=x;body=Are%20you%20here%3F",
            Linked("ben@example.org", "message", "Are you here?"),
        ),
        ("xmpp:ben@example.org?roster;name=Ben", Linked("ben@example.org", "roster")),
        ("xmpp://ana@example.org/ben@example.org", Linked("ben@example.org")),
        ("xmpp:nasty%5Cnode@example.org", Linked("nasty\\node@example.org")),
        ("xmpp:example.org", None),
        ("xmpp:", None),
        ("https://example.org", None),
    ],
)
def test_a_link_is_read(link, found):
    assert read(link) == found


@given(st.text())
def test_anything_may_be_a_link(text):
    read(f"xmpp:{text}")
