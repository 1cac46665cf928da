"""Why our projection differs from a published one."""

from .gap import Bridge, Component, bridge
from .published import Published, published
from .shapley import shapley
