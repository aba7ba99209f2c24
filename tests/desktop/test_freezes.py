"""The window never freezes: nothing holds its thread, whatever arrives."""

import pytest
from tests.desktop.busy import HAPPENINGS, many_people
from tests.desktop.gallery import talk
from tests.desktop.pulse import ALLOWED, pulse


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_nothing_holds_the_window(play, client, happens):
    many_people(client, 1000)

    async def act(on) -> None:
        await talk(on)
        await on.settle(4)
        async with pulse() as measured:
            await happens(on)
        assert measured.longest < ALLOWED

    play(act, client)
