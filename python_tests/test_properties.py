"""Scores of properties: equal to the reference, and unmoved by how customers are cut into properties."""

import csv
import shutil
from collections import defaultdict
from datetime import timedelta
from functools import partial

import duckdb
import pytest
import yaml
from builders import small_portfolio
from conftest import PROJECT, rows_of
from model_sql import model_sql
from reference import properties as reference
from reference.arithmetic import MILLION

VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
CUSTOMER_COLUMNS = ", ".join(f"cast({name}_score * 1000000 as bigint) as {name}_score" for name in reference.FACTORS)
CHAIN = [
    "int_property_days",
    "int_property_stays",
    "int_property_customer_sums",
    "int_property_contacts",
    "int_property_open_issues",
    "int_property_sums",
    "int_property_levels",
    "int_property_scores",
    "int_property_standings",
    "int_property_burdens",
    "int_property_factor_sums",
    "fct_property_scores_daily",
    "fct_property_group_scores_daily",
    "fct_property_drivers_daily",
    "fct_property_lowest_customers",
]


def seed(name):
    with (PROJECT / f"seeds/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


GRADES = [(row["grade"], int(row["lower_edge"]), row["is_low"] == "true") for row in seed("property_grades")]


def micro(value):
    """A decimal with six places as millionths."""
    return None if value is None else int(value * MILLION)


@pytest.fixture(scope="module")
def rows(connection):
    """Rows of a query on the example as dicts."""
    return partial(rows_of, connection)


@pytest.fixture(scope="module")
def days(rows):
    """The first scored day, one week later, one in the middle, and the last."""
    first, last = rows("select min(score_date) as a, max(score_date) as b from fct_customer_scores_daily")[0].values()
    return [first, first + timedelta(days=7), first + timedelta(days=90), last]


@pytest.fixture(scope="module")
def roles(rows):
    cohorts = {row["role"]: row["cohort"] for row in seed("roles") if row["cohort"]}
    return [
        role | {"cohort": cohorts[role["role"]]}
        for role in rows("from main_staging.stg_raw__customer_roles")
        if role["role"] in cohorts
    ]


@pytest.fixture(scope="module")
def customers_of(rows):
    """Customers of a day in the shape of the reference."""
    return lambda day: rows(
        "select customer_id, property_id, cohort, cast(score * 1000000 as bigint) as score, "
        f"{CUSTOMER_COLUMNS}, priority, evidence_count, cohort_percentile from fct_customer_scores_daily where score_date = ?",
        [day],
    )


@pytest.fixture(scope="module")
def expected(rows, roles, customers_of):
    """All levels of a day by the reference."""
    places = {row["property_id"]: row for row in rows("from dim_properties")}
    found = {}

    def of_day(day):
        if day not in found:
            found[day] = reference.property_day(customers_of(day), roles, places, GRADES, day, VARS)
        return found[day]

    return of_day


COLUMNS = {
    "customer_count": "customer_count",
    "exposure_days": "exposure_days",
    "grade": "grade",
    "high_priority_count": "high_priority_count",
    "lowest_count": "lowest_count",
    "is_low": "is_low",
}
IN_MILLIONTHS = ("mean_score", "reliability", "portfolio_score")


def compared(found, row, before, score, rank):
    """(found, expected) of each column that both levels have, where they differ."""
    pairs = {name: (found[name], row[part]) for name, part in COLUMNS.items()}
    pairs |= {name: (micro(found[name]), row[name]) for name in IN_MILLIONTHS}
    moved = before["rank"] - row["rank"] if before else None
    pairs |= {
        "score": (micro(found[score]), row["score"]),
        "rank": (found[rank], row["rank"]),
        "rank_size": (found[f"{rank}_size"], row["rank_size"]),
        "rank_change": (found["rank_change_7d"], moved),
        "trend": (found["trend"], reference.word_of(moved)),
        "score_change": (micro(found["score_change_7d"]), row["score"] - before["score"] if before else None),
        "difference": (micro(found["portfolio_difference"]), row["score"] - row["portfolio_score"]),
        "rate": (float(found["high_priority_rate"]), round(row["high_priority_count"] / row["customer_count"], 6)),
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def test_every_property_and_group_of_sampled_days_is_that_of_the_reference(rows, days, expected):
    homes = {row["property_id"]: row for row in rows("from dim_properties")}
    checked = 0
    for day in days:
        now, before = expected(day), expected(day - timedelta(days=7))
        found = rows("from fct_property_scores_daily where score_date = ?", [day])
        assert {(row["property_id"], row["cohort"]) for row in found} == now["property"].keys()
        for row in found:
            key = (row["property_id"], row["cohort"])
            wanted = now["property"][key]
            different = compared(row, wanted, before["property"].get(key), "property_score", "property_rank")
            group = now["property_group"][homes[key[0]]["property_group"], key[1]]["score"]
            different |= {
                name: pair
                for name, pair in {
                    "percentile": (micro(row["property_percentile"]), wanted["percentile"]),
                    "low_reason": (row["low_reason"], wanted["low_reason"]),
                    "heard": (row["heard_high_priority_count"], wanted["heard_high_priority_count"]),
                    "group": (micro(row["property_group_score"]), group),
                    "group_difference": (micro(row["property_group_difference"]), wanted["score"] - group),
                    "unit_count": (row["unit_count"], homes[key[0]]["unit_count"]),
                }.items()
                if pair[0] != pair[1]
            }
            assert different == {}, (day, key)
            checked += 1
        groups = rows("from fct_property_group_scores_daily where score_date = ?", [day])
        wanted = {(level, *key): row for level in ("property_group", "region") for key, row in now[level].items()}
        assert {(row["group_type"], row["group_name"], row["cohort"]) for row in groups} == wanted.keys()
        for row in groups:
            key = (row["group_type"], row["group_name"], row["cohort"])
            assert row["property_count"] == wanted[key]["property_count"]
            week_before = before[key[0]].get(key[1:])
            assert compared(row, wanted[key], week_before, "group_score", "group_rank") == {}, (day, key)
    assert checked > 100


def test_every_driver_of_sampled_days_is_that_of_the_reference(rows, days, roles, customers_of, expected):
    in_force = rows("from main_intermediate.int_factor_weights where valid_to is null")
    weights, neutral = defaultdict(dict), defaultdict(dict)
    for row in in_force:
        weights[row["cohort"]][row["factor"]] = row["weight"]
        neutral[row["cohort"]][row["factor"]] = row["neutral_score"]
    for day in days[2:]:
        customers = customers_of(day)
        weight_of = reference.exposures(customers, roles, day, VARS["property_full_exposure_days"])
        members = defaultdict(list)
        for one in customers:
            for cohort in (one["cohort"], "all"):
                members[one["property_id"], cohort].append(one)
                members["portfolio", cohort].append(one)
        parts = {key: reference.contributions(inside, weight_of, weights, neutral) for key, inside in members.items()}
        found = rows("from fct_property_drivers_daily where score_date = ?", [day])
        assert len(found) == len(reference.FACTORS) * (len(parts) - 3)
        sums = defaultdict(int)
        for row in found:
            key = (row["property_id"], row["cohort"])
            without, contribution = parts[key][row["factor"]]
            whole = parts["portfolio", row["cohort"]][row["factor"]][1]
            columns = ("neutral_contribution", "contribution", "portfolio_contribution", "portfolio_difference")
            values = [micro(row[name]) for name in columns]
            assert values == [without, contribution, whole, contribution - whole], (day, key, row["factor"])
            sums[key] += without + contribution
        # each of the six parts is rounded to a millionth, and the mean too
        scores = expected(day)["property"]
        assert all(abs(total - scores[key]["mean_score"]) <= 3 for key, total in sums.items())


def test_burdens_and_their_rates_are_counted_person_by_person(rows, days, customers_of):
    messages = rows("from main_intermediate.int_interactions where direction = 'inbound'")
    states = rows("from main_intermediate.int_issue_states")
    for day in (days[1], days[-1]):
        contacts, grievances, issues = defaultdict(set), defaultdict(set), defaultdict(int)
        for distance in range(VARS["property_contact_days"]):
            on_day = day - timedelta(days=distance)
            homes = {one["customer_id"]: (one["property_id"], one["cohort"]) for one in customers_of(on_day)}
            for message in messages:
                home, cohort = homes.get(message["customer_id"], (None, None))
                if message["interaction_date"] == on_day and message["property_id"] == home:
                    for key in ((home, cohort), (home, "all")):
                        contact = (message["customer_id"], message["conversation_key"], on_day)
                        contacts[key].add(contact)
                        if message["polarity"] == -1:
                            grievances[key].add(contact)
        homes = {one["customer_id"]: (one["property_id"], one["cohort"]) for one in customers_of(day)}
        for state in states:
            in_force = state["state_from_date"] <= day and not (state["state_to_date"] and state["state_to_date"] <= day)
            is_open = state["resolved_date"] is None or day < state["resolved_date"]
            if in_force and is_open and state["customer_id"] in homes:
                home, cohort = homes[state["customer_id"]]
                issues[home, cohort] += 1
                issues[home, "all"] += 1
        is_known = day - days[0] >= timedelta(days=VARS["property_contact_days"] - 1)
        for row in rows("from fct_property_scores_daily where score_date = ?", [day]):
            key = (row["property_id"], row["cohort"])
            counts = (len(contacts[key]), len(grievances[key])) if is_known else (None, None)
            assert (row["contact_count"], row["grievance_count"]) == counts, (day, key)
            assert row["open_issue_count"] == issues[key]
            if row["unit_count"] and is_known:
                per_100 = round(100 * counts[0] / row["unit_count"], 4)
                assert float(row["contacts_per_100_units"]) == pytest.approx(per_100, abs=1e-4)
        assert sum(map(len, grievances.values())) and sum(issues.values())


def test_the_lowest_customers_are_the_lowest_and_have_the_reason_of_the_list(rows):
    current = defaultdict(list)
    for row in rows("from fct_customer_scores_current"):
        current[row["property_id"], row["cohort"]].append((row["score"], row["customer_id"]))
    listed = {row["customer_id"]: row for row in rows("from fct_attention_list")}
    found = rows("from fct_property_lowest_customers order by property_id, cohort, lowest_position")
    by_place = defaultdict(list)
    for row in found:
        by_place[row["property_id"], row["cohort"]].append((row["score"], row["customer_id"]))
        on_list = listed.get(row["customer_id"], {})
        assert row["attention_reason"] == on_list.get("attention_reason")
        assert on_list.get("reason_1") in (None, row["main_reason"])
    most = VARS["property_lowest_customers"]
    assert by_place == {key: sorted(people)[:most] for key, people in current.items()}
    assert any(row["attention_reason"] for row in found) and any(row["main_reason"] is None for row in found)


# On tables of their own


SOURCES = {
    "stg_raw__customer_roles": "main_staging",
    "roles": "main_seeds",
    "fct_customer_scores_daily": "main",
    "fct_customer_scores_current": "main",
    "fct_attention_list": "main",
    "dim_properties": "main",
    "int_day_writes": "main_intermediate",
    "int_factor_weights": "main_intermediate",
    "int_interactions": "main_intermediate",
    "int_issue_states": "main_intermediate",
    "int_level_reasons": "main_intermediate",
    "int_open_issues": "main_intermediate",
    "property_grades": "main_seeds",
}


@pytest.fixture
def engine(example_database):
    """An engine with views of what the models read, of the last ten days."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{example_database}' as example (read_only)")
        for name, schema in SOURCES.items():
            connection.execute(f"create view {name} as from example.{schema}.{name}")
        connection.execute(
            "create or replace view fct_customer_scores_daily as from example.fct_customer_scores_daily "
            "where score_date > (select max(score_date) - 10 from example.fct_customer_scores_daily)"
        )
        yield connection


def run_chain(engine):
    relations = {name: name for name in [*SOURCES, *CHAIN, "stg_raw__reads"]}
    nothing_held = {
        "reads_changes_only": lambda: False,
        "rows_held_by": lambda *_: "select cast(null as date) as score_date, '' as write_mark where 1 = 0",
        "code_hash": lambda *_: "rules",
    }
    for name in CHAIN:
        engine.execute(f"create or replace table {name} as {model_sql(name, relations, **nothing_held)}")


def cut_in_two(engine, name):
    """Customers of the property `name` whose id ends in an even digit live in another one of the same group."""
    for table in ("fct_customer_scores_daily", "stg_raw__customer_roles"):
        engine.execute(
            f"create table cut as select * replace (case when property_id = '{name}' and right(customer_id, 1) in "
            f"('0', '2', '4', '6', '8') then 'new part' else property_id end as property_id) from {table}"
        )
        engine.execute(f"drop view {table}")
        engine.execute(f"alter table cut rename to {table}")
    engine.execute(
        "create table more as from dim_properties union all "
        f"select * replace ('new part' as property_id) from dim_properties where property_id = '{name}'"
    )
    engine.execute("drop view dim_properties")
    engine.execute("alter table more rename to dim_properties")


def test_a_property_that_is_cut_in_two_leaves_portfolio_groups_and_all_others_as_they_were(engine):
    cut = "prop-00003"
    portfolio = (
        "select * exclude (property_count) from int_property_levels where level_type <> 'property' order by all",
        "select * from int_property_factor_sums where level_type = 'portfolio' order by all",
        "select level_name, cohort, score_date, shrunk_score, grade, reliability from int_property_standings "
        f"where level_name not in ('{cut}', 'new part') order by all",
    )
    sums = (
        "select cohort, score_date, sum(customer_count), sum(exposure_days), sum(score_sum), sum(high_priority_count), "
        "sum(lowest_count), sum(tone_sum) from int_property_customer_sums "
        f"where property_id in ('{cut}', 'new part') group by all order by all"
    )
    run_chain(engine)
    whole, whole_sums = [engine.execute(sql).fetchall() for sql in portfolio], engine.execute(sums).fetchall()
    cut_in_two(engine, cut)
    run_chain(engine)
    assert [engine.execute(sql).fetchall() for sql in portfolio] == whole
    assert engine.execute(sums).fetchall() == whole_sums
    parts = "select count(distinct property_id) from int_property_customer_sums where property_id in (?, 'new part')"
    assert engine.execute(parts, [cut]).fetchone() == (2,)


def test_the_order_of_rows_changes_nothing(engine):
    run_chain(engine)
    before = {name: engine.execute(f"from {name} order by all").fetchall() for name in CHAIN}
    for name in ("fct_customer_scores_daily", "int_interactions", "stg_raw__customer_roles"):
        engine.execute(f"create table turned as from {name} order by hash(customer_id) desc")
        engine.execute(f"drop view {name}")
        engine.execute(f"alter table turned rename to {name}")
    run_chain(engine)
    assert {name: engine.execute(f"from {name} order by all").fetchall() for name in CHAIN} == before


def test_nothing_scored_gives_no_rows_and_no_error(engine):
    for name in SOURCES.keys() - {"roles", "property_grades", "int_factor_weights"}:
        engine.execute(f"create table empty as from {name} limit 0")
        engine.execute(f"drop view {name}")
        engine.execute(f"alter table empty rename to {name}")
    run_chain(engine)
    assert [name for name in CHAIN if engine.execute(f"select count(*) from {name}").fetchone() != (0,)] == []


def test_a_run_of_the_changed_days_leaves_what_a_whole_run_makes(example_database, workspace, engine):
    shutil.copy(example_database, workspace.database)
    workspace.write_raw({})
    with duckdb.connect(str(workspace.database)) as connection:
        (last,) = connection.execute("select max(score_date) from fct_customer_scores_daily").fetchone()
        written, withdrawn = last - timedelta(days=2), last
        # the next read is of changes only
        connection.execute(
            "insert into main_staging.stg_raw__reads (read_number) "
            "select max(read_number) + 1 from main_staging.stg_raw__reads"
        )
        connection.execute("update fct_customer_scores_daily set score = score / 2 where score_date = ?", [written])
        connection.execute("delete from fct_customer_scores_daily where score_date = ?", [withdrawn])
        connection.execute(
            "insert into main_intermediate.int_day_writes select score_date, write_number + 1, 'data', "
            "case when score_date = $withdrawn then 0 else customer_count end, newest_loaded_at "
            "from main_intermediate.int_day_writes where score_date in ($withdrawn, $written)",
            {"withdrawn": withdrawn, "written": written},
        )
    workspace.run("--select", "int_property_days+", answers=True)
    in_hand = workspace.query("select score_date from main_intermediate.int_property_days order by all")
    assert [row["score_date"] for row in in_hand] == [written, withdrawn]
    engine.execute(f"attach '{workspace.database}' as built (read_only)")
    for name, schema in (("fct_customer_scores_daily", "main"), ("int_day_writes", "main_intermediate")):
        engine.execute(f"create or replace view {name} as from built.{schema}.{name}")
    run_chain(engine)
    made, held = (
        f"(select * exclude (write_mark) from {schema}int_property_sums)" for schema in ("", "built.main_intermediate.")
    )
    different = f"(from {made} except all from {held}) union all (from {held} except all from {made})"
    assert engine.execute(different).fetchall() == []
    engine.execute("detach built")


def test_a_feed_without_groups_and_units_has_scores_and_no_rates(workspace):
    portfolio = small_portfolio()
    for place in portfolio["properties"]:
        del place["unit_count"]
    workspace.write_raw(portfolio)
    workspace.run("--select", "+path:models/marts/properties", "+path:models/intermediate/history", answers=True)
    assert workspace.query(
        """
        select
            count(*) as row_count,
            count(distinct score_date) as days,
            count(property_score) as scores,
            count(property_group_score) as groups,
            count(contacts_per_100_units) as rates,
            min(property_rank_size) as fewest,
            max(open_issue_count) as issues
        from fct_property_scores_daily
        """
    ) == [{"row_count": 30, "days": 6, "scores": 30, "groups": 0, "rates": 0, "fewest": 1, "issues": 4}]
    assert workspace.query("from fct_property_group_scores_daily") == []
