"""What is said in both languages says the same: the same values in its braces, the same figures, and no word beside its opposite.

Every pair that stands in the code (`Text`, ``en=`` and ``ja=``, two texts side by side) or in a TOML file of words. The words below are
a dictionary's, so that a sentence which is turned round in one language alone is noticed.
"""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from tests.shared import ROOT

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
NOT = r"\bnot?\b|n't\b|never|none|without|nobody|nothing|neither|cannot|\bun\w+|outside|other than|only|except|still to come"

#: Word in Japanese: one of these stands in English.
WORDS = {
    "最初|初め|はじめ": "first|begin|start|initial|opening|launch|once|top|early|from which year",
    "最後|末尾": "last|end|final|latest|that table",
    "(?<!以)以上": r"or more|at least|and (over|more|above)|or (over|older|higher)|\+|\bfrom\b|above|least|upward|beyond|open at|is open",
    "未満": r"below|under|less than|fewer|younger|fractions|-\{",
    "(人|％|%)以下": "at most|or less|or fewer|most|within|up to|not above",
    "上回": "above|exceed|more|over|higher|larger|most|not there to leave",
    "下回": r"below|short|less|fewer|lower|under|lost|falls?\b|least|or above|crossed|no more|no longer",
    "男": r"\bmen\b|\bmales?\b|boy|sex|\bman\b|both|\{male|by age$",
    "女": r"women|woman|female|girl|sex|both|child|births|by age$",
    "転出元": "origin",
    "転入先|転出先": "destination|place they come to",
    "出生(?!地)": r"birth|born|fertil|tfr|child|srb|events|the rates of|luck",
    "死亡": r"death|dead|die|mortal|surviv|live|life|tables|events|the rates of|luck|deaths|rates of every year",
    "中央値": "median|middle|halves",
    "上端": "high|upper|top",
    "下端": "low|bottom",
    "毎年": "year|annual|no gaps",
    "不要": "not needed|without|remove|needless|no need",
    "ではありません。$|ないとは限り": NOT + "|did you mean",
    "届かない|届きません|届かず": r"short|\bnot\b|below|none|no |fails|misses|lost|lacks|reach",
    "(?<!ほか|ほど)(?<!向か)(?<!け)ではなく": NOT + "|instead|rather|but",
}

#: In English: one of these stands in Japanese.
OPPOSITES = {
    r"\b(not|never|cannot|nobody|without|nothing|neither)\b": "な[いくしけか]|ませ|ず|ぬ|無|不|未|以外|外|のみ|欠|異|超|違|除|ゼロ"
    "| 0 |遠|のまま|省略|下がって|一通り",
    r"\bwomen\b|\bfemales?\b": "女|母|出生|wom|female",
    r"(?<!wo)\bmen\b|\bmales?\b": "男|性比|male",
    r"\bdeaths?\b": "死|自然増減|乳幼児の生残率|deaths",
    r"\bbirths?\b": "出生|生|子|出産|自然増減|births|人／年|平均寿命|女児|女性人口に対する率|公表値と同じ尺度",
    r"\borigin\b": "元|起点|出身|転出",
    r"\bdestination\b": "先",
    r"\bmedian\b": "中央値",
    r"\bbelow\b": "下|未満|以下|小さ|満た|少な|ない|次|欠|割|負",
    r"\babove\b": "上|超|大き|多|先|正|次|下回らない|以外|後|とくに",
}

#: Pairs that these words do not fit: file, a piece of the English.
MAY = (
    ("assumptions/register_ages.py", "open at 100"), ("assumptions/mortality.py", "that table stays"),
    ("forms/types.py", "true and false are not numbers"), ("inputs/ranges.py", "or nothing for all"),
    ("planning/values.py", "leave and die as"), ("planning/thresholds.py", "not forecasts"), ("districts/told.py", "nothing changes"),
    ("scenario/check_measures.py", "is not one. Use hold"), ("story/readings.py", "A plan leaves open"),
    ("forms/types.py", "without month or day"), ("report/page/texts.toml", "alone it is not reached"),
)  # fmt: skip

#: What stands in one language's braces alone because its grammar asks for it.
GRAMMAR = {
    "noun",
    "unit",
    "s",
    "y",
    "hint",
    "below",
    "verb",
    "meet",
    "side",
    "did_you_mean",
    "hints[0]",
    "hints[1]",
    "kind[0]",
    "kind[1]",
}
#: The same, by file; most says in words of its own what the other quotes.
ONE_SIDED = {
    "analysis/answer.py": {"year"}, "analysis/coherence_migration.py": {"all_change", "change", "rest_change"},
    "analysis/indicators/file.py": {"did_you_mean(table.source, file.sources, '')"}, "analysis/statements_file.py": {"wanted"},
    "assumptions/launch.py": {"launch.basis", "BASES[launch.basis]"}, "assumptions/plausible.py": {"sex"},
    "assumptions/register_ages.py": {"years", "since"}, "collection/places.py": {"ward.romaji", "ward", "PREFECTURES[prefecture]"},
    "forms/cells.py": {"column"}, "forms/published.py": {"era"}, "forms/table.py": {"listed", "''.join(options)"},
    "inputs/description.py": {"made.country", "made.country or ''"}, "inputs/folder.py": {"role"}, "inputs/unusual.py": {"measure"},
    "inputs/worksheet.py": {"text"}, "planning/solve.py": {"range"}, "planning/stable.py": {"held"},
    "readers/own.py": {"cell_name(0, len(wanted) - 1)[", "measure"}, "report/charts/levers.py": {"abs(gap)", "gap"},
    "scenario/course.py": {"value", "quantity", "years"}, "scenario/jump_off.py": {"item.unit", "unit_text(item.unit)"},
    "scenario/series.py": {"one.where", "row[1]"}, "story/chance_told.py": {"place"}, "story/districts.py": {"names"},
    "story/messages.py": {"met", "number"}, "story/method.py": {"year"}, "story/requirements.py": {"first"}, "story/words.toml": {"span"},
}  # fmt: skip


def template(node: ast.expr) -> str | None:
    """Return a text that stands in the code, what is filled in as the expression in braces; None where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [
            one.value if isinstance(one, ast.Constant) else "{" + re.sub("[{}]", "", ast.unparse(one.value)) + "}"
            for one in node.values
            if isinstance(one, ast.Constant | ast.FormattedValue)
        ]
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first, second = template(node.left), template(node.right)
        return None if first is None or second is None else first + second
    return None


def side_by_side(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Return what may be a text in English and Japanese."""
    if isinstance(node, ast.Call):
        named = {one.arg: one.value for one in node.keywords}
        pairs = list(zip(node.args, node.args[1:], strict=False))
        return [*pairs, (named["en"], named["ja"])] if {"en", "ja"} <= {*named} else pairs
    if isinstance(node, ast.Tuple | ast.List):
        return list(zip(node.elts, node.elts[1:], strict=False))
    if isinstance(node, ast.Dict):
        keyed = {
            key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)
        }
        return [(keyed["en"], keyed["ja"])] if {"en", "ja"} <= {*keyed} else []
    return []


def in_tables(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for value in table.values():
        if isinstance(value, dict) and isinstance(value.get("en"), str) and isinstance(value.get("ja"), str):
            yield value["en"], value["ja"]
        elif isinstance(value, dict):
            yield from in_tables(value)


def every_pair() -> Iterator[tuple[str, str, str]]:
    """Yield file, English and Japanese of all that is said in both."""
    package = ROOT / "cohort"
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for one, other in side_by_side(node):
                en, ja = template(one), template(other)
                if en and ja and JAPANESE.search(plain(ja)) and not JAPANESE.search(plain(en)):
                    yield where, en, ja
    for path in sorted(package.rglob("*.toml")):
        if "data" not in path.parts:
            where = path.relative_to(package).as_posix()
            yield from ((where, en, ja) for en, ja in in_tables(tomllib.loads(path.read_text(encoding="utf-8"))))


def plain(text: str) -> str:
    """Return a text without its braces, letters and figures of usual width."""
    return unicodedata.normalize("NFKC", re.sub(r"\{[^{}]*\}", " ", text))


def values(text: str) -> set[str]:
    """Return what stands in braces; what differs between the languages by its name alone is made alike."""
    found = set()
    for one in re.findall(r"\{([^{}]*)\}", text):
        alike = re.sub(r"'[^']*'|\"[^\"]*\"", "''", one)
        alike = re.sub(r"(_|\.|\b)(en|ja)\b|\.name\b", "", alike)
        alike = re.sub(r"map\(repr, (\w+)\)", r"\1", alike)
        if " if " not in alike and "=" not in alike and alike:
            found.add(re.split("[:!]", alike)[0].strip())
    return found


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str, str]]:
    found = list(every_pair())
    assert len(found) > 2_000
    return found


def test_both_fill_in_the_same(pairs: list[tuple[str, str, str]]) -> None:
    apart = [
        (where, en, sorted(alone))
        for where, en, ja in pairs
        if (alone := (values(en) ^ values(ja)) - GRAMMAR - ONE_SIDED.get(where, set()))
    ]
    assert apart == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("first", "last"), ("low", "high"), ("before", "after"), ("since", "until"), ("start", "end"), ("begin", "until")],
)
def test_what_comes_first_is_said_first(one: str, other: str, pairs: list[tuple[str, str, str]]) -> None:
    """From a year to a later one, from a low value to a high one: in the same order in both languages."""
    apart = []
    for where, *said in pairs:
        places = [[re.search(rf"\{{{name}\b", text) for name in (one, other)] for text in said]
        orders = {first.start() < second.start() for first, second in places if first and second}
        apart += [(where, *said)] * (len(orders) > 1)
    assert apart == []


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
IN_WORDS = {"hundred": "100", "ten digits": "10", "ten years": "10", "tenth": "10", "千人": "1000", "1割": "10"}
#: Figures that the other language has a word for: 高齢化率 and 老年 are those of 65 and over.
ROUND_ABOUT = {
    ("analysis/bridge/published.py", "the bridg"), ("cli/words.toml", "Project m"), ("assumptions/launch.py", "Raked to "),
    ("inputs/checks.py", "got {day}"),
    ("readers/own.py", "Events of"), ("scenario/check_tables.py", "nobody wo"), ("scenario/check_tables.py", "a factor "),
}  # fmt: skip
AS_A_WORD = {"65": "高齢化率|老年", "15": "0-14|0～14", "14": "[Uu]nder 15"}


def figures(text: str) -> set[str]:
    """Return the figures of two digits or more, months as numbers, and those that are written as words."""
    months = {str(number) for number, name in enumerate(MONTHS, start=1) if re.search(rf"\b{name}\b", text)}
    found = {one.replace(",", "").rstrip(".") for one in re.findall(r"(?<![A-Za-z\d.])\d[\d,.]*", plain(text))}
    return {one for one in found | months if len(one) > 1} | {
        number for word, number in IN_WORDS.items() if word in text
    }


def test_both_have_the_same_figures(pairs: list[tuple[str, str, str]]) -> None:
    apart = [
        (where, en, sorted(alone))
        for where, en, ja in pairs
        if (alone := {one for one in figures(en) ^ figures(ja) if not re.search(AS_A_WORD.get(one, "$^"), en + ja)})
        and (where, en[:9]) not in ROUND_ABOUT
    ]
    assert apart == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_word_stands_beside_its_opposite(language: str, pairs: list[tuple[str, str, str]]) -> None:
    apart = []
    for where, en, ja in pairs:
        if not any(where == file and piece in en for file, piece in MAY):
            one, other = (plain(ja), en.lower()) if language == "ja" else (plain(en), ja)
            of = WORDS if language == "ja" else OPPOSITES
            apart += [
                (where, en, ja, word)
                for word, told in of.items()
                if re.search(word, one) and not re.search(told, other)
            ]
    assert apart == []
