"""Claims about the generator of the synthetic portfolio (scripts/generate_example.py)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb
import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "generate_example.py"
specification = importlib.util.spec_from_file_location("generate_example", SCRIPT)
generator = importlib.util.module_from_spec(specification)
specification.loader.exec_module(generator)

TABLES = list(generator.TABLES)
GRIEVANCES = (
    "('complaint', 'repair_report', 'noise_report', 'billing_dispute', 'safety_report',"
    " 'follow_up_complaint')"
)
IS_UNKNOWN_CUSTOMER = (
    "customer_id not in (select customer_id from customers where customer_id is not null)"
)
IS_UNKNOWN_PROPERTY = (
    "property_id not in (select property_id from properties where property_id is not null)"
)
IS_KNOWN_TOPIC = "(select list_contains(" + str(generator.TOPICS) + ", topic))"
IS_UNKNOWN_IMPORTANCE = "importance not in ('low', 'normal', 'high', 'very_high')"

# The rejection and mapping rules of the contract, each as the condition that a reader applies.
RULES = {
    "properties": {
        "unknown_time_zone": "time_zone not in (select name from pg_timezone_names())",
        "negative_count": "unit_count < 0",
    },
    "customers": {"impossible_date": "created_at < date '2000-01-01'"},
    "customer_roles": {
        "unknown_customer": IS_UNKNOWN_CUSTOMER,
        "unknown_property": IS_UNKNOWN_PROPERTY,
        "unknown_role": "role not in ('prospect', 'applicant', 'leaseholder', 'occupant',"
                        " 'guarantor', 'minor', 'ex_tenant')",
        "missing_date": "started_on is null",
        "ended_before_started": "ended_on < started_on",
    },
    "interactions": {
        "unknown_customer": IS_UNKNOWN_CUSTOMER,
        "unknown_property": IS_UNKNOWN_PROPERTY,
        "missing_date": "occurred_at is null",
        "future_date": "occurred_at > loaded_at + interval 24 hour",
        "impossible_date": "occurred_at < date '2000-01-01'",
        "unknown_direction": "direction not in ('inbound', 'outbound')",
        "unknown_channel": "channel not in ('phone', 'email', 'sms', 'chat', 'portal', 'app',"
                           " 'in_person', 'letter', 'social', 'review_site', 'ivr', 'other')",
        "unknown_interaction_type":
            f"interaction_type not in {GRIEVANCES} and interaction_type not in ('question',"
            " 'service_request', 'enquiry', 'tour_request', 'application_update', 'payment',"
            " 'renewal_talk', 'notice_to_leave', 'feedback', 'other', 'compliment', 'thanks',"
            " 'referral', 'positive_review')",
        "unknown_topic": f"not {IS_KNOWN_TOPIC}",
        "unknown_importance": IS_UNKNOWN_IMPORTANCE,
        "sentiment_out_of_range": "abs(sentiment) > 1",
        "negative_duration": "wait_seconds < 0 or handle_seconds < 0",
    },
    "issues": {
        "unknown_customer": IS_UNKNOWN_CUSTOMER,
        "unknown_property": IS_UNKNOWN_PROPERTY,
        "missing_date": "opened_at is null",
        "future_date": "opened_at > loaded_at + interval 24 hour",
        "impossible_date": "opened_at < date '2000-01-01'",
        "resolved_before_opened": "resolved_at < opened_at",
        "negative_count": "reopened_count < 0",
        "unknown_topic": f"not {IS_KNOWN_TOPIC}",
        "unknown_importance": IS_UNKNOWN_IMPORTANCE,
    },
    "surveys": {
        "unknown_customer": IS_UNKNOWN_CUSTOMER,
        "unknown_property": IS_UNKNOWN_PROPERTY,
        "unknown_survey_type": "survey_type not in ('nps', 'csat', 'ces', 'review')",
        "missing_date": "responded_at is null",
        "future_date": "responded_at > loaded_at + interval 24 hour",
        "rating_out_of_range": "rating < 0 or rating > rating_max",
    },
    "initiatives": {
        "unknown_property": IS_UNKNOWN_PROPERTY,
        "missing_date": "started_on is null",
        "ended_before_started": "ended_on < started_on",
    },
}
for table, rules in RULES.items():
    key = next(iter(generator.TABLES[table]))
    rules["missing_key"] = f"{key} is null"
    rules["missing_loaded_at"] = "loaded_at is null"
    rules["duplicate_key"] = (
        f"({key}, loaded_at) in (select ({key}, loaded_at) from (select distinct * from {table})"
        f" where {key} is not null and loaded_at is not null group by all having count(*) > 1)"
    )
EVERY_RULE = [(table, rule) for table, rules in RULES.items() for rule in rules]


def run(folder: Path, *arguments: object) -> Path:
    """Run the generator's command line into `folder`; return the folder."""
    status = generator.main(["--output", str(folder), *map(str, arguments)])
    assert status == 0
    return folder


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with one view per table of the Parquet output in `folder`."""
    connection = duckdb.connect()
    for table in TABLES:
        is_file = (folder / f"{table}.parquet").exists()
        pattern = f"{table}.parquet" if is_file else f"{table}/*.parquet"
        connection.execute(f"create view {table} as from '{folder / pattern}'")
    connection.execute(f"create view truth as from '{folder}/_truth/satisfaction.parquet'")
    return connection


def rows(folder: Path, table: str, order: str = "") -> list[tuple]:
    """Return all rows of one table, in the order of the files unless `order` is given."""
    with connect(folder) as connection:
        return connection.execute(f"from {table} {order}").fetchall()


def count(connection: duckdb.DuckDBPyConnection, table: str, condition: str = "true") -> int:
    """Return the number of rows of `table` that meet the SQL `condition`."""
    return connection.execute(f"select count(*) from {table} where {condition}").fetchone()[0]


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("small"), "--customers", 60, "--days", 60)


@pytest.fixture(scope="session")
def default_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("default"))


@pytest.fixture(scope="session")
def clean_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("clean"), "--clean")


@pytest.fixture
def default(default_folder: Path):
    with connect(default_folder) as connection:
        yield connection


@pytest.fixture
def clean(clean_folder: Path):
    with connect(clean_folder) as connection:
        yield connection


def test_rows_and_their_order_do_not_depend_on_threads(tmp_path: Path) -> None:
    one, four = (
        run(tmp_path / str(threads), "--customers", 800, "--days", 60, "--threads", threads)
        for threads in (1, 4)
    )
    for table in [*TABLES, "truth"]:
        assert rows(one, table) == rows(four, table), table


def test_rows_do_not_depend_on_the_chunk_size(tmp_path: Path) -> None:
    arguments = ("--customers", 1200, "--days", 20)
    whole = run(tmp_path / "whole", *arguments)
    parts = run(tmp_path / "parts", *arguments, "--chunk-customers", 500)
    assert len(list((parts / "interactions").iterdir())) == 3
    assert not (parts / "interactions.parquet").exists()
    for table in [*TABLES, "truth"]:
        assert rows(whole, table, "order by all") == rows(parts, table, "order by all"), table


def test_another_seed_gives_other_rows(small_folder: Path, tmp_path: Path) -> None:
    other = run(tmp_path / "other", "--customers", 60, "--days", 60, "--seed", 8)
    for table in ("properties", "customers", "customer_roles", "interactions"):
        assert rows(other, table) != rows(small_folder, table), table


@pytest.mark.parametrize("table", TABLES)
def test_table_has_the_columns_and_types_of_the_contract(small_folder: Path, table: str) -> None:
    with connect(small_folder) as connection:
        described = connection.execute(f"describe {table}").fetchall()
    contract = {
        "properties": "property_id property_name property_group city region time_zone"
                      " unit_count:INTEGER",
        "customers": "customer_id full_name email phone created_at:TIMESTAMP",
        "customer_roles": "role_id customer_id property_id role started_on:DATE ended_on:DATE",
        "interactions": "interaction_id conversation_id customer_id property_id"
                        " occurred_at:TIMESTAMP channel direction interaction_type topic importance"
                        " is_escalated:BOOLEAN sentiment:DOUBLE message_text journey_stage agent_id"
                        " wait_seconds:INTEGER handle_seconds:INTEGER is_abandoned:BOOLEAN",
        "issues": "issue_id customer_id property_id topic importance opened_at:TIMESTAMP"
                  " resolved_at:TIMESTAMP reopened_count:INTEGER is_escalated:BOOLEAN",
        "surveys": "survey_id customer_id property_id survey_type touchpoint rating:INTEGER"
                   " rating_max:INTEGER comment responded_at:TIMESTAMP",
        "initiatives": "initiative_id property_id initiative_name started_on:DATE ended_on:DATE",
    }[table] + " loaded_at:TIMESTAMP"
    expected = [column.partition(":") for column in contract.split()]
    assert [row[:2] for row in described] == [
        (name, kind or "VARCHAR") for name, _, kind in expected
    ]


def test_csv_holds_the_same_rows_as_parquet(small_folder: Path, tmp_path: Path) -> None:
    folder = run(tmp_path / "csv", "--customers", 60, "--days", 60, "--format", "csv")
    for table, columns in generator.TABLES.items():
        read = duckdb.execute(
            f"from read_csv('{folder}/{table}.csv', header = true, columns = {columns},"
            " max_line_size = 1000000, parallel = false)"
        ).fetchall()
        assert read == rows(small_folder, table), table


@pytest.mark.parametrize(("table", "rule"), EVERY_RULE)
def test_default_size_breaks_every_rule(default, table: str, rule: str) -> None:
    assert count(default, table, RULES[table][rule]) >= 1


@pytest.mark.parametrize("table", TABLES)
def test_default_size_repeats_a_row_of_every_table_exactly(default, table: str) -> None:
    assert count(default, f"(from {table} group by all having count(*) > 1)") >= 1


@pytest.mark.parametrize(("table", "rule"), EVERY_RULE)
def test_clean_data_break_no_rule(clean, table: str, rule: str) -> None:
    assert count(clean, table, RULES[table][rule]) == 0


def test_clean_data_are_what_remains_without_the_dirt(clean_folder: Path, default) -> None:
    for table in TABLES:
        source = f"'{clean_folder}/{table}.parquet'"
        assert count(default, f"(from {source} except all from {table})") == 0, table


def test_about_one_or_two_rows_in_a_hundred_are_dirt(default, clean) -> None:
    total = sum(count(default, table) for table in TABLES)
    dirt = total - sum(count(clean, table) for table in TABLES)
    assert 0.005 < dirt / total < 0.03


def test_unhappy_residents_complain_more(clean) -> None:
    correlation, residents = clean.execute(f"""
        with shares as (
            select
                customer_id,
                count_if(interaction_type in {GRIEVANCES}) / count(*) as grievance_share
            from interactions
            semi join (from customer_roles where role = 'leaseholder') using (customer_id)
            where direction = 'inbound'
            group by all
            having count(*) >= 8
        )
        select corr(satisfaction, grievance_share), count(*) from shares inner join truth
        using (customer_id)
    """).fetchone()
    assert residents > 300
    assert correlation < -0.45


def test_unhappy_residents_leave_and_happy_prospects_sign(clean) -> None:
    levels = dict(clean.execute(
        "select outcome, avg(satisfaction) from truth where outcome is not null group by all"
    ).fetchall())
    assert levels["left"] < levels["renewed"] - 0.08
    assert levels["lost"] < levels["signed"] - 0.04


def test_everybody_who_left_in_the_window_turns_into_an_ex_tenant(clean) -> None:
    left = count(clean, "truth", "outcome = 'left' and outcome_on <= date '2026-06-30'")
    became = count(clean, "truth semi join (from customer_roles where role = 'ex_tenant')"
                   " using (customer_id)", "outcome = 'left'")
    assert left == became > 20


def test_next_role_of_a_career_starts_the_day_after_the_last(clean) -> None:
    gaps = clean.execute("""
        with known as (
            from customer_roles
            qualify row_number() over (partition by role_id order by loaded_at desc) = 1
        ),
        chained as (
            select
                ended_on,
                lead(started_on) over (partition by customer_id order by role_id) as next_on
            from known
            where role_id not like '%e'
        )
        select next_on - ended_on, count(*) from chained where next_on is not null group by all
    """).fetchall()
    assert [gap for gap, _ in gaps] == [1]


def test_issue_versions_open_resolve_and_reopen_in_later_loads(clean) -> None:
    versions = clean.execute("""
        with numbered as (
            select
                *,
                row_number() over (partition by issue_id order by loaded_at) as version,
                lag(reopened_count) over (partition by issue_id order by loaded_at)
                    as reopens_before
            from issues
        )
        select
            count_if(version = 1 and resolved_at is null and reopened_count = 0),
            count_if(version > 1 and resolved_at is not null),
            count_if(resolved_at is null and reopened_count = reopens_before + 1),
            count_if(resolved_at is not null and reopened_count = 1),
            count_if(resolved_at > loaded_at or opened_at > loaded_at)
        from numbered
    """).fetchone()
    assert min(versions[:4]) > 20
    assert versions[4] == 0


def test_some_grievances_have_an_issue_and_some_have_none(clean) -> None:
    reported = "interaction_type = 'repair_report'"
    opened = "(customer_id, topic) in (select (customer_id, topic) from issues)"
    assert count(clean, "interactions", f"{reported} and {opened}") > 100
    assert count(clean, "interactions", f"{reported} and not {opened}") > 20


def test_only_corrected_interactions_come_twice_among_feeds_without_state(clean) -> None:
    assert count(clean, "(select survey_id from surveys group by all having count(*) > 1)") == 0
    assert count(clean, "(select interaction_id from interactions group by all having count(*) > 2"
                 " or count(distinct occurred_at) > 1)") == 0


def test_nothing_happens_outside_the_window_or_loads_after_the_last_batch(clean) -> None:
    first, last = clean.execute(
        "select min(occurred_at)::date::varchar, max(occurred_at)::date::varchar from interactions"
    ).fetchone()
    assert (first, last) == ("2026-01-02", "2026-06-30")
    for table in TABLES:
        assert count(clean, table, "loaded_at > timestamp '2026-07-01 03:00:00'") == 0, table
        assert count(clean, table, "loaded_at::time <> time '03:00:00'") == 0, table
    assert count(clean, "customer_roles", "loaded_at = timestamp '2026-01-02 03:00:00'") > 500


def test_two_in_a_hundred_interactions_are_late_and_one_is_corrected(clean) -> None:
    total, late, corrected = clean.execute("""
        with numbered as (
            select
                loaded_at::date - occurred_at::date as days,
                row_number() over (partition by interaction_id order by loaded_at) as version
            from interactions
        )
        select count(*), count_if(version = 1 and days between 2 and 31), count_if(version = 2)
        from numbered
    """).fetchone()
    assert 0.01 < late / total < 0.03
    assert 0.005 < corrected / total < 0.015


def test_residents_start_one_to_three_conversations_a_month(clean) -> None:
    conversations = clean.execute("""
        select count(distinct coalesce(conversation_id, interaction_id) || occurred_at::date)
        from interactions
        where direction = 'inbound' and journey_stage in ('move_in', 'living', 'renewal')
    """).fetchone()[0]
    residents = count(clean, "(select distinct customer_id from customer_roles"
                      " where role in ('leaseholder', 'occupant'))")
    assert 1 < conversations / residents / 6 < 3


def test_sentiment_of_the_feed_is_rare_and_follows_satisfaction(clean) -> None:
    share, correlation = clean.execute("""
        select count(sentiment) / count(*), corr(sentiment, satisfaction)
        from interactions inner join truth using (customer_id)
        where direction = 'inbound'
    """).fetchone()
    assert 0.1 < share < 0.2
    assert correlation > 0.3


@pytest.mark.parametrize("condition", [
    r"message_text like e'%\r\n%'", "message_text like '%\"%'", "message_text like '%😡%'",
    "message_text like '%धन्यवाद%'", "message_text like '%谢%'", "message_text like '%شكرا%'",
    "message_text like '%Vielen Dank%'", "length(message_text) = 10000",
])
def test_texts_are_awkward_like_real_ones(clean, condition: str) -> None:
    assert count(clean, "interactions", condition) >= 1


def test_no_text_keeps_an_unfilled_slot(clean) -> None:
    assert count(clean, "interactions", "contains(message_text, '{')") == 0


def test_a_text_is_missing_only_for_spoken_channels(clean) -> None:
    assert count(clean, "interactions",
                 "(message_text is null) <> (channel in ('phone', 'ivr', 'in_person'))") == 0


def test_the_working_initiative_shortens_repairs_and_the_others_do_not(tmp_path: Path) -> None:
    folder = run(tmp_path / "many", "--customers", 6000, "--days", 120, "--clean")
    with connect(folder) as connection:
        ratios = dict(connection.execute("""
            with resolved as (
                select
                    initiative_name = 'Rapid repair crew' as is_working,
                    opened_at >= started_on as is_after,
                    epoch(resolved_at - opened_at) as seconds
                from issues
                inner join (select distinct property_id, initiative_name, started_on
                    from initiatives) using (property_id)
                where resolved_at is not null and reopened_count = 0
                    -- Both sides get the same time to be resolved in.
                    and epoch(resolved_at - opened_at) < 20 * 86400
                    and opened_at < last_day - 20
            )
            select
                is_working,
                median(seconds) filter (is_after) / median(seconds) filter (not is_after)
            from resolved
            group by all
        """.replace("last_day", "date '2026-06-30'")).fetchall())
    assert ratios[True] < 0.65
    assert 0.75 < ratios[False] < 1.35


def test_people_are_plainly_invented(clean) -> None:
    assert count(clean, "customers", "email not like '%@example.com'"
                 " or phone not like '+1-555-%'") == 0


def test_the_smallest_portfolio_works(tmp_path: Path) -> None:
    folder = run(tmp_path / "one", "--customers", 1, "--days", 1)
    with connect(folder) as connection:
        assert count(connection, "customers", "customer_id = 'cus-0000000'") >= 1
        assert count(connection, "(select distinct property_id from properties"
                     " where property_id not like '%-x%')") == 6


def test_a_folder_with_files_of_others_is_refused_untouched(tmp_path: Path, capsys) -> None:
    foreign = tmp_path / "customers.parquet"
    foreign.write_text("precious")
    status = generator.main(["--output", str(tmp_path), "--customers", "10", "--days", "5"])
    assert status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["customers.parquet"]
    assert foreign.read_text() == "precious"
    assert "did not write" in capsys.readouterr().err


def test_a_foreign_file_inside_a_table_folder_is_refused(tmp_path: Path) -> None:
    arguments = ("--customers", 600, "--days", 5, "--chunk-customers", 500)
    run(tmp_path, *arguments)
    (tmp_path / "issues" / "mine.parquet").write_text("precious")
    before = sorted(path for path in tmp_path.rglob("*"))
    assert generator.main(["--output", str(tmp_path), *map(str, arguments)]) == 2
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_a_new_run_replaces_the_old_output_and_keeps_other_files(tmp_path: Path) -> None:
    run(tmp_path, "--customers", 600, "--days", 5, "--chunk-customers", 500)
    (tmp_path / "notes.txt").write_text("precious")
    run(tmp_path, "--customers", 10, "--days", 5, "--format", "csv")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert names == {f"{table}.csv" for table in TABLES} | {
        "_generated.json", "_truth", "_truth/satisfaction.parquet", "notes.txt",
    }
