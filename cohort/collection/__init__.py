"""Official figures of all 1,741 municipalities, in the package: type the name of a city.

`make.py` built ``data/`` from the publishers' tables; `tables` opens them, `places` finds an area by name, reading or code.
"""
