"""`magpie console`: the server's window."""

from magpie.cli.common import Data, data_folder


def console(data: Data = None) -> None:
    """Open the server's window: start and stop it, see who is online and what passes.

    A server that runs on the data folder already is shown; otherwise the window can start one.
    """
    import typer
    from platformdirs import user_data_path

    from magpie.base.log import configure
    from magpie.cli.chat import need_display, needing_qt

    need_display()
    configure("warning")
    with needing_qt():
        from magpie.desktop.ui.console.main import run
    kept = user_data_path("magpie-console", appauthor=False) / "settings.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if code := run(data_folder(data), kept):
        raise typer.Exit(code)
