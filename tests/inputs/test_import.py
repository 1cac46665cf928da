"""From official files to a folder of inputs: all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cohort.errors import CohortErrors, InputError
from cohort.inputs import Area, Source, read_inputs
from cohort.readers import import_area, layout_of, write_area
from tests.shared import DATA, ROOT, needs_data

from . import official
from .folder import make


def _files(folder: Path) -> list[Path]:
    return [
        official.census(folder / "census.csv"),
        official.register(folder / "register.xlsx", official.register_rows()),
        official.census(folder / "ipss.csv", unknown=False, years=(2015, 2045)),
        official.ipss2023(folder / "ipss2023.csv"),
    ]


def test_layouts_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    files = [*_files(tmp_path), official.ssdse(tmp_path / "s.csv")]
    assert [layout_of(file) for file in files] == ["census", "register", "ipss2018", "ipss2023", "ssdse"]
    marked = tmp_path / "bom.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + files[3].read_bytes())
    assert layout_of(marked) == "ipss2023"
    for content in (b"a,b\n1,2\n", b""):
        (tmp_path / "x.csv").write_bytes(content)
        with pytest.raises(InputError) as error:
            layout_of(tmp_path / "x.csv")
        assert "has none of the known layouts" in error.value.problems[0].en
        assert "既知の様式" in error.value.problems[0].ja


def test_an_area_is_imported(tmp_path: Path) -> None:
    make(tmp_path / "japan", area_toml='code = "00000"\nname = { en = "Japan", ja = "全国" }\n')
    make(tmp_path / "iwate", area_toml='code = "03000"\nname = { en = "Iwate", ja = "岩手県" }\n')
    done = import_area("03209", _files(tmp_path), to=tmp_path / "here", name_en="Ichinoseki")
    assert done.folder == tmp_path / "here"
    assert done.records == ()
    inputs = read_inputs(done.folder)
    assert (inputs.area.code, inputs.area.name_en, inputs.area.name_ja) == ("03209", "Ichinoseki", "一関市")
    assert inputs.prefecture is not None
    assert inputs.nation is not None
    assert (inputs.prefecture.area.name_en, inputs.nation.area.name_en) == ("Iwate", "Japan")
    # men: sum of lower bounds 0, 5, ..., 90 is 855, one more in each of 19 groups, 3 unknown; women 855 + 38 + 4
    assert inputs.counts("census", "2010-10-01")["population"].sum() == 855 + 19 + 3 + 855 + 38 + 4
    assert inputs.counts("register", "2020-01-01")["population"].sum() == 630
    assert inputs.series("ipss2018").to_dict() == {2015: 1767.0, 2045: 1767.0}
    assert inputs.series("ipss2023").to_dict() == {2040: 76185.0}
    assert sorted(inputs.sources) == ["census", "ipss2018", "ipss2023", "register"]
    assert inputs.sources["census"].date == "2010-10-01/2015-10-01"
    assert inputs.sources["register"].date == "2020-01-01"
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"here", "iwate", "japan"}


def test_the_name_in_the_files_goes_before_one_that_is_typed(tmp_path: Path) -> None:
    file = official.ssdse(tmp_path / "a.csv", 2018)
    done = import_area("03209", [file], to=tmp_path / "here", name_en="Ichinoseki", name_ja="別の市")
    assert read_inputs(done.folder).area.name_ja == "一関市"


def test_the_same_figure_twice_is_taken_once_and_recorded(tmp_path: Path) -> None:
    files = [official.ssdse(tmp_path / "a.csv", 2018), official.ssdse(tmp_path / "b.csv", 2019)]
    done = import_area("03209", [*files, official.ssdse(tmp_path / "c.csv", 2019)], to=tmp_path / "here")
    assert [record.en for record in done.records] == [
        "10 figures stand in more than one file with the same value and were taken once.",
        "4 figures stand in more than one file with the same value and were taken once.",
        "no English name was given; '一関市' stands in.",
        "SSDSE-A 市区町村データ（国勢調査、人口動態統計、住民基本台帳人口移動報告）（c.csv）: adds nothing to the other files "
        "and is not named as a source.",
    ]
    assert done.records[0].ja == "複数のファイルにある同じ値 10 件は 1 回だけ採りました。"
    inputs = read_inputs(done.folder)
    assert sorted(inputs.sources) == ["ssdse", "ssdse_2"]
    assert inputs.event("births", 2018).sources == ("ssdse",)
    assert inputs.event("births", 2019).sources == ("ssdse_2",)


def test_files_that_disagree(tmp_path: Path) -> None:
    files = [official.ssdse(tmp_path / "a.csv"), official.ssdse(tmp_path / "b.csv", births="550")]
    with pytest.raises(InputError) as error:
        import_area("03209", files, to=tmp_path / "here")
    assert error.value.text("en") == (
        f"{tmp_path.as_posix()}/here/events.csv: 1 problem\n"
        "  vital_statistics japanese 2019-01-01 2019-12-31 births: b.csv has 550, a.csv has 549; "
        "leave one of the files out."
    )
    assert "b.csv は 550、a.csv は 549 です" in error.value.text("ja")
    assert not (tmp_path / "here").exists()


def test_totals_of_different_files_are_held_to_each_other(tmp_path: Path) -> None:
    """The census file of the test has 1,736 + 38 residents in 2015, the SSDSE file 121,583."""
    with pytest.raises(InputError) as error:
        import_area(
            "03209", [official.census(tmp_path / "c.csv"), official.ssdse(tmp_path / "s.csv")], to=tmp_path / "here"
        )
    assert error.value.subject == f"{tmp_path.as_posix()}/here/broad_ages.csv"
    assert "wrong total: got 121,583" in error.value.problems[0].en
    assert not (tmp_path / "here").exists()


def test_what_is_no_table_stays_where_figures_are_added(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    import_area("03209", [official.census(tmp_path / "c.csv")], to=folder)
    others = {"indicators.toml": "format = 1\n", "statements.toml": "format = 1\n", "notes.txt": "mine"}
    for name, text in others.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "papers").mkdir()
    (folder / "papers" / "plan.pdf").write_bytes(b"%PDF")
    import_area("03209", [official.register(tmp_path / "r.xlsx", official.register_rows())], to=folder, add=True)
    assert {name: (folder / name).read_text(encoding="utf-8") for name in others} == others
    assert (folder / "papers" / "plan.pdf").read_bytes() == b"%PDF"
    assert {path.name for path in tmp_path.iterdir()} == {"here", "c.csv", "r.xlsx"}


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    folder = make(tmp_path / "here")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError) as error:
        import_area("03209", [official.ssdse(tmp_path / "s.csv")], to=folder)
    assert "is there already; choose another folder" in error.value.problems[0].en
    for wrong in ("03402", "99999"):
        with pytest.raises(InputError, match="unknown area code"):
            import_area(wrong, [official.ssdse(tmp_path / "s.csv")], to=folder, overwrite=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    import_area("03209", [official.ssdse(tmp_path / "s.csv")], to=folder, overwrite=True)
    assert read_inputs(folder).population is None
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["here"]


def test_a_swap_that_fails_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "here")
    replace = os.replace

    def fail_on_new(source: Path, target: Path) -> None:
        if "new" in source.parts[-2:] and target == folder:
            raise OSError(28, "disc full")
        replace(source, target)

    monkeypatch.setattr("cohort.atomic.os.replace", fail_on_new)
    with pytest.raises(OSError, match="disc full"):
        import_area("03209", [official.ssdse(tmp_path / "s.csv")], to=folder, overwrite=True)
    assert read_inputs(folder).population is not None
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["here"]


def test_an_import_that_was_killed_between_the_folders_is_taken_back(tmp_path: Path) -> None:
    """The old folder had gone and the new one had not come: the next import finds the old one."""
    folder = make(tmp_path / "here")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    work = tmp_path / ".writing-1"
    (work / "previous").mkdir(parents=True)
    (work / "journal.json").write_text('{"stage": "new", "new": ["here"], "old": ["here"]}', encoding="utf-8")
    folder.rename(work / "previous" / "here")
    with pytest.raises(InputError, match="is there already"):
        import_area("03209", [official.ssdse(tmp_path / "s.csv")], to=folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not [*tmp_path.glob(".writing*")]


def test_no_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files were given"):
        import_area("03209", [], to=tmp_path / "here")


def test_two_prefectures_of_one_code(tmp_path: Path) -> None:
    for name in ("iwate", "iwate2"):
        make(tmp_path / name, area_toml='code = "03000"\nname = { en = "Iwate", ja = "岩手県" }\n')
    with pytest.raises(InputError, match="have the same code"):
        import_area("03209", [official.ssdse(tmp_path / "s.csv")], to=tmp_path / "here")


@pytest.mark.parametrize("folder", ["ichinoseki", "hiraizumi", "kamaishi", "iwate", "japan"])
def test_what_is_written_reads_back_the_same(tmp_path: Path, folder: str) -> None:
    """Read, write, read: every table equal; and the files written are those of the project, byte for byte."""
    inputs = read_inputs(ROOT / "inputs" / folder)
    names = ("population", "broad_ages", "events", "tfr", "published", "published_by_age", "districts", "targets", "kpis",
             "life_tables", "death_rates", "asfr", "life_expectancy", "births_by_sex")  # fmt: skip
    tables = {}
    for name in names:
        frame = getattr(inputs, name)
        if frame is not None:
            days = {c: frame[c].dt.strftime("%Y-%m-%d") for c in ("date", "start", "end") if c in frame}
            tables[name] = frame.assign(**days)
    write_area(inputs.area, inputs.sources, tables, tmp_path / "copy")
    again = read_inputs(tmp_path / "copy")
    assert again.sources == inputs.sources
    for name in tables:
        assert getattr(again, name).equals(getattr(inputs, name))
        ours, copied = (path / f"{name}.csv" for path in (ROOT / "inputs" / folder, tmp_path / "copy"))
        assert copied.read_bytes() == ours.read_bytes()


def test_text_survives_toml(tmp_path: Path) -> None:
    source = Source("c", "document", 'a "b" \\ c', "発行\n者", note="\ttab")
    inputs = read_inputs(make(tmp_path / "x"))
    assert inputs.population is not None
    frame = inputs.population.assign(date=inputs.population["date"].dt.strftime("%Y-%m-%d"))
    write_area(Area("03209", "a", "b"), {"c": source}, {"population": frame}, tmp_path / "y")
    assert read_inputs(tmp_path / "y").sources == {"c": source}


def test_errors_name_the_folder_that_was_meant(tmp_path: Path) -> None:
    inputs = read_inputs(make(tmp_path / "x"))
    assert inputs.population is not None
    with pytest.raises(CohortErrors) as error:
        write_area(Area("3209", "a", "b"), inputs.sources, {"population": inputs.population.head(2)}, tmp_path / "y")
    assert [part.subject for part in error.value.errors] == [
        f"{tmp_path.as_posix()}/y/{name}" for name in ("area.toml", "population.csv")
    ]
    assert not (tmp_path / "y").exists()


@needs_data
def test_any_municipality_of_the_published_files(tmp_path: Path) -> None:
    """Hanamaki: census 1980-2015, register, SSDSE-A 2018-2021, both projections."""
    assert DATA is not None
    files = [
        DATA / "municipalities/census_1980_2015.csv.gz",
        DATA / "official/register_2020-01-01_age_iwate.xlsx",
        *(DATA / f"official/SSDSE-A-{year}.csv" for year in (2018, 2019, 2020, 2021)),
        DATA / "municipalities/ipss2018_projection_2015_2045.csv.gz",
        DATA / "municipalities/ipss2023_projection_iwate_2020_2050.csv",
    ]
    inputs = read_inputs(import_area("03205", files, to=tmp_path / "hanamaki", name_en="Hanamaki").folder)
    assert inputs.area.name_ja == "花巻市"
    assert inputs.counts("census", "2015-10-01")["population"].sum() == 97_702
    assert inputs.series("ipss2023")[2020] == 93_193
    assert inputs.event("births", 2019).basis == "vital_statistics"
