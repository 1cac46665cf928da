"""Command lines with one thing wrong, and special files; they run in a folder with `scenarios/small`, `inputs/small`, a note."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.shared import ROOT

SET, IN = "scenarios/small", "inputs/small"
VERBS = {
    "run": SET, "check": SET, "explain": f"{SET}/trend.toml", "inputs": IN, "official": IN, "connected": SET,
    "bridge": SET, "statements": SET, "indicators": SET, "settlement": SET,
}  # fmt: skip

BALANCE, REAL = f"{SET}/balance.toml", ["--inputs", str(ROOT / "inputs" / "ichinoseki")]
PLANNING = {
    "solve": BALANCE, "values": BALANCE, "gap": SET, "delay": BALANCE, "stabilise": BALANCE, "thresholds": SET, "monitor": SET,
    "readings": SET, "districts": SET,
}  # fmt: skip
RANGED = {*PLANNING} - {"readings", "districts"}

COMMANDS: dict[str, list[str]] = {
    **{f"{verb}-nothing": [verb] for verb in VERBS},
    **{f"{verb}-nowhere": [verb, "nowhere", *(["--against", "ipss2018"] if verb == "bridge" else [])] for verb in VERBS},
    **{f"{verb}-unknown-option": [verb, place, "--nope"] for verb, place in VERBS.items()},
    **{f"{verb}-language": [verb, place, "--lang", "fr"] for verb, place in VERBS.items()},
    **{f"{verb}-empty-path": [verb, "", *(["--against", "ipss2018"] if verb == "bridge" else [])] for verb in VERBS},
    "unknown-verb": ["rum", SET],
    "verb-that-is-a-path": [SET],
    "unknown-option": ["--nope"],
    "too-much": ["explain", "a", "b"],
    "version-too-much": ["version", "x"],
    "schema-too-much": ["schema", "x"],
    "long-word": ["x" * 5000],
    "escape-verb": ["\x1b[31mrun"],
    "bidi-verb": ["\u202enur"],
    "markup-verb": ["[/red]"],
    "markup-path": ["run", "[/red]"],
    "run-long-path": ["run", "x" * 5000],
    "run-nul-path": ["run", "a\0b"],
    "run-file": ["run", f"{SET}/trend.toml"],
    "run-note": ["run", "notes.txt"],
    "run-empty-folder": ["run", "empty", "--inputs", IN],
    "run-step-3": ["run", SET, "--step", "3"],
    "run-step-empty": ["run", SET, "--step", ""],
    "run-only-unknown": ["run", SET, "--only", "csv,pages"],
    "run-only-empty": ["run", SET, "--only", ""],
    "run-only-commas": ["run", SET, "--only", ",,"],
    "run-out-empty": ["run", SET, "--out", ""],
    "run-out-blank": ["run", SET, "--out", " "],
    "run-out-escape": ["run", SET, "--out", "\x1b[31m"],
    "run-out-nul": ["run", SET, "--out", "a\0"],
    "run-out-no-value": ["run", SET, "--out"],
    "run-inputs-nowhere": ["run", SET, "--inputs", "nowhere"],
    "run-inputs-empty": ["run", SET, "--inputs", ""],
    "run-inputs-file": ["run", SET, "--inputs", "notes.txt"],
    "run-date-words": ["run", SET, "--date", "soon"],
    "run-date-none": ["run", SET, "--date", "2025-02-30"],
    "run-date-era": ["run", SET, "--date", "R7.1.1"],
    "run-too-small-inputs": ["run", SET, "--inputs", IN],
    "check-out": ["check", SET, "--out", "x"],
    "check-coherence-inputs": ["check", IN, "--coherence"],
    "check-strategy": ["check", SET, "--coherence", "--strategy", "x", "--inputs", "nowhere"],
    "explain-folder": ["explain", SET],
    "explain-note": ["explain", "notes.txt"],
    "inputs-scenarios": ["inputs", SET],
    "official-until-words": ["official", IN, "--until", "abc"],
    "official-until-huge": ["official", IN, "--until", "1000000015"],
    "official-until-400-digits": ["official", IN, "--until", "9" * 400],
    "official-until-5000-digits": ["official", IN, "--until", "9" * 5000],
    "official-launch": ["official", IN, "--launch", "soon"],
    "official-launch-missing": ["official", IN, "--launch", "1999-10-01"],
    "official-out-empty": ["official", IN, "--out", ""],
    "bridge-no-series": ["bridge", SET],
    "bridge-series": ["bridge", SET, "--against", "ipss2019", "--inputs", IN],
    "bridge-year": ["bridge", SET, "--against", "ipss2018", "--year", "x"],
    "bridge-out-empty": ["bridge", SET, "--against", "ipss2018", "--out", ""],
    "bridge-out-somebodys": ["bridge", SET, "--against", "ipss2018", "--out", "notes.txt"],
    "connected-year": ["connected", SET, "--year", "soon"],
    "statements-out-somebodys": ["statements", SET, "--out", "notes.txt"],
    "indicators-file": ["indicators", SET, "--indicators", "nowhere.toml", "--inputs", "nowhere"],
    "official-out-inputs": ["official", IN, "--out", IN],
    "run-out-inputs": ["run", SET, "--inputs", IN, "--out", f"{IN}/results"],
    "backtest-out-alone": ["backtest", "--out", "page.md"],
    "check-strategy-alone": ["check", SET, "--strategy", "second"],
    "new-lost-zero": ["new", "3209"],
    "areas-of-a-plan": ["batch", "plan.toml", "--out", "results"],
    "quiet-with-value": ["run", SET, "--quiet=yes"],
    "solve-bounds-words": ["solve", f"{SET}/balance.toml", "--bounds", "few", "many"],
    "explain-inputs": ["explain", f"{IN}/area.toml"],
    "form-suffix": ["form", "03209", "--out", "form.txt"],
    "form-out-somebodys": ["form", "03209", "--out", "notes.txt/form.xlsx"],
    "new-nobody": ["new", " "],
    "new-out-somebodys": ["new", "03209", "--out", "notes.txt"],
    "new-outlook-swapped": ["new", "03209", "--outlook", "85000:2040"],
    "new-tfr-nan": ["new", "03209", "--tfr", "nan@2030"],
    "new-source-alone": ["new", "03209", "--source", "The plan"],
    "new-source-bidi": ["new", "03209", "--tfr", "1.8@2030", "--source", "\u202ex"],
    "new-source-long": ["new", "03209", "--tfr", "1.8@2030", "--source", "x" * 2001],
    "run-draws-0": ["run", SET, "--draws", "0"],
    "run-draws-1e9": ["run", SET, "--draws", "1e9"],
    "run-draws-many": ["run", SET, "--draws", "1000000000"],
    "run-seed-negative": ["run", SET, "--draws", "20", "--seed", "-1"],
    "run-workers-0": ["run", SET, "--workers", "0"],
    "run-workers-1000": ["run", SET, "--workers", "1000"],
    "run-out-under-a-file": ["run", SET, "--inputs", IN, "--out", "notes.txt/results"],
    "run-out-device": ["run", SET, "--inputs", IN, "--out", "/dev/full"],
    "run-out-surrogate": ["run", SET, "--out", "a\udcff"],
    "run-step-full-width": ["run", SET, "--step", "５"],
    "official-until-2041": ["official", IN, "--until", "2041"],
    "thresholds-percent": ["thresholds", SET, "--line", "65=45%"],
    "thresholds-none": ["thresholds", SET, "--line", ""],
    "solve-bounds-one": ["solve", f"{SET}/balance.toml", "--bounds", "1"],
    "solve-nowhere": ["solve", "nowhere.toml"],
    **{f"{verb}-nothing": [verb] for verb in PLANNING},
    **{f"{verb}-unknown-option": [verb, place, "--nope"] for verb, place in PLANNING.items()},
    **{f"{verb}-language": [verb, place, "--lang", "fr"] for verb, place in PLANNING.items()},
    **{f"{verb}-empty-path": [verb, ""] for verb in PLANNING},
    **{f"{verb}-no-inputs": [verb, place, "--inputs", "nowhere"] for verb, place in PLANNING.items()},
    **{f"{verb}-draws-words": [verb, place, "--draws", "many"] for verb, place in PLANNING.items() if verb in RANGED},
    "delay-nowhere": ["delay", "nowhere.toml"],
    "delay-note": ["delay", "notes.txt"],
    "delay-lever": ["delay", BALANCE, "--lever", "migration.nett", *REAL],
    "delay-draws-none": ["delay", BALANCE, "--draws", "0", *REAL],
    "delay-other-option": ["delay", BALANCE, "--bounds", "0", "1"],
    "stabilise-name": ["stabilise", "balance"],
    "stabilise-measure": ["stabilise", BALANCE, "--measure", "populaton", *REAL],
    "stabilise-household": ["stabilise", BALANCE, "--household", "couple", *REAL],
    "stabilise-since-late": ["stabilise", BALANCE, "--since", "2050", *REAL],
    "stabilise-until-before": ["stabilise", BALANCE, "--since", "2028", "--until", "2025", *REAL],
    "stabilise-until-words": ["stabilise", BALANCE, "--until", "soon"],
    "thresholds-no-value": ["thresholds", SET, "--line", "6="],
    "thresholds-words": ["thresholds", SET, "--line", "pupils=400", *REAL],
    "thresholds-1e300": ["thresholds", SET, "--line", "6-11=1e300"],
    "thresholds-file": ["thresholds", BALANCE, *REAL],
    "thresholds-ages": ["thresholds", SET, "--line", "90-10=4", *REAL],
    "monitor-nowhere": ["monitor", "nowhere"],
    "monitor-lever": ["monitor", SET, "--lever", "x", *REAL],
    "monitor-actuals-note": ["monitor", SET, "--actuals", "notes.txt", *REAL],
    "monitor-actuals-empty": ["monitor", SET, "--actuals", ""],
    "gap-scenario": ["gap", SET, "--first", "trnd", "--second", "balance", *REAL],
    "gap-one-scenario": ["gap", SET, "--first", "trend", *REAL],
    "values-year": ["values", BALANCE, "--year", "2099", *REAL],
    "readings-none": ["readings", SET, *REAL],
    "districts-scenario": ["districts", SET, "--scenario", "trnd", *REAL],
    "solve-cost-no-unit": ["solve", f"{SET}/balance.toml", "--cost", "migration.net=3"],
    "run-inputs-folder": ["run", IN],
    "run-misspelt": ["run", "scenarios/smal"],
    "run-plain-word": ["run", "smal"],
    "inputs-misspelt": ["inputs", "small"],
    "inputs-of-folders": ["inputs", "inputs"],
    "official-scenarios": ["official", SET],
    "districts-scenario-file": ["districts", f"{SET}/trend.toml"],
    "connected-of-sets": ["connected", "scenarios"],
    "explain-csv": ["explain", f"{IN}/population.csv"],
    "check-csv": ["check", f"{IN}/population.csv"],
    "batch-folder": ["batch", SET],
    "batch-scenario": ["batch", f"{SET}/trend.toml"],
    "batch-name": ["batch", "hanamaki"],
    "run-seed-alone": ["run", SET, "--inputs", IN, "--seed", "3"],
    "districts-out-xlsx": ["districts", SET, "--inputs", IN, "--out", "x.xlsx"],
    "statements-out-csv": ["statements", SET, "--out", "x.csv"],
    "backtest-out-md": ["backtest", "--forecast", "2025-10-01", "--out", "x.md"],
    "import-unknown-layout": ["import", "auto", "notes.txt", "--area", "03209", "--out", "new"],
    "import-folder": ["import", "auto", "empty", "--area", "03209", "--out", "new"],
    "import-kind": ["import", "cencus", "notes.txt", "--area", "03209", "--out", "new"],
    "fetch-table": ["fetch", "population"],
    "new-outlook-era": ["new", "03209", "--outlook", "令和22年:85000"],
    "monitor-actuals-nowhere": ["monitor", SET, "--inputs", IN, "--actuals", "nowhere.csv"],
    "solve-costs-nowhere": ["solve", f"{SET}/balance.toml", "--costs", "nowhere.csv"],
    "settlement-internal": ["settlement", SET, "--internal", "nowhere.csv"],
    "settlement-internal-folder": ["settlement", SET, "--internal", "empty"],
}  # fmt: skip

TREND, TFR = f"{SET}/trend.toml", f"{IN}/tfr.csv"


def _put(name: str, content: bytes) -> Callable[[Path], None]:
    def put(home: Path) -> None:
        (home / name).unlink(missing_ok=True)
        (home / name).write_bytes(content)

    return put


def _instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def put(home: Path) -> None:
        (home / name).unlink(missing_ok=True)
        make(home / name)

    return put


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40_000_000_000)


def _chain(home: Path) -> None:
    text = (home / TREND).read_text(encoding="utf-8")
    for number in range(1000):
        parent = f'inherits = "s{number + 1}"' if number < 999 else 'inherits = "trend"'
        body = f'format = 1\nname = "s{number}"\ntitle = {{ en = "{number}", ja = "{number}" }}\n{parent}\n'
        (home / SET / f"s{number}.toml").write_text(body, encoding="utf-8")
    assert text


LOOP = Path("loop")
UTF16 = 'format = 1\nname = "x"\n'.encode("utf-16")
_KINDS: dict[str, Callable[[Path], object]] = {
    "fifo": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "null": lambda path: path.symlink_to("/dev/null"),
    "folder": lambda path: path.mkdir(),
    "broken-link": lambda path: path.symlink_to("nowhere"),
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "sparse": _sparse,
    "utf-32": lambda path: path.write_bytes("format = 1\n".encode("utf-32")),
    "iso-2022-jp": lambda path: path.write_bytes("year,tfr,source\n2018,1.44,出典\n".encode("iso2022_jp")),
    "utf-16": lambda path: path.write_bytes(UTF16),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
    "zip": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
    "zeros": lambda path: path.write_bytes(bytes(1000)),
    "shift-jis": lambda path: path.write_bytes("year,tfr,source\n2018,1.44,出典\n".encode("cp932")),
    "euc-jp": lambda path: path.write_bytes("year,tfr,source\n2018,1.44,出典資料\n".encode("euc-jp")),
}
SPECIAL: dict[str, tuple[list[str], Callable[[Path], None]]] = {
    **{f"scenario-{name}": (["check", SET], _instead(TREND, make)) for name, make in _KINDS.items()},
    **{f"table-{name}": (["inputs", IN], _instead(TFR, make)) for name, make in _KINDS.items()},
    **{
        f"area-{name}": (["check", IN], _instead(f"{IN}/sources.toml", make)) for name, make in list(_KINDS.items())[:7]
    },
    **{f"explain-{name}": (["explain", TREND], _instead(TREND, make)) for name, make in list(_KINDS.items())[:7]},
    "indicators-broken-link": (["check", IN], lambda home: (home / IN / "indicators.toml").symlink_to("nowhere")),
    "statements-broken-link": (["check", IN], lambda home: (home / IN / "statements.toml").symlink_to("nowhere")),
    "table-pipe-alone": (["check", IN], _instead(f"{IN}/population.csv", os.mkfifo)),
    "chain-of-1000": (["check", SET], _chain),
    "out-is-a-file": (["run", SET, "--inputs", "inputs/small", "--out", "notes.txt"], lambda home: None),
    "folder-is-a-loop": (["run", "loop"], lambda home: (home / "loop").symlink_to("loop")),
    "line-without-end": (["check", SET], _put(TREND, b"x" * 3_000_000)),
    "bom-twice": (["check", SET], _put(TREND, b"\xef\xbb\xbf\xef\xbb\xbfformat = 1\n")),
    "empty-toml": (["check", SET], _put(TREND, b"")),
    "json-deep": (["check", SET], _put(f"{SET}/deep.json", b"[" * 100_000)),
    "check-choices": (["check", f"{SET}/choices.toml"], _put(f"{SET}/choices.toml", b"format = 1")),
    "utf-16-without-mark": (["check", SET], _put(TREND, "format = 1\n".encode("utf-16-le"))),
    "table-utf-16-without-mark": (["inputs", IN], _put(TFR, "year,tfr,source\n".encode("utf-16-be"))),
    "run-no-inputs": (
        ["run", "elsewhere/trend"],
        lambda home: shutil.copytree(home / SET, home / "elsewhere" / "trend"),
    ),
    "out-in-a-link": (
        ["run", SET, "--inputs", IN, "--out", "link/x"],
        lambda home: (home / "link").symlink_to(f"{IN}"),
    ),
    "out-is-a-pipe": (["run", SET, "--inputs", IN, "--out", "pipe"], lambda home: os.mkfifo(home / "pipe")),
    "out-is-a-broken-link": (
        ["run", SET, "--inputs", IN, "--out", "link"],
        lambda home: (home / "link").symlink_to("nowhere"),
    ),
    "json-broken": (["check", SET], _put(f"{SET}/broken.json", b'{"format": 1,')),
    "json-list": (["check", SET], _put(f"{SET}/list.json", b"[1]")),
}
