"""Load matplotlib whatever ``MPLBACKEND`` says: a name that is none would stop its import. Files are written without it.

From the command line nobody reads what each kind of artist can be set to, which it looks up while it is loaded (0.15 s), and
nothing is drawn in three dimensions.
"""

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

if "cohort.cli" in sys.modules:
    import warnings

    from matplotlib import artist

    setattr(artist.Artist, "_update_set_signature_and_docstring", lambda: None)  # noqa: B010 (it is not typed)
    sys.modules.setdefault("mpl_toolkits.mplot3d", None)  # type: ignore[arg-type]
    with warnings.catch_warnings(action="ignore"):  # that there is no third dimension
        import matplotlib.projections
