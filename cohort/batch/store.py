"""The store of a batch: a Zarr v3 group, a shard a block of areas; what is not finished cannot be read as numbers.

Blocks are written by one process, each whole: first its numbers, then what they add up to (SHA-256 of each area), last its mark in
``finished``. What a killed run left between the two is written again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cohort._version import __version__
from cohort.arguments import CHUNKS, PATH, UNFINISHED, takes
from cohort.atomic import in_place_of
from cohort.batch.layout import Reasons, Results, shapes
from cohort.batch.measures import AGES, GROUPS
from cohort.batch.plan import QUANTILES, Plan
from cohort.errors import CohortError, fail
from cohort.vocabulary import SEXES, about

if TYPE_CHECKING:
    import xarray as xr
    import zarr

FORMAT = 1  # of the store; another one is not read
FOLDER = "store.zarr"
_INNER = 10  # areas of an inner chunk: what is read at least
FINISHED, REASONS = "finished", ("reason_en", "reason_ja")
_DIGEST = 32  # bytes


class StoreError(CohortError):
    """A store cannot be written or read as it stands."""


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Zarr not warn that strings have no final specification."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.filterwarnings("ignore", category=UserWarning)
        yield


class Store:
    """A store being written: blocks in any order, each once.

    Parameters
    ----------
    folder : Path
        Of the batch; the Zarr group lies in it.
    plan : Plan
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        import zarr

        self.folder, self.plan, self.path = folder, plan, folder / FOLDER
        if (self.path / "zarr.json").exists():
            _check(self.path, plan)
            self.group = zarr.open_group(self.path, mode="r+")
            for half in self.path.rglob("*.partial"):  # what a killed run was writing
                half.unlink(missing_ok=True)
        else:
            self.group = _made(folder, plan)

    def missing(self) -> list[int]:
        """Return the numbers of the blocks that are not finished."""
        done = _array(self.group, FINISHED)[:]
        size = self.plan.block
        return [
            number for number in range(len(self.plan.blocks)) if not done[number * size : (number + 1) * size].all()
        ]

    def write(self, number: int, found: Results) -> None:
        """Write a block, its mark last."""
        first = number * self.plan.block
        rows = slice(first, first + len(self.plan.blocks[number]))
        with _quiet():
            for name, values in found.values.items():
                _array(self.group, name)[rows] = values
            for name, place in zip(REASONS, (0, 1), strict=True):
                told = [[reasons.get(one, ("", ""))[place] for one in self.plan.scenarios] for reasons in found.failed]
                _array(self.group, name)[rows] = np.array(told, dtype=object)
            _array(self.group, "digest")[rows] = digests(found.values, found.failed)
            _array(self.group, FINISHED)[rows] = np.ones(rows.stop - rows.start, dtype=np.uint8)

    def digest(self) -> str:
        """Return the SHA-256 of all results: that of each area's, in order."""
        return hashlib.sha256(_array(self.group, "digest")[:].tobytes()).hexdigest()


def digests(values: dict[str, np.ndarray], failed: list[Reasons]) -> np.ndarray:
    """Return the SHA-256 of the results of each area (area, byte)."""
    made = np.empty((len(failed), _DIGEST), dtype=np.uint8)
    for place, reasons in enumerate(failed):
        sum_of = hashlib.sha256(json.dumps(sorted(reasons.items()), ensure_ascii=False).encode())
        for name in sorted(values):
            sum_of.update(np.ascontiguousarray(values[name][place]).tobytes())
        made[place] = np.frombuffer(sum_of.digest(), dtype=np.uint8)
    return made


def _array(group: zarr.Group, name: str) -> Any:
    return group[name]


def _made(folder: Path, plan: Plan) -> zarr.Group:
    """Return a new store without results; it is there as a whole or not at all."""
    import zarr

    with _quiet(), in_place_of(folder / FOLDER) as beside:
        group = zarr.open_group(beside, mode="w")
        for name, (dims, shape) in shapes(plan).items():
            attrs = _attrs(name)
            _create(group, name, plan, dims, shape, dtype="float64", fill_value=np.nan, attributes=attrs)
        _create(group, FINISHED, plan, (), (), dtype="uint8", fill_value=0)
        _create(group, "digest", plan, ("byte",), (_DIGEST,), dtype="uint8", fill_value=0)
        for name in REASONS:
            _create(group, name, plan, ("scenario",), (len(plan.scenarios),), dtype="string", fill_value="")
        for name, labels in _labels(plan).items():
            dim = "area" if name in _OF_AREAS else name
            values = np.array(labels, dtype=object if isinstance(labels[0], str) else None)
            kind: Any = "string" if isinstance(labels[0], str) else values.dtype
            array = group.create_array(
                name, shape=values.shape, chunks=values.shape, dtype=kind, dimension_names=(dim,)
            )
            array[:] = values
        group.attrs.update(_head(plan))
    return zarr.open_group(folder / FOLDER, mode="r+")


def _create(
    group: zarr.Group, name: str, plan: Plan, dims: tuple[str, ...], shape: tuple[int, ...], **more: Any
) -> None:
    """Add an array by area: a shard a block, in chunks of a few areas where they are numbers."""
    size = min(plan.block, len(plan.areas))
    inner = next(one for one in range(min(_INNER, size), 0, -1) if size % one == 0)
    numbers = more["dtype"] == "float64" and inner < size
    group.create_array(
        name,
        shape=(len(plan.areas), *shape),
        chunks=(inner if numbers else size, *shape),
        shards=(size, *shape) if numbers else None,
        dimension_names=("area", *dims),
        **more,
    )


_OF_AREAS = ("area", "name_en", "name_ja", "prefecture")


def _labels(plan: Plan) -> dict[str, list[Any]]:
    """Return the coordinates of a store."""
    from cohort.collection.places import every_place

    places = {place.code: place for place in every_place()}
    chosen = [places[code] for code in plan.areas]
    made: dict[str, list[Any]] = {
        "area": list(plan.areas),
        "name_en": [place.romaji for place in chosen],
        "name_ja": [place.name for place in chosen],
        "prefecture": [place.prefecture_code for place in chosen],
        "scenario": list(plan.scenarios),
        "time": list(plan.times),
        "period": list(plan.times[:-1]),
    }
    if plan.draws:
        made["quantile"] = list(QUANTILES)
    if plan.draws and plan.keep_draws:
        made["draw"] = list(range(plan.draws))
    if plan.ages:
        made |= {"year": list(plan.ages), "sex": list(SEXES), "age_group": list(GROUPS)}
    return made


def _attrs(name: str) -> dict[str, str]:
    """Return unit and labels of a variable."""
    plain = name.removesuffix("_quantiles").removesuffix("_draws")
    return about("population" if plain == AGES else plain)


def _head(plan: Plan) -> dict[str, Any]:
    return {
        "cohort_batch": FORMAT,
        "cohort": __version__,
        "plan": plan.identity,
        "name": plan.name,
        "title_en": plan.title_en,
        "title_ja": plan.title_ja,
        "step": plan.step,
        "reference_date": "01-01",
        "reference_scenario": plan.scenarios[0],
        "block": plan.block,
        "draws": plan.draws,
        "seed": plan.seed,
        "exchanging": len(plan.exchanging),
    }


def _check(path: Path, plan: Plan | None = None) -> dict[str, Any]:
    """Return what a store tells of itself; refuse one of another version, or of another plan."""
    try:
        told = json.loads((path / "zarr.json").read_text(encoding="utf-8")).get("attributes", {})
    except (OSError, ValueError, AttributeError):
        told = {}
    if "cohort_batch" not in told:
        fail(
            path.as_posix(),
            kind=StoreError,
            en="is no store of a batch; give the folder that cohort batch wrote its results to, or an empty one for new results.",
            ja="一括計算の結果ではありません。cohort batch の結果のフォルダーを指定するか、新しい結果には空のフォルダーを使ってください。",
        )
    if told["cohort_batch"] != FORMAT or (plan is not None and told.get("cohort") != __version__):
        fail(
            path.as_posix(),
            kind=StoreError,
            en=f"got store format {told['cohort_batch']}, written by cohort {told.get('cohort')}; this is cohort {__version__}, "
            f"store format {FORMAT}. Run the plan into another folder (--out), or use that version.",
            ja=f"cohort {told.get('cohort')} が書いた形式 {told['cohort_batch']} です。このプログラムは cohort {__version__}（形式 {FORMAT}）です。"
            "別のフォルダー（--out）で計算し直すか、その版を使ってください。",
        )
    if plan is not None and told.get("plan") != plan.identity:
        fail(
            path.as_posix(),
            kind=StoreError,
            en=f"holds the results of another plan ({told.get('name')}), or of this one before it was changed; choose another folder with --out, "
            "or remove this one.",
            ja=f"別の計画（{told.get('name')}）、または変更前の計画の結果が入っています。"
            "--out で別のフォルダーを指定するか、このフォルダーを削除してください。",
        )
    return dict(told)


def _check_dask() -> None:
    """Refuse to read in chunks without dask."""
    if importlib.util.find_spec("dask") is None:
        fail(
            "open",
            "chunks",
            kind=StoreError,
            en="needs dask, which is not installed: pip install 'cohort[cluster]', or leave chunks out.",
            ja="dask が必要ですが、インストールされていません。pip install 'cohort[cluster]' を実行するか、chunks を省いてください。",
        )


@takes(path=PATH, unfinished=UNFINISHED, chunks=CHUNKS)
def open(path: str | Path, unfinished: str = "refuse", chunks: Any = None) -> xr.Dataset:
    """Open the results of a batch; nothing is read before it is asked for.

    Parameters
    ----------
    path : str or Path
        The folder of the batch, or the store in it.
    unfinished : {"refuse", "leave_out"}
        What becomes of areas that are not finished: an error, or they are not in the Dataset.
    chunks : optional
        As `xarray.open_zarr` takes them: ``{}`` gives dask arrays, a chunk a few areas. Without it arrays are read when they
        are first used, and need no dask.

    Returns
    -------
    Dataset
        Dims (area, scenario, time | period): ``population``, ``population_0_14``, ``population_15_64``,
        ``population_65_plus``, ``women_20_39``, ``births``, ``deaths``, ``net_migration`` (persons, flows in the period),
        ``share_65_plus`` (share); where areas exchange people ``moves_in`` and ``moves_out`` (persons in the period; attribute
        ``exchanging``: how many areas do); of draws ``..._quantiles`` (area, scenario, quantile, time | period) and, if they were kept,
        ``..._draws``; ``residents`` (area, scenario, year, sex, age_group) of chosen years. ``reason_en``, ``reason_ja``
        (area, scenario): why it failed, with NaN in all of its numbers; empty where it did not. Coordinates of areas:
        ``name_en``, ``name_ja``, ``prefecture`` (two digits).

    Raises
    ------
    StoreError
        No store, one of another version, or one with unfinished areas.
    """
    import xarray as xr

    path = Path(path)
    path = path / FOLDER if (path / FOLDER).is_dir() else path
    told = _check(path)
    if chunks is not None:
        _check_dask()
    with _quiet():
        whole: xr.Dataset = xr.open_zarr(path, consolidated=False, chunks=chunks)
        done = whole[FINISHED].values.astype(bool)
    if not done.all() and unfinished != "leave_out":
        fail(
            path.as_posix(),
            kind=StoreError,
            en=f"{(~done).sum():,} of {done.size:,} areas are not finished; run the plan again (it goes on where it stopped), "
            "or open it with unfinished='leave_out'.",
            ja=f"{done.size:,} 地域のうち {(~done).sum():,} 地域が未完了です。同じ計画を再度実行すると続きから計算します。"
            "完了分だけを読むには unfinished='leave_out' を指定してください。",
        )
    found = whole.drop_vars([FINISHED, "digest"]).set_coords([name for name in _OF_AREAS if name != "area"])
    words = {name: one for name, one in found.coords.items() if one.dtype.kind not in "iuf"}
    found = found.assign_coords({name: (one.dims, np.array(one.values.tolist())) for name, one in words.items()})
    found.attrs = told | {"unfinished": int((~done).sum())}
    kept: xr.Dataset = found if done.all() else found.isel(area=np.flatnonzero(done))
    return kept
