"""A whole folder: defaults, places, names, what is read and what is left alone."""

import subprocess
import sys
from pathlib import Path

import pytest
from pyproj import CRS

from parvis.errors import FolderError
from parvis.model.folder import PolicySpec, SourceSpec, Spec, TerritorySpec
from parvis.territory import expand, init, read
from parvis.territory.crs import GEOGRAPHIC, METRIC
from parvis.territory.references import REFERENCES, TERRITORY_REFERENCES
from parvis.territory.shape import keys_at

REFERENCE = "Parvis default; no legal basis"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    init(tmp_path / "town", name="Bourg : l'été")
    return tmp_path / "town"


def found(folder: Path, **environment: str) -> list[str]:
    with pytest.raises(FolderError) as raised:
        read(folder, environment=environment)
    return [f"{finding.where} {finding.code}" for finding in raised.value.findings]


def test_a_folder_just_begun_is_read(town: Path) -> None:
    folder = read(town, environment={})
    assert folder.territory.name.in_("fr") == "Bourg : l'été"
    assert folder.territory.id == "bourg_l_ete"
    assert set(folder.sources) == {"qpv", "communes", "filosofi_2019"}
    assert folder.sources["communes"].geography is not None


def test_a_folder_just_begun_keeps_data_out_of_version_control(town: Path) -> None:
    assert {"data/", ".parvis/", "build/"} <= set((town / ".gitignore").read_text().splitlines())


def test_byte_order_mark_and_windows_lines(town: Path) -> None:
    for file in town.rglob("*.yml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert read(town, environment={}).territory.crs == "EPSG:2154"


def test_nothing_is_overwritten(town: Path) -> None:
    before = {file: file.read_bytes() for file in town.rglob("*") if file.is_file()}
    with pytest.raises(FolderError) as raised:
        init(town, name="Another")
    assert {finding.code for finding in raised.value.findings} == {"start_exists"}
    assert before == {file: file.read_bytes() for file in town.rglob("*") if file.is_file()}


def test_the_built_in_policy(town: Path) -> None:
    (town / "policy.yml").unlink()
    policy = read(town, environment={}).policy
    values = policy.in_force("2024-01-01")
    assert {name: value for name, value in values.items() if "." not in name} == {
        "min_coverage": 0.95,
        "min_source_units": 2,
        "max_relative_error": 0.5,
        "interval_level": 0.9,
    }
    # The thresholds that the law or the producers set, each with its reference.
    law = {"tax_households": 11, "job_seekers": 5, "patients": 11, "enterprises": 3}
    assert {unit: values[f"thresholds.{unit}"] for unit in law} == law
    assert values["dominance.enterprises"] == 0.85
    assert all(policy.thresholds[unit].values[0].reference != REFERENCE for unit in law)
    assert policy.min_coverage.values[0].reference == REFERENCE


def test_a_unit_that_the_policy_leaves_out_stays_protected(town: Path) -> None:
    held = "{value: 20, from: 2024-01-01, reference: a decision}"
    (town / "policy.yml").write_text(f"thresholds: {{patients: {{unit: patients, values: [{held}]}}}}\n")
    policy = read(town, environment={}).policy
    assert policy.thresholds["patients"].at("2024-06-01") == 20
    assert policy.thresholds["tax_households"].at("2024-06-01") == 11


def test_a_policy_changes_only_the_rules_that_it_names(town: Path) -> None:
    (town / "policy.yml").write_text(
        "interval_level:\n  unit: probability\n  values: [{value: 0.8, from: 2024-01-01, reference: council}]\n"
    )
    policy = read(town, environment={}).policy
    assert policy.interval_level.at("2024-06-30") == 0.8
    assert policy.min_coverage.at("2024-06-30") == 0.95


def test_a_place_starts_in_the_folder_unless_it_says_otherwise() -> None:
    assert expand("data/x.csv", Path("/town"), {}) == Path("/town/data/x.csv")
    assert expand("/srv/x.csv", Path("/town"), {}) == Path("/srv/x.csv")
    assert expand("${A}/${B}.csv", Path("/town"), {"A": "/srv", "B": "x"}) == Path("/srv/x.csv")
    assert expand("$A/x.csv", Path("/town"), {"A": "/srv"}) == Path("/town/$A/x.csv")


def test_an_empty_variable_is_as_good_as_none(town: Path) -> None:
    source = town / "sources" / "qpv.yml"
    source.write_text(source.read_text().replace("data/qpv.gpkg", "${PARVIS_DATA}/qpv.gpkg"))
    assert found(town, PARVIS_DATA="") == ["sources/qpv.yml:9:8 place_undefined"]
    assert read(town, environment={"PARVIS_DATA": "/srv"}).sources["qpv"].place == "${PARVIS_DATA}/qpv.gpkg"


def test_what_is_nobodys_business_is_left_alone(town: Path) -> None:
    for name in (
        ".git/config.yml",
        "data/notes.yml",
        "build/x.yaml",
        "docs/x.md",
        "sources/README.md",
        "sources/x.yml~",
    ):
        (town / name).parent.mkdir(exist_ok=True)
        (town / name).write_text("x")
    assert read(town, environment={}).territory.zonings


def test_a_broken_source_does_not_make_its_users_wrong(town: Path) -> None:
    (town / "sources" / "filosofi_2019.yml").write_text("title: [\n")
    assert found(town) == ["sources/filosofi_2019.yml:1:9 yaml_bracket"]


def test_a_misnamed_source_does_not_make_its_users_wrong(town: Path) -> None:
    (town / "sources" / "filosofi_2019.yml").rename(town / "sources" / "Filosofi 2019.yaml")
    assert found(town) == ["sources/Filosofi 2019.yaml file_ending"]


def test_a_broken_territory_does_not_make_zonings_unknown(town: Path) -> None:
    (town / "territory.yml").write_text("id: 'x\n")
    assert found(town) == ["territory.yml:1:5 yaml_quote"]


def test_a_misspelt_key_is_taken_for_what_it_means_in_the_other_checks(town: Path) -> None:
    source = town / "sources" / "filosofi_2019.yml"
    text = source.read_text().replace("vintage:", "vintag:").replace("filosofi-cells-200m ", "filosofi-cells-200 ")
    source.write_text(text)
    assert found(town) == ["sources/filosofi_2019.yml:8:7 kind_unknown", "sources/filosofi_2019.yml:9:1 key_unknown"]


def test_no_folder(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == ["None folder_missing"]


def test_a_file_that_may_not_be_read(town: Path) -> None:
    (town / "sources" / "x.yml").symlink_to(town / "nowhere.yml")
    assert found(town) == ["sources/x.yml file_forbidden"]


def test_usual_systems_are_what_they_are_taken_for() -> None:
    for code in METRIC:
        system = CRS.from_user_input(code)
        assert system.is_projected
        assert {axis.unit_name for axis in system.axis_info} == {"metre"}
    assert all(CRS.from_user_input(code).is_geographic for code in GEOGRAPHIC)


def test_keys_below_names_that_look_like_keys() -> None:
    assert keys_at(TerritorySpec, ("zonings", "name"))[0] == "name"
    assert "value" in keys_at(PolicySpec, ("min_coverage", "values", 0))
    assert "schema" in keys_at(SourceSpec, ())
    assert "universe" in keys_at(SourceSpec, ("measures", "kind"))


@pytest.mark.parametrize("section", ["territory", *REFERENCES])
def test_references_are_keys_that_there_are(section: str) -> None:
    from parvis.territory.read import MODELS

    model: type[Spec] = TerritorySpec if section == "territory" else MODELS[section]
    for trail in TERRITORY_REFERENCES if section == "territory" else REFERENCES[section]:
        steps = list(trail)
        while steps and steps[-1] == "*":
            steps.pop()
        assert steps[-1] in keys_at(model, tuple(steps[:-1])), trail


def test_reading_takes_neither_pandas_nor_pyproj(town: Path) -> None:
    """Importing them takes longer than a build that changes nothing may."""
    program = (
        "import sys, pathlib; from parvis.territory import read; "
        f"read(pathlib.Path({str(town)!r}), environment={{}}); "
        "print(sorted({'pandas', 'pyproj', 'geopandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"
