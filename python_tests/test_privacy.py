"""Personal values and protected attributes stand where docs/privacy.md says, and nowhere else."""

import hashlib
from datetime import timedelta

import duckdb
import pytest
from builders import LAST_LOAD, only, problems, small_portfolio, write_csv_tables
from canaries import places_in_files, places_of, planted_in_database
from conftest import raw_columns, write_table

COLUMNS = raw_columns()
CANARY = "canary[a-z]+"
SALT = "0123456789.abcdef"
HASHED = {"variables": {"customer_identities": "hashed"}, "environment": {"CX_IDENTITY_SALT": SALT}}

# The tables that may hold a personal value, by how far its row came. A line that can not be split into columns
# is kept nowhere but in its file.
CUSTOMERS = {"refused": ["raw.customers", "main_staging.base_raw__customers"]}
CUSTOMERS["superseded"] = CUSTOMERS["repeated"] = CUSTOMERS["refused"]
CUSTOMERS["valid"] = [*CUSTOMERS["refused"], "main_staging.stg_raw__customers", "main.dim_customers"]

INTERACTIONS = {
    "refused": [
        "raw.interactions",
        "main_staging.base_raw__interaction_rows",
        "main_staging.base_raw__interactions",
    ]
}
INTERACTIONS["repeated"] = [*INTERACTIONS["refused"], "main_staging.base_raw__interaction_copies"]
INTERACTIONS["superseded"] = [*INTERACTIONS["refused"], "main_staging.stg_raw__interaction_versions"]
# the valid row below has the id and load of the repeated one
INTERACTIONS["valid"] = [
    *INTERACTIONS["superseded"],
    "main_staging.base_raw__interaction_copies",
    "main_staging.stg_raw__interactions",
    "main.fct_score_evidence_current",
]
# a text that is there once, and where it stands beside while a run reads changes only
TEXTS = {*INTERACTIONS["superseded"], "main_staging.stg_raw__interactions"}
CHANGED_TEXTS = {
    "main_staging.stg_raw__changed_interactions",
    "main_staging.stg_raw__changed_interaction_versions",
}

SURVEYS = {"refused": ["raw.surveys", "main_staging.base_raw__surveys"]}
SURVEYS["superseded"] = SURVEYS["repeated"] = SURVEYS["refused"]
SURVEYS["valid"] = [*SURVEYS["refused"], "main_staging.stg_raw__surveys"]

ALLOWED = {
    "full_name": CUSTOMERS,
    "email": CUSTOMERS,
    "phone": CUSTOMERS,
    "message_text": INTERACTIONS,
    "comment": SURVEYS,
}
# Which fate of a row allows which places.
FATES = {
    "valid": "valid",
    "superseded": "superseded",
    "refused": "refused",
    "unreadable": "refused",
    "repeated": "repeated",
}
# Columns that the contract does not know, some with names of protected attributes.
EXTRA_COLUMNS = ["dateOfBirth", "Family-Status", "nickname"]


def canary(column: str, fate: str) -> str:
    """A text that stands in one column of one row only: small letters, so that it is a word of a message."""
    return "canary" + (column + fate).replace("_", "").replace("-", "").lower()


def with_canaries(row: dict, columns: list[str], fate: str) -> dict:
    """A row with its own canary in each of some columns, among other words."""
    return row | {column: f"Is {canary(column, fate).upper()} good?" for column in columns}


def rows_of_every_fate(row: dict, key: str, columns: list[str], unreadable: dict, refused: dict) -> list[dict]:
    """Versions of a valid row that are kept, superseded, refused, unreadable and repeated with other content."""
    loads = {"superseded": LAST_LOAD - timedelta(hours=1)}
    ids = {"refused": "refused", "unreadable": "unreadable"}
    changes = {"unreadable": unreadable, "refused": refused}
    rows = {
        fate: with_canaries(
            row | {key: ids.get(fate, "valid"), "loaded_at": loads.get(fate, LAST_LOAD)} | changes.get(fate, {}),
            columns,
            fate,
        )
        for fate in FATES
    }
    # of two contents of one key the first in their order is kept
    for column in columns:
        rows["repeated"][column] = f"Zz {canary(column, 'repeated')}"
    return list(rows.values())


def broken_line(columns: list[str], personal: list[str]) -> str:
    """A line with canaries and more values than columns."""
    values = [canary(column, "broken") if column in personal else "1" for column in columns]
    return ",".join([*values, "one", "more"]) + "\n"


def write_planted_feed(folder) -> None:
    """The small portfolio with canaries: customers, interactions and surveys as CSV, the rest as Parquet."""
    portfolio = small_portfolio()
    personal = {
        "customers": ["full_name", "email", "phone", *EXTRA_COLUMNS],
        "interactions": ["message_text", "gender"],
        "surveys": ["comment", "Religion"],
    }
    portfolio["customers"] += rows_of_every_fate(
        portfolio["customers"][0],
        "customer_id",
        personal["customers"],
        unreadable={"created_at": "last spring"},
        refused={"loaded_at": "last night"},
    )
    interaction = portfolio["interactions"][0] | {"message_text": None}
    portfolio["interactions"] += rows_of_every_fate(
        interaction,
        "interaction_id",
        personal["interactions"],
        unreadable={"wait_seconds": "soon"},
        refused={"property_id": "nowhere"},
    )
    survey = {
        "customer_id": "anna",
        "property_id": "north",
        "survey_type": "csat",
        "rating": 4,
        "rating_max": 5,
        "responded_at": interaction["occurred_at"],
    }
    portfolio["surveys"] = rows_of_every_fate(
        survey,
        "survey_id",
        personal["surveys"],
        unreadable={"rating": "four"},
        refused={"customer_id": "nobody"},
    )
    write_csv_tables(folder, portfolio)
    for table, planted in personal.items():
        columns = list(dict.fromkeys([*COLUMNS[table], *planted]))
        file = folder / f"{table}.csv"
        write_table(file, portfolio[table], dict.fromkeys(columns, "varchar"))
        with file.open("a", encoding="utf-8") as lines:
            lines.write(broken_line(columns, planted))
    # files with types are read in place: what they hold beside the contract shows in the raw view only
    (folder / "properties.csv").unlink()
    rows = [row | {"ethnicity": "canaryethnicity"} for row in portfolio["properties"]]
    write_table(folder / "properties.parquet", rows, COLUMNS["properties"] | {"ethnicity": "varchar"})


def test_messages_about_files_show_no_value_of_a_row(workspace):
    write_csv_tables(workspace.raw, small_portfolio())
    (workspace.raw / "customers.csv").write_text("1,canaryname,canarymail,,2026-03-01,2026-03-02\n")
    (workspace.raw / "surveys.csv").write_text("1;canaryname;canarycomment\n")
    headers = workspace.dbt("run", "--select", "base_raw__customers", artifacts=True)
    lines = problems(headers)
    only(lines, "customers: the first line of", "does not name the column customer_id; write the names of the col")
    only(lines, "surveys: the first line of", "does not name the column survey_id")

    for table in ("customers", "surveys"):
        names = ",".join(COLUMNS[table])
        (workspace.raw / f"{table}.csv").write_text(f'{names}\n1,"canaryname,,,2026-03-01,2026-03-02\n')
    quotes = workspace.dbt("run", "--select", "base_raw__customers", artifacts=True)
    assert len([line for line in problems(quotes) if "ends inside a quoted text" in line]) == 2
    assert "canary" not in headers.output + quotes.output
    assert places_in_files("canary", workspace.root / "logs") == set()


def test_the_text_of_a_new_load_stands_among_the_changes_until_the_next_run(workspace):
    portfolio = small_portfolio()
    workspace.write_raw(portfolio)
    workspace.run()
    changed = {"loaded_at": LAST_LOAD + timedelta(days=1), "message_text": "A canaryname"}
    portfolio["interactions"].append(portfolio["interactions"][0] | changed)
    workspace.write_raw(portfolio)
    workspace.run()
    places = {f"{table}.message_text" for table in TEXTS | CHANGED_TEXTS}
    assert places_of("canaryname", workspace.database) == places
    workspace.run()
    # the view of the rows that a run reads shows none of an old load
    unread = {"main_staging.base_raw__interaction_rows"}
    places = {f"{table}.message_text" for table in TEXTS - unread}
    assert places_of("canaryname", workspace.database) == places


@pytest.fixture(scope="module")
def planted(shared_workspace):
    """A workspace in which the planted feed was run."""
    write_planted_feed(shared_workspace.clear().raw)
    result = shared_workspace.run(artifacts=True, answers=True)
    assert len(shared_workspace.query("select * from fct_customer_scores_daily")) == 18
    return shared_workspace, result.output


@pytest.fixture(scope="module")
def found(planted):
    """Where the database holds each canary, as {canary: {place}}."""
    return planted_in_database(CANARY, planted[0].database)


@pytest.mark.parametrize("fate", [*FATES, "broken"])
@pytest.mark.parametrize("column", ALLOWED)
def test_personal_values_stand_in_the_allowed_tables_only(found, column, fate):
    tables = ALLOWED[column][FATES[fate]] if fate in FATES else []
    assert found.get(canary(column, fate), set()) == {f"{table}.{column}" for table in tables}


def test_columns_that_the_contract_does_not_know_are_copied_nowhere(found):
    known = {canary(column, fate) for column in ALLOWED for fate in FATES}
    assert {place for text in found.keys() - known for place in found[text]} == {"raw.properties.ethnicity"}


def test_protected_attributes_are_reported_however_their_names_are_written(planted):
    output = planted[1]
    for table, column in [
        ("customers", "dateofbirth"),
        ("customers", "family-status"),
        ("interactions", "gender"),
        ("surveys", "religion"),
        ("properties", "ethnicity"),
    ]:
        assert f"raw.{table} has the column {column}, a protected attribute" in output
    assert "nickname" not in output


def test_the_quarantine_keeps_refused_rows_without_their_personal_values(planted):
    workspace = planted[0]
    refused = workspace.query("select source_table, source_record_id, record from fct_quarantined_records")
    assert {row["source_record_id"] for row in refused} >= {"refused", "unreadable", "valid"}
    assert len(refused) == 12
    assert [row for row in refused if "canary" in row["record"].lower()] == []


def test_compiled_files_and_logs_hold_no_value_of_the_feed(planted):
    workspace, output = planted
    assert "canary" not in output.lower()
    for folder in (workspace.target, workspace.root / "logs"):
        assert any(folder.iterdir())
        assert places_in_files("canary", folder) == set()


def hashed(value: str | None) -> str | None:
    """What docs/privacy.md says a hashed identity is."""
    return value and hashlib.sha256((SALT + value.strip().lower()).encode()).hexdigest()


def test_hashed_identities_take_the_place_of_plain_ones_and_their_salt_is_written_nowhere(planted):
    workspace = planted[0]
    people = "select customer_id, full_name, email, phone from {} order by customer_id"
    types = "select column_name, data_type from information_schema.columns where table_name = 'dim_customers'"
    plain, plain_types = workspace.query(people.format("dim_customers")), workspace.query(types)
    assert plain == workspace.query(people.format("main_staging.stg_raw__customers"))
    only_names = [row for row in plain if row["email"] is None]
    assert len(plain) == 4
    assert len(only_names) == 3

    evidence = "select customer_id, evidence_key, contribution from fct_score_evidence_current order by all"
    shares = workspace.query(evidence)
    marts = ("dim_customers", "fct_score_evidence_current")
    hashing = workspace.dbt("run", "--select", *marts, artifacts=True, **HASHED)
    assert hashing.success, hashing.output
    assert workspace.query(evidence) == shares
    assert workspace.query("select distinct message_text from fct_score_evidence_current") == [{"message_text": None}]
    assert workspace.query(people.format("dim_customers")) == [
        row | {name: hashed(row[name]) for name in ("full_name", "email", "phone")} for row in plain
    ]
    assert workspace.query(types) == plain_types
    for column in ("full_name", "email", "phone"):
        stays = {f"{table}.{column}" for table in CUSTOMERS["valid"] if table != "main.dim_customers"}
        assert places_of(canary(column, "valid"), workspace.database) == stays
    assert planted_in_database("0123456789[.]abcdef", workspace.database) == {}
    assert SALT not in hashing.output
    for folder in (workspace.target, workspace.root / "logs"):
        assert places_in_files(SALT, folder) == set()


ERASING_MODELS = ("dim_customers", "int_quarantined_records", "fct_score_evidence_current")


def test_an_erased_person_leaves_the_database_with_the_next_run(planted):
    workspace = planted[0]
    assert planted_in_database(CANARY, workspace.database)
    for file in workspace.raw.iterdir():
        file.unlink()
    workspace.write_raw(small_portfolio())
    # the options of the run before, which dbt has parsed
    rebuilt = workspace.dbt("run", "--select", "staging", *ERASING_MODELS, artifacts=True, **HASHED)
    assert rebuilt.success, rebuilt.output
    assert planted_in_database(CANARY, workspace.database) == {}


def test_planted_texts_are_found_in_files_of_every_kind(tmp_path):
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        connection.execute("create schema old; create table old.notes as select ['x', 'My CanaryName'] as words")
        connection.execute(f"copy (select 'canaryname' as note, 1 as n) to '{tmp_path}/notes.parquet'")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/run.log").write_text("a CANARYname")
    places = {"copy.duckdb:old.notes.words", "notes.parquet:note", "logs/run.log"}
    assert places_in_files("canaryname", tmp_path) == places
