"""A small valid folder of inputs, to be spoilt one way at a time."""

from __future__ import annotations

from pathlib import Path

# the counts of events are Ichinoseki's, the residents a handful
AREA = 'code = "03209"\nunusual = ["births 2019", "births 2020", "deaths 2019", "deaths 2020"]\n\n[name]\nen = "Ichinoseki"\nja = "一関市"\n'
SOURCES = '[c]\nkind = "dataset"\ntitle = "国勢調査"\npublisher = "総務省統計局"\ndate = "2015-10-01"\n'
POPULATION = """basis,date,sex,age_group,population,source
census,2015-10-01,male,0-4,10,c
census,2015-10-01,male,5-9,20,c
census,2015-10-01,male,10+,70,c
census,2015-10-01,male,unknown,5,c
census,2015-10-01,female,0-4,12,c
census,2015-10-01,female,5-9,18,c
census,2015-10-01,female,10+,90,c
census,2015-10-01,female,unknown,0,c
"""
BROAD = """basis,date,sex,age_group,population,source
census,2015-10-01,both,all,225,c
census,2015-10-01,male,all,105,c
census,2015-10-01,female,all,120,c
"""
EVENTS = """basis,coverage,start,end,measure,value,source
register,all,2019-01-01,2019-12-31,births,549,c
register,japanese,2019-01-01,2019-12-31,in_migration,2211,c
register,foreign,2019-01-01,2019-12-31,in_migration,223,c
register,japanese,2019-01-01,2019-12-31,out_migration,2957,c
register,foreign,2019-01-01,2019-12-31,out_migration,121,c
vital_statistics,japanese,2020-01-01,2020-12-31,births,553,c
migration_report,japanese,2019-01-01,2019-12-31,in_migration,2086,c
migration_report,japanese,2019-01-01,2019-12-31,out_migration,2793,c
"""
TFR = "year,tfr,source\n2018,1.44,c\n"
PUBLISHED = "series,area,measure,year,value,source\nipss,03209,population,2040,85744,c\n"
TARGETS = (
    "strategy,measure,ages,unit,base_year,base,target_year,target,note,source\n"
    "second,tfr,,births per woman,2018,1.44,2025,1.63,,c\n"
)
LIFE = "year,sex,age,qx,source\n" + "".join(
    f"2020,{sex},{age},{0.1 * (age + 1):.1f},c\n" for sex in ("male", "female") for age in range(3)
)
ASFR = "year,age,asfr,source\n2020,15,0.001,c\n2020,16,0.002,c\n2020,17,0.003,c\n"

FILES = {"area.toml": AREA, "sources.toml": SOURCES, "population.csv": POPULATION}


def make(path: Path, **changes: str | bytes | None) -> Path:
    """Write the valid folder with some files replaced: ``tfr_csv="..."``; None leaves a file out."""
    files: dict[str, str | bytes | None] = dict(FILES)
    for name, text in changes.items():
        stem, _, suffix = name.rpartition("_")
        files[f"{stem}.{suffix}"] = text
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if text is not None:
            (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
