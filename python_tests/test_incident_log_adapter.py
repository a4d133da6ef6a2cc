"""The incident-log example: its adapter uses only what was known, its report counts correctly.

The log of these tests is small and made up; only its format is that of the real one.
"""

from __future__ import annotations

import csv
import importlib.util
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest

EXAMPLE = Path(__file__).parents[1] / "examples" / "incident_log"


def load_script(name):
    spec = importlib.util.spec_from_file_location(f"incident_log_{name}", EXAMPLE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run_adapter = load_script("run_adapter")
report = load_script("report")

# The columns of the archive, with the type that a Parquet copy gives them.
LOG_TYPES = {
    "number": "varchar",
    "incident_state": "varchar",
    "active": "boolean",
    "reassignment_count": "integer",
    "reopen_count": "integer",
    "sys_mod_count": "integer",
    "made_sla": "boolean",
    "caller_id": "varchar",
    "opened_by": "varchar",
    "opened_at": "timestamp",
    "sys_updated_by": "varchar",
    "sys_updated_at": "timestamp",
    "contact_type": "varchar",
    "location": "varchar",
    "category": "varchar",
    "priority": "varchar",
    "knowledge": "boolean",
    "closed_code": "varchar",
    "resolved_by": "varchar",
    "resolved_at": "timestamp",
    "closed_at": "timestamp",
}


def at(text):
    """Return a time of March 2016 from 'day hour:minute'."""
    return datetime.strptime(f"2016-03-{text}", "%Y-%m-%d %H:%M")


def update(number, state, updated_at, **changes):
    """Return one row of the log: caller A, location 1, category 1, normal, opened on the 1st."""
    row = {
        "number": number,
        "incident_state": state,
        "active": state != "Closed",
        "reassignment_count": 0,
        "reopen_count": 0,
        "sys_mod_count": 0,
        "made_sla": True,
        "caller_id": "Caller A",
        "opened_by": "Opened by 8",
        "opened_at": at("01 08:00"),
        "sys_updated_by": "Updated by 21",
        "sys_updated_at": at(updated_at),
        "contact_type": "Phone",
        "location": "Location 1",
        "category": "Category 1",
        "priority": "3 - Moderate",
        "knowledge": True,
        "closed_code": "code 5",
        "resolved_by": "Resolved by 149",
        "resolved_at": at("09 09:00"),
        "closed_at": at("14 09:00"),
    }
    return {**row, **changes}


def example_log():
    """Return a log with every case that the adapter treats on its own."""
    return [
        # A plain case: opened, resolved, closed.
        update("INC1", "New", "01 08:05"),
        update("INC1", "Active", "01 09:00", sys_mod_count=1),
        update("INC1", "Resolved", "02 10:00", sys_mod_count=2),
        update("INC1", "Closed", "07 10:00", sys_mod_count=3),
        # Another category and priority later; reopened once, counted by the log.
        update("INC2", "New", "03 11:00", opened_at=at("03 10:58"), location="Location 2"),
        update(
            "INC2", "Active", "04 11:00", opened_at=at("03 10:58"), sys_mod_count=1,
            category="Category 2", priority="1 - Critical", location="Location 3",
        ),
        update(
            "INC2", "Resolved", "05 11:00", opened_at=at("03 10:58"), sys_mod_count=2,
            category="Category 2", priority="1 - Critical",
        ),
        update(
            "INC2", "Active", "06 11:00", opened_at=at("03 10:58"), sys_mod_count=3,
            category="Category 2", priority="1 - Critical", reopen_count=1,
        ),
        update(
            "INC2", "Resolved", "08 11:00", opened_at=at("03 10:58"), sys_mod_count=4,
            category="Category 2", priority="1 - Critical", reopen_count=1,
        ),
        # Nothing but unknowns, reported by another caller.
        update(
            "INC3", "New", "04 12:00", opened_at=at("04 12:00"), caller_id="Caller B",
            location=None, category=None, priority=None, contact_type=None,
        ),
        # Claims to be opened two days before the log knows it.
        update("INC4", "New", "06 07:00", opened_at=at("04 07:00"), caller_id="Caller C"),
        # Service accounts and a row without caller.
        update("INC5", "New", "04 12:00", caller_id="Caller 1904"),
        update("INC6", "New", "04 12:00", caller_id="Caller 290"),
        update("INC7", "New", "04 12:00", caller_id="Caller 4514"),
        update("INC8", "New", "04 12:00", caller_id=None),
    ]


def write_parquet(rows, path):
    columns = ", ".join(f"{name} {kind}" for name, kind in LOG_TYPES.items())
    places = ", ".join("?" for _ in LOG_TYPES)
    with duckdb.connect() as connection:
        connection.execute(f"create table log ({columns})")
        connection.executemany(
            f"insert into log values ({places})",
            [[row[name] for name in LOG_TYPES] for row in rows],
        )
        connection.execute(f"copy log to '{path}' (format parquet)")
    return path


def as_archive_text(value):
    """Return a value as the archive writes it: '?' for null, dates without leading zeros."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{value.day}/{value.month}/{value.year} {value:%H:%M}"
    return str(value)


def write_archive_csv(rows, path):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(LOG_TYPES)
        writer.writerows([as_archive_text(row[name]) for name in LOG_TYPES] for row in rows)
    return path


def read_all(folder):
    """Return the written tables by name, each a list of dictionaries in the order of its file."""
    tables = {}
    with duckdb.connect() as connection:
        for table in run_adapter.TABLES:
            file = str(folder / f"{table}.parquet")
            result = connection.execute("select * from read_parquet(?)", [file])
            names = [column[0] for column in result.description]
            tables[table] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return tables


@pytest.fixture
def adapt(tmp_path):
    """Return a function that maps rows of a log and returns the tables by name."""
    runs = iter(range(1000))

    def adapt_rows(rows, known_until=None):
        run = next(runs)
        log = write_parquet(rows, tmp_path / f"log_{run}.parquet")
        run_adapter.run_adapter(log, tmp_path / f"raw_{run}", known_until)
        return read_all(tmp_path / f"raw_{run}")

    return adapt_rows


def versions_of(tables, issue_id):
    return [
        (row["loaded_at"], row["resolved_at"], row["reopened_count"])
        for row in tables["issues"]
        if row["issue_id"] == issue_id
    ]


# What was known


def test_final_resolution_and_closing_never_reach_the_output(adapt):
    falsified = [
        {
            **row,
            "resolved_at": at("30 23:00"),
            "closed_at": row["sys_updated_at"] - timedelta(minutes=1),
            "made_sla": False,
            "closed_code": "code 1",
            "resolved_by": None,
        }
        for row in example_log()
    ]
    assert adapt(falsified) == adapt(example_log())


def rows_loaded_until(tables, last_day):
    """Return the tables without the rows loaded after `last_day`."""
    cut = datetime.combine(last_day, time()) + timedelta(days=1)
    return {
        table: [row for row in rows if row["loaded_at"] < cut] for table, rows in tables.items()
    }


def test_log_cut_after_any_day_gives_the_rows_loaded_until_that_day(adapt):
    rows = example_log()
    tables = adapt(rows)
    for last_day in (date(2016, 3, day) for day in range(1, 9)):
        known_rows = [row for row in rows if row["sys_updated_at"].date() <= last_day]
        assert adapt(known_rows) == rows_loaded_until(tables, last_day)


def test_option_known_until_cuts_the_log_after_that_day(adapt):
    last_day = date(2016, 3, 5)
    rows = example_log()
    assert adapt(rows, last_day) == rows_loaded_until(adapt(rows), last_day)


def test_customer_starts_with_the_incident_that_was_known_first(adapt):
    opened_first = update("INC1", "New", "01 12:00", location="Location 9")
    known_first = update("INC2", "New", "01 11:00", opened_at=at("01 10:00"))
    tables = adapt([opened_first, known_first])
    (customer,) = tables["customers"]
    (role,) = tables["customer_roles"]
    assert customer["created_at"] == at("01 10:00")
    assert role["property_id"] == "Location 1"
    assert role["loaded_at"] == customer["loaded_at"] == at("01 11:00")


def test_incident_opened_on_a_day_before_its_first_update_counts_from_that_update(adapt):
    tables = adapt(example_log())
    (interaction,) = [row for row in tables["interactions"] if row["interaction_id"] == "INC4"]
    (issue,) = [row for row in tables["issues"] if row["issue_id"] == "INC4"]
    assert interaction["occurred_at"] == issue["opened_at"] == at("06 07:00")


def test_incident_opened_on_the_day_of_its_first_update_keeps_its_time(adapt):
    (interaction, *_) = adapt(example_log())["interactions"]
    assert interaction["occurred_at"] == at("01 08:00")
    assert interaction["loaded_at"] == at("01 08:05")


def test_incident_is_never_opened_after_its_first_update(adapt):
    later_that_day = update("INC1", "Resolved", "01 07:00")
    on_a_later_day = update("INC2", "Resolved", "01 07:00", opened_at=at("03 08:00"))
    for row in adapt([later_that_day, on_a_later_day])["issues"]:
        assert row["opened_at"] == row["resolved_at"] == row["loaded_at"] == at("01 07:00")


def test_interaction_shows_the_first_update_and_not_later_ones(adapt):
    (interaction,) = [
        row for row in adapt(example_log())["interactions"] if row["interaction_id"] == "INC2"
    ]
    assert interaction["topic"] == "Category 1"
    assert interaction["importance"] == "normal"
    assert interaction["property_id"] == "Location 2"


def test_later_change_of_caller_leaves_the_incident_with_its_first_caller(adapt):
    rows = [
        update("INC1", "New", "01 08:05"),
        update("INC1", "Resolved", "01 09:00", caller_id="Caller 290", location="Location 7"),
    ]
    tables = adapt(rows)
    assert {row["customer_id"] for row in tables["issues"]} == {"Caller A"}
    assert {row["property_id"] for row in tables["issues"]} == {"Location 1"}
    assert versions_of(tables, "INC1")[-1][1] == at("01 09:00")


# Versions of an issue


def test_issue_gets_a_version_only_when_something_the_score_reads_changes(adapt):
    assert versions_of(adapt(example_log()), "INC1") == [
        (at("01 08:05"), None, 0),
        (at("02 10:00"), at("02 10:00"), 0),
    ]


def test_changed_category_or_priority_makes_a_version(adapt):
    rows = [
        update("INC1", "New", "01 08:05"),
        update("INC1", "New", "02 08:00", category="Category 2"),
        update("INC1", "New", "03 08:00", category="Category 2", priority="2 - High"),
    ]
    assert [
        (row["topic"], row["importance"], row["loaded_at"]) for row in adapt(rows)["issues"]
    ] == [
        ("Category 1", "normal", at("01 08:05")),
        ("Category 2", "normal", at("02 08:00")),
        ("Category 2", "high", at("03 08:00")),
    ]


def test_each_reopening_starts_an_episode_with_its_own_resolution(adapt):
    assert versions_of(adapt(example_log()), "INC2") == [
        (at("03 11:00"), None, 0),
        (at("04 11:00"), None, 0),
        (at("05 11:00"), at("05 11:00"), 0),
        (at("06 11:00"), None, 1),
        (at("08 11:00"), at("08 11:00"), 1),
    ]


def test_reopening_that_the_log_does_not_count_is_counted(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05"),
        update("INC1", "Active", "02 08:00"),
        update("INC1", "Resolved", "03 08:00"),
        update("INC1", "Awaiting User Info", "04 08:00"),
    ]
    assert [count for *_, count in versions_of(adapt(rows), "INC1")] == [0, 1, 1, 2]


def test_reopening_that_the_log_counts_late_is_counted_once(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05"),
        update("INC1", "Active", "02 08:00"),
        update("INC1", "Active", "03 08:00", reopen_count=1),
        update("INC1", "Resolved", "04 08:00", reopen_count=1),
    ]
    assert [count for *_, count in versions_of(adapt(rows), "INC1")] == [0, 1, 1]


def test_reopened_count_never_falls_when_the_log_sets_its_count_back(adapt):
    rows = [
        update("INC1", "New", "01 08:05", reopen_count=2),
        update("INC1", "Active", "02 08:00", reopen_count=0),
        update("INC1", "Resolved", "03 08:00", reopen_count=0),
        update("INC1", "Active", "04 08:00", reopen_count=1),
    ]
    assert [count for *_, count in versions_of(adapt(rows), "INC1")] == [2, 2, 3]


def test_reopening_within_a_minute_dates_the_new_resolution(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05"),
        update("INC1", "Active", "02 08:00", reopen_count=1, sys_mod_count=1),
        update("INC1", "Resolved", "02 08:00", reopen_count=1, sys_mod_count=2),
    ]
    assert versions_of(adapt(rows), "INC1") == [
        (at("01 08:05"), at("01 08:05"), 0),
        (at("02 08:00"), at("02 08:00"), 1),
    ]


def test_closing_keeps_the_date_of_the_resolution_in_a_later_version(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05"),
        update("INC1", "Closed", "06 08:00", category="Category 2"),
    ]
    assert versions_of(adapt(rows), "INC1")[-1] == (at("06 08:00"), at("01 08:05"), 0)


def test_updates_of_one_minute_become_the_state_left_by_the_last_of_them(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05", sys_mod_count=10),
        update("INC1", "New", "01 08:05", sys_mod_count=9, category="Category 2"),
    ]
    tables = adapt(rows)
    assert versions_of(tables, "INC1") == [(at("01 08:05"), at("01 08:05"), 0)]
    assert tables == adapt(rows[::-1])


def test_updates_that_tie_in_every_order_of_the_log_give_one_answer(adapt):
    rows = [
        update("INC1", "New", "01 08:05", category="Category 2"),
        update("INC1", "New", "01 08:05", location="Location 2"),
        update("INC1", "Active", "01 08:05", caller_id="Caller B"),
    ]
    assert adapt(rows) == adapt(rows[::-1]) == adapt(rows[1:] + rows[:1])


def test_state_without_a_meaning_is_no_reopening(adapt):
    rows = [
        update("INC1", "Resolved", "01 08:05"),
        update("INC1", "-100", "02 08:00"),
        update("INC1", None, "03 08:00"),
        update("INC1", "Closed", "04 08:00"),
    ]
    assert versions_of(adapt(rows), "INC1") == [(at("01 08:05"), at("01 08:05"), 0)]


# Mapping


def test_service_accounts_and_rows_without_caller_are_left_out(adapt):
    tables = adapt(example_log())
    people = {"Caller A", "Caller B", "Caller C"}
    for table in ("customers", "customer_roles", "interactions", "issues"):
        assert {row["customer_id"] for row in tables[table]} == people
    assert {row["interaction_id"] for row in tables["interactions"]} == {
        "INC1", "INC2", "INC3", "INC4",
    }


def test_missing_values_become_named_unknowns(adapt):
    tables = adapt(example_log())
    (interaction,) = [row for row in tables["interactions"] if row["customer_id"] == "Caller B"]
    assert interaction["property_id"] == "Location unknown"
    assert interaction["topic"] == "other"
    assert interaction["importance"] == "normal"
    assert interaction["channel"] == "other"
    assert "Location unknown" in {row["property_id"] for row in tables["properties"]}


@pytest.mark.parametrize(
    ("column", "labels", "field"),
    [
        (
            "priority",
            {
                "1 - Critical": "very_high",
                "2 - High": "high",
                "3 - Moderate": "normal",
                "4 - Low": "low",
            },
            "importance",
        ),
        (
            "contact_type",
            {
                "Phone": "phone",
                "Self service": "portal",
                "Email": "email",
                "IVR": "ivr",
                "Direct opening": "other",
            },
            "channel",
        ),
    ],
)
def test_labels_of_the_log_are_mapped_to_accepted_values(adapt, column, labels, field):
    rows = [
        update(f"INC{place}", "New", "01 08:05", **{column: label})
        for place, label in enumerate(labels)
    ]
    assert [row[field] for row in adapt(rows)["interactions"]] == list(labels.values())


def test_every_property_and_customer_is_loaded_no_later_than_what_refers_to_it(adapt):
    tables = adapt(example_log())
    known_properties = {row["property_id"]: row["loaded_at"] for row in tables["properties"]}
    known_customers = {row["customer_id"]: row["loaded_at"] for row in tables["customers"]}
    for table in ("customer_roles", "interactions", "issues"):
        for row in tables[table]:
            assert known_properties[row["property_id"]] <= row["loaded_at"]
            assert known_customers[row["customer_id"]] <= row["loaded_at"]


def test_tables_have_the_columns_and_types_of_the_contract(adapt, tmp_path):
    adapt(example_log())
    expected = {
        "properties": "property_id property_name property_group city region time_zone unit_count"
        " loaded_at",
        "customers": "customer_id full_name email phone created_at loaded_at",
        "customer_roles": "role_id customer_id property_id role started_on ended_on loaded_at",
        "interactions": "interaction_id conversation_id customer_id property_id occurred_at channel"
        " direction interaction_type topic importance is_escalated sentiment message_text"
        " journey_stage agent_id wait_seconds handle_seconds is_abandoned loaded_at",
        "issues": "issue_id customer_id property_id topic importance opened_at resolved_at"
        " reopened_count is_escalated loaded_at",
        "surveys": "survey_id customer_id property_id survey_type touchpoint rating rating_max"
        " comment responded_at loaded_at",
        "initiatives": "initiative_id property_id initiative_name started_on ended_on loaded_at",
    }

    def type_of(column):
        if column.endswith("_at"):
            return "TIMESTAMP"
        if column.endswith("_on"):
            return "DATE"
        if column.startswith("is_"):
            return "BOOLEAN"
        if column == "sentiment":
            return "DOUBLE"
        if column.endswith(("_count", "_seconds")) or column in ("rating", "rating_max"):
            return "INTEGER"
        return "VARCHAR"

    with duckdb.connect() as connection:
        for table, columns in expected.items():
            described = connection.execute(
                "describe select * from read_parquet(?)",
                [str(tmp_path / "raw_0" / f"{table}.parquet")],
            ).fetchall()
            assert [(row[0], row[1]) for row in described] == [
                (column, type_of(column)) for column in columns.split()
            ]


# Files


def test_csv_of_the_archive_gives_the_same_tables_as_parquet(adapt, tmp_path):
    log = write_archive_csv(example_log(), tmp_path / "incident_event_log.csv")
    run_adapter.run_adapter(log, tmp_path / "raw_csv")
    assert read_all(tmp_path / "raw_csv") == adapt(example_log())


def test_folder_with_an_apostrophe_in_its_name_works(tmp_path):
    folder = tmp_path / "user's data"
    folder.mkdir()
    write_archive_csv(example_log(), folder / "incident_event_log.csv")
    arguments = ["--data", str(folder), "--output", str(folder / "raw")]
    assert run_adapter.main(arguments) == 0
    assert len(read_all(folder / "raw")["interactions"]) == 4


def test_missing_log_is_named_in_the_error(tmp_path, capsys):
    output = ["--output", str(tmp_path / "raw")]
    assert run_adapter.main(["--log", str(tmp_path / "absent.parquet"), *output]) == 1
    assert "no incident log at" in capsys.readouterr().err
    assert run_adapter.main(["--data", str(tmp_path), *output]) == 1
    assert "incident_event_log.csv" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_missing_columns_are_named_in_the_error(tmp_path, capsys, suffix):
    log = tmp_path / f"log.{suffix}"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 'INC1' as number, 'New' as incident_state) to '{log}'")
    assert run_adapter.main(["--log", str(log), "--output", str(tmp_path / "raw")]) == 1
    error = capsys.readouterr().err
    assert "sys_updated_at" in error
    assert "incident_state" not in error


# Report

MONDAY = date(2016, 3, 28)


@pytest.fixture
def measured_portfolio(tmp_path):
    """Return a function that writes scores and labels and returns the report's arguments.

    Callers A and B have the outcomes, C and D do not; each has one incident.
    """

    def build(scores, score_date=MONDAY - timedelta(days=1), schema="marts"):
        rows = [
            update(f"INC{caller}", "New", f"{day} 08:05", caller_id=f"Caller {caller}")
            for caller, day in zip("ABCD", ("10", "20", "20", "01"), strict=True)
        ]
        run_adapter.run_adapter(write_parquet(rows, tmp_path / "log.parquet"), tmp_path / "raw")
        (tmp_path / "cx.duckdb").unlink(missing_ok=True)
        with duckdb.connect(str(tmp_path / "cx.duckdb")) as connection:
            connection.execute(f"create schema {schema}")
            connection.execute(
                f"create table {schema}.fct_customer_scores_daily"
                " (customer_id varchar, score_date date, score decimal(9, 6))"
            )
            connection.executemany(
                f"insert into {schema}.fct_customer_scores_daily values (?, ?, ?)",
                [(f"Caller {caller}", score_date, score) for caller, score in scores.items()],
            )
        with duckdb.connect() as connection:
            connection.execute(
                "create table labels"
                " (caller_id varchar, as_of timestamp, y30 boolean, y8to30 boolean, ybad30 boolean)"
            )
            connection.executemany(
                "insert into labels values (?, ?, ?, ?, ?)",
                [
                    (f"Caller {caller}", datetime(2016, 3, 28), bad, bad, bad)
                    for caller, bad in zip("ABCD", (True, True, False, False), strict=True)
                ],
            )
            connection.execute(f"copy labels to '{tmp_path / 'labels.parquet'}'")
        return [
            "--database", str(tmp_path / "cx.duckdb"),
            "--labels", str(tmp_path / "labels.parquet"),
            "--log-folder", str(tmp_path / "raw"),
        ]

    return build


def measure(arguments):
    return report.measure(*(Path(path) for path in arguments[1::2]))


@pytest.mark.parametrize(
    ("scores", "auc"),
    [
        ({"A": 10, "B": 20, "C": 30, "D": 40}, 1.0),
        ({"A": 40, "B": 30, "C": 20, "D": 10}, 0.0),
        ({"A": 50, "B": 50, "C": 50, "D": 50}, 0.5),
        ({"A": 10, "B": 30, "C": 30, "D": 20}, 0.625),
    ],
)
def test_auc_is_the_share_of_pairs_in_the_right_order_with_ties_as_half(
    measured_portfolio, scores, auc
):
    _, aucs, _ = measure(measured_portfolio(scores))
    assert aucs["score"] == {"y30": auc, "y8to30": auc, "ybad30": auc}


def test_counts_beside_the_score_stop_at_the_same_moment(measured_portfolio):
    _, aucs, happened = measure(measured_portfolio({"A": 10, "B": 20, "C": 30, "D": 40}))
    # Incidents on the 10th, 20th, 20th and on the 1st, which is 27 days before Monday.
    assert aucs["incident_count"]["y30"] == 0.5
    assert aucs["decayed_count"]["y30"] == 0.625
    assert happened == {"y30": 2, "y8to30": 2, "ybad30": 2}


def test_score_of_monday_itself_is_not_accepted(measured_portfolio, capsys):
    arguments = measured_portfolio({"A": 10, "B": 20, "C": 30, "D": 40}, score_date=MONDAY)
    assert report.main(arguments) == 1
    assert "0 of 4 label rows" in capsys.readouterr().err


def test_label_row_without_a_score_fails_the_report(measured_portfolio, capsys):
    assert report.main(measured_portfolio({"A": 10, "B": 20, "C": 30})) == 1
    assert "3 of 4 label rows" in capsys.readouterr().err


def test_check_fails_only_below_a_threshold(measured_portfolio, capsys):
    good = measured_portfolio({"A": 10, "B": 20, "C": 30, "D": 40})
    assert report.main([*good, "--check"]) == 0
    assert "4 of 4" in capsys.readouterr().out
    bad = measured_portfolio({"A": 10, "B": 30, "C": 30, "D": 20})
    assert report.main(bad) == 0
    assert report.main([*bad, "--check"]) == 1
    assert "y30, y8to30, ybad30" in capsys.readouterr().err


def test_scores_are_found_whatever_their_schema_is_called(measured_portfolio):
    arguments = measured_portfolio(
        {"A": 10, "B": 20, "C": 30, "D": 40}, schema="analytics_marts"
    )
    assert report.main(arguments) == 0


def test_database_without_scores_is_named_in_the_error(measured_portfolio, tmp_path, capsys):
    arguments = measured_portfolio({"A": 10, "B": 20, "C": 30, "D": 40})
    with duckdb.connect(str(tmp_path / "cx.duckdb")) as connection:
        connection.execute("drop table marts.fct_customer_scores_daily")
    assert report.main(arguments) == 1
    assert "fct_customer_scores_daily" in capsys.readouterr().err
