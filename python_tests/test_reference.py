"""The plain-Python reference against small examples that were worked out by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from reference import DEFAULT_VARS, load_parameters, load_portfolio, score_day, with_trends
from reference.arithmetic import MILLION, decay_weight, int_div, interpolate, round_div
from reference.parameters import WeightRow
from reference.portfolio import portfolio_day
from reference.scoring import cohort_percentile, gather_histories

PROJECT = Path(__file__).parents[1]
PARAMETERS = load_parameters(PROJECT / "seeds")
TODAY = date(2024, 6, 30)


def days_ago(days, hour=12):
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour) - timedelta(days=days)


def message(interaction_type="complaint", age=0, **columns):
    return {
        "interaction_id": f"{interaction_type} {age} {sorted(columns.items())}",
        "conversation_id": None,
        "customer_id": "anna",
        "property_id": "house",
        "occurred_at": days_ago(age),
        "direction": "inbound",
        "interaction_type": interaction_type,
        "topic": "plumbing",
        "importance": "normal",
        "is_escalated": False,
        "sentiment_thousandths": None,
        **columns,
    }


def ticket(opened_age, resolved_age=None, loaded_age=None, **columns):
    return {
        "issue_id": "ticket",
        "customer_id": "anna",
        "property_id": "house",
        "topic": "plumbing",
        "importance": "normal",
        "is_escalated": False,
        "opened_at": days_ago(opened_age),
        "resolved_at": None if resolved_age is None else days_ago(resolved_age),
        "reopened_count": 0,
        "loaded_at": days_ago(opened_age if loaded_age is None else loaded_age),
        **columns,
    }


def held_role(role="leaseholder", started_age=0, **columns):
    return {
        "role_id": f"{role} {started_age}",
        "customer_id": "anna",
        "property_id": "house",
        "role": role,
        "started_on": TODAY - timedelta(days=started_age),
        "ended_on": None,
        **columns,
    }


def portfolio_of(interactions=(), tickets=(), roles=None, time_zone="UTC"):
    return load_portfolio(
        {
            "properties": [{"property_id": "house", "time_zone": time_zone}],
            "roles": [held_role()] if roles is None else roles,
            "interactions": interactions,
            "issue_versions": tickets,
        }
    )


def score_of(*interactions, tickets=(), roles=None, day=TODAY, parameters=PARAMETERS):
    [row] = score_day(portfolio_of(interactions, tickets, roles), parameters, day)
    return row


def factor_of(factor, *interactions, **arguments):
    return score_of(*interactions, **arguments).factors[factor]


def issues_of(*interactions, tickets=(), age=0, time_zone="UTC"):
    """Issues of anna `age` days ago as (opened age, resolved age, severity, recurrences)."""
    histories = gather_histories(portfolio_of(interactions, tickets, time_zone=time_zone), PARAMETERS)
    states = [issue.state_on(TODAY - timedelta(days=age)) for issue in histories["anna"].issues]
    return [
        (
            (TODAY - state.opened_day).days,
            state.resolved_day and (TODAY - state.resolved_day).days,
            state.severity,
            state.recurrences,
        )
        for state in states
        if state
    ]


# Arithmetic


def test_round_div_rounds_a_half_up_and_int_div_rounds_down():
    assert [round_div(a, 4) for a in (1, 2, 3, 6)] == [0, 1, 1, 2]
    assert [int_div(a, 4) for a in (3, 4, 7)] == [0, 1, 1]


@pytest.mark.parametrize(("dividend", "divisor"), [(-1, 2), (1, 0), (1, -2)])
def test_divisions_refuse_what_engines_round_differently(dividend, divisor):
    for divide in (round_div, int_div):
        with pytest.raises(ValueError, match="outside its domain"):
            divide(dividend, divisor)


def test_a_weight_of_10_with_a_half_life_of_14_days_is_5_at_14_days_and_2_5_at_28():
    assert [10 * decay_weight(14, age, 365) / MILLION for age in (0, 14, 28)] == [10, 5, 2.5]


def test_a_weight_halfway_between_two_integers_rounds_up():
    # 2^-7 in millionths is 7812.5.
    assert decay_weight(14, 98, 365) == decay_weight(30, 210, 365) == 7813


def test_the_weight_is_zero_outside_the_window():
    assert decay_weight(60, 365, 365) == 14748
    assert decay_weight(60, 366, 365) == decay_weight(60, -1, 365) == 0


def test_linear_interpolation_of_18_between_7_and_30_is_47_83():
    assert interpolate([(7, 0), (30, 100 * MILLION)], 18) == 47_826_087


def test_a_curve_stays_at_its_last_value():
    assert [interpolate([(0, 5), (10, 15)], x) for x in (0, 4, 10, 99)] == [5, 9, 15, 15]


# Parameters


def test_default_vars_are_those_of_the_project():
    project_vars = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    assert {name: project_vars[name] for name in DEFAULT_VARS} == DEFAULT_VARS


def test_an_unknown_var_is_refused():
    with pytest.raises(ValueError, match="spell_gap_dyas"):
        load_parameters(PROJECT / "seeds", {"spell_gap_dyas": 3})


def test_weights_count_from_their_date_and_per_cohort():
    newer = [
        WeightRow("residents", factor, 1, TODAY)
        for factor in ("frequency", "nature", "tone", "variety", "persistence")
    ]
    parameters = replace(PARAMETERS, weight_rows=PARAMETERS.weight_rows + newer)
    # (50 + 50 + 50 + 100 + 100) / 5, recency being left out of the newer rows.
    assert score_of(parameters=parameters, roles=[held_role(started_age=1)]).score == 70 * MILLION
    yesterday = TODAY - timedelta(days=1)
    before = score_of(parameters=parameters, roles=[held_role(started_age=1)], day=yesterday)
    assert before.score == 67_500_000
    assert score_of(parameters=parameters, roles=[held_role("prospect")]).score == 55 * MILLION


def test_a_day_before_the_first_weights_is_refused():
    with pytest.raises(ValueError, match="no factor weights for residents on 1999-12-31"):
        PARAMETERS.weights_on("residents", date(1999, 12, 31))


# Staged rows


def test_the_same_row_twice_counts_once():
    row = message()
    assert score_of(row, dict(row)) == score_of(row)


def test_two_different_rows_under_one_id_are_refused():
    with pytest.raises(ValueError, match="two different rows"):
        portfolio_of([message(), {**message(), "topic": "noise"}])


@pytest.mark.parametrize(
    ("moment", "time_zone", "day"),
    [
        (datetime(2024, 3, 1, 18, 29), "Asia/Kolkata", date(2024, 3, 1)),
        (datetime(2024, 3, 1, 18, 30), "Asia/Kolkata", date(2024, 3, 2)),
        (datetime(2024, 3, 1, 18, 15), "Asia/Kathmandu", date(2024, 3, 2)),
        (datetime(2024, 1, 10, 4, 59), "America/New_York", date(2024, 1, 9)),
        (datetime(2024, 7, 10, 4, 0), "America/New_York", date(2024, 7, 10)),
        (datetime(2024, 7, 10, 3, 59), "America/New_York", date(2024, 7, 9)),
    ],
)
def test_the_portfolio_day_is_the_local_date(moment, time_zone, day):
    assert portfolio_day(moment, time_zone) == day


def test_an_event_counts_from_its_portfolio_day():
    late = message(occurred_at=days_ago(1, hour=19))
    for time_zone, days_counted in (("UTC", [-1, 0]), ("Asia/Kolkata", [0])):
        portfolio = portfolio_of([late], roles=[held_role(started_age=9)], time_zone=time_zone)
        counted = [
            offset
            for offset in (-2, -1, 0)
            if score_day(portfolio, PARAMETERS, TODAY + timedelta(days=offset))[0].evidence_count
        ]
        assert counted == days_counted


# Roles


def test_of_overlapping_roles_precedence_then_start_then_id_decides():
    def property_of(*roles):
        return score_of(roles=list(roles)).property_id

    lease = held_role("leaseholder", 9, property_id="lease")
    newer_occupancy = held_role("occupant", 1, property_id="occupancy")
    newer_lease = held_role("leaseholder", 2, property_id="newer lease")
    assert property_of(newer_occupancy, lease) == "lease"
    assert property_of(lease, newer_lease) == "newer lease"
    assert property_of({**lease, "role_id": "b"}, {**lease, "role_id": "a", "property_id": "a"}) == "a"


def test_a_role_counts_from_its_first_to_its_last_day():
    role = held_role(started_age=2, ended_on=TODAY - timedelta(days=1))
    portfolio = portfolio_of(roles=[role])
    rows = [len(score_day(portfolio, PARAMETERS, TODAY - timedelta(days=age))) for age in (3, 2, 1, 0)]
    assert rows == [0, 1, 1, 0]


def test_a_guarantor_is_not_scored():
    assert score_day(portfolio_of(roles=[held_role("guarantor")]), PARAMETERS, TODAY) == []


@pytest.mark.parametrize(("quiet_days", "rows"), [(60, 1), (61, 0)])
def test_a_prospect_goes_inactive_after_60_days_without_interaction(quiet_days, rows):
    started = portfolio_of(roles=[held_role("prospect", quiet_days)])
    written_to = portfolio_of(
        [message("enquiry", quiet_days, direction="outbound"), message("enquiry", -1)],
        roles=[held_role("prospect", 200)],
    )
    for portfolio in (started, written_to):
        assert len(score_day(portfolio, PARAMETERS, TODAY)) == rows


def test_exposure_starts_with_the_earliest_scored_role():
    long_known = [
        held_role("leaseholder", 0),
        held_role("prospect", 29, ended_on=TODAY),
        held_role("guarantor", 99),
    ]
    exposure = sum(decay_weight(30, age, 365) for age in range(30))
    raw_value = factor_of("frequency", message("question"), roles=long_known).raw_value
    assert raw_value == round_div(30 * MILLION * MILLION, exposure)


# Conversation-days


def test_messages_of_one_conversation_and_day_count_once_with_their_largest_severity():
    row = score_of(
        message(conversation_id="talk", importance="low"),
        message(conversation_id="talk", importance="high", is_escalated=True),
        message("question", conversation_id="talk"),
    )
    nature = row.factors["nature"]
    assert (nature.evidence_count, nature.raw_value) == (1, -3 * 4_500_000)
    assert row.factors["frequency"].evidence_count == 1


def test_one_conversation_over_two_days_counts_twice():
    first, second = (message("question", age, conversation_id="talk") for age in (1, 0))
    assert factor_of("frequency", first, second).evidence_count == 2


def test_a_lone_message_never_joins_a_conversation_of_the_same_name():
    lone = message("question", interaction_id="talk")
    assert factor_of("frequency", lone, message("question", conversation_id="talk")).evidence_count == 2


def test_outbound_messages_are_no_evidence():
    row = score_of(message(direction="outbound"))
    assert (row.score, row.evidence_count, row.confidence) == (row.neutral, 0, 0)


@pytest.mark.parametrize(("age", "count"), [(365, 1), (366, 0)])
def test_evidence_leaves_after_365_days(age, count):
    row = score_of(message("compliment", age))
    assert row.evidence_count == count
    assert {factor.evidence_count for factor in row.factors.values()} == {0, count}


# Factors


def test_neutral_is_67_5_for_residents_and_55_for_prospects():
    assert score_of().score == score_of().neutral == 67_500_000
    assert score_of(roles=[held_role("prospect")]).score == 55 * MILLION


def test_factors_without_evidence_are_at_50_but_variety_and_persistence_at_100():
    for factor, value in score_of().factors.items():
        neutral = 100 if factor in ("variety", "persistence") else 50
        assert (value.has_evidence, value.factor_score) == (False, neutral * MILLION)


def test_one_normal_grievance_today_gives_nature_33_and_one_commendation_57():
    assert factor_of("nature", message("complaint")).factor_score == 33_333_333
    assert factor_of("nature", message("compliment")).factor_score == 57_142_857


def test_nature_raw_value_is_commendations_less_three_times_grievances():
    nature = factor_of("nature", message("thanks", 60), message(age=0, importance="low"))
    assert (nature.raw_value, nature.evidence_count) == (1_000_000 - 3_000_000, 2)


def test_tone_weighs_sentiment_against_the_baseline_of_its_type():
    # A question has a baseline of 0.1: 0.5 above, then 0.5 below.
    above = factor_of("tone", message("question", sentiment_thousandths=600))
    below = factor_of("tone", message("question", sentiment_thousandths=-400))
    assert (above.factor_score, above.raw_value, above.evidence_count) == (57_142_857, 500_000, 1)
    assert (below.factor_score, below.raw_value, below.evidence_count) == (42_857_143, -500_000, 1)


def test_a_polite_grievance_and_a_sour_commendation_leave_tone_at_50():
    polite = factor_of("tone", message("complaint", sentiment_thousandths=900))
    sour = factor_of("tone", message("compliment", sentiment_thousandths=-900))
    unheard = factor_of("tone", message("complaint"))
    assert polite.factor_score == sour.factor_score == unheard.factor_score == 50 * MILLION
    assert (polite.has_evidence, sour.has_evidence, unheard.has_evidence) == (True, True, False)


def test_one_conversation_has_its_best_and_its_worst_tone():
    tone = factor_of(
        "tone",
        message("question", conversation_id="talk", sentiment_thousandths=400),
        message("question", conversation_id="talk", sentiment_thousandths=1000),
        message("complaint", conversation_id="talk", sentiment_thousandths=-900),
    )
    # 0.9 above and 0.5 below: 50 * (2 * 0.9 + 3) / (0.9 + 0.5 + 3).
    assert (tone.raw_value, tone.factor_score) == (400_000, 54_545_455)


def test_variety_counts_topics_by_their_latest_report():
    again = factor_of("variety", message(), message(age=90))
    two = factor_of("variety", message(), message(topic="noise"))
    old = factor_of("variety", message(age=60), message(age=61))
    assert [value.factor_score for value in (again, two, old)] == [75_000_000, 60_000_000, 85_714_286]
    assert [value.evidence_count for value in (again, two, old)] == [1, 2, 1]


def test_recency_is_the_latest_commendation_against_the_latest_grievance():
    recency = factor_of("recency", message("thanks", 14), message("thanks", 20), message(age=28))
    assert (recency.raw_value, recency.factor_score) == (250_000, 62_500_000)
    assert recency.evidence_count == 2


def test_frequency_takes_the_lower_of_engagement_and_burden():
    # A first day is taken over 14 days: 30 conversations per 12.1 weighted days, or 2.479.
    exposure = sum(round(2 ** (-age / 30) * MILLION) for age in range(14))
    rate = (30 * MILLION * MILLION + exposure // 2) // exposure
    assert rate == 2_479_330
    prospect = factor_of("frequency", message("question"), roles=[held_role("prospect")])
    assert (prospect.raw_value, prospect.factor_score) == (rate, 75 * MILLION + (rate - 2 * MILLION) * 5)
    # Engagement stands at 80 from one conversation on; burden falls by 7.5 points per conversation.
    question = factor_of("frequency", message("question"))
    assert question.factor_score == 80 * MILLION - (rate - 2 * MILLION) * 15
    complaint, compliment = factor_of("frequency", message()), factor_of("frequency", message("thanks"))
    assert complaint.factor_score == 50 * MILLION
    assert compliment.factor_score == 80 * MILLION
    assert complaint.raw_value == compliment.raw_value == rate


@pytest.mark.parametrize(
    ("row", "factor_score"),
    [
        # Half of its severity of 2 after 7 days: 100 * 4 / (4 + 1).
        (ticket(7), 80_000_000),
        # The same, resolved one half-life ago: 100 * 4 / (4 + 0.5).
        (ticket(37, resolved_age=30), 88_888_889),
        # The same as the first, reopened once: 100 * 4 / (4 + 1.4).
        (ticket(7, reopened_count=1), 74_074_074),
        (ticket(0), 100_000_000),
        (ticket(400, resolved_age=366), 100_000_000),
    ],
)
def test_persistence_of_one_ticket(row, factor_score):
    assert factor_of("persistence", tickets=[row]).factor_score == factor_score


def test_an_issue_is_evidence_from_its_opening_until_365_days_after_its_resolution():
    counts = [
        factor_of("persistence", tickets=[row]).evidence_count
        for row in (ticket(-1), ticket(0), ticket(500), ticket(400, 365), ticket(400, 366))
    ]
    assert counts == [0, 1, 1, 1, 0]


def test_the_score_of_one_normal_complaint_today():
    row = score_of(message())
    scores = [value.factor_score for value in row.factors.values()]
    assert scores == [50_000_000, 33_333_333, 50_000_000, 75_000_000, 100_000_000, 0]
    # 5 + 8.333333 + 10 + 7.5 + 25 + 0
    assert row.score == 55_833_333
    contributions = [value.contribution for value in row.factors.values()]
    assert contributions == [0, -4_166_667, 0, -2_500_000, 0, -5_000_000]
    assert row.neutral + sum(contributions) == row.score


def test_confidence_is_a_quarter_with_one_fresh_conversation_and_half_with_three():
    one = score_of(message("question"))
    three = score_of(*(message("question", topic=topic) for topic in ("noise", "pests", "tour")))
    assert (one.confidence, three.confidence) == (250_000, 500_000)
    # A grievance is also an issue: two pieces of evidence, 2 / (2 + 3).
    complaint = score_of(message())
    assert (complaint.confidence, complaint.evidence_count) == (400_000, 2)


# Tickets


def test_a_report_up_to_30_days_after_the_resolution_belongs_to_the_ticket():
    resolved = ticket(100, resolved_age=50)
    assert issues_of(message(age=20), tickets=[resolved]) == [(100, 50, 20, 1)]
    assert issues_of(message(age=19), tickets=[resolved]) == [(100, 50, 20, 0), (19, None, 20, 0)]


def test_a_report_on_the_opening_day_is_covered_but_no_repeat():
    assert issues_of(message(age=9), tickets=[ticket(9)]) == [(9, None, 20, 0)]


def test_a_report_before_the_opening_or_on_another_topic_is_not_covered():
    spells = issues_of(message(age=10), message(age=5, topic="noise"), tickets=[ticket(9)])
    assert spells == [(9, None, 20, 0), (10, 9, 20, 0), (5, None, 20, 0)]


def test_a_report_can_repeat_two_tickets():
    tickets = [ticket(9), ticket(8, issue_id="ticket, too")]
    assert issues_of(message(age=5), tickets=tickets) == [(9, None, 20, 1), (8, None, 20, 1)]


def test_a_repeat_weighs_no_less_inside_a_ticket():
    severe = message(age=5, importance="very_high", is_escalated=True)
    assert issues_of(severe, tickets=[ticket(9)]) == [(9, None, 75, 1)]
    assert issues_of(severe, tickets=[ticket(9)], age=6) == [(9, None, 20, 0)]


def test_a_resolution_counts_from_its_own_day_however_late_it_is_loaded():
    versions = [ticket(20), ticket(20, resolved_age=10, loaded_age=2)]
    assert issues_of(tickets=versions, age=11) == [(20, None, 20, 0)]
    assert issues_of(tickets=versions, age=10) == [(20, 10, 20, 0)]


def test_a_changed_importance_counts_from_the_day_it_was_loaded():
    versions = [ticket(20), ticket(20, loaded_age=5, importance="high")]
    assert issues_of(tickets=versions, age=6) == [(20, None, 20, 0)]
    assert issues_of(tickets=versions, age=5) == [(20, None, 30, 0)]


def test_a_reopening_counts_from_the_day_it_was_loaded():
    versions = [
        ticket(40, resolved_age=30, loaded_age=29),
        ticket(40, loaded_age=10, reopened_count=1),
        ticket(40, resolved_age=4, loaded_age=3, reopened_count=1),
    ]
    assert issues_of(tickets=versions, age=11) == [(40, 30, 20, 0)]
    assert issues_of(tickets=versions, age=10) == [(40, None, 20, 1)]
    assert issues_of(tickets=versions, age=4) == [(40, 4, 20, 1)]


def test_a_ticket_counts_from_its_opening_even_if_loaded_later():
    versions = [ticket(20, loaded_age=5), ticket(20, loaded_age=3, importance="high")]
    assert issues_of(tickets=versions, age=21) == []
    assert issues_of(tickets=versions, age=20) == [(20, None, 20, 0)]
    assert issues_of(tickets=versions, age=3) == [(20, None, 30, 0)]


def test_the_newest_version_says_when_a_ticket_was_opened_and_whose_it_is():
    versions = [ticket(20, customer_id="ben"), ticket(15, loaded_age=3)]
    assert issues_of(tickets=versions) == [(15, None, 20, 0)]


def test_a_resolution_before_a_corrected_opening_counts_from_the_opening():
    versions = [
        ticket(20, resolved_age=18, loaded_age=17),
        ticket(10, loaded_age=3, reopened_count=1),
    ]
    assert issues_of(tickets=versions, age=5) == [(10, 10, 20, 0)]


def test_load_days_follow_the_time_zone_of_the_property():
    versions = [ticket(20), ticket(20, importance="high", loaded_at=days_ago(5, hour=19))]
    assert issues_of(tickets=versions, age=5) == [(20, None, 30, 0)]
    assert issues_of(tickets=versions, age=5, time_zone="Asia/Kolkata") == [(20, None, 20, 0)]


# Spells


@pytest.mark.parametrize(
    ("gap", "states"),
    [
        (21, [(100, 58, 20, 1)]),
        (22, [(100, 57, 20, 1)]),
        (51, [(100, 28, 20, 1)]),
        (52, [(100, 79, 20, 0), (48, 27, 20, 0)]),
    ],
)
def test_reports_up_to_51_days_apart_form_one_spell(gap, states):
    assert issues_of(message(age=100), message(age=100 - gap)) == states


def test_a_spell_closes_21_days_after_its_last_report():
    assert issues_of(message(age=50), age=30) == [(50, None, 20, 0)]
    assert issues_of(message(age=50), age=29) == [(50, 29, 20, 0)]


def test_a_closed_spell_opens_again_with_its_old_opening_day():
    reports = [message(age=50), message(age=10)]
    assert issues_of(*reports, age=11) == [(50, 29, 20, 0)]
    assert issues_of(*reports, age=10) == [(50, None, 20, 1)]


def test_reports_of_one_day_are_separate_reports():
    reports = [message(age=9, importance="low"), message(age=9, importance="high")]
    assert issues_of(*reports) == [(9, None, 30, 1)]


def test_the_severity_of_a_spell_is_the_largest_so_far():
    reports = [message(age=9, importance="low"), message(age=5, importance="very_high")]
    assert issues_of(*reports, age=6) == [(9, None, 10, 0)]
    assert issues_of(*reports, age=5) == [(9, None, 50, 1)]


def test_one_conversation_can_report_several_topics_each_with_its_largest_severity():
    talk = [
        message(age=9, conversation_id="talk", importance="high"),
        message(age=9, conversation_id="talk", importance="low"),
        message(age=9, conversation_id="talk", topic="noise"),
    ]
    assert issues_of(*talk) == [(9, None, 30, 0), (9, None, 20, 0)]


def test_a_ticket_on_the_topic_takes_a_spell_over_on_its_opening_day():
    reports = [message(age=20), message(age=12)]
    assert issues_of(*reports, tickets=[ticket(10)], age=11) == [(20, None, 20, 1)]
    assert issues_of(*reports, tickets=[ticket(10)], age=10) == [(10, None, 20, 0), (20, 10, 20, 1)]
    other_topic = ticket(10, topic="noise")
    assert issues_of(*reports, tickets=[other_topic], age=10)[1] == (20, None, 20, 1)


def test_a_report_long_after_a_ticket_starts_a_spell_of_its_own():
    tickets = [ticket(99, resolved_age=99)]
    states = [(99, 99, 20, 0), (100, 99, 20, 0), (49, 28, 20, 0)]
    assert issues_of(message(age=100), message(age=49), tickets=tickets) == states


# Cohorts and trends


def rank_rows(*ages_of_complaint):
    """Scores of residents who complained so many days ago; None for no complaint."""
    names = "abcdefgh"[: len(ages_of_complaint)]
    roles = [held_role(customer_id=name, role_id=name, started_age=100) for name in names]
    complaints = [
        message(age=age, customer_id=name)
        for name, age in zip(names, ages_of_complaint, strict=True)
        if age is not None
    ]
    return score_day(portfolio_of(complaints, roles=roles), PARAMETERS, TODAY)


def test_ties_share_a_rank_and_half_of_them_counts_as_below():
    rows = rank_rows(None, 0, 0, 0, None)
    assert [row.cohort_rank for row in rows] == [1, 3, 3, 3, 1]
    assert [row.cohort_percentile for row in rows] == [80 * MILLION, *[30 * MILLION] * 3, 80 * MILLION]
    assert {row.cohort_size for row in rows} == {5}


def test_percentiles_average_50():
    assert cohort_percentile(below=0, ties=1, cohort_size=3) == 16_666_667
    percentiles = [row.cohort_percentile for row in rank_rows(None, 0, 5, 0, 9, 40, 2, None)]
    assert sum(percentiles) == 50 * MILLION * len(percentiles)


def test_priority_is_high_below_20_and_low_above_80():
    rows = rank_rows(None, 0, 3, 6, 9)
    assert [row.cohort_percentile // MILLION for row in rows] == [90, 70, 50, 30, 10]
    assert [row.priority for row in rows] == ["low", "mid", "mid", "mid", "high"]
    assert {row.priority for row in rank_rows(None, 0, 0, 0, None)} == {"mid"}


def test_cohorts_are_ranked_apart():
    roles = [held_role(), held_role("prospect", customer_id="ben")]
    rows = score_day(portfolio_of(roles=roles), PARAMETERS, TODAY)
    assert [(row.cohort_rank, row.cohort_size) for row in rows] == [(1, 1), (1, 1)]


def test_a_score_on_the_edge_of_a_band_belongs_to_it():
    bands = [PARAMETERS.band(score) for score in (0, 29_999_999, 30_000_000, 60_000_000, 100_000_000)]
    assert bands == ["critical", "critical", "poor", "good", "excellent"]


def trends_of(before, after):
    """Rows of today, given scores and ranks per customer a week ago and today."""
    template = score_of()
    days = {
        TODAY - timedelta(days=7): [replace(template, **columns) for columns in before],
        TODAY: [replace(template, **columns) for columns in after],
    }
    return with_trends(days, PARAMETERS)[TODAY]


@pytest.mark.parametrize(
    ("change", "trend"),
    [(2_000_001, "up"), (2_000_000, "flat"), (-2_000_000, "flat"), (-2_000_001, "down")],
)
def test_a_trend_needs_a_change_beyond_the_dead_band(change, trend):
    [row] = trends_of([{"score": 50_000_000}], [{"score": 50_000_000 + change}])
    assert (row.score_change_7d, row.trend) == (change, trend)


@pytest.mark.parametrize(
    ("rank", "change", "rank_trend"), [(4, 1, "up"), (5, 0, "flat"), (6, -1, "down")]
)
def test_a_rank_that_falls_in_number_is_a_rise(rank, change, rank_trend):
    [row] = trends_of([{"cohort_rank": 5}], [{"cohort_rank": rank}])
    assert (row.rank_change_7d, row.rank_trend) == (change, rank_trend)


def test_without_a_row_in_the_same_cohort_a_week_before_the_trend_is_new():
    for before in ([], [{"cohort": "prospects"}], [{"customer_id": "ben"}]):
        [row] = trends_of(before, [{}])
        assert (row.trend, row.rank_trend) == ("new", "new")
        assert (row.score_change_7d, row.rank_change_7d) == (None, None)
