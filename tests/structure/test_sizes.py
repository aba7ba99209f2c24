"""Files, classes and functions stay short enough to be read at one go."""

import ast
from collections.abc import Iterator

import pytest
from tests.structure.project import ROOT, SOURCE, files, relative

LINES = {ast.ClassDef: 250, ast.FunctionDef: 40, ast.AsyncFunctionDef: 40}


@pytest.mark.parametrize("folder", ["src", "tests", "tools"])
def test_no_file_has_400_lines(folder):
    lengths = {relative(f): f.read_text().count("\n") for f in (ROOT / folder).rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length >= 400} == {}


def too_long(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            # Lines of code: a docstring may explain as much as it has to.
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = node.end_lineno - body[0].lineno + 1 if body else 0
            if length >= LINES[type(node)]:
                yield node.name, length


def test_no_class_has_250_lines_and_no_function_40():
    found = {}
    for file in files():
        if file.suffix == ".py" and file.is_relative_to(SOURCE):
            found |= {
                f"{relative(file)}: {n}": size for n, size in too_long(ast.parse(file.read_text()))
            }
    assert found == {}
