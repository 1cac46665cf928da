"""Load matplotlib whatever ``MPLBACKEND`` says: a name that is none would stop its import. Files are written without it."""

import os
import sys

if "matplotlib" not in sys.modules and "MPLBACKEND" in os.environ:
    wanted = os.environ.pop("MPLBACKEND")
    import matplotlib

    try:
        matplotlib.rcParams["backend"] = wanted
    except ValueError:
        pass
    else:
        os.environ["MPLBACKEND"] = wanted
