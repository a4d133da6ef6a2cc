"""Rows, dates, vars and seeds that can not be used: a row is refused or mapped, all else stops the run."""

import csv
import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from builders import LAST_LOAD, execute, only, problems, small_portfolio, write_csv_tables
from conftest import PROJECT, Workspace, copy_project, raw_columns

KEYS = {
    "properties": "property_id",
    "customers": "customer_id",
    "customer_roles": "role_id",
    "interactions": "interaction_id",
    "issues": "issue_id",
    "surveys": "survey_id",
    "initiatives": "initiative_id",
}
LOADED = "2026-03-10 03:00:00"
EARLIER = "2026-03-09 03:00:00"
LATER = "2026-03-11 03:00:00"
VALID_ROWS = {
    "properties": {"time_zone": "UTC", "unit_count": "9"},
    "customers": {"created_at": "2026-03-01"},
    "customer_roles": {
        "customer_id": "valid",
        "property_id": "valid",
        "role": "leaseholder",
        "started_on": "2026-01-01",
    },
    "interactions": {
        "customer_id": "valid",
        "property_id": "valid",
        "occurred_at": "2026-03-05 12:00:00",
        "channel": "email",
        "direction": "inbound",
        "interaction_type": "complaint",
        "topic": "noise",
        "importance": "high",
    },
    "issues": {
        "customer_id": "valid",
        "property_id": "valid",
        "topic": "noise",
        "importance": "high",
        "opened_at": "2026-03-05 12:00:00",
    },
    "surveys": {
        "customer_id": "valid",
        "property_id": "valid",
        "survey_type": "nps",
        "rating": "7",
        "rating_max": "10",
        "responded_at": "2026-03-05 12:00:00",
    },
    "initiatives": {"property_id": "valid", "initiative_name": "paint", "started_on": "2026-03-05"},
}
# What breaks each rule of the seed rejection_rules, for all tables or for one.
BREAKS = {
    "missing_loaded_at": {"loaded_at": "last night"},
    "unknown_customer": {"customer_id": "nobody"},
    "unknown_property": {"property_id": "nowhere"},
    "unknown_role": {"role": "pet"},
    "unknown_survey_type": {"survey_type": "poll"},
    "unknown_direction": {"direction": "sideways"},
    "unknown_channel": {"channel": "pigeon"},
    "unknown_interaction_type": {"interaction_type": "song"},
    "unknown_topic": {"topic": "weather"},
    "unknown_importance": {"importance": "urgent!"},
    "unknown_journey_stage": {"journey_stage": "afterlife"},
    "unknown_time_zone": {"time_zone": "Mars/Olympus"},
    "sentiment_out_of_range": {"sentiment": "-1.01"},
    "negative_duration": {"wait_seconds": "-1"},
    "rating_out_of_range": {"rating": "11"},
    "ended_before_started": {"ended_on": "2025-12-31"},
    "resolved_before_opened": {"resolved_at": "2026-03-05 11:59:59"},
    ("properties", "unreadable_value"): {"unit_count": "a dozen"},
    ("properties", "negative_count"): {"unit_count": "-1"},
    ("customers", "unreadable_value"): {"created_at": "2026-02-30"},
    ("customers", "impossible_date"): {"created_at": "1999-12-31"},
    ("customer_roles", "unreadable_value"): {"ended_on": "someday"},
    ("customer_roles", "missing_date"): {"started_on": None},
    ("customer_roles", "impossible_date"): {"started_on": "1999-12-31"},
    ("interactions", "unreadable_value"): {"is_escalated": "perhaps"},
    ("interactions", "missing_date"): {"occurred_at": None},
    ("interactions", "future_date"): {"occurred_at": "2026-03-11 03:00:01"},
    ("interactions", "impossible_date"): {"occurred_at": "1999-12-31 23:59:59"},
    ("issues", "unreadable_value"): {"reopened_count": "twice"},
    ("issues", "missing_date"): {"opened_at": None},
    ("issues", "future_date"): {"resolved_at": "2026-03-11 03:00:01"},
    ("issues", "impossible_date"): {"opened_at": "1999-12-31 23:59:59"},
    ("issues", "negative_count"): {"reopened_count": "-1"},
    ("surveys", "unreadable_value"): {"rating": "good"},
    ("surveys", "missing_date"): {"responded_at": None},
    ("surveys", "future_date"): {"responded_at": "2026-03-11 03:00:01"},
    ("surveys", "impossible_date"): {"responded_at": "1999-12-31"},
    ("initiatives", "unreadable_value"): {"ended_on": "someday"},
    ("initiatives", "missing_date"): {"started_on": None},
    ("initiatives", "impossible_date"): {"started_on": "1999-12-31"},
}
# What differs in a row of the same id and load.
OTHER_CONTENT = {
    "properties": {"city": "else"},
    "customers": {"full_name": "else"},
    "customer_roles": {"ended_on": "2026-03-07"},
    "interactions": {"agent_id": "else"},
    "issues": {"resolved_at": "2026-03-07"},
    "surveys": {"comment": "else"},
    "initiatives": {"ended_on": "2026-03-07"},
}
MAPPED_VALUES = {
    "unknown_time_zone": {"time_zone": "UTC"},
    "unknown_channel": {"channel": "other"},
    "unknown_interaction_type": {"interaction_type": "other"},
    "unknown_topic": {"topic": "other"},
    "unknown_importance": {"importance": "normal"},
    "sentiment_out_of_range": {"feed_sentiment_thousandths": None},
    "negative_duration": {"wait_seconds": None},
    "unknown_journey_stage": {"journey_stage": None},
    "negative_count": {"unit_count": None},
    "impossible_date": {"created_at": None},
}

with (PROJECT / "seeds/rejection_rules.csv").open() as seed:
    RULES = [(row["source_table"], row["rejection_reason"], row["action"]) for row in csv.DictReader(seed)]
REFUSALS = [(table, rule) for table, rule, action in RULES if action == "refuse"]
MAPPINGS = [(table, rule) for table, rule, action in RULES if action == "map"]


def row_of(table: str, row_id: str | None, **changes) -> dict:
    return {KEYS[table]: row_id, "loaded_at": LOADED} | VALID_ROWS[table] | changes


def broken_tables() -> dict[str, list[dict]]:
    """For each table a valid row, and for each of its rules a row that breaks it.

    The valid row comes four times: an earlier version, two equal copies, a later version. The id of a row
    that breaks a rule is the name of the rule.
    """
    tables = {
        table: [row_of(table, "valid", loaded_at=loaded_at) for loaded_at in (EARLIER, LOADED, LOADED, LATER)]
        for table in KEYS
    }
    for table, rule, _ in RULES:
        if rule == "missing_key":
            tables[table].append(row_of(table, " "))
        elif rule == "duplicate_key":
            tables[table] += [row_of(table, rule), row_of(table, rule, **OTHER_CONTENT[table])]
        else:
            tables[table].append(row_of(table, rule, **breaking(table, rule)))
    return tables


def breaking(table: str, rule: str) -> dict:
    """The changes to a valid row that break a rule."""
    return BREAKS.get((table, rule)) or BREAKS[rule]


def staged_rows(workspace: Workspace) -> dict[str, dict[str, dict]]:
    """The rows of the staging layer as {table: {id: row}}."""
    return {
        table: {row[key]: row for row in workspace.query(f"select * from main_staging.stg_raw__{table}")}
        for table, key in KEYS.items()
    }


class Broken:
    """What a run over the broken tables left."""

    def __init__(self, workspace: Workspace):
        self.raw = broken_tables()
        write_csv_tables(workspace.clear().raw, self.raw)
        workspace.run()
        self.staged = staged_rows(workspace)
        self.quarantine = workspace.query("select * from fct_quarantined_records")
        self.broken_rules = {
            (table, row[key]): row["broken_rules"]
            for table, key in KEYS.items()
            for row in workspace.query(f"select * from main_staging.base_raw__{table}")
        }
        self.accounts = workspace.query("select * from main_intermediate.int_row_accounts")
        self.scored = workspace.query("select distinct customer_id from fct_customer_scores_daily")

    def refused(self, table: str, rule: str) -> list[dict]:
        place = (table, rule)
        return [row for row in self.quarantine if (row["source_table"], row["rejection_reason"]) == place]


@pytest.fixture(scope="module")
def broken(shared_workspace):
    return Broken(shared_workspace)


@pytest.mark.parametrize(("table", "rule"), REFUSALS)
def test_a_row_that_breaks_a_rule_is_refused_with_its_reason_and_kept(broken, table, rule):
    row_id = None if rule == "missing_key" else rule
    (refused,) = broken.refused(table, rule)
    assert refused["source_record_id"] == row_id
    assert refused["loaded_at"] == (None if rule == "missing_loaded_at" else LAST_LOAD)
    # Of two rows with one key the other one is staged.
    assert (row_id in broken.staged[table]) == (rule == "duplicate_key")
    if rule not in ("missing_key", "duplicate_key"):
        record = json.loads(refused["record"])
        changes = breaking(table, rule)
        assert {name: record[name] for name in changes} == changes


@pytest.mark.parametrize(("table", "rule"), MAPPINGS)
def test_a_row_with_a_value_that_is_mapped_counts_with_the_mapped_value(broken, table, rule):
    assert broken.broken_rules[table, rule] == rule
    staged = broken.staged[table][rule]
    assert {name: staged[name] for name in MAPPED_VALUES[rule]} == MAPPED_VALUES[rule]
    assert not broken.refused(table, rule)


def test_no_other_row_is_refused_and_bad_rows_stop_no_build(broken):
    assert len(broken.quarantine) == len(REFUSALS)
    assert broken.scored == [{"customer_id": "valid"}]
    for table in KEYS:
        mapped = {rule for name, rule in MAPPINGS if name == table}
        assert set(broken.staged[table]) == {"valid", "duplicate_key"} | mapped
        assert broken.staged[table]["valid"]["loaded_at"].isoformat(" ") == LATER


def test_every_row_that_came_in_is_staged_superseded_or_refused_in_its_own_load(broken):
    for account in broken.accounts:
        parts = account["rows_staged"] + account["rows_superseded"] + account["rows_quarantined"]
        assert account["rows_in"] == parts, account
        assert min(account["rows_staged"], account["rows_superseded"], account["rows_quarantined"]) >= 0
    for table, rows in broken.raw.items():
        accounts = {
            row["load_date"] and row["load_date"].isoformat(): row
            for row in broken.accounts
            if row["source_table"] == table
        }
        loads = Counter(None if row["loaded_at"] == "last night" else row["loaded_at"][:10] for row in rows)
        assert {load: row["rows_in"] for load, row in accounts.items()} == loads
        # Of the valid row the earlier version and both copies.
        superseded = {load: row["rows_superseded"] for load, row in accounts.items() if row["rows_superseded"]}
        assert superseded == {EARLIER[:10]: 1, LOADED[:10]: 2}


def test_a_mappable_rule_set_to_refuse_refuses(workspace):
    write_csv_tables(workspace.raw, broken_tables())
    execute(workspace.database, "update main_seeds.rejection_rules set action = 'refuse' where is_mappable")
    tables = sorted({table for table, _ in MAPPINGS})
    workspace.dbt("run", "--select", *(f"+base_raw__{table}" for table in tables))
    refused = {
        (table, row["rejection_reason"])
        for table in tables
        for row in workspace.query(f"select rejection_reason from main_staging.base_raw__{table}")
    }
    assert set(MAPPINGS) <= refused


def test_tables_without_rows_are_listed_and_the_optional_ones_are_fine(workspace):
    workspace.write_raw({})
    lines = problems(workspace.dbt("run", "--select", "+int_scoring_days"))
    assert len(lines) == 4
    for table in ("properties", "customers", "customer_roles", "interactions"):
        line = only(lines, f"{table}: the raw table has no rows")
        assert "load it, or check that CX_RAW_PATH is the folder you mean" in line


def test_too_many_refused_rows_stop_the_run_before_a_mart_changes_and_say_where_to_look(workspace):
    portfolio = small_portfolio()
    workspace.write_raw(portfolio)
    workspace.run()
    marts = ("fct_customer_scores_daily", "dim_customers", "fct_quarantined_records")
    before = {mart: workspace.query(f"select * from {mart} order by all") for mart in marts}
    assert len(before["fct_customer_scores_daily"]) == 18

    next_load = LAST_LOAD + timedelta(days=1)
    too_late = next_load + timedelta(days=9)
    portfolio["interactions"] += [
        row | {"interaction_id": f"{row['interaction_id']} {copy}", "occurred_at": too_late}
        for row in portfolio["interactions"]
        for copy in range(1, 3)
    ]
    portfolio["customers"].append({"customer_id": "new", "loaded_at": next_load})
    workspace.write_raw(portfolio)
    result = workspace.dbt("run")
    (line,) = problems(result)
    assert "interactions: 42 of 63 rows were refused, most often as future_date" in line
    assert "max_quarantine_rate" in line
    assert "0.2" in line
    assert "look at main_staging.base_raw__interactions where rejection_reason is not null" in line
    assert "mend the feed, or raise the var" in line
    assert {mart: workspace.query(f"select * from {mart} order by all") for mart in marts} == before
    assert result.statuses["dim_customers"] == result.statuses["fct_quarantined_records"] == "skipped"


def test_a_feed_whose_interactions_all_lie_in_the_future_is_refused_as_such(workspace):
    portfolio = small_portfolio()
    for row in portfolio["interactions"]:
        row["occurred_at"] += timedelta(days=365)
    workspace.write_raw(portfolio)
    (line,) = problems(workspace.dbt("run", "--select", "+int_scoring_days"))
    assert "interactions: 21 of 21 rows were refused, most often as future_date" in line


def test_one_load_time_far_ahead_does_not_score_years_without_data(workspace):
    portfolio = small_portfolio()
    portfolio["interactions"][0]["loaded_at"] = datetime(2099, 1, 1, 3)
    workspace.write_raw(portfolio)
    (line,) = [
        line
        for line in problems(workspace.dbt("run", "--select", "+int_scoring_days"))
        if "newest loaded_at" in line
    ]
    assert "2099-01-01 03:00:00, but the last interaction was on 2026-03-08" in line
    assert "correct loaded_at where it is wrong, or set as_of_date" in line


def test_a_customer_with_several_roles_is_scored_once_and_a_property_without_time_zone_in_utc(workspace):
    portfolio = small_portfolio()
    role = portfolio["customer_roles"][0]
    portfolio["customer_roles"] += [
        role | {"role_id": "earlier prospect", "role": "prospect", "property_id": "south"},
        role | {"role_id": "occupant since", "role": "occupant", "started_on": date(2026, 3, 6)},
        role | {"role_id": "newer lease", "started_on": date(2026, 3, 5), "property_id": "south"},
    ]
    portfolio["properties"][0]["time_zone"] = None
    portfolio["properties"][1]["time_zone"] = "America/Chicagoo"
    workspace.write_raw(portfolio)
    workspace.run()
    scores = workspace.query(
        "select score_date, cohort, property_id from fct_customer_scores_daily "
        "where customer_id = 'anna' order by score_date"
    )
    # A leaseholder before an occupant and a prospect; of two leases the one that began last. In UTC the last
    # load covers a day more than in Chicago.
    assert [(row["score_date"].day, row["cohort"], row["property_id"]) for row in scores] == [
        (day, "residents", "north" if day < 5 else "south") for day in range(3, 10)
    ]
    zones = workspace.query("select * from main_staging.base_raw__properties")
    assert {row["raw_time_zone"]: row["time_zone"] for row in zones} == {None: "UTC", "America/Chicagoo": "UTC"}
    assert {row["broken_rules"] for row in zones} == {"unknown_time_zone"}


def test_vars_that_can_not_be_used_are_listed_before_anything_is_read(workspace):
    statement = "2026-03-08'); drop schema main_seeds cascade; select ('"
    variables = {
        "as_of_date": "2026-13-40",
        "score_start_date": "yesterday",
        "earliest_valid_date": statement,
        "default_time_zone": "Mars/Olympus",
        "unlisted_topics": "drop",
        "scoring_window_days": -1,
        "future_tolerance_hours": "24 hour) --",
        "max_quarantine_rate": 20,
    }
    lines = problems(workspace.dbt("run", "--select", "base_raw__properties", variables=variables))
    assert len(lines) == len(variables)
    line = only(lines, "as_of_date is '2026-13-40': write a date of the calendar as yyyy-mm-dd")
    assert "for example --vars '{as_of_date: 2026-06-29}'" in line
    only(lines, "score_start_date is 'yesterday': write a date")
    only(lines, f"earliest_valid_date is '{statement}': write a date")
    only(lines, "default_time_zone is 'Mars/Olympus': write a name of the seed time_zones")
    only(lines, "unlisted_topics is 'drop': write other or keep")
    only(lines, "scoring_window_days is '-1': write a whole number from 1 to 36500")
    only(lines, "future_tolerance_hours is '24 hour) --': write a whole number from 0")
    only(lines, "max_quarantine_rate is '20': write a share from 0 to 1")
    assert workspace.query("select count(*) as n from main_seeds.rejection_rules")[0]["n"] == len(RULES)


@pytest.mark.parametrize(
    ("as_of_date", "message"),
    [
        (
            "2026-03-02",
            "2026-03-02 is before 2026-03-03, the first day to score; the data covers 2026-03-02 to "
            "2026-03-08, choose a day in that range",
        ),
        (
            "2026-03-09",
            "2026-03-09 is after 2026-03-08, the last day that the loaded data covers fully; choose an earlier "
            "day or load more",
        ),
    ],
)
def test_an_as_of_date_outside_the_data_stops_the_run_and_names_the_range(workspace, as_of_date, message):
    workspace.write_raw(small_portfolio())
    result = workspace.dbt("run", "--select", "+int_scoring_days", variables={"as_of_date": as_of_date})
    assert problems(result) == [f"as_of_date: {message}"]


def test_problems_of_all_seeds_are_listed_together_before_a_mart_changes(workspace):
    workspace.write_raw(small_portfolio())
    for statement in (
        "update factors set half_life_days = -30 where factor = 'tone'",
        "update factors set prior_evidence = null where factor = 'nature'",
        "delete from factors where factor = 'recency'",
        "update factor_weights set weight = 11 where cohort = 'residents' and factor = 'frequency'",
        "update factor_weights set factor = 'mood' where cohort = 'prospects' and factor = 'variety'",
        "update score_bands set lower_edge = null where score_band = 'fair'",
        "update score_bands set lower_edge = 1 where lower_edge = 0",
        "update importance_levels set severity = null where importance = 'high'",
        "update rejection_rules set action = 'map' where source_table = 'surveys' and rule_order = 1",
    ):
        execute(workspace.database, f"use main_seeds; {statement}")
    result = workspace.dbt("run")
    lines = problems(result)
    only(lines, "factors: half_life_days of tone is -30; write a number of days above 0")
    only(lines, "factors: prior_evidence of nature is empty; write a number above 0")
    only(lines, "factors: the factor recency is missing; give it a row")
    line = only(lines, "factor_weights: the weights of residents from 2000-01-01 sum to 101")
    assert "change them so that they sum to 100" in line
    only(lines, "factor_weights: prospects / mood names an unknown cohort or factor; use residents or")
    only(lines, "score_bands: the band fair has the lower_edge empty; write one edge from 0 to 100")
    only(lines, "score_bands: no band begins at 0; give the lowest band the lower_edge 0")
    only(lines, "importance_levels: high has the severities empty and 4.5; write numbers above 0")
    only(lines, "rejection_rules: surveys / missing_key has the action map; write refuse")
    marts = {status for name, status in result.statuses.items() if name.startswith(("fct_", "dim_"))}
    assert marts == {"skipped"}


def test_empty_cells_of_a_seed_file_are_named_and_no_raw_error_of_the_engine_shows(tmp_path):
    workspace = Workspace(tmp_path / "work", project=copy_project(tmp_path / "project"))
    workspace.write_raw(small_portfolio())
    for seed, cell, changed in (
        ("factors", "tone,3,60,3", "tone,3,,"),
        ("factor_weights", "residents,nature,25,2000-01-01", "residents,nature,,"),
        ("score_bands", "fair,45", ",45"),
    ):
        file = workspace.project / f"seeds/{seed}.csv"
        assert cell in file.read_text()
        file.write_text(file.read_text().replace(cell, changed))
    build = ("build", "--resource-type", "seed", "--resource-type", "model")
    lines = problems(workspace.dbt(*build))
    only(lines, "factors: half_life_days of tone is empty")
    only(lines, "factors: prior_evidence of tone is empty")
    only(lines, "factor_weights: residents / nature has no valid_from and no weight; write a date and a weight")
    only(lines, "score_bands: the band without a name has the lower_edge 45")
