"""The sample client has all that the face of the core promises."""

import inspect

import pytest
from tests.desktop.sample import sample_client

from magpie.desktop.core import api

PARTS = (
    *("accounts", "people", "conversations", "groups", "messages"),
    *("transfers", "search", "settings"),
)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_what_its_protocol_names(part):
    protocol = getattr(api, part.capitalize())
    names = {name for name, _ in inspect.getmembers(protocol) if name[0] != "_"}
    names |= set(protocol.__annotations__)
    assert {name for name in names if not hasattr(getattr(sample_client(), part), name)} == set()
