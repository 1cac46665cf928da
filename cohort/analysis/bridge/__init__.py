"""Why our projection differs from a published one."""

from cohort.arguments import at_the_door

from .gap import Bridge, Component, bridge
from .published import Published, published
from .shapley import shapley

at_the_door(globals())
