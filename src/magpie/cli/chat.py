"""`magpie chat`: the desktop client."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from magpie.cli.common import Failure

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def need_display() -> None:
    """Raises Failure where no window can be opened."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in DISPLAYS):
        raise Failure("there is no desktop here to open a window on: DISPLAY is not set")


@contextmanager
def needing_qt() -> Iterator[None]:
    """Around the import of a window's program. Raises Failure that says what is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Failure(f"{error.name} is missing: pip install 'magpie-im[desktop]'") from None
    except ImportError as error:  # a library of the system that Qt needs
        raise Failure(f"{error}; in the source, make chat installs what is missing") from None


def chat(
    link: Annotated[
        str, typer.Argument(help="An invitation, or an address to write to: xmpp:…")
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where accounts and history are kept; by default a folder named magpie-chat among "
            "your programs' data.",
        ),
    ] = None,
    minimised: Annotated[
        bool, typer.Option("--minimised", help="Start in the tray, where there is one.")
    ] = False,
    print_xmpp: Annotated[
        bool, typer.Option("--print-xmpp", help="Print what is sent and received, to find faults.")
    ] = False,
) -> None:
    """Open the desktop client."""
    from platformdirs import user_data_path

    from magpie.base.log import configure

    need_display()
    configure("debug" if print_xmpp else "warning")
    with needing_qt():
        from magpie.desktop.program import chat as run
    folder = (data or user_data_path("magpie-chat", appauthor=False)).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder}: {error.strerror}") from None
    code = run(folder, link, minimised=minimised, print_xmpp=print_xmpp)
    if code:
        raise typer.Exit(code)
