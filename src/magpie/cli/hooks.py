"""`magpie hooks EVENT`: who handles an event, in the order in which they do."""

from typing import Annotated

import typer

from magpie.cli.common import Data, Failure, Set, data_folder, load_settings


def hooks(
    event: Annotated[
        str, typer.Argument(help="A class of `magpie.server.events`, `questions` or `news`.")
    ],
    data: Data = None,
    set: Set = None,
) -> None:
    """Print who handles an event, in the order in which they run: stage, owner and function."""
    import asyncio

    from magpie.app import hook_listings

    listings = asyncio.run(hook_listings(load_settings(data_folder(data), set or ())))
    if event not in listings:
        raise Failure(f"there is no event {event}; there are {', '.join(sorted(listings))}")
    for stage, owner, function in listings[event]:
        typer.echo(f"{stage:<8} {owner:<15} {function}")
