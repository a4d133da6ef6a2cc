"""The YAML of the project follows dbt v2's schema.

dbt 1.11 carries that schema but applies it for four warehouses only, so a clean parse on DuckDB proves
nothing. These tests switch the check on for DuckDB and make every deprecation an error.
"""

import json

import pytest
from conftest import PROJECT, Workspace, copy_project
from dbt import deprecations
from dbt.jsonschemas import jsonschemas

ADAPTERS = "_JSONSCHEMA_SUPPORTED_ADAPTERS"
CORE_MODELS = "models/marts/core/_core__models.yml"

# One offence of each kind: file, what is written, the old style in its place, dbt's complaint.
OFFENCES = [
    (
        CORE_MODELS,
        "  - name: dim_properties\n",
        "  - name: dim_properties\n    meta: {owner: nobody}\n",
        "Found `meta` as a top-level property",
    ),
    (
        CORE_MODELS,
        "  - name: dim_customers\n",
        "  - name: dim_customers\n    colour: green\n",
        "Custom key `colour` found",
    ),
    (
        CORE_MODELS,
        "relationships: {arguments: {to: ref('roles'), field: role}}",
        "relationships: {to: ref('roles'), field: role}",
        "Found top-level arguments to test `relationships`",
    ),
    (
        "dbt_project.yml",
        "      +access: public\n",
        "      access: public\n",
        "Missing '+' prefix on `access`",
    ),
]


@pytest.fixture
def check_on(monkeypatch):
    """Makes dbt hold the YAML against the v2 schema on DuckDB too.

    dbt remembers deprecations for the life of the process and reports them in every later run.
    """
    monkeypatch.setattr(jsonschemas, ADAPTERS, getattr(jsonschemas, ADAPTERS) | {"duckdb"})
    deprecations.reset_deprecations()
    yield
    deprecations.reset_deprecations()


def parse(folder, project, errors):
    """Result of a parse of all files of `project`; `errors` names the warnings that are errors."""
    return Workspace(folder, project).dbt(
        "--show-all-deprecations",
        "parse",
        "--no-partial-parse",
        "--warn-error-options",
        json.dumps({"error": errors}),
    )


def test_every_file_follows_the_schema(check_on, tmp_path):
    result = parse(tmp_path / "workspace", PROJECT, ["Deprecations"])
    assert result.success, result.output


def test_the_check_finds_old_style(check_on, tmp_path):
    project = copy_project(tmp_path / "project")
    for file, written, planted, _ in OFFENCES:
        text = (project / file).read_text(encoding="utf-8")
        assert written in text, f"the place to plant in is gone from {file}"
        (project / file).write_text(text.replace(written, planted, 1), encoding="utf-8")
    assert not parse(tmp_path / "stopped", project, ["Deprecations"]).success
    output = " ".join(parse(tmp_path / "workspace", project, []).output.split())
    assert [complaint for *_, complaint in OFFENCES if complaint not in output] == []
