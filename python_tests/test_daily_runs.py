"""What a run adds to the daily table, and what it leaves as it is."""

from datetime import date, datetime, timedelta

import pytest
from builders import execute
from conftest import Workspace, copy_project

FIRST_DAY = date(2026, 3, 1)
LAST_LOAD = datetime(2026, 4, 11, 3)
ALL_ROWS = "select * from fct_customer_scores_daily order by customer_id, score_date"


def portfolio():
    """Six residents and a prospect with a grievance or a compliment every few days for forty days."""
    customers = [f"c{number}" for number in range(7)]
    interactions = [
        {
            "interaction_id": f"{customer}-{day}",
            "customer_id": customer,
            "property_id": "house",
            "occurred_at": datetime(2026, 3, 1, 12) + timedelta(days=day),
            "channel": "phone",
            "direction": "inbound",
            "interaction_type": "complaint" if (number + day) % 3 else "compliment",
            "topic": ["noise", "plumbing", "parking"][day % 3],
            "importance": "normal",
            "sentiment": -0.5 + 0.1 * number,
            "loaded_at": datetime(2026, 3, 2, 3) + timedelta(days=day),
        }
        for number, customer in enumerate(customers)
        for day in range(number, 41, number + 3)
    ]
    # A last contact brings the newest load to the end of the range, whatever the others do.
    interactions.append({**interactions[0], "interaction_id": "last", "loaded_at": LAST_LOAD})
    return {
        "properties": [{"property_id": "house", "time_zone": "UTC", "loaded_at": datetime(2026, 1, 1)}],
        "customers": [
            {"customer_id": customer, "loaded_at": datetime(2026, 1, 1)} for customer in customers
        ],
        "customer_roles": [
            {
                "role_id": f"role {customer}",
                "customer_id": customer,
                "property_id": "house",
                "role": "prospect" if customer == "c6" else "leaseholder",
                "started_on": date(2026, 1, 1),
                "loaded_at": datetime(2026, 1, 1),
            }
            for customer in customers
        ],
        "interactions": interactions,
    }


@pytest.fixture(scope="module")
def backfill(shared_workspace):
    """All rows after one run over the whole range."""
    shared_workspace.clear().write_raw(portfolio())
    shared_workspace.run()
    return shared_workspace.query(ALL_ROWS)


@pytest.fixture
def filled(workspace, backfill):
    workspace.write_raw(portfolio())
    return workspace


def test_a_run_scores_every_day_from_the_day_after_the_first_interaction_to_the_last_covered(backfill):
    days = {row["score_date"] for row in backfill}
    assert days == {FIRST_DAY + timedelta(days=1 + number) for number in range(40)}


def test_days_scored_in_two_runs_equal_one_backfill(filled, backfill):
    filled.run(variables={"as_of_date": "2026-03-20"})
    assert len(filled.query("select distinct score_date from fct_customer_scores_daily")) == 19
    filled.run()
    assert filled.query(ALL_ROWS) == backfill


def test_what_a_run_makes_as_a_whole_is_stored_by_day(filled):
    """The feed lies by customer; a later run skips the row groups of other days."""
    filled.run()
    for table, column in (
        ("main_staging.base_raw__interactions", "load_date"),
        ("main_intermediate.int_interactions", "interaction_date"),
        ("main_intermediate.int_topic_reports", "report_date"),
    ):
        rows = filled.query(f"select {column} as day from {table} order by rowid")
        days = [row["day"] for row in rows]
        assert len(set(days)) > 10
        assert days == sorted(days)


def test_contacts_lie_by_quarter_and_customer_from_the_first_run_of_a_month_on(workspace, backfill):
    def order_after_loads_until(day):
        """Year, quarter and customer of each row in the order in which the table holds them."""
        tables = portfolio()
        tables["interactions"] = [row for row in tables["interactions"] if row["loaded_at"].date() <= day]
        workspace.write_raw(tables)
        workspace.run()
        return [
            (row["first_day"], row["customer_id"])
            for row in workspace.query(
                "select date_trunc('quarter', interaction_date) as first_day, customer_id "
                "from main_intermediate.int_conversation_days order by rowid"
            )
        ]

    first = order_after_loads_until(date(2026, 3, 20))
    assert len(first) > 20
    assert first == sorted(first)
    within_the_month = order_after_loads_until(date(2026, 3, 31))
    assert within_the_month[: len(first)] == first
    assert within_the_month != sorted(within_the_month)
    next_month = order_after_loads_until(date(2026, 4, 3))
    assert len({quarter for quarter, _ in next_month}) == 2
    assert next_month == sorted(next_month)
    order_after_loads_until(LAST_LOAD.date())
    assert workspace.query(ALL_ROWS) == backfill


def test_a_second_run_writes_nothing_and_a_missed_day_is_filled_with_its_comparisons(filled, backfill):
    filled.run()
    filled.run()
    assert filled.query("select * from main_intermediate.int_scoring_days") == []
    assert filled.query(ALL_ROWS) == backfill

    missed = "2026-03-15"
    execute(filled.database, f"delete from fct_customer_scores_daily where score_date = date '{missed}'")
    # As if the run of the missed day had never been: the days after it had no row to compare with.
    execute(
        filled.database,
        "update fct_customer_scores_daily set score_change_7d = null, rank_change_7d = null, "
        f"trend = 'new', rank_trend = 'new' where score_date = date '{missed}' + 7",
    )
    filled.run()
    rescored = filled.query("select score_date from main_intermediate.int_scoring_days order by all")
    assert [row["score_date"].isoformat() for row in rescored] == [missed, "2026-03-22"]
    assert filled.query(ALL_ROWS) == backfill


def test_a_later_interaction_is_no_evidence_for_an_earlier_day(workspace, backfill):
    tables = portfolio()
    tables["interactions"] = [
        row
        for row in tables["interactions"]
        if row["occurred_at"] < datetime(2026, 3, 21) or row["interaction_id"] == "last"
    ]
    workspace.write_raw(tables)
    workspace.run(variables={"as_of_date": "2026-03-20"})
    assert workspace.query(ALL_ROWS) == [
        row for row in backfill if row["score_date"] <= date(2026, 3, 20)
    ]


def test_new_weights_change_scores_only_from_their_first_day_on(tmp_path, backfill):
    changed = copy_project(tmp_path / "project")
    new_weights = {"frequency": 0, "nature": 50, "tone": 20, "variety": 10, "persistence": 10, "recency": 10}
    with open(changed / "seeds/factor_weights.csv", "a", encoding="utf-8") as seed:
        for factor, weight in new_weights.items():
            seed.write(f"residents,{factor},{weight},2026-03-25\n")
    workspace = Workspace(tmp_path / "workspace", project=changed).clear()
    workspace.write_raw(portfolio())
    workspace.run()
    found = workspace.query(ALL_ROWS)
    first_day = date(2026, 3, 25)
    for before, after in zip(backfill, found, strict=True):
        if before["score_date"] < first_day:
            assert after == before
        elif before["cohort"] == "prospects":
            assert after["score"] == before["score"]
    assert any(
        before["score"] != after["score"]
        for before, after in zip(backfill, found, strict=True)
        if before["score_date"] == first_day
    )
    assert len({(row["score_date"] < first_day, row["model_version"]) for row in found}) == 2


def test_a_table_takes_the_place_of_a_view_and_a_view_that_of_a_table(workspace):
    workspace.write_raw(portfolio())
    workspace.run()
    forms = "select table_name, table_type from information_schema.tables where table_name in ({}) order by all"
    names = {"int_data_coverage": "BASE TABLE", "stg_raw__properties": "VIEW"}
    forms = forms.format(", ".join(f"'{name}'" for name in names))
    expected = [{"table_name": name, "table_type": form} for name, form in names.items()]
    assert workspace.query(forms) == expected
    coverage = workspace.query("from main_intermediate.int_data_coverage order by all")
    execute(
        workspace.database,
        "drop table main_intermediate.int_data_coverage; create view main_intermediate.int_data_coverage as select 1; "
        "drop view main_staging.stg_raw__properties; create table main_staging.stg_raw__properties as select 1",
    )
    workspace.run("--select", "int_data_coverage", "stg_raw__properties")
    assert workspace.query(forms) == expected
    assert workspace.query("from main_intermediate.int_data_coverage order by all") == coverage


def test_a_table_that_can_not_be_made_anew_stays(workspace):
    workspace.write_raw(portfolio())
    workspace.run()
    table = "from main_intermediate.int_data_coverage"
    before = workspace.query(table)
    execute(workspace.database, "alter table main_intermediate.int_loads rename column covered_date to lost_date")
    assert not workspace.dbt("run", "--select", "int_data_coverage").success
    assert workspace.query(table) == before


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("lots", "CX_MEMORY_LIMIT is 'lots': write an amount of memory, for example 8GB"),
        ("2MB", "Out of Memory"),
    ],
)
def test_a_run_keeps_to_the_memory_that_it_is_given(workspace, limit, message):
    workspace.write_raw(portfolio())
    child = workspace.dbt_in_child("run", CX_MEMORY_LIMIT=limit)
    assert child.returncode != 0
    assert message in child.stdout
