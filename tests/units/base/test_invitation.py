"""Invitations as links: there and back, and what is none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.base.invitation import Link

PLAIN = Link("register", "chat.example", "TOKEN")
PRINT = bytes(range(32))
WHOLE = Link(
    "roster",
    "罗密欧@chat.example",
    "a-b_c",
    True,
    "Romeo & 罗密欧; =?",
    ("192.168.1.7", "[fd00::7]:5333"),
    PRINT,
    "https://192.168.1.7:5443",
)


@pytest.mark.parametrize(
    ("link", "uri"),
    [
        (PLAIN, "xmpp:chat.example?register;preauth=TOKEN"),
        (
            replace(PLAIN, address="juliet@chat.example"),
            "xmpp:juliet@chat.example?register;preauth=TOKEN",
        ),
        (
            Link("roster", "romeo@chat.example", "TOKEN"),
            "xmpp:romeo@chat.example?roster;preauth=TOKEN;ibr=y",
        ),
        (
            Link("roster", "romeo@chat.example", "TOKEN", makes_account=False),
            "xmpp:romeo@chat.example?roster;preauth=TOKEN",
        ),
        (
            Link("join", "coven@rooms.chat.example", "TOKEN"),
            "xmpp:coven@rooms.chat.example?join;preauth=TOKEN;password=TOKEN;ibr=y",
        ),
    ],
)
def test_the_uri_is_that_of_the_standards(link, uri):
    assert link.uri == uri
    assert Link.parse(uri) == link


def test_the_web_address_keeps_the_rest_behind_its_hash():
    assert replace(PLAIN, site="https://chat.example:5443", at=("10.0.0.7",)).url == (
        "https://chat.example:5443/invite/TOKEN#chat.example?register;at=10.0.0.7"
    )


def test_a_rooms_server_is_where_its_accounts_are():
    link = Link("join", "coven@rooms.chat.example", "TOKEN")
    assert (link.domain, link.account) == ("chat.example", "")
    with pytest.raises(ValueError, match="not an invitation"):
        Link.parse("xmpp:rooms.chat.example?join;preauth=TOKEN")


ROOM = replace(WHOLE, kind="join", address="coven@rooms.chat.example")


@pytest.mark.parametrize("link", [PLAIN, WHOLE, ROOM, replace(WHOLE, makes_account=False, name="")])
def test_both_forms_come_back_as_they_were(link):
    assert Link.parse(link.uri) == replace(link, site="")
    with_site = replace(link, site="https://chat.example:5443")
    assert Link.parse(f" {with_site.url}\n") == with_site


def test_resetting_a_password_is_for_the_browser():
    link = Link("reset", "romeo@chat.example", "TOKEN", site="https://chat.example", sha256=PRINT)
    assert link.uri == ""
    assert link.url.startswith("https://chat.example/reset/TOKEN#romeo@chat.example?reset;sha256=")
    assert Link.parse(link.url) == link


def test_what_others_cut_off_can_be_done_without():
    """Some messengers drop what stands behind the hash."""
    link = Link.parse("https://chat.example:5443/invite/TOKEN")
    assert link == replace(PLAIN, site="https://chat.example:5443")


def test_whom_it_is_about():
    assert (WHOLE.domain, WHOLE.account) == ("chat.example", "")
    named = replace(PLAIN, address="juliet@chat.example")
    assert (named.domain, named.account) == ("chat.example", "juliet")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "xmpp:romeo@chat.example",
        "xmpp:chat.example?register",
        "xmpp:chat.example?join;preauth=TOKEN",
        "xmpp:chat.example?roster;preauth=TOKEN",
        "xmpp:a@b@c?register;preauth=TOKEN",
        "xmpp:chat.example/x?register;preauth=TOKEN",
        "xmpp:chat.example?register;preauth=TO KEN",
        "xmpp:chat.example?register;preauth=TOKEN;sha256=AAAA",
        "xmpp:%ff@chat.example?register;preauth=TOKEN",
        "http://chat.example/invite/TOKEN",
        "https://user@chat.example/invite/TOKEN",
        "https://chat.example/other/TOKEN",
        "https:///invite/TOKEN",
        "javascript:alert(1)//invite/TOKEN",
        "xmpp:chat.example?register;preauth=" + "T" * 3000,
    ],
)
def test_what_is_none_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match="not an invitation"):
        Link.parse(text)


@given(st.text())
def test_whatever_comes_is_a_link_or_refused(text):
    for form in (text, "xmpp:" + text, f"https://chat.example/invite/TOKEN#{text}"):
        try:
            link = Link.parse(form)
        except ValueError:
            continue
        assert Link.parse(replace(link, site="https://chat.example").url).token == link.token


def test_hostile_values_do_not_get_in():
    link = Link.parse("xmpp:chat.example?register;preauth=T;name=a%0Ab%1B;at=x/y,10.0.0.7,a b")
    assert (link.name, link.at) == ("ab", ("10.0.0.7",))
