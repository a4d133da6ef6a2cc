"""Proposing weights: the fit, the rounding, the split in time, the judgement, and what is written."""

import importlib
import os
import random
import shutil
import sys
from datetime import date
from fractions import Fraction

import duckdb
import numpy as np
import pytest
from conftest import PROJECT
from reference.validation import auc_with_surpluses, spread, wilson

if "CX_TEST_FIT" not in os.environ:
    pytest.skip("CX_TEST_FIT does not name a folder with SciPy", allow_module_level=True)
# behind the project's own packages: only what they lack is taken from there
sys.path.append(os.path.abspath(os.environ["CX_TEST_FIT"]))
sys.path.insert(0, str(PROJECT / "scripts"))

fw = importlib.import_module("fit_weights")

SEED = PROJECT / "seeds/factor_weights.csv"


def drawn(seed, rows=4000, truth=(3, 2, 1, 0, 0, -1)):
    """Factor scores and events of a logistic model in which low scores foretell the event."""
    draw = np.random.default_rng(seed)
    scores = draw.uniform(0, 100, (rows, 6))
    margin = -1 - (scores - 50) / 100 @ np.array(truth)
    return scores, (draw.uniform(size=rows) < 1 / (1 + np.exp(-margin))).astype(int)


def predictions(rows):
    """Rows of (customer, date, factor scores, event) as the script holds them."""
    customers, dates, scores, events = zip(*rows, strict=True)
    return fw.Predictions(np.array(customers), np.array([day.toordinal() for day in dates]), np.array(scores, float), np.array(events))


# The fit


def test_the_fit_finds_the_weights_and_gives_none_to_a_factor_that_misleads():
    found = fw.fit(*drawn(1, rows=40000), direction=-1)
    assert found[:3] == pytest.approx([3, 2, 1], abs=0.2)
    assert found[3:5] == pytest.approx([0, 0], abs=0.1)
    assert found[5] == 0
    assert min(found) >= 0


def test_the_fit_turns_around_with_the_direction():
    scores, events = drawn(2)
    assert fw.fit(100 - scores, events, direction=1) == pytest.approx(fw.fit(scores, events, direction=-1), abs=1e-4)


def test_the_fit_is_at_the_least_loss():
    """No small step to another permitted point is better."""
    scores, events = drawn(3, rows=500)
    found = fw.fit(scores, events, direction=-1)

    def loss(coefficients):
        features = -(scores - scores.mean(axis=0)) / 100 @ coefficients

        def at(intercept):
            margin = intercept + features
            return np.logaddexp(0, margin).sum() - events @ margin + fw.RIDGE / 2 * coefficients @ coefficients

        return min(at(intercept) for intercept in np.linspace(-2, 1, 3001))

    for place in range(6):
        for step in (0.05, -0.05):
            other = found.copy()
            other[place] += step
            if other[place] >= 0:
                assert loss(other) > loss(found), (place, step)


def test_a_factor_that_is_the_same_for_all_has_no_weight():
    scores, events = drawn(4)
    scores[:, 2] = 50
    assert fw.fit(scores, events, direction=-1)[2] == 0


def test_the_order_of_rows_does_not_matter():
    scores, events = drawn(5)
    order = np.random.default_rng(1).permutation(len(events))
    one, other = (fw.whole_percents(fw.fit(scores[rows], events[rows], -1)) for rows in (np.arange(len(events)), order))
    assert one == other


@pytest.mark.parametrize(
    ("coefficients", "percents"),
    [
        ([1, 1, 1, 0, 0, 0], [34, 33, 33, 0, 0, 0]),
        ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]),
        ([0, 0, 0, 0, 0, 2.5], [0, 0, 0, 0, 0, 100]),
        ([0.253, 0.247, 0.2, 0.1, 0.1, 0.1], [25, 25, 20, 10, 10, 10]),
    ],
)
def test_percents_are_whole_and_sum_to_100(coefficients, percents):
    assert fw.whole_percents(np.array(coefficients)) == percents
    assert sum(percents) == 100


def test_nothing_is_proposed_when_no_factor_tells_anything():
    with pytest.raises(fw.FitError, match="nothing to weigh"):
        fw.whole_percents(np.zeros(6))


# The split


def test_what_is_fitted_on_was_over_before_judging_begins():
    dates = [date.fromordinal(date(2026, 1, 4).toordinal() + 7 * week) for week in range(20)]
    fitted, judged = fw.split(predictions([(1, day, [50] * 6, 0) for day in dates]), to_days=30)
    assert judged.dates.tolist() == [day.toordinal() for day in dates[12:]]
    assert fitted.dates.max() + 30 < judged.dates.min() <= fitted.dates.max() + 37


def test_a_history_that_is_too_short_is_refused():
    with pytest.raises(fw.FitError, match="history is too short"):
        fw.split(predictions([(1, date(2026, 1, day), [50] * 6, 0) for day in (4, 11, 18)]), to_days=30)


@pytest.mark.parametrize(("fitted_events", "judged_events", "refused"), [(59, 20, "fit on"), (60, 19, "judge by"), (60, 20, None)])
def test_too_few_customers_with_the_event_are_refused(fitted_events, judged_events, refused):
    def part(events):
        # each customer is there twice, which does not make two of him
        return predictions([(number, date(2026, 1, day), [50] * 6, number < events) for number in range(200) for day in (4, 11)])

    if refused:
        with pytest.raises(fw.FitError, match=f"Too few outcomes to {refused}"):
            fw.check_size(part(fitted_events), part(judged_events))
    else:
        fw.check_size(part(fitted_events), part(judged_events))


# The judgement


@pytest.mark.parametrize("seed", range(4))
def test_aucs_and_intervals_equal_the_reference(seed):
    draw = random.Random(seed)
    rows = [
        (number, day, [draw.randrange(8) for _ in range(6)], int(draw.random() < 0.4))
        for number in range(40)
        for day in (date(2026, 1, 4), date(2026, 1, 11))
        if draw.random() < 0.8
    ]
    old, new = [10, 25, 20, 10, 25, 10], [50, 10, 10, 10, 10, 10]
    # customers are numbered without gaps, as read gives them
    numbers = {customer: place for place, customer in enumerate(sorted({row[0] for row in rows}))}
    verdict = fw.judge(predictions([(numbers[row[0]], *row[1:]) for row in rows]), -1, old, new, [0, 3, 4])
    found = {}
    for name, weights in (("in force", old), ("proposed", new)):
        scores = [Fraction(sum(w * s for w, s in zip(weights, row[2], strict=True)), 100) for row in rows]
        reference = [(row[0], row[1], -score, row[3] == 1) for row, score in zip(rows, scores, strict=True)]
        auc, surpluses = found[name] = auc_with_surpluses(reference)
        size = float(auc * (1 - auc)) / spread(surpluses, reference, 2) ** 2
        assert verdict[name] == pytest.approx((float(auc), *wilson(float(auc), size, 1.96))), name
        found[name] += (scores, reference)
    differences = {customer: value - found["in force"][1][customer] for customer, value in found["proposed"][1].items()}
    width = 1.96 * spread(differences, found["in force"][3], 2)
    value = float(found["proposed"][0] - found["in force"][0])
    assert verdict["difference"] == pytest.approx((value, value - width, value + width))
    bands = [[(score >= 3) + (score >= 4) for score in found[name][2]] for name in ("in force", "proposed")]
    assert verdict["band_change_rate"] == pytest.approx(sum(map(int.__ne__, *[map(int, band) for band in bands])) / len(rows))


def test_the_same_weights_change_nothing():
    draw = random.Random(9)
    rows = [(number, date(2026, 1, 4), [draw.randrange(100) for _ in range(6)], number % 2) for number in range(50)]
    verdict = fw.judge(predictions(rows), -1, [10, 25, 20, 10, 25, 10], [10, 25, 20, 10, 25, 10], [0, 30, 60])
    assert verdict["difference"] == (0, 0, 0)
    assert (verdict["band_change_rate"], verdict["kendall_tau_b"]) == (0, pytest.approx(1))


# What is written


@pytest.fixture
def seed(tmp_path):
    return shutil.copy(SEED, tmp_path / "factor_weights.csv")


def run(database, seed, *more):
    options = ["--database", str(database), "--weights", str(seed), "--cohort", "residents", "--outcome", "next_grievance"]
    return fw.main([*options, *more])


def test_weights_are_proposed_for_the_example_and_nothing_is_written(example_database, seed, capsys):
    before = seed.read_bytes()
    assert run(example_database, seed) == 0
    printed = capsys.readouterr().out
    assert run(example_database, seed) == 0
    assert capsys.readouterr().out == printed
    table = dict(zip(fw.FACTORS, (line.split()[1:] for line in printed.splitlines()[5:11]), strict=True))
    assert [int(table[factor][0]) for factor in fw.FACTORS] == [10, 25, 20, 10, 25, 10]
    assert sum(int(table[factor][1]) for factor in fw.FACTORS) == 100
    assert "Kendall's tau-b" in printed and "in another band" in printed
    assert seed.read_bytes() == before


def test_accepted_weights_are_six_rows_more(example_database, seed, capsys):
    before = seed.read_text(encoding="utf-8")
    assert run(example_database, seed, "--accept", "--valid-from", "2027-01-01") == 0
    after = seed.read_text(encoding="utf-8")
    assert after.startswith(before)
    rows = [line.split(",") for line in after[len(before) :].splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [("residents", factor, "2027-01-01") for factor in fw.FACTORS]
    assert sum(int(row[2]) for row in rows) == 100
    # a second time they would stand beside weights of the same day
    assert run(example_database, seed, "--accept", "--valid-from", "2027-01-01") == 1
    assert "has weights from 2027-01-01 on already" in capsys.readouterr().err
    assert seed.read_text(encoding="utf-8") == after


def test_weights_of_a_past_before_those_in_force_are_refused(example_database, seed, capsys):
    before = seed.read_bytes()
    assert run(example_database, seed, "--accept", "--valid-from", "1999-12-31") == 1
    assert "Give a later --valid-from" in capsys.readouterr().err
    assert seed.read_bytes() == before


def test_accepting_needs_a_day(example_database, seed):
    with pytest.raises(SystemExit) as stopped:
        run(example_database, seed, "--accept")
    assert stopped.value.code == 2


def test_an_outcome_that_is_too_rare_or_unknown_is_refused_with_what_to_do(example_database, capsys):
    assert fw.main(["--database", str(example_database), "--cohort", "residents", "--outcome", "leaves"]) == 1
    assert "history is too short" in capsys.readouterr().err
    assert fw.main(["--database", str(example_database), "--cohort", "prospects", "--outcome", "next_grievance"]) == 1
    assert "Too few outcomes to fit on" in capsys.readouterr().err
    assert fw.main(["--database", str(example_database), "--cohort", "prospects", "--outcome", "leaves"]) == 1
    assert "signs of prospects" in capsys.readouterr().err


def test_a_database_that_is_missing_or_empty_is_refused(tmp_path, capsys):
    assert run(tmp_path / "nowhere.duckdb", SEED) == 1
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert run(tmp_path / "empty.duckdb", SEED) == 1
    assert capsys.readouterr().err.count("run `make build` first") == 2
