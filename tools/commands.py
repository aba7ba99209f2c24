"""The command line as a document: every command with its arguments and options."""

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import typer


def reference(app: typer.Typer) -> str:
    # Typer builds its commands of classes that it does not publish, hence Any.
    root: Any = typer.main.get_command(app)
    return "\n\n".join(["# Commands", *sections(root, "magpie")]) + "\n"


def sections(command: Any, name: str) -> Iterator[str]:
    if command.hidden:
        return
    yield section(command, name)
    for child, subcommand in getattr(command, "commands", {}).items():
        yield from sections(subcommand, f"{name} {child}")


def section(command: Any, name: str) -> str:
    parameters = [p for p in command.params if not p.hidden and p.name not in SHELL]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    usage = [name, *(f"{argument(p)}" for p in arguments)]
    if hasattr(command, "commands"):
        usage.append("COMMAND")
    parts = [f"## `{' '.join(usage)}`", cleandoc(command.help or "")]
    rows = [row(p) for p in parameters if p.help or p not in arguments]
    if rows:
        parts.append("\n".join(rows))
    return "\n\n".join(part for part in parts if part)


# Typer's own options for shell completion.
SHELL = {"install_completion", "show_completion"}


def argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    many = "…" if parameter.nargs != 1 else ""
    return f"{name}{many}" if parameter.required else f"[{name}{many}]"


def row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        names = argument(parameter)
    else:
        names = ", ".join([*parameter.opts, *parameter.secondary_opts])
        if not parameter.is_flag:
            names += f" {parameter.metavar or parameter.name.upper()}"
    return f"- `{names}`: {' '.join((parameter.help or '').split())}{default(parameter)}"


def default(parameter: Any) -> str:
    """A folder is left out: it is one machine's, and its help says which it is."""
    value = parameter.default
    if parameter.required or value in (None, "", False, True) or callable(value):
        return ""
    if isinstance(value, Path | list | tuple) or not parameter.show_default:
        return ""
    return f" (default: {getattr(value, 'value', value)})"
