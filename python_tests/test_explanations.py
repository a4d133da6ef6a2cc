"""Explanations: shares, parts of changes and lists equal the reference, and no sentence contradicts its numbers."""

import csv
import re
from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

import pytest
import yaml
from builders import staged_portfolio
from conftest import PROJECT, rows_of
from reference import load_parameters, score_day
from reference.explanations import evidence_shares, falling_since, low_since, percentile_parts

PARAMETERS = load_parameters(PROJECT / "seeds")
VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
LAGS = (0, 7)
MILLION = 1_000_000


@pytest.fixture(scope="module")
def daily(connection):
    """(customer, cohort) -> {day: (score, percentile)} of the example."""
    scores = defaultdict(dict)
    for row in rows_of(
        connection,
        "select customer_id, cohort, score_date, score, cohort_percentile from fct_customer_scores_daily",
    ):
        place = (Fraction(row["score"]), Fraction(row["cohort_percentile"]))
        scores[row["customer_id"], row["cohort"]][row["score_date"]] = place
    return scores


@pytest.fixture(scope="module")
def newest(connection):
    return connection.execute("select max(score_date) from fct_customer_scores_current").fetchone()[0]


def test_the_shares_of_each_day_equal_the_reference(connection, newest):
    portfolio = staged_portfolio(connection)
    found = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for row in rows_of(
        connection,
        """
        select
            contributions.customer_id, contributions.lag_days, contributions.factor,
            if(issues.evidence_key is null, 'contact', 'issue') as kind,
            coalesce(issues.opened_date, contacts.interaction_date) as began_on,
            sum(contributions.contribution) as contribution, count(*) as share_count
        from main_intermediate.int_evidence_contributions as contributions
        left join main_intermediate.int_explained_issues as issues using (customer_id, lag_days, evidence_key)
        left join main_intermediate.int_explained_contacts as contacts using (customer_id, lag_days, evidence_key)
        where list_contains(?, lag_days)
        group by all
        """,
        [list(LAGS)],
    ):
        key = (row["factor"], row["kind"], row["began_on"])
        found[row["lag_days"], row["customer_id"]][key] = (row["contribution"], row["share_count"])
    cohorts = dict(connection.execute("select customer_id, cohort from fct_customer_scores_current").fetchall())
    compared = 0
    for lag_days in LAGS:
        scores = [
            row
            for row in score_day(portfolio, PARAMETERS, newest - timedelta(days=lag_days))
            if cohorts.get(row.customer_id) == row.cohort
        ]
        for customer_id, shares in evidence_shares(portfolio, PARAMETERS, scores).items():
            rows = found.pop((lag_days, customer_id), {})
            per_factor = defaultdict(int)
            for (factor, _, _), (_, share_count) in rows.items():
                per_factor[factor] += share_count
            for key in rows.keys() | shares.keys():
                contribution, _ = rows.get(key, (0, 0))
                # each share is rounded, and the largest takes what that leaves: a unit a share and two of the factor
                allowed = per_factor[key[0]] + 2
                assert abs(contribution - shares.get(key, 0)) <= allowed, (customer_id, lag_days, key)
                compared += 1
    assert not found and compared > 10_000


def test_who_has_no_evidence_has_no_shares_and_sits_at_neutral(connection):
    rows = rows_of(
        connection,
        """
        select current_scores.customer_id, current_scores.evidence_count, sum(drivers.contribution) as moved
        from fct_customer_scores_current as current_scores
        inner join fct_score_drivers_daily as drivers using (customer_id, score_date)
        anti join fct_score_evidence_current as evidence using (customer_id)
        group by all
        """,
    )
    assert rows
    assert {(row["evidence_count"], row["moved"]) for row in rows} == {(0, 0)}


def test_changes_of_percentile_equal_the_reference(connection, daily, newest):
    cohorts = defaultdict(lambda: defaultdict(dict))
    for (customer_id, cohort), days in daily.items():
        for day, (score, _) in days.items():
            cohorts[cohort][day][customer_id] = score
    rows = rows_of(connection, "from fct_score_changes_current where score_before is not null")
    for row in rows[::7]:
        days = cohorts[row["cohort"]]
        parts = percentile_parts(row["customer_id"], days[row["compared_date"]], days[newest])
        found = [row[name] for name in ("own_percentile_change", "others_percentile_change", "membership_percentile_change")]
        for part, number in zip(parts, found, strict=True):
            assert abs(part - Fraction(number)) <= Fraction(1, MILLION), (row["customer_id"], row["lag_days"])
    assert len(rows) > 1000


def test_the_attention_list_equals_the_reference_day_by_day(connection, daily, newest):
    listed = {row["customer_id"]: row for row in rows_of(connection, "from fct_attention_list")}
    current = connection.execute("select customer_id, cohort from fct_customer_scores_current").fetchall()
    reasons = set()
    for customer_id, cohort in current:
        days = daily[customer_id, cohort]
        low = low_since({day: percentile for day, (_, percentile) in days.items()}, newest, VARS)
        fell = falling_since({day: score for day, (score, _) in days.items()}, newest, VARS)
        row = listed.pop(customer_id, None)
        if low is fell is None:
            assert row is None, customer_id
            continue
        assert row["attention_since_date"] == min(day for day in (low, fell) if day), customer_id
        expected = " and ".join(word for word, day in (("lowest", low), ("falling", fell)) if day)
        assert row["attention_reason"] == expected, customer_id
        reasons.add(expected)
    assert listed == {} and reasons == {"lowest", "falling", "lowest and falling"}


def tenths(points):
    """Points as tenths, rounded half away from zero."""
    size = int(abs(Fraction(points)) * 10 + Fraction(1, 2))
    return -size if points < 0 else size


def test_no_sentence_contradicts_its_numbers(connection):
    rows = rows_of(connection, "from fct_score_changes_current where score_before is not null")
    words = set()
    for row in rows:
        said = re.fullmatch(r"(Rose|Fell|Unchanged)(?: (\d+\.\d) points)? in (\d+) days?(: .*)?", row["explanation"])
        assert said, row["explanation"]
        direction, size, days, reasons = said.groups()
        change = {"Rose": 1, "Fell": -1, "Unchanged": 0}[direction] * round(10 * float(size or 0))
        assert change == tenths(row["score_change"]), row["explanation"]
        assert int(days) == row["lag_days"]
        parts = [round(10 * float(part)) for part in re.findall(r"\(([+-]\d+\.\d)\)", reasons or "")]
        assert sum(parts) == change, row["explanation"]
        assert 0 not in parts, row["explanation"]
        words.add(direction)
    assert words == {"Rose", "Fell", "Unchanged"}


def test_what_a_sentence_says_of_open_and_resolved_reports_is_so(connection):
    """Counts of a reason are counted again, from the evidence mart."""
    evidence = defaultdict(list)
    for row in rows_of(connection, "from fct_score_evidence_current"):
        evidence[row["customer_id"]].append(row)
    pattern = re.compile(r"(one|\d+) (unresolved|resolved) (\w[\w ]*?) reports? \(")
    told = 0
    for row in rows_of(connection, "from fct_score_changes_current where lag_days = 7 and score_before is not null"):
        for count, state, topic in pattern.findall(row["explanation"]):
            of_reason = [
                item
                for item in evidence[row["customer_id"]]
                if item["change_reason"] == f"{state}_reports" and item["topic"].replace("_", " ") == topic
            ]
            contacts = [item for item in of_reason if item["evidence_kind"] == "conversation"]
            assert len(contacts or of_reason) == (1 if count == "one" else int(count)), row["explanation"]
            assert all(item["evidence_date"] > row["compared_date"] for item in of_reason)
            is_open = any(
                item["evidence_kind"] != "conversation"
                and item["topic"].replace("_", " ") == topic
                and item["resolved_date"] is None
                for item in evidence[row["customer_id"]]
            )
            assert is_open == (state == "unresolved"), row["explanation"]
            told += 1
    assert told > 50


def test_reasons_of_the_list_are_phrases_of_the_seed(connection):
    with (PROJECT / "seeds/change_reasons.csv").open(encoding="utf-8") as file:
        phrases = [row[name] for row in csv.DictReader(file) for name in ("singular_phrase", "plural_phrase")]
    patterns = [re.escape(phrase).replace(r"\{topic\}", r"[\w ]+").replace(r"\{count\}", r"\d+") for phrase in phrases]
    known = re.compile(rf"(?:{'|'.join(patterns)})(?: \([+-]\d+\.\d\))?")
    said = connection.execute(
        "select distinct unnest([reason_1, reason_2, reason_3]) from fct_attention_list"
    ).fetchall()
    assert len(said) > 10
    assert [reason for (reason,) in said if reason is not None and not known.fullmatch(reason)] == []
