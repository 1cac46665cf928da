"""Readers of official files, one for each layout; `import_area` makes a folder of inputs from them."""

from __future__ import annotations

from cohort.arguments import at_the_door

from .area import Imported, import_area
from .census import read_census, read_ipss2018
from .ipss import read_ipss2023
from .layouts import layout_of
from .prefecture import read_life_expectancy, read_tfr
from .register import read_register
from .ssdse import Ssdse, read_ssdse
from .write import write_area

at_the_door(globals())
