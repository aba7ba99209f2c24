"""The order of things, seen from the kernel: first `fdatasync`, then `<a/>` and delivery."""

import os

from tests.crash.server import Server
from tests.crash.trace import Order, tracer, until_all_have_ended
from tests.crash.user import User

PAIRS = 4
WINDOW = 10
MESSAGES = 250  # of each user


async def test_nothing_leaves_before_it_is_on_disk(data, tmp_path, chance, say):
    trace = tmp_path / "trace"
    read_end, write_end = os.pipe()
    with Server(data) as server:
        server.spawn(under=tracer(trace), keep=write_end)
        os.close(write_end)
        server.becomes_ready()
        users = []
        for number in range(PAIRS):
            left, right = f"r{number}", f"j{number}"
            users += [User(server, left, right), User(server, right, left)]
        for user in users:
            assert await user.register()
            await user.connect()
            user.show()
            await user.ping()
        for user in users:
            user.on_ack = lambda user=user: write(user, chance)
            write(user, chance)
        for user in users:
            await user.until(lambda user=user: len(user.acknowledged) >= MESSAGES, "all acks")
        for user in users:
            user.on_ack = lambda: None
            await user.send_all()
            await user.ping()
        streams = {user.stream.id: user.stream.sent for user in users}
        server.stop()
    until_all_have_ended(read_end)
    os.close(read_end)
    order = Order(streams)
    order.read(trace)
    sent = {id for user in users for id in user.acknowledged}
    say(
        f"order: {len(sent)} messages in {order.syncs} synced batches;"
        f" {len(order.delivered & order.durable)} delivered and"
        f" {len(order.acknowledged)} acknowledged, {len(order.wrong)} of them too early"
    )
    assert order.wrong == []
    assert order.acknowledged >= sent
    assert order.delivered == sent == order.durable


def write(user: User, chance) -> None:
    """Keep the window full."""
    free = min(WINDOW - user.in_flight, MESSAGES - user.made)
    if free > 0:
        user.make(free)
        user.send(free, chance)
