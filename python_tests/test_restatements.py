"""Late, corrected and withdrawn data: what a run restates, what it leaves, and what was known when."""

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from builders import FIRST_DAY, LAST_LOAD, only, problems, small_portfolio
from conftest import Workspace, copy_project
from simulation import Feed, simulate

ALL_ROWS = "select * from fct_customer_scores_daily order by customer_id, score_date"
KNOWN_COLUMNS = ("customer_id", "score_date", "property_id", "cohort", "score", "confidence", "cohort_rank")


@dataclass
class History:
    """A feed that was scored on most days of its loads, with the daily table as each build left it."""

    feed: Feed
    workspace: Workspace
    builds: dict[date, list[dict]]

    @property
    def final(self) -> list[dict]:
        return self.builds[self.feed.load_days[-1]]


def rows_of(rows: list[dict], columns=KNOWN_COLUMNS) -> set[tuple]:
    return {tuple(row[column] for column in columns) for row in rows}


def writes(workspace: Workspace) -> list[tuple]:
    """(day, write number, reason) of every write of the daily table."""
    found = workspace.query("select * from main_intermediate.int_day_writes order by score_date, write_number")
    return [(row["score_date"], row["write_number"], row["reason"]) for row in found]


@pytest.fixture(scope="module")
def history(tmp_path_factory) -> History:
    """Two weeks of daily loads with every kind of fault, of which three days were missed; every other run in chunks."""
    feed = simulate(seed=7, days=14, latest=40)
    workspace = Workspace(tmp_path_factory.mktemp("history")).clear()
    missed = set(random.Random(7).sample(feed.load_days[1:-1], 3))
    builds = {}
    for number, day in enumerate(feed.load_days):
        if day not in missed:
            workspace.write_raw(feed.until(day))
            workspace.run(variables={"chunk_customer_days": 150 if number % 2 else 4000000})
            builds[day] = workspace.query(ALL_ROWS)
    return History(feed, workspace, builds)


# Any route


def test_the_simulated_feed_holds_every_kind_of_fault(history):
    planted = {kind.split()[0] for kind, count in history.feed.faults.items() if count}
    assert planted >= {"late", "corrected", "withdrawn", "row", "refused", "unchanged", "resolved", "customer", "time"}
    restated = history.workspace.query("select reason, count(*) as row_count from fct_score_restatements group by all")
    assert [row["reason"] for row in restated] == ["data"]
    assert restated[0]["row_count"] > 100


def test_daily_runs_over_late_and_corrected_data_equal_one_run_over_all_of_it(history, workspace):
    workspace.write_raw(history.feed.until(history.feed.load_days[-1]))
    workspace.run()
    assert workspace.query(ALL_ROWS) == history.final
    assert {reason for _, _, reason in writes(workspace)} == {"missing"}


def test_a_full_refresh_in_small_chunks_changes_no_byte_and_restates_nothing(history):
    workspace = history.workspace
    restated = "select count(*) as n from fct_score_restatements"
    before = workspace.query(restated)
    written = len(writes(workspace))
    result = workspace.dbt("run", "--full-refresh", variables={"chunk_customer_days": 150})
    assert result.success, result.output
    chunks = workspace.query("select max(chunk_number) as n from main_intermediate.int_day_chunks")
    assert chunks[0]["n"] > 5
    assert workspace.query(ALL_ROWS) == history.final
    assert workspace.query(restated) == before
    days = {row["score_date"] for row in history.final}
    assert len(writes(workspace)) == written + len(days)


def test_restated_days_are_computed_together_and_written_in_batches_that_pass_the_tests(workspace):
    raw = small_portfolio()
    workspace.write_raw(raw)
    workspace.run()
    late = raw["interactions"][0] | {
        "interaction_id": "late", "occurred_at": FIRST_DAY + timedelta(hours=20),
        "loaded_at": LAST_LOAD + timedelta(hours=1),
    }  # fmt: skip
    workspace.write_raw(raw | {"interactions": [*raw["interactions"], late]})
    # of three customers one is touched: three of the six days are a chunk, each is a batch
    workspace.run(variables={"chunk_customer_days": 3})
    batches = workspace.query(
        "select chunk_number, count(*) as days, (select max(batch_number) from main_intermediate.int_written_days) as batches "
        "from main_intermediate.int_day_chunks group by chunk_number order by chunk_number"
    )
    assert [tuple(row.values()) for row in batches] == [(1, 3, 3), (2, 3, 3)]
    models = ["int_kept_scores", "int_ranked_scores", "int_written_scores", "fct_customer_scores_daily"]
    result = workspace.dbt("test", "--select", *models, "--indirect-selection", "cautious")
    assert result.success, result.output
    result = workspace.dbt("test", "--select", "assert_every_score_has_an_active_customer")
    assert result.success, result.output
    restated = workspace.query(ALL_ROWS)
    workspace.run("--full-refresh")
    assert workspace.query(ALL_ROWS) == restated


# What was known


@pytest.fixture(scope="module")
def known_on(history):
    """The analysis scores_as_known_on as a function of the day."""
    compiled = history.workspace.dbt(
        "compile", "--select", "scores_as_known_on", variables={"known_on": "2026-01-01"}
    )
    assert compiled.success, compiled.output
    (file,) = history.workspace.target.glob("compiled/**/scores_as_known_on.sql")
    sql = file.read_text()
    assert sql.count("2026-01-01") == 2
    return lambda day: history.workspace.query(sql.replace("2026-01-01", day.isoformat()))


def test_the_scores_as_known_on_a_day_are_those_of_the_build_of_that_day(history, known_on):
    changed = 0
    for day, build in history.builds.items():
        assert rows_of(known_on(day)) == rows_of(build), day
        changed += rows_of(build) != rows_of([row for row in history.final if row["score_date"] < day])
    assert changed > 3


def test_on_a_day_without_a_build_the_scores_of_the_build_before_it_were_known(history, known_on):
    missed = sorted(set(history.feed.load_days) - set(history.builds))
    for day in missed:
        last_build = max(build for build in history.builds if build < day)
        assert rows_of(known_on(day)) == rows_of(history.builds[last_build]), day


def test_each_restatement_tells_the_score_before_and_after_as_the_builds_had_them(history):
    found = history.workspace.query("select * from fct_score_restatements")
    by_build = {
        day: {(row["customer_id"], row["score_date"]): row for row in build}
        for day, build in history.builds.items()
    }
    days = sorted(by_build)
    expected = {}
    for earlier, later in zip(days, days[1:], strict=False):
        scored_before = {score_date for _, score_date in by_build[earlier]}
        for key in by_build[earlier].keys() | by_build[later].keys():
            before, after = by_build[earlier].get(key), by_build[later].get(key)
            if key[1] in scored_before and told(before) != told(after):
                expected[(*key, later)] = (shown(before), shown(after))
    told_of = [(row["customer_id"], row["score_date"], row["restated_at"].date()) for row in found]
    assert sorted(told_of) == sorted(expected)
    for row in found:
        before, after = expected[(row["customer_id"], row["score_date"], row["restated_at"].date())]
        assert (row["cohort_before"], row["score_before"], row["cohort_rank_before"]) == before
        assert (row["cohort_after"], row["score_after"], row["cohort_rank_after"]) == after
        assert row["caused_by_loaded_at"] <= row["restated_at"]


def told(row: dict | None) -> tuple | None:
    """What makes a restatement when it changes."""
    if row is None:
        return None
    return tuple(
        row[name]
        for name in (
            "property_id", "cohort", "score", "frequency_score", "nature_score", "tone_score", "variety_score",
            "persistence_score", "recency_score", "confidence", "evidence_count",
        )
    )  # fmt: skip


def shown(row: dict | None) -> tuple:
    return (None, None, None) if row is None else (row["cohort"], row["score"], row["cohort_rank"])


# Which days


FIRST = date(2026, 3, 1)
CUSTOMERS = ("anna", "ben", "cleo")


def at_load(day: int) -> datetime:
    return datetime(2026, 3, 1, 3) + timedelta(days=day)


def contact(customer: str, day: int, loaded_on: int | None = None, **changes) -> dict:
    """A complaint at noon of a day of March, loaded in the next night or on the day `loaded_on`."""
    return {
        "interaction_id": f"{customer} {day}",
        "customer_id": customer,
        "property_id": "house",
        "occurred_at": datetime(2026, 3, 1, 12) + timedelta(days=day - 1),
        "channel": "phone",
        "direction": "inbound",
        "interaction_type": "complaint",
        "topic": "noise",
        "importance": "normal",
        "sentiment": -0.5,
        "loaded_at": at_load(day if loaded_on is None else loaded_on),
        **changes,
    }


def portfolio(last_day: int) -> dict[str, list[dict]]:
    """Three residents of whom each complains every fifth day, loaded nightly up to a day of March."""
    start = datetime(2026, 1, 1)
    return {
        "properties": [{"property_id": "house", "time_zone": "UTC", "loaded_at": start}],
        "customers": [{"customer_id": name, "loaded_at": start} for name in CUSTOMERS],
        "customer_roles": [
            {
                "role_id": f"role of {name}",
                "customer_id": name,
                "property_id": "house",
                "role": "leaseholder",
                "started_on": date(2026, 1, 1),
                "loaded_at": start,
            }
            for name in CUSTOMERS
        ],
        "interactions": [
            contact(name, day)
            for number, name in enumerate(CUSTOMERS)
            for day in range(1 + number, last_day + 1, 3 if number else 1)
        ],
    }


def days_of(reason: str, workspace: Workspace) -> list[int]:
    """Days of March that the last run wrote for a reason."""
    rows = workspace.query("select score_date, reason from main_intermediate.int_scoring_days order by score_date")
    return [(row["score_date"] - FIRST).days + 1 for row in rows if row["reason"] == reason]


@pytest.fixture
def scored(workspace):
    """The workspace after the load of 20 March was scored: the days from 2 to 19 March."""
    workspace.write_raw(portfolio(20))
    workspace.run()
    return workspace


def load(workspace: Workspace, last_day: int, **added: list[dict]) -> None:
    tables = portfolio(last_day)
    for table, rows in added.items():
        tables[table] = tables.get(table, []) + rows
    workspace.write_raw(tables)


def test_a_late_row_restates_the_days_from_its_own_on_and_names_its_load(scored):
    before = scored.query(ALL_ROWS)
    load(scored, 21, interactions=[contact("ben", 12, loaded_on=21, interaction_id="late")])
    scored.run()
    assert days_of("data", scored) == list(range(12, 21))
    assert days_of("missing", scored) == [21]
    after = {(row["customer_id"], row["score_date"]): row for row in scored.query(ALL_ROWS)}
    for row in before:
        if row["score_date"] < date(2026, 3, 12):
            assert after[row["customer_id"], row["score_date"]] == row
    restated = scored.query("select * from fct_score_restatements order by score_date")
    assert [(row["customer_id"], row["score_date"].day, row["revision"]) for row in restated] == [
        ("ben", day, 1) for day in range(12, 21)
    ]
    for row in restated:
        assert row["caused_by_loaded_at"] == row["restated_at"] == at_load(21)
        assert row["score_after"] < row["score_before"]
    (newest,) = scored.query("select * from rpt_daily_run order by score_date desc limit 1")
    assert (newest["interactions_late"], newest["days_restated"], newest["scores_restated"]) == (1, 9, 9)


def test_a_correction_restates_from_the_earlier_of_its_two_days_and_a_withdrawal_from_its_own(scored):
    load(scored, 20, interactions=[contact("ben", 14, loaded_on=21, interaction_id="ben 17")])
    scored.run()
    assert days_of("data", scored) == list(range(14, 21))
    tombstone = {"interaction_id": "ben 8", "is_deleted": True, "loaded_at": at_load(22)}
    load(scored, 20, interactions=[contact("ben", 14, loaded_on=21, interaction_id="ben 17"), tombstone])
    scored.run()
    assert days_of("data", scored) == list(range(8, 22))
    assert days_of("missing", scored) == [22]
    incremental = scored.query(ALL_ROWS)
    (account,) = scored.query(
        "select * from main_intermediate.int_row_accounts where load_date = date '2026-03-23'"
    )
    assert (account["rows_in"], account["rows_superseded"], account["rows_deleting"]) == (1, 1, 1)
    scored.clear()
    load(scored, 20, interactions=[contact("ben", 14, loaded_on=21, interaction_id="ben 17"), tombstone])
    scored.run()
    assert scored.query(ALL_ROWS) == incremental


def test_a_new_version_that_says_the_same_restates_nothing(scored):
    same = contact("anna", 9, loaded_on=20) | {"loaded_at": at_load(20) + timedelta(minutes=5)}
    load(scored, 20, interactions=[same, {**same, "agent_id": "someone", "loaded_at": at_load(20) + timedelta(minutes=6)}])
    scored.run()
    assert scored.query("select * from main_intermediate.int_scoring_days") == []


def test_days_on_which_new_data_changes_no_score_are_not_written_again(scored):
    written = writes(scored)
    tables = portfolio(21)
    (role,) = (row for row in tables["customer_roles"] if row["customer_id"] == "ben")
    again = {"role_id": "role of ben, again", "started_on": date(2026, 3, 10), "loaded_at": at_load(21)}
    tables["customer_roles"].append(role | again)
    tables["interactions"].append(contact("anna", 18, loaded_on=21, interaction_id="late"))
    scored.write_raw(tables)
    scored.run()
    assert days_of("data", scored) == list(range(10, 21))
    added = [(day.day, reason) for day, _, reason in sorted(set(writes(scored)) - set(written))]
    assert added == [(18, "data"), (19, "data"), (20, "data"), (21, "missing")]
    incremental = scored.query(ALL_ROWS)
    scored.clear()
    scored.write_raw(tables)
    scored.run()
    assert scored.query(ALL_ROWS) == incremental


def test_rows_of_a_restated_day_that_stay_as_they_are_are_not_written_again(scored):
    def places():
        """Where the table holds each row of the restated days, by its values."""
        rows = scored.query("select rowid, * from fct_customer_scores_daily where score_date >= date '2026-03-12'")
        return {tuple(row.values())[1:]: row["rowid"] for row in rows}

    before = places()
    load(scored, 20, interactions=[contact("ben", 12, loaded_on=21, interaction_id="late")])
    scored.run()
    after = places()
    stayed = before.keys() & after.keys()
    assert {row[0] for row in stayed} >= {"anna"} and {row[0] for row in after.keys() - stayed} >= {"ben"}
    # a checkpoint closes gaps, but keeps the order
    assert sorted(stayed, key=before.get) == sorted(stayed, key=after.get)
    assert max(after[row] for row in stayed) < min(after[row] for row in after.keys() - stayed)


def test_rows_that_appear_with_an_old_loaded_at_are_found_all_the_same(scored):
    load(scored, 20, interactions=[contact("ben", 16, loaded_on=16, interaction_id="straggler")])
    scored.run()
    assert days_of("data", scored)[0] <= 16
    incremental = scored.query(ALL_ROWS)
    scored.clear()
    load(scored, 20, interactions=[contact("ben", 16, loaded_on=16, interaction_id="straggler")])
    scored.run()
    assert scored.query(ALL_ROWS) == incremental


def test_rows_that_are_gone_are_reported(scored):
    tables = portfolio(20)
    tables["interactions"] = [row for row in tables["interactions"] if row["interaction_id"] != "anna 9"]
    scored.write_raw(tables)
    result = scored.run()
    assert "interactions: 1 rows of the load of 2026-03-10 that were scored are gone" in result.output


def test_closed_days_keep_their_scores_until_a_range_is_asked_for(scored):
    late = {"interactions": [contact("ben", 5, loaded_on=21, interaction_id="late")]}
    week = {"restatement_days": 7}
    before = scored.query(ALL_ROWS)
    load(scored, 21, **late)
    result = scored.run(variables=week)
    assert days_of("data", scored) == list(range(15, 21))
    text = " ".join(result.output.split())
    assert "interactions: 1 records came too late for days from 2026-03-05 to 2026-03-14" in text
    assert "--vars '{score_from: 2026-03-05, score_to: 2026-03-14}'" in text
    (newest,) = scored.query("select * from rpt_daily_run order by score_date desc limit 1")
    assert newest["records_too_late"] == 1
    after = {(row["customer_id"], row["score_date"]): row for row in scored.query(ALL_ROWS)}
    closed = [row for row in before if row["score_date"] < date(2026, 3, 15)]
    assert [after[row["customer_id"], row["score_date"]] for row in closed] == closed

    scored.run(variables={**week, "score_from": "2026-03-05", "score_to": "2026-03-14"})
    assert days_of("requested", scored) == list(range(5, 15))
    # their comparisons over 7 days follow, although nothing else of these days is written anew
    assert days_of("comparison", scored) == list(range(15, 22))
    incremental = scored.query(ALL_ROWS)
    reasons = scored.query("select distinct reason from fct_score_restatements order by reason")
    assert [row["reason"] for row in reasons] == ["data", "requested"]
    scored.clear()
    load(scored, 21, **late)
    scored.run(variables=week)
    assert scored.query(ALL_ROWS) == incremental


def test_a_later_first_interaction_withdraws_the_days_before_it(scored):
    load(scored, 20, interactions=[{"interaction_id": "anna 1", "is_deleted": True, "loaded_at": at_load(21)}])
    scored.run()
    assert days_of("withdrawn", scored) == [2]
    assert min(row["score_date"] for row in scored.query(ALL_ROWS)) == date(2026, 3, 3)
    withdrawn = scored.query("select * from fct_score_restatements where reason = 'withdrawn'")
    assert {(row["customer_id"], row["score_after"]) for row in withdrawn} == {(name, None) for name in CUSTOMERS}


# Parameters


@pytest.fixture
def changeable(tmp_path, scored):
    """A copy of the project whose seeds a test may change, on a copy of the scored database."""
    project = copy_project(tmp_path / "project")
    workspace = Workspace(tmp_path / "workspace", project=project)
    load(workspace, 20)
    workspace.database.write_bytes(scored.database.read_bytes())
    return workspace


def build_with_seeds(workspace: Workspace, *arguments: str, **options):
    seeded = workspace.dbt("seed")
    assert seeded.success, seeded.output
    return workspace.dbt("run", *arguments, **options)


def test_weights_with_a_new_day_rescore_from_that_day_only(changeable):
    with open(changeable.project / "seeds/factor_weights.csv", "a", encoding="utf-8") as seed:
        for factor in ("frequency", "nature", "tone", "variety", "persistence", "recency"):
            seed.write(f"residents,{factor},{100 if factor == 'nature' else 0},2026-03-15\n")
    before = changeable.query(ALL_ROWS)
    result = build_with_seeds(changeable)
    assert result.success, result.output
    assert days_of("weights", changeable) == list(range(15, 21))
    after = changeable.query(ALL_ROWS)
    for old, new in zip(before, after, strict=True):
        assert (old == new) == (old["score_date"] < date(2026, 3, 15))
    reasons = changeable.query("select distinct reason, score_date from fct_score_restatements order by all")
    assert [(row["reason"], row["score_date"].day) for row in reasons] == [
        ("weights", day) for day in range(15, 21)
    ]
    again = changeable.dbt("run")
    assert again.success, again.output
    assert days_of("weights", changeable) == []


def test_a_parameter_that_changes_without_a_day_is_refused_until_the_choice_is_made(changeable):
    before = changeable.query(ALL_ROWS)
    changed = {"grievance_multiplier": 9}
    (line,) = problems(changeable.dbt("run", variables=changed))
    assert "vars: grievance_multiplier: 3 became grievance_multiplier: 9 without a day" in line
    assert "put it back, or score every day again with dbt build --full-refresh" in line
    assert '--vars "{score_from: 2026-03-20}"' in line
    assert changeable.query(ALL_ROWS) == before

    result = changeable.dbt("run", variables={**changed, "score_from": "2026-03-10"})
    assert result.success, result.output
    after = changeable.query(ALL_ROWS)
    for old, new in zip(before, after, strict=True):
        assert (old == new) == (old["score_date"] < date(2026, 3, 10))

    # days of other parameters stay closed: they can not be computed with theirs any more
    load(changeable, 20, interactions=[contact("ben", 6, loaded_on=20, interaction_id="late")])
    result = changeable.dbt("run", variables=changed)
    assert result.success, result.output
    assert days_of("data", changeable) == list(range(10, 21))
    assert "1 records came too late for days from 2026-03-06 to 2026-03-09" in " ".join(result.output.split())

    refreshed = changeable.dbt("run", "--full-refresh", variables=changed)
    assert refreshed.success, refreshed.output
    assert len({row["model_version"] for row in changeable.query(ALL_ROWS)}) == 1


def test_a_weight_edited_in_place_is_refused_and_a_new_lexicon_is_read_by_the_choice(changeable):
    seeds = changeable.project / "seeds"
    weights = (seeds / "factor_weights.csv").read_text()
    edited = re.sub(r"residents,nature,25", "residents,nature,20", weights)
    (seeds / "factor_weights.csv").write_text(re.sub(r"residents,tone,20", "residents,tone,25", edited))
    lines = problems(build_with_seeds(changeable))
    assert len(lines) == 2
    only(lines, "factor_weights of residents: nature: 25 became nature: 20 in the weights from 2000-01-01 without")

    (seeds / "factor_weights.csv").write_text(weights)
    with open(seeds / "tone_lexicon.csv", "a", encoding="utf-8") as seed:
        seed.write("zzyzx,-3000,domain\n")
    (line,) = problems(build_with_seeds(changeable))
    assert line.startswith("tone_lexicon: words: ")

    texts = [contact("ben", day, loaded_on=20, sentiment=None, message_text="zzyzx") for day in (18, 19)]
    load(changeable, 20, interactions=[{**row, "interaction_id": f"text {row['interaction_id']}"} for row in texts])
    result = changeable.dbt("run", variables={"score_from": "2026-03-02"})
    assert result.success, result.output
    tones = "select distinct lexicon_sentiment_thousandths as tone from main_intermediate.int_message_tones"
    (told_by_new_word,) = changeable.query(tones)
    assert told_by_new_word["tone"] < -500
