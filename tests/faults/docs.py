"""Numbers of the pages of docs/ and of the READMEs, changed one at a time: does what holds them notice?

``python -m tests.faults.docs [--sample 40] [--seed 1] [--page NAME]``; ``--sample 0`` changes every number. Those that
`tests.docs.held` exempts by rule (examples in code, typographic ones) are not drawn. The last digit goes up by one.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import random
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from tests.docs import held
from tests.docs.facts import PAGES as FACTS
from tests.docs.facts import PARTLY
from tests.faults.recorded import wrong
from tests.shared import ROOT

NEEDED = 0.95
READMES = ("README.md", "README.ja.md")


def pages() -> dict[str, Path]:
    """Return every page that speaks to readers (decisions say why something is as it is, and are dated)."""
    found = {path.name: path for path in sorted((ROOT / "docs").glob("*.md"))}
    return found | {name: ROOT / name for name in READMES}


def changed(page: str, place: int, end: int) -> str:
    """Return the page with the last digit of a number gone up by one."""
    last = end - 1
    return f"{page[:last]}{(int(page[last]) + 1) % 10}{page[end:]}"


def notices(name: str, page: str) -> bool:
    """Tell whether a test notices a page as it stands."""
    return any(check(page) for check in _checks(name))


@cache
def _checks(name: str) -> tuple[Callable[[str], bool], ...]:
    from tests.analysis import documented

    found: list[Callable[[str], bool]] = []
    if name in FACTS:
        found.append(lambda page: bool(held.problems(name, page)))
    if name not in FACTS or name in (*READMES, *PARTLY):
        found.append(lambda page: len(held.misnamed(page)) > len(held.misnamed(held.read(name))))
    if name == "faults.md":
        found.append(lambda page: bool(wrong(page)))
    if name == "more-plans.md":
        plans = importlib.import_module("tests.analysis.more_plans")
        plans.TABLES.update({key: cache(make) for key, make in plans.TABLES.items()})
        found.append(lambda page: _fails(lambda: plans.written(page) != page))
    if name in documented.PAGES:
        documented.TABLES.update({key: cache(make) for key, make in documented.TABLES.items()})
        told = documented.sentences(name)
        documented.sentences = cache(lambda asked, kept=documented.sentences: told if asked == name else kept(asked))  # type: ignore[assignment]
        found.append(lambda page: _fails(lambda: documented.written(name, page) != page))
        found.append(lambda page: bool(documented.unexplained(name, page)))
    if name == "statements.md":
        statements = importlib.import_module("tests.analysis.test_statements")
        whole = statements.page(list(statements.everything().values()))
        found.append(lambda page: page != whole)
    if name == "backtest.md":
        scores = importlib.import_module("tests.backtest.test_scores")
        told_tables = [
            scores.render(one, "en")
            for one in (
                *scores.backtest_tables(scores.errors(), scores.register_backtest(), scores.since()),
                scores.coverage_table(),
            )
        ]
        found.append(lambda page: any(one not in page for one in told_tables))
    if name in ("results.md", *READMES):
        found.append(_results(name))
    return tuple(found)


def _results(name: str) -> Callable[[str], bool]:
    """Return the check of `tests.test_results`: all of its tests, on another text of the page."""
    tests = importlib.import_module("tests.test_results")
    assumptions = tests.assumptions.__wrapped__()
    given = {"assumptions": assumptions, "projection": tests.projection.__wrapped__(assumptions)}
    known = tests.GIVEN | tests.results(**given) | {str(year) for year in range(1980, 2051)}

    def check(page: str) -> bool:
        import re

        text = re.sub(r"```.*?```|\]\([^)]*\)|!\[[^\]]*\]", "", page, flags=re.DOTALL)
        if any(one not in known for one in tests.NUMBER.findall(text)):
            return True
        if name != "results.md":
            return False
        kept, tests.PAGE = tests.PAGE, page
        try:
            for key, test in vars(tests).items():
                wanted = inspect.signature(test).parameters if key.startswith("test_") else {"": None}
                if set(wanted) <= set(given) and _fails(partial(test, **{one: given[one] for one in wanted})):
                    return True
            return False
        finally:
            tests.PAGE = kept

    return check


def _fails(check: Callable[[], object]) -> bool:
    try:
        return bool(check())
    except (AssertionError, ValueError, KeyError, IndexError):
        return True


def main() -> int:
    """Draw, change, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", action="append")
    arguments = parser.parse_args()
    every = [
        (name, found.start(), found.end())
        for name, path in pages().items()
        if not arguments.page or name in arguments.page
        for found in held.tokens(path.read_text(encoding="utf-8"))
    ]
    drawn = every
    if arguments.sample:
        drawn = random.Random(arguments.seed).sample(every, min(arguments.sample, len(every)))
    caught, missed = Counter(), Counter()
    for name, place, end in sorted(drawn):
        page = pages()[name].read_text(encoding="utf-8")
        if notices(name, changed(page, place, end)):
            caught[name] += 1
            continue
        missed[name] += 1
        print(f"survived  {name}: ...{page[max(0, place - 50) : end + 20]!r}", flush=True)
    for name in pages():
        if caught[name] + missed[name]:
            print(f"{name:24} {caught[name]:4} of {caught[name] + missed[name]:4} noticed")
    good, all_ = caught.total(), caught.total() + missed.total()
    print(f"{'docs':24} {good:4} of {all_:4} noticed")
    return int(good < NEEDED * all_)


if __name__ == "__main__":
    sys.exit(main())
