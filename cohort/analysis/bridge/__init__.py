"""Why our projection differs from a published one."""

from .gap import Bridge, Part, bridge
from .published import Published, published
from .shapley import shapley

__all__ = ["Bridge", "Part", "Published", "bridge", "published", "shapley"]
