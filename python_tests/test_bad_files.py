"""Files and folders that are not as the contract says: each ends in a message that helps, or in rows."""

import csv
import io
import os
import shutil
from dataclasses import dataclass, field

import pytest
from builders import execute, only, problems, small_portfolio, write_csv_tables
from conftest import Workspace, copy_project, raw_columns, write_table

COLUMNS = raw_columns()


def refusal(workspace: Workspace, **options) -> list[str]:
    """The problems that stop a run before its first model."""
    result = workspace.dbt("run", "--select", "base_raw__properties", **options)
    assert result.statuses.get("base_raw__properties", "skipped") == "skipped"
    return problems(result)


def test_an_empty_and_a_missing_folder_are_one_message_that_names_the_folder_and_what_to_do(workspace):
    missing = workspace.raw / "nowhere"
    for folder in (workspace.raw, missing):
        (line,) = refusal(workspace, environment={"CX_RAW_PATH": f"{folder}/"})
        assert f"CX_RAW_PATH: the folder {folder} holds none of the tables customer_roles, customers" in line
        assert "run `make example`" in line
        assert "set CX_RAW_PATH to the folder with your own files" in line


def test_missing_and_doubled_tables_are_listed_together(workspace):
    workspace.write_raw({})
    (workspace.raw / "surveys.parquet").unlink()
    write_table(workspace.raw / "issues.csv", [], COLUMNS["issues"])
    write_table(workspace.raw / "interactions/2026/03.parquet", [], COLUMNS["interactions"])
    lines = refusal(workspace)
    assert len(lines) == 3
    line = only(lines, "surveys: expected surveys.parquet or surveys.csv or a folder surveys")
    assert f"in {workspace.raw} and found none; write a file with the columns and no rows" in line
    line = only(lines, "issues: expected one source and found issues.parquet and issues.csv")
    assert "keep one of them" in line
    only(lines, "interactions: expected one source", "interactions.parquet and interactions/**/*.parquet")


def test_damaged_files_are_listed_together_with_their_names(workspace):
    workspace.write_raw(small_portfolio())
    whole = (workspace.raw / "interactions.parquet").read_bytes()
    (workspace.raw / "interactions.parquet").write_bytes(whole[: len(whole) // 2])
    (workspace.raw / "customers.parquet").write_bytes(b"")
    for table in ("surveys", "initiatives", "issues", "customer_roles", "properties"):
        (workspace.raw / f"{table}.parquet").unlink()
    (workspace.raw / "surveys.csv").write_bytes(b"")
    write_table(workspace.raw / "initiatives.csv", [], COLUMNS["initiatives"], options=", delimiter ';'")
    (workspace.raw / "issues.csv").write_text("issue_id,Topic,topic,\n")
    (workspace.raw / "customer_roles.csv").write_bytes("role_id,role\nr,leaseholder\n".encode("utf-16"))
    (workspace.raw / "properties.csv").write_bytes("property_id,straße\nnorth,a\n".encode("latin-1"))
    lines = refusal(workspace)
    assert len(lines) == 7
    line = only(lines, "interactions: ", "interactions.parquet", f"({len(whole) // 2} bytes)")
    assert "as if its writing had been cut off; write the file again" in line
    only(lines, "customers: ", "customers.parquet (0 bytes)")
    line = only(lines, "surveys: ", "surveys.csv is empty")
    assert "write the names of the columns as its first line" in line
    line = only(lines, "initiatives: ", "has the single column initiative_id;property_id;")
    assert "another delimiter than the comma; write the file with commas" in line
    line = only(lines, "issues: ", "leaves the name of a column empty or gives it twice")
    assert "(issue_id, Topic, topic, )" in line
    assert "give every column its own name" in line
    for table in ("customer_roles", "properties"):
        only(lines, f"{table}: the first line of", f"{table}.csv is not UTF-8; write the file in UTF-8")


def test_missing_renamed_and_mistyped_columns_are_listed_together(workspace):
    workspace.write_raw({})
    without_email = {name: kind for name, kind in COLUMNS["customers"].items() if name != "email"}
    write_table(workspace.raw / "customers.parquet", [], without_email)
    renamed = COLUMNS["surveys"] | {"answered": "timestamp"}
    del renamed["responded_at"]
    write_table(workspace.raw / "surveys.parquet", [], renamed)
    mistyped = COLUMNS["interactions"] | {"occurred_at": "varchar", "is_escalated": "integer"}
    write_table(workspace.raw / "interactions.parquet", [], mistyped)
    # Parquet files have types: a table that is text throughout was written without care.
    write_table(workspace.raw / "initiatives.parquet", [], dict.fromkeys(COLUMNS["initiatives"], "varchar"))
    lines = refusal(workspace)
    assert len(lines) == 8
    line = only(lines, "customers.email: expected a column of type varchar and found none")
    assert "add it where the feed is written" in line
    line = only(lines, "surveys.responded_at: expected a column of type timestamp and found none")
    assert "or rename the column that holds it (not in the contract: answered)" in line
    line = only(lines, "interactions.occurred_at: expected type timestamp and found VARCHAR")
    assert "cast the column where the feed is written" in line
    only(lines, "interactions.is_escalated: expected type boolean and found INTEGER")
    for column in ("started_on", "ended_on", "loaded_at", "is_deleted"):
        only(lines, f"initiatives.{column}: expected type", "found VARCHAR")


def test_a_csv_file_that_ends_inside_a_quoted_text_stops_the_run_because_rows_would_be_lost(workspace):
    workspace.write_raw(small_portfolio())
    (workspace.raw / "customers.parquet").unlink()
    header = ",".join(COLUMNS["customers"])
    rows = [
        "anna,Anna,,,2026-03-01,2026-03-02",
        'ben,"Ben,,,2026-03-01,2026-03-02',
        "cleo,Cleo,,,2026-03-01,2026-03-02",
    ]
    (workspace.raw / "customers.csv").write_text("\n".join([header, *rows]) + "\n")
    (line,) = refusal(workspace)
    assert "customers: " in line
    assert "customers.csv ends inside a quoted text that begins in row 2 below the header" in line
    assert "close the quote" in line


def test_a_schema_without_the_tables_is_a_list_of_the_missing_tables(workspace):
    lines = refusal(workspace, environment={"CX_RAW_SCHEMA": "warehouse", "CX_RAW_PATH": "/nowhere"})
    assert len(lines) == 7
    line = only(lines, "surveys: expected the table", '"warehouse"."surveys" and found none')
    assert "load it, or correct CX_RAW_SCHEMA" in line


ODD_TEXTS = {
    "quotes": 'She said "now", twice; "',
    "line ends": "first\r\nsecond\nthird\n",
    "right to left": "\u202eabc\u202c עברית مرحبا",
    "emoji": "Danke 🙏🏽 👩‍👩‍👧",
    "long": "é" * 10_000,
    "nul": "a\x00b",
    "spaces": "  ",
    "statement": "'; drop table x; --",
    "backslash": "\\N",
}


def odd_portfolio() -> dict[str, list[dict]]:
    """The small portfolio with a message for each odd text."""
    portfolio = small_portfolio()
    model = portfolio["interactions"][0]
    portfolio["interactions"] += [
        model | {"interaction_id": name, "message_text": text} for name, text in ODD_TEXTS.items()
    ]
    return portfolio


@dataclass
class Outcome:
    """What a run printed and what it left: scores, texts by interaction, columns that no model
    should have."""

    output: str
    scores: list[dict]
    texts: dict[str, str]
    foreign_columns: list[dict] = field(default_factory=list)


def outcome(workspace: Workspace, **options) -> Outcome:
    output = workspace.run(**options).output
    texts = workspace.query("select interaction_id, message_text from main_staging.stg_raw__interactions")
    return Outcome(
        output=output,
        scores=workspace.query("select * from fct_customer_scores_daily order by customer_id, score_date"),
        texts={row["interaction_id"]: row["message_text"] for row in texts},
    )


@pytest.fixture(scope="module")
def parquet(shared_workspace):
    """The outcome for one Parquet file a table, with columns that the contract does not know."""
    portfolio = odd_portfolio()
    shared_workspace.clear().write_raw(portfolio)
    rows = [row | {"gender": "x", "shoe_size": 40} for row in portfolio["customers"]]
    columns = COLUMNS["customers"] | {"gender": "varchar", "shoe_size": "integer"}
    write_table(shared_workspace.raw / "customers.parquet", rows, columns)
    result = outcome(shared_workspace)
    result.foreign_columns = shared_workspace.query(
        "select table_schema, table_name from information_schema.columns "
        "where column_name in ('gender', 'shoe_size') and table_schema <> 'raw'"
    )
    assert len(result.scores) == 18
    return result


def test_text_in_parquet_files_reaches_the_staging_layer_unchanged(parquet):
    assert {name: parquet.texts[name] for name in ODD_TEXTS} == ODD_TEXTS


def test_extra_columns_are_ignored_and_protected_attributes_are_reported_and_in_no_model(parquet):
    assert "raw.customers has the column gender, a protected attribute" in parquet.output
    assert "better leave it out of the feed" in parquet.output
    assert "shoe_size" not in parquet.output
    assert parquet.foreign_columns == []


def csv_line(values: list) -> bytes:
    """One CSV line that ends as on other systems."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue().encode()


def test_csv_files_with_unfit_lines_give_the_texts_and_scores_of_parquet_files(parquet, workspace, monkeypatch):
    portfolio = odd_portfolio()
    write_csv_tables(workspace.raw, portfolio)
    (workspace.raw / "interactions.csv").unlink()
    names, rows = list(COLUMNS["interactions"]), portfolio["interactions"]
    lines = [csv_line([row.get(name) for name in names]) for row in rows]
    unfit = {
        "too many columns": lines[0].replace(b"\r\n", b",one,more\r\n"),
        "missing columns": b",".join(lines[0].split(b",")[:5]) + b"\r\n",
        "unquoted value": lines[0].replace(b'"The tap', b'"The "tap"'),
        "invalid encoding": lines[0].replace(b"drips", b"dr\xeeps"),
    }
    folder = workspace.raw / "interactions"
    (folder / "later").mkdir(parents=True)
    # A byte order mark in one file, another order of columns in the other.
    (folder / "first.csv").write_bytes(
        b"".join([b"\xef\xbb\xbf", csv_line(names), *unfit.values(), *lines[:5]])
    )
    (folder / "later/second.csv").write_bytes(
        csv_line(names[::-1]) + b"".join(csv_line([row.get(name) for name in names[::-1]]) for row in rows[5:])
    )

    # A relative folder counts from where dbt is started.
    monkeypatch.chdir(workspace.root)
    result = outcome(workspace, environment={"CX_RAW_PATH": "./raw/"})
    assert result.texts == parquet.texts
    assert result.scores == parquet.scores
    refused = workspace.query("select * from fct_quarantined_records order by source_record_id")
    for number, (row, reason) in enumerate(zip(refused, unfit, strict=True), start=2):
        assert (row["source_table"], row["rejection_reason"]) == ("interactions", "missing_loaded_at")
        assert row["source_record_id"] == f"line {number} of first.csv"
        assert reason in row["record"]


def test_folders_of_parquet_files_and_tables_of_a_schema_give_the_scores_of_single_files(parquet, workspace):
    portfolio = odd_portfolio()
    workspace.write_raw(portfolio)
    (workspace.raw / "interactions.parquet").unlink()
    rows, columns = portfolio["interactions"], COLUMNS["interactions"]
    write_table(workspace.raw / "interactions/first.parquet", rows[:5], columns)
    fewer = {name: kind for name, kind in reversed(columns.items()) if name != "handle_seconds"}
    write_table(workspace.raw / "interactions/later/second.parquet", rows[5:], fewer)
    assert outcome(workspace).scores == parquet.scores

    execute(workspace.database, "create schema warehouse")
    for table in COLUMNS:
        execute(workspace.database, f"create table warehouse.{table} as select * from raw.{table}")
    execute(workspace.database, "delete from fct_customer_scores_daily")
    shutil.rmtree(workspace.raw)
    workspace.raw.mkdir()
    assert outcome(workspace, environment={"CX_RAW_SCHEMA": "warehouse"}).scores == parquet.scores


def test_paths_that_are_left_out_lie_in_the_project_wherever_dbt_is_started(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "work", project=copy_project(tmp_path / "project"))
    workspace.write_raw(small_portfolio())
    shutil.copytree(workspace.raw, workspace.project / "data/example")
    (workspace.project / "target").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    left_out = {"CX_RAW_PATH": "", "CX_DUCKDB_PATH": ""}
    kinds = ("--resource-type", "seed", "--resource-type", "model")
    build = workspace.dbt("build", "--select", "+base_raw__properties", *kinds, environment=left_out)
    assert build.success, build.output
    assert (workspace.project / "target/customer_experience.duckdb").exists()
    assert os.listdir(elsewhere) == []
