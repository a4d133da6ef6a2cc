"""When a run may read changes only: what a unit test of stg_raw__reads can not say, which has one table of two."""

import duckdb
import pytest
from model_sql import ROOT, model_sql

SEEDS = [
    "channels",
    "importance_levels",
    "interaction_types",
    "journey_stages",
    "rejection_rules",
    "roles",
    "survey_types",
    "time_zones",
    "tone_lexicon",
    "tone_modifiers",
    "topics",
]
UNCHANGED = {
    "replaces_rows": lambda: "true",
    "is_full_refresh": lambda: "false",
    "missing_changed_rows": lambda: "",
    "reading_code_hash": lambda: "code",
    "rows_held_by": lambda model_name, columns: f"select * from {model_name}",
}


@pytest.fixture
def engine():
    """The seeds, and two reads of which the last has finished by the rules of now."""
    connection = duckdb.connect()
    for seed in SEEDS:
        path = ROOT / "seeds" / f"{seed}.csv"
        connection.execute(f"create table {seed} as from read_csv('{path}', header = true)")
    connection.execute("create table stg_raw__load_changes (source_table varchar, load_date date, rows_gone bigint)")
    connection.execute("create table int_finished_reads as select 2 as read_number")
    connection.execute("create table stg_raw__reads (read_number integer, rules_hash varchar)")
    connection.execute("insert into stg_raw__reads values (1, 'older')")
    connection.execute("insert into stg_raw__reads values (2, ?)", [this_read(connection)[1]])
    return connection


def this_read(engine, **macros):
    """(number, hash of the rules, reason to read everything) of a run that comes next."""
    relations = {name: name for name in [*SEEDS, "stg_raw__load_changes"]}
    (row,) = engine.execute(model_sql("stg_raw__reads", relations, **UNCHANGED | macros)).fetchall()
    return row


def reason(engine, **macros):
    return this_read(engine, **macros)[2]


def test_a_run_reads_everything_when_the_one_before_did_not_finish(engine):
    assert reason(engine) is None
    engine.execute("update int_finished_reads set read_number = 1")
    assert reason(engine) == "the last run did not finish"
    engine.execute("delete from int_finished_reads")
    assert reason(engine) == "the last run did not finish"
    # after the table that is missing, and before the rules
    engine.execute("update stg_raw__reads set rules_hash = 'other'")
    assert reason(engine) == "the last run did not finish"
    assert reason(engine, missing_changed_rows=lambda: "int_conversation_days") == "not there: int_conversation_days"


@pytest.mark.parametrize("seed", SEEDS)
def test_another_row_of_a_seed_changes_the_rules_and_another_order_does_not(engine, seed):
    engine.execute(f"create or replace table {seed} as from (from {seed} order by md5(columns(*)::varchar))")
    assert reason(engine) is None
    engine.execute(f"delete from {seed} where rowid = (select max(rowid) from {seed})")
    assert reason(engine) == "seeds, vars or models by which rows are read have changed"


def test_another_version_of_the_models_changes_the_rules(engine):
    assert reason(engine, reading_code_hash=lambda: "other") is not None
