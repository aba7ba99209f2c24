"""One sender with many messages in flight to one receiver: the speed of one conversation."""

from dataclasses import replace

from magpie.bench.chat import Chat, chat
from magpie.bench.report import Result
from magpie.bench.target import Target


async def burst(target: Target, options: Chat) -> Result:
    """The work `chat` with a single pair."""
    result = await chat(target, replace(options, pairs=1))
    result.work = f"burst, {options.window} in flight, {options.wants}"
    return result
