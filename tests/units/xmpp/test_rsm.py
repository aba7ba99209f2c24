"""XEP-0059: pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.rsm import NS, PageRequest, PageResult

IDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1, max_size=9)
NUMBERS = st.none() | st.integers(0, 2**31 - 1)


@given(NUMBERS, st.none() | st.just("") | IDS, st.none() | IDS)
def test_a_request_reads_back(most, before, after):
    request = PageRequest(most, before, after)
    assert PageRequest.parse(parse_element(request.to_element().to_bytes())) == request


@given(st.none() | IDS, NUMBERS, NUMBERS)
def test_a_result_reads_back(first, index, count):
    result = PageResult(first, first, index if first is not None else None, count)
    assert PageResult.parse(parse_element(result.to_element().to_bytes())) == result


@pytest.mark.parametrize(
    ("inner", "request_"),
    [
        ("", PageRequest()),
        ("<max>10</max>", PageRequest(10)),
        ("<max> 0 </max>", PageRequest(0)),
        ("<max>9999999999</max>", PageRequest(2**31 - 1)),
        ("<max>5</max><before/>", PageRequest(5, before="")),
        ("<before>x</before>", PageRequest(before="x")),
        ("<after>y</after>", PageRequest(after="y")),
        ("<after/>", PageRequest()),
        ("<index>371</index>", PageRequest(index=371)),
        ("<before>x</before><after>y</after>", PageRequest(before="x", after="y")),
    ],
)
def test_requests(inner, request_):
    element = parse_element(f"<set xmlns='{NS}'>{inner}</set>")
    assert PageRequest.parse(element) == request_
    assert request_.is_backward == (request_.before is not None)
    assert PageRequest.find(Element("query", "urn:q", children=(element,))) == request_


@pytest.mark.parametrize(
    "inner",
    [
        *("<max/>", "<max>-1</max>", "<max>x</max>", "<max>1.5</max>", "<max>٣</max>"),
        f"<max>{'9' * 99}</max>",
        *("<index>x</index>", "<index>1</index><after>y</after>", "<index>1</index><before/>"),
    ],
)
def test_bad_requests(inner):
    with pytest.raises(StanzaError) as caught:
        PageRequest.parse(parse_element(f"<set xmlns='{NS}'>{inner}</set>"))
    assert caught.value.condition == "bad-request"


def test_nothing_asked_for():
    assert PageRequest.find(Element("query", "urn:q")) == PageRequest()


def test_wire_form_of_a_result():
    result = PageResult("a", "b", 0, 800)
    assert str(result.to_element()) == (
        f"<set xmlns='{NS}'><first index='0'>a</first><last>b</last><count>800</count></set>"
    )
