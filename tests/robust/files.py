"""Files with one thing wrong: a file of a small valid set, what stands there, and what takes its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.inputs.folder import ASFR, BROAD, EVENTS, LIFE, POPULATION, PUBLISHED, SOURCES, TARGETS, TFR

Edit = tuple[str, str, str]  # file, old text (once), new text
DEEP = "[" * 2000 + "]" * 2000
TFR_TABLE = (
    '[fertility.tfr]\nunit = "births per woman"\npoints = { 2020 = 1.44, 2025 = 1.5 }\nbetween = "linear"\n'
    'after = "hold"\njump_off = "scenario"\nsource = "what-if"\n\n[sources.what-if]'
)
CONNECTED = (
    '[connected]\nsource = "what-if"\n\n[[connected.kind]]\nname = "homes"\npeople_a_year = 50\ndays_a_year = 60\n'
    "share_active = 0.5\n\n[sources.what-if]"
)


def _trend(old: str, new: str) -> Edit:
    return "trend.toml", old, new


def _balance(old: str, new: str) -> Edit:
    return "balance.toml", old, new


def _tfr(old: str, new: str) -> Edit:
    return _balance("[sources.what-if]", TFR_TABLE.replace(old, new))


def _connected(old: str, new: str) -> Edit:
    return _balance("[sources.what-if]", CONNECTED.replace(old, new))


def _named(text: str) -> Edit:
    return _balance('"balance"', text)


def _title(text: str) -> Edit:
    return _balance('"As many come as go"', text)


SCENARIOS: dict[str, Edit] = {
    # names: they become files, labels and links
    "name-leads-out": _named('"x[/../../../../elsewhere/pwn]"'),
    "name-parent": _named('".."'),
    "name-slash": _named('"a/b"'),
    "name-backslash": _named('"a\\\\b"'),
    "name-drive": _named('"c:x"'),
    "name-windows": _named('"CON"'),
    "name-windows-raised": _named('"com\\u00b9"'),
    "name-windows-suffix": _named('"nul.txt"'),
    "name-dot": _named('"x."'),
    "name-space": _named('"a b"'),
    "name-markup": _named('"[/red]"'),
    "name-formula": _named('"=1+1"'),
    "name-html": _named('"<script>"'),
    "name-zero-width": _named('"tr\\u200bend"'),
    "name-bidi": _named('"tr\\u202eend"'),
    "name-case": _named('"TREND"'),
    "name-width": _named('"ｔｒｅｎｄ"'),
    "name-same": _named('"trend"'),
    "name-empty": _named('""'),
    "name-long": _named('"' + "x" * 101 + '"'),
    "name-number": _named("5"),
    "name-list": _named('["a"]'),
    "name-newline": _named('"a\\nb"'),
    "name-nul": _named('"a\\u0000"'),
    # texts
    "title-escape": _title('"\\u001b[31mred"'),
    "title-bidi": _title('"\\u202e80,975"'),
    "title-isolate": _title('"\\u2067x"'),
    "title-mark-of-direction": _title('"\\u200f80,975"'),
    "title-zero-width": _title('"80\\u200b975"'),
    "title-line-separator": _title('"a\\u2028b"'),
    "title-bell": _title('"\\u0007"'),
    "title-10000": _title('"' + "x" * 10_000 + '"'),
    "title-501": _title('"' + "x" * 501 + '"'),
    "title-empty": _title('""'),
    "title-blank": _title('"  "'),
    "title-number": _title("7"),
    "title-one-language": _balance(', ja = "転入と転出が等しい"', ""),
    "title-third-language": _balance('ja = "転入', 'fr = "x", ja = "転入'),
    "source-title-10000": _balance('"A what-if"', '"' + "字" * 10_000 + '"'),
    # head
    "format-true": _balance("format   = 1", "format = true"),
    "format-2": _balance("format   = 1", "format = 2"),
    "format-text": _balance("format   = 1", 'format = "1"'),
    "format-missing": _balance("format   = 1\n", ""),
    "order-half": _balance("order    = 2", "order = 1.5"),
    "order-400-digits": _balance("order    = 2", "order = " + "9" * 400),
    "order-5000-digits": _balance("order    = 2", "order = " + "9" * 5000),
    "unknown-table": _balance("[migration.net]", "[migraton.net]"),
    "unknown-key": _balance("after    =", "aftre ="),
    "role-unknown": _balance("order    = 2", 'order = 2\nrole = "chief"'),
    "inherits-itself": _balance('inherits = "trend"', 'inherits = "balance"'),
    "inherits-unknown": _balance('inherits = "trend"', 'inherits = "trned"'),
    "inherits-outside": _balance('inherits = "trend"', 'inherits = "../../etc/passwd"'),
    "inherits-number": _balance('inherits = "trend"', "inherits = 3"),
    "inherits-nul": _balance('inherits = "trend"', 'inherits = "tr\\u0000"'),
    "combine-one": _balance('inherits = "trend"', 'combine = ["trend"]'),
    "without-unknown": _balance("order    = 2", 'order = 2\nwithout = ["nothing"]'),
    # launch
    "step-true": _trend("until  = 2030", "until = 2030\nstep = true"),
    "step-in-quotation-marks": _trend("until  = 2030", 'until = 2030\nstep = "5"'),
    "step-3": _trend("until  = 2030", "until = 2030\nstep = 3"),
    "step-not-whole": _trend("until  = 2030", "until = 2031\nstep = 5"),
    "until-before": _trend("until  = 2030", "until = 2019"),
    "until-huge": _trend("until  = 2030", "until = 1000000015"),
    "until-half": _trend("until  = 2030", "until = 2030.5"),
    "until-text": _trend("until  = 2030", 'until = "2030"'),
    "date-text": _trend("2020-01-01", '"2020/01/01"'),
    "date-time": _trend("2020-01-01", "2020-01-01T00:00:00"),
    "date-none": _trend("2020-01-01", "2020-02-30"),
    "basis-unknown": _trend('"register"', '"registre"'),
    "events-year": _trend("[2019]", "[20190]"),
    "events-text": _trend("[2019]", '"2019"'),
    "events-twice": _trend("[2019]", "[2019, 2019]"),
    # measures
    "unit-wrong": _balance('"persons per year"', '"persons"'),
    "unit-missing": _balance('unit     = "persons per year"\n', ""),
    "points-empty": _balance("{ 2020 = 0 }", "{}"),
    "points-list": _balance("{ 2020 = 0 }", "[0]"),
    "points-nan": _balance("{ 2020 = 0 }", "{ 2020 = nan }"),
    "points-infinite": _balance("{ 2020 = 0 }", "{ 2020 = inf }"),
    "points-text": _balance("{ 2020 = 0 }", '{ 2020 = "0" }'),
    "points-true": _balance("{ 2020 = 0 }", "{ 2020 = true }"),
    "points-1e9": _balance("{ 2020 = 0 }", "{ 2020 = 1e9 }"),
    "points-1e300": _balance("{ 2020 = 0 }", "{ 2020 = 1e300 }"),
    "points-400-digits": _balance("{ 2020 = 0 }", "{ 2020 = " + "9" * 400 + " }"),
    "points-5000-digits": _balance("{ 2020 = 0 }", "{ 2020 = " + "9" * 5000 + " }"),
    "points-era": _balance("{ 2020 = 0 }", "{ R2 = 0 }"),
    "points-year-late": _balance("{ 2020 = 0 }", "{ 2120 = 0 }"),
    "after-missing": _balance('after    = "hold"\n', ""),
    "after-unknown": _balance('"hold"', '"holds"'),
    "between-missing": _balance("{ 2020 = 0 }", "{ 2020 = 0, 2025 = 10 }"),
    "geometric-zero": _balance("{ 2020 = 0 }", '{ 2020 = 0, 2025 = 10 }\nbetween = "geometric"'),
    "source-missing": _balance('source   = "what-if"\n', ""),
    "source-unknown": _balance('source   = "what-if"', 'source   = "whatif"'),
    "source-unused": _balance("[sources.what-if]", '[sources.more]\nkind = "document"\ntitle = "x"\n\n[sources.what-if]'),
    "source-kind": _balance('kind  = "assumption"', 'kind  = "guess"'),
    "tfr-16": _tfr("1.5 }", "16.3 }"),
    "tfr-163": _tfr("1.5 }", "163 }"),
    "tfr-hold-rates": _tfr('"hold"', '"hold_rates"'),
    "tfr-series-outside": _tfr("points = { 2020 = 1.44, 2025 = 1.5 }", 'series = "../tfr.csv"'),
    "tfr-series-absolute": _tfr("points = { 2020 = 1.44, 2025 = 1.5 }", 'series = "/etc/passwd"'),
    "tfr-series-missing": _tfr("points = { 2020 = 1.44, 2025 = 1.5 }", 'series = "tfr.csv"'),
    "tfr-both": _tfr("between", 'series = "tfr.csv"\nbetween'),
    "tfr-relative-text": _tfr("between", 'relative = "yes"\nbetween'),
    "converge-late": _tfr('"hold"', "{ converge = 1.6, by = 2099 }"),
    "deep": _balance("order    = 2", "order = " + DEEP),
    "deep-tables": _balance("[sources.what-if]", "[" + ".".join(["a"] * 2000) + "]\n[sources.what-if]"),
    # outlook, connected, sweep
    "outlook-measure": _trend('"population"', '"populaton"'),
    "outlook-two": _trend("at_least = 97000", "at_least = 97000\nat_most = 99000"),
    "outlook-none": _trend("at_least = 97000\n", ""),
    "outlook-nan": _trend("at_least = 97000", "about = nan"),
    "outlook-negative": _trend("at_least = 97000", "at_least = -1"),
    "outlook-1e308": _trend("at_least = 97000", "about = 1e308"),
    "outlook-flows": _trend('"population"\nyear     = 2030\nat_least = 97000', '"births"\nyear     = 2029\nat_least = 1e9'),
    "outlook-year": _trend("year     = 2030", "year     = 2040.5"),
    "outlook-rounding": _trend("at_least = 97000", "about = 97000\nrounding = -1000"),
    "outlook-wording": _trend("at_least = 97000", 'about = 97000\nwording = "\\u202e000,97"'),
    "connected-key": _connected("days_a_year", "days_per_year"),
    "connected-days": _connected("= 60", "= 400"),
    "connected-share": _connected("= 0.5", "= 50"),
    "connected-people": _connected("= 50", "= -50"),
    "connected-settling": _connected("days_a_year", "share_settling = 0.1\ndays_a_year"),
    "sweep-unknown": _balance("[sources.what-if]", '[sweep]\nsource = "what-if"\n"fertility.tfr@2025" = [1.4]\n\n[sources.what-if]'),
    "sweep-many": _balance(
        "[sources.what-if]",
        '[sweep]\nsource = "what-if"\n"migration.net@2020" = [' + ", ".join(map(str, range(10_001))) + "]\n\n[sources.what-if]",
    ),
    "connected-1e18": _connected("people_a_year = 50", "people_a_year = 1e18"),
    "connected-launch-1e18": _connected("days_a_year", "people_at_launch = 1e18\ndays_a_year"),
    "connected-title-list": _connected("days_a_year", "title = []\ndays_a_year"),
    "head-of-launch-missing": _trend("[launch]\n", ""),
    "key-in-capitals": _balance("order    = 2", "ORDER = 2"),
    "key-full-width": _balance("source   = \"what-if\"", "\"ｓｏｕｒｃｅ\" = \"what-if\""),
    "seed-negative": _trend("[[outlook]]", '[uncertainty]\nseed = -1\nsource = "plan"\n\n[[outlook]]'),
    "draws-half": _trend("[[outlook]]", '[uncertainty]\ndraws = 0.5\nsource = "plan"\n\n[[outlook]]'),
    "mortality-window-3": _trend("until  = 2030", "until = 2030\nmortality_window = 3"),
    "outlook-rounding-alone": _trend("at_least = 97000", "at_least = 97000\nrounding = 1000"),
    "outlook-time-of-day": _trend("year     = 2030", "year     = 12:30:00"),
    "points-of-months": _balance("{ 2020 = 0 }", "{ 2020-01 = 0 }"),
    "points-out-of-order": _balance("{ 2020 = 0 }", "{ 2025 = 0, 2020 = 1 }"),
    "points-of-texts": _balance("{ 2020 = 0 }", '{ "２０２０" = 0 }'),
    "points-year-twice": _balance("{ 2020 = 0 }", '{ 2020 = 0, "2020" = 1 }'),
    "source-list": _balance('source   = "what-if"', 'source   = ["what-if"]'),
    "table-for-a-list": _trend("[[outlook]]", "[outlook]"),
    "list-for-a-table": _balance("[migration.net]", "[[migration.net]]"),
    "household-age": _balance(
        "[sources.what-if]",
        '[[migration.households]]\ntemplate = "x"\nmembers = [{ sex = "female", age = 340 }]\nper_year = 1\n'
        'first_year = 2025\nsource = "what-if"\n\n[sources.what-if]',
    ),
    "shock-nobody-dies": _balance(
        "[sources.what-if]",
        '[[shock]]\nmeasure = "mortality.mx"\nfirst_year = 2021\nlast_year = 2022\nfactor = 0\nsource = "what-if"\n\n[sources.what-if]',
    ),
    "members-table": _balance(
        "[sources.what-if]",
        '[[migration.households]]\ntemplate = "x"\nmembers = {}\nper_year = 1\nfirst_year = 2025\nsource = "what-if"\n\n[sources.what-if]',
    ),
    "shock-factor": _balance(
        "[sources.what-if]",
        '[[shock]]\nmeasure = "mortality.mx"\nfirst_year = 2021\nlast_year = 2022\nfactor = -1\nsource = "what-if"\n\n[sources.what-if]',
    ),
    # bytes
    "not-toml": _balance("[migration.net]", "[migration.net"),
    "twice": _balance("order    = 2", "order = 2\norder = 3"),
    "nul-byte": _balance("order", "\0order"),
    "curly-quotes": _balance('"balance"', "“balance”"),
    "full-width-equals": _balance("order    = 2", "order ＝ 2"),
}  # fmt: skip

TARGET = "tfr,,births per woman,2018,1.44,2025,1.63"
OLD_DIGIT = "male,10-84,70,c\ncensus,2015-10-01,male,85-89,20,c\ncensus,2015-10-01,male,90+,2000"
PARTS = "".join(
    f"ipss,03209,population_{ages},2040,{value},c\n" for ages, value in (("0_14", 8257), ("15_64", 40000), ("65_plus", 35744))
)  # fmt: skip
MEN = "".join(f"ipss,2015-10-01,male,{ages},300,c\n" for ages in ("0-4", "5-9", "10-14", "15+"))
AGES = "".join(
    f"{{0}},2015-10-01,{sex},{ages},300,c\n" for sex in ("male", "female") for ages in ("0-4", "5-9", "10-14", "15+")
)
DISTRICTS = f"district,date,sex,age_group,population,source\n{AGES.format('東')}"
BY_AGE = f"series,date,sex,age_group,population,source\n{AGES.format('ipss')}"
EXPECTANCY = "year,sex,age,ex,source\n" + "".join(
    f"{year},{sex},0,{ex},c\n" for year, sex, ex in (
        (2010, "male", 78.5), (2010, "female", 85.9), (2015, "male", 79.9), (2015, "female", 86.4), (2020, "male", 80.6), (2020, "female", 87.0),
    )
)  # fmt: skip
LAST = "vital_statistics,japanese,2020-01-01,2020-12-31,births,553,c\n"
DEATHS = "year,age,male,female,source\n2000,0,0.1,0.1,c\n2001,0,0.1,0.1,c\n"
ROW = "census,2015-10-01,male,0-4,10,c"
# table of a small folder of inputs: the text that is there, and what takes its place; a new file has no old text
INPUTS: dict[str, tuple[str, str, str, str]] = {
    f"{table}-{name}": (f"{table}.{suffix}", text, old, new)
    for table, suffix, text, cases in (
        ("population", "csv", POPULATION, {
            "spreadsheet-error": (ROW, ROW.replace(",10,", ",#REF!,")),
            "formula": (ROW, ROW.replace(",10,", ",=1+1,")),
            "yen": (ROW, ROW.replace(",10,", ",¥10,")),
            "persons": (ROW, ROW.replace(",10,", ",10人,")),
            "minus": (ROW, ROW.replace(",10,", ",\u22125,")), "era": (ROW, ROW.replace(",10,", ",R1,")),
            "triangle": (ROW, ROW.replace(",10,", ",△10,")),
            "half": (ROW, ROW.replace(",10,", ",1e999,")),
            "hex": (ROW, ROW.replace(",10,", ",0x10,")),
            "underscore": (ROW, ROW.replace(",10,", ",1_000,")),
            "5000-digits": (ROW, ROW.replace(",10,", f",{'9' * 5000},")),
            "kanji-number": (ROW, ROW.replace(",10,", ",十,")),
            "era-date": (ROW, ROW.replace("2015-10-01", "H27.10.1")),
            "slash-date": (ROW, ROW.replace("2015-10-01", "2015/10/1")),
            "no-such-date": (ROW, ROW.replace("2015-10-01", "2015-02-30")),
            "sex": (ROW, ROW.replace("male", "男")),
            "ages": (ROW, ROW.replace("0-4", "4-0")),
            "ages-words": (ROW, ROW.replace("0-4", "0～4歳")),
            "basis": (ROW, ROW.replace("census", "Census")),
            "source": (ROW, ROW.replace(",c", ",d")),
            "escape": (ROW, ROW.replace(",c", ",\x1b[31mc")),
            "column-missing": ("population,source", "source"),
            "column-twice": ("population,source", "population,population"),
            "column-japanese": ("population,source", "人口,source"),
            "semicolons": ("basis,date,sex,age_group,population,source", "basis;date;sex;age_group;population;source"),
            "a-cell-too-many": (ROW, ROW + ",1"),
            "quote-open": (ROW, 'census,"2015-10-01,male,0-4,10,c'),
            "empty": (POPULATION, ""),
            "header-alone": (POPULATION, POPULATION.splitlines()[0] + "\n"),
            "nul": (ROW, "\0" + ROW),
            "long-cell": (ROW, ROW + "x" * 200_000),
            "gap": ("census,2015-10-01,male,5-9,20,c\n", ""),
            "digit": (ROW, ROW.replace(",10,", ",1000,")), "open-age-digit": ("male,10+,70", OLD_DIGIT),
            "census-of-a-register-day": (POPULATION, POPULATION.replace("2015-10-01", "2015-01-01")),
        }),
        ("broad_ages", "csv", BROAD, {
            "total": ("both,all,225", "both,all,252"), "ages": ("male,all", "male,0-100"), "negative": ("105", "-105"),
            "census-day": ("2015-10-01,female", "2015-10-10,female"), "census-year": ("2015-10-01,both", "2016-10-01,both"),
        }),
        ("events", "csv", EVENTS, {
            "end": ("2019-12-31,births", "2019-12-30,births"), "fiscal": ("2019-01-01,2019-12-31,births", "2019-04-01,2020-03-31,births"),
            "order": ("2019-01-01,2019-12-31,births", "2019-12-31,2019-01-01,births"), "measure": ("births,549", "birth,549"),
            "coverage": ("register,all", "register,everyone"), "value": ("births,549", "births,五百"),
            "zero": (LAST, LAST + LAST.replace("2020", "2021") + LAST.replace("2020", "2022").replace("553", "0")),
            "two-digits": (LAST, LAST + LAST.replace("2020", "2021") + LAST.replace("2020", "2022").replace("553", "5")),
            "huge": ("births,549", "births,549000000"), "digit": ("out_migration,2793", "out_migration,279"),
        }),
        ("tfr", "csv", TFR, {
            "range": ("1.44", "14.4"), "year": ("2018", "20180"), "year-era": ("2018", "H30"), "percent": ("1.44", "1.44%"),
            "digits-swapped": ("2018,1.44,c\n", "2018,1.44,c\n2019,7.18,c\n2020,1.40,c\n"),
            "last-doubled": ("2018,1.44,c\n", "2018,1.44,c\n2019,2.88,c\n"),
        }),
        ("published", "csv", PUBLISHED, {
            "measure": ("population", "populaton"), "area": ("03209", "3209"), "series": ("ipss", "IPSS 2018"), "value": ("85744", "85.744人"),
            "digit": ("2040,85744,c\n", "2035,93189,c\nipss,03209,population,2040,857440,c\nipss,03209,population,2045,78013,c\n"),
            "part-above-all": ("85744,c\n", "85744,c\nipss,03209,population_0_14,2040,89408,c\n"),
            "parts": ("85744,c\n", f"85744,c\n{PARTS}"),
        }),
        ("published_by_age", "csv", BY_AGE, {
            "digit": ("male,5-9,300", "male,5-9,3000"), "lost": ("female,5-9,300,c\n", ""),
            "era": ("ipss,2015-10-01,male,0-4", "ipss,H27.10.1,male,0-4"),
            "series-blank": ("ipss,2015-10-01,male,0-4", ",2015-10-01,male,0-4"),
            "sex-lost": (BY_AGE, f"series,date,sex,age_group,population,source\n{MEN}"),
        }),
        ("districts", "csv", DISTRICTS, {
            "digit": ("male,5-9,300", "male,5-9,3000"), "misspelt": ("東,2015-10-01,female,0-4", "束,2015-10-01,female,0-4"),
            "blank": ("東,2015-10-01,male,0-4", ",2015-10-01,male,0-4"),
            "negative": ("male,0-4,300", "male,0-4,-300"), "twice": ("東,2015-10-01,male,5-9,300", "東,2015-10-01,male,0-4,301"),
        }),
        ("life_expectancy", "csv", EXPECTANCY, {
            "half": ("86.4", "43.2"), "swapped": ("79.9", "97.9"), "sex-lost": ("2015,female,0,86.4,c\n", ""), "percent": ("86.4", "86.4歳"),
        }),
        ("births_by_sex", "csv", "year,male,female,source\n2020,430713,410122,c\n", {
            "digit": ("430713", "43071"), "zero": ("410122", "0"), "thousands": ("430713", '"430,713"'),
        }),
        ("targets", "csv", TARGETS, {
            "tfr-163": ("1.63", "163"), "percent": ("births per woman", "%"), "before": ("2025,1.63", "2017,1.63"),
            "year": ("2025", "2025.5"), "tfr-digit": ("1.63", "0.163"),
            "ages-words": (TARGET, "net_out_migration,総数,persons per year,2018,644,2025,322"),
            "ages-swapped": (TARGET, "in_migration,39-10,persons per year,2018,644,2025,700"),
            "measure-nearly": (TARGET, "net_out_migraton,,persons per year,2018,644,2025,322"),
            "flow-unit": (TARGET, "births,,births per woman,2018,549,2025,607"),
            "own-percent": (TARGET, "care_share,,%,2018,40,2025,30"),
            "unit-error": (TARGET, "care_share,,#REF!,2018,40,2025,30"),
            "note-error": (TARGET + ",,", TARGET + ",#DIV/0!,"),
            "births-digit": (TARGET, "births,,persons per year,2018,549,2025,6070"),
            "net-huge": (TARGET, "net_out_migration,,persons per year,2018,644,2025,322000000"),
        }),
        ("life_tables", "csv", LIFE, {
            "over-one": ("0.1,c", "1.1,c"), "age": ("male,1,", "male,1.5,"), "sex": ("female,0,0.1,c\n", "both,0,0.1,c\n"),
            "one-sex": ("2020,female,0,0.1,c\n2020,female,1,0.2,c\n2020,female,2,0.3,c\n", ""),
        }),
        ("death_rates", "csv", DEATHS, {
            "year-left-out": ("2001,", "2002,"), "digit": ("2001,0,0.1,0.1", "2001,0,0.1,0.9"), "above": ("2001,0,0.1,0.1", "2001,0,10.1,0.1"),
        }),
        ("asfr", "csv", ASFR, {"negative": ("0.001", "-0.001"), "per-thousand": ("0.002", "2"), "gap": ("2020,16,0.002,c\n", ""),
            "digits": (ASFR, ASFR + "2021,15,0.001,c\n2021,16,0.2,c\n2021,17,0.003,c\n")}),
        ("kpis", "csv", "number,kpi,unit,base_2022,target_2028,actual_2024,published_rating,source\n1,a,人,1,2,3,A,c\n", {
            "1e300": ("1,a,人", "1e300,a,人"), "rating": (",A,", ",S,"),
            "target-1e300": (",2,3,", ",1e300,3,"), "infinite": (",2,3,", ",inf,3,"), "words": (",2,3,", ",多数,3,"),
            "percent": ("人,1,2,3", "%,57.4,5810,58.4"), "percent-of-base": ("人,1,2,3", "％,820,96,99"),
        }),
        ("sources", "toml", SOURCES, {
            "unknown-key": ("publisher", "publsher"), "unused": ("[c]", '[x]\nkind = "dataset"\ntitle = "x"\n\n[c]'),
            "markup": ("国勢調査", "\\u202e国勢"), "no-toml": ("[c]", "[c"),
        }),
        ("area", "toml", "", {
            "code": ('"03209"', '"99209"'), "code-number": ('"03209"', "3209"), "code-short": ('"03209"', '"3209"'),
            "name": ('ja = "一関市"', ""), "nation": ("[name]", 'nation = "nowhere"\n\n[name]'),
            "nation-without-area": ("[name]", 'nation = "/"\n\n[name]'),
            "itself": ("[name]", 'prefecture = "."\n\n[name]'), "unknown": ("[name]", 'prefectur = "x"\n\n[name]'),
            "escape": ('"Ichinoseki"', '"\\u001b]0;x"'), "long": ('"Ichinoseki"', f'"{"x" * 10_000}"'),
            "deep": ("[name]", f"x = {DEEP}\n\n[name]"),
        }),
    )
    for name, (old, new) in cases.items()
}  # fmt: skip

# the same for indicators.toml and statements.toml of the city
INDICATORS: dict[str, tuple[str, str]] = {
    "format": ("format = 1", "format = 2"),
    "key": ('"care-certified"', '"Care Certified"'),
    "kind": ('kind    = "rate"', 'kind    = "ratio"'),
    "ages": ('"65+"', '"65-"'),
    "unit": ('unit    = "share"', 'unit    = "percent"'),
    "share-over-one": ("2019 = 0.164", "2019 = 16.4"),
    "target": ('"care_certified_share"', '"care_share"'),
    "nan": ("2019 = 0.164", "2019 = nan"),
    "1e300": ("2019 = 830", "2019 = 1e300"),
    "unknown": ("between", "betwen"),
    "source": ('"strategy2"', '"strategy3"'),
    "title-bidi": ("要介護認定者数", "\\u202e要介護"),
    "deep": ("format = 1", f"format = {DEEP}"),
}
STATEMENTS: dict[str, tuple[str, str]] = {
    "year": ("year     = 2040", "year     = 2040.5"),
    "nan": ("about    = 75056", "about    = nan"),
    "within": ("about    = 75056", "about    = 75056\nwithin = 2"),
    "set-outside": ('"ichinoseki-first-strategy"', '"../../etc"'),
    "measure": ('"population"', '"populaton"'),
    "two-bounds": ("about    = 75056", "about    = 75056\nat_least = 1"),
    "key": ('"first-own-2040"', '"First own"'),
    "source": ('source   = "strategy1"', 'source   = "strategy9"'),
    "1e300": ("about    = 75056", "about    = 1e300"),
    "title-escape": ("First strategy: own", "\\u001b[2J"),
    "share-in-percent": ("about    = 0.441", "about    = 44.1"),
    "minus-sign": ("about    = 75056", "about    = -75056"),
    "came-of-nothing": ('measure = "net_out_migration"', 'measure = "net_migration"'),
    "came-of-other-ages": ('ages    = "all ages"', 'ages    = "0-14"'),
    "came-of-another-strategy": ('strategy = "second"', 'strategy = "third"'),
    "births-that-cannot-be": ("value   = 363", "value   = -363"),
    "number-of-no-indicator": ("numbers = [26, 27]", "numbers = [26, 270]"),
    "day-without-a-count": ("date   = 2010-10-01", "date   = 2011-10-01"),
}

Special = Callable[[Path], None]
