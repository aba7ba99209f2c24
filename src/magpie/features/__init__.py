"""Features: one file for each capability. The order decides who runs first within a stage."""

from types import ModuleType

FEATURES: tuple[ModuleType, ...] = ()
