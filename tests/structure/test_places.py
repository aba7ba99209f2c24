"""Nothing in the repository belongs to one machine, or says where packages come from."""

import re

from tests.structure.project import texts

MACHINE_PATH = re.compile(r"(?<![\w.])/(root|work|home/\w+)/")
# Also the mirrors: what a resolver writes when it is set up to use one.
REGISTRY = re.compile(
    r"\bpypi\.[a-z]|pythonhosted\.[a-z]|registry\.npmjs\.[a-z]|npmmirror\.[a-z]|^\s*--?(index|extra-index|find-links|-i\b)",
    re.MULTILINE,
)


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {hit[0]}" for name, text in texts() for hit in pattern.finditer(text)]


def test_no_path_of_one_machine():
    assert found(MACHINE_PATH) == []


def test_no_address_of_a_package_registry():
    assert found(REGISTRY) == []
