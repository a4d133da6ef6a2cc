"""Propose weights of the factors from what followed the scores, and judge them on later days.

    make weights-fit COHORT=residents OUTCOME=next_grievance

Fits a logistic regression without negative weights on the earlier prediction dates of the marts of validity, rounds it to
whole percents, and holds it and the weights in force against the later dates. Prints a table and writes nothing, unless
--accept says to add the proposed rows to the seed factor_weights. docs/changing-weights.md says how to read it.

Exit codes: 0 proposed, 1 nothing to propose, 2 misuse.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from scipy.optimize import minimize
from scipy.stats import kendalltau, rankdata

PROJECT = Path(__file__).resolve().parent.parent
FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")
COLUMNS = ["cohort", "factor", "weight", "valid_from"]
TABLES = ("int_known_predictions", "int_predicted_outcomes", "score_outcomes", "score_bands")
# Ten customers with the event for each weight (Peduzzi et al. 1996), and enough of them to judge by.
MIN_FITTED_EVENTS = 10 * len(FACTORS)
MIN_JUDGED_EVENTS = 20
# Share of the prediction dates, the later ones, that weights are judged on.
JUDGED_SHARE = 0.4
# Keeps the fit finite and unique; far below what a few dozen customers weigh.
RIDGE = 1.0
NORMAL_QUANTILE = 1.96


class FitError(Exception):
    """Why there is nothing to propose, or nothing can be written, and what to do about it."""


@dataclass
class Predictions:
    """A row per customer and prediction date: what was known, and whether the event followed."""

    customers: np.ndarray
    dates: np.ndarray
    factor_scores: np.ndarray
    events: np.ndarray

    def only(self, rows: np.ndarray) -> Predictions:
        """The rows that are true in the mask."""
        return Predictions(self.customers[rows], self.dates[rows], self.factor_scores[rows], self.events[rows])

    def customers_on_sides(self) -> tuple[int, int]:
        """How many different customers there are with the event, and without it."""
        return tuple(len(np.unique(self.customers[self.events == side])) for side in (1, 0))


def relation_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The full name of each table that is read."""
    names = {}
    for table in TABLES:
        schemas = connection.execute(
            "select table_schema from information_schema.tables where table_name = ?", [table]
        ).fetchall()
        if len(schemas) != 1:
            raise FitError(f"The database holds {table} {len(schemas)} times, not once: run `make build` first.")
        names[table] = f'"{schemas[0][0]}".{table}'
    return names


def read(database: Path, cohort: str, outcome: str) -> tuple[Predictions, dict, list[float]]:
    """The judged predictions of a cohort and outcome, the row of the seed about it, and the edges of the bands."""
    if not database.is_file():
        raise FitError(f"There is no database at {database}: run `make build` first.")
    with duckdb.connect(str(database), read_only=True) as connection:
        names = relation_names(connection)
        asked = connection.execute(
            f"select to_days, score_direction from {names['score_outcomes']} where cohort = ? and outcome = ?",
            [cohort, outcome],
        ).fetchone()
        if asked is None:
            known = connection.execute(f"select cohort, outcome from {names['score_outcomes']} order by all").fetchall()
            listed = ", ".join(f"{name} of {of_cohort}" for of_cohort, name in known)
            raise FitError(f"There is no outcome {outcome} of {cohort}. The seed score_outcomes has {listed}.")
        columns = ", ".join(f"predictions.{factor}_score / 1000000" for factor in FACTORS)
        rows = connection.execute(
            f"select customer_id, prediction_date, outcomes.event_count, {columns} "
            f"from {names['int_known_predictions']} as predictions "
            f"inner join {names['int_predicted_outcomes']} as outcomes using (customer_id, prediction_date, cohort) "
            "where cohort = ? and outcomes.outcome = ? order by prediction_date, customer_id",
            [cohort, outcome],
        ).fetchall()
        bands = connection.execute(f"select lower_edge from {names['score_bands']} order by lower_edge").fetchall()
    if not rows:
        raise FitError(f"No prediction of {outcome} of {cohort} can be judged yet.")
    customers, dates, events, *factor_scores = zip(*rows, strict=True)
    predictions = Predictions(
        np.unique(np.array(customers), return_inverse=True)[1],
        np.array([day.toordinal() for day in dates]),
        np.array(factor_scores, dtype=float).T,
        np.array(events),
    )
    return predictions, {"to_days": asked[0], "direction": asked[1]}, [float(edge) for (edge,) in bands]


def split(predictions: Predictions, to_days: int) -> tuple[Predictions, Predictions]:
    """The rows to fit on and the later ones to judge by.

    What is fitted on was over before the first day that is judged, so the fit could have been made on that day.
    """
    dates = np.unique(predictions.dates)
    first_judged = dates[min(len(dates) - 1, round(len(dates) * (1 - JUDGED_SHARE)))]
    if dates[0] + to_days >= first_judged:
        raise FitError(
            f"The history is too short: the first of {len(dates)} prediction dates is {day(dates[0])}, and what followed it "
            f"within {to_days} days was not over on {day(first_judged)}, when judging begins. Wait for more days, or take "
            "an outcome that is over sooner."
        )
    return predictions.only(predictions.dates + to_days < first_judged), predictions.only(predictions.dates >= first_judged)


def check_size(fitted: Predictions, judged: Predictions) -> None:
    """Refuses too few customers on a side of either part."""
    for part, least, name in ((fitted, MIN_FITTED_EVENTS, "to fit on"), (judged, MIN_JUDGED_EVENTS, "to judge by")):
        with_event, without = part.customers_on_sides()
        if min(with_event, without) < least:
            raise FitError(
                f"Too few outcomes {name}: {with_event} customers with the event and {without} without it; "
                f"{least} of each are needed. Wait for more days, or take an outcome that is more frequent or "
                "over sooner."
            )


def fit(factor_scores: np.ndarray, events: np.ndarray, direction: int) -> np.ndarray:
    """Coefficients, none below zero, of the factor scores in a logistic regression of the event.

    direction is -1 where low scores foretell the event, 1 where high ones do.
    """
    features = direction * (factor_scores - factor_scores.mean(axis=0)) / 100

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = parameters[0] + features @ parameters[1:]
        value = np.logaddexp(0, margin).sum() - events @ margin + RIDGE / 2 * parameters[1:] @ parameters[1:]
        residual = 1 / (1 + np.exp(-margin)) - events
        return value, np.concatenate(([residual.sum()], features.T @ residual + RIDGE * parameters[1:]))

    bounds = [(None, None)] + [(0, None)] * features.shape[1]
    found = minimize(loss, np.zeros(1 + features.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds,
                     options={"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-8})  # fmt: skip
    return found.x[1:]


def whole_percents(coefficients: np.ndarray) -> list[int]:
    """Whole numbers that sum to 100, by the largest remainders; of equal ones the first factor gets more."""
    if not coefficients.sum() > 0:
        raise FitError("No factor tells anything about this outcome: there is nothing to weigh.")
    # twelve digits: what an engine adds in another order must not decide a remainder
    shares = np.round(100 * coefficients / coefficients.sum(), 12)
    percents = np.floor(shares).astype(int)
    for place in np.argsort(-(shares - percents), kind="stable")[: 100 - percents.sum()]:
        percents[place] += 1
    return [int(percent) for percent in percents]


def wins(risk: np.ndarray, predictions: Predictions) -> tuple[float, np.ndarray, np.ndarray]:
    """(AUC, pairs won by each customer, pairs of each customer), comparing within a prediction date, ties one half."""
    won, pairs = np.zeros(len(risk)), np.zeros(len(risk))
    for date in np.unique(predictions.dates):
        rows = np.flatnonzero(predictions.dates == date)
        has_event = predictions.events[rows] == 1
        for side, sign in ((has_event, 1), (~has_event, -1)):
            own = sign * risk[rows][side]
            everyone = np.concatenate((own, sign * risk[rows][~side]))
            won[rows[side]] = rankdata(everyone)[: len(own)] - rankdata(own)
            pairs[rows[side]] = len(rows) - len(own)
    with_event = predictions.events == 1
    if not pairs[with_event].sum():
        raise FitError("On no day that is judged are there customers with and without the event.")
    auc = won[with_event].sum() / pairs[with_event].sum()
    return auc, np.bincount(predictions.customers, won), np.bincount(predictions.customers, pairs)


def variance(surplus: np.ndarray, pair_count: float, smaller_side: int) -> float:
    """How far a share of pairs would spread, from what each customer adds beyond what was to be expected."""
    return (surplus**2).sum() / pair_count**2 * smaller_side / (smaller_side - 1)


def auc_interval(auc: float, spread: float) -> tuple[float, float, float]:
    """An AUC with its bounds, those of Wilson for as many trials as would spread as much."""
    if not spread:
        return auc, auc, auc
    z_per_trial = NORMAL_QUANTILE**2 * spread / (auc * (1 - auc))
    width = NORMAL_QUANTILE * (spread + z_per_trial * spread / (auc * (1 - auc)) / 4) ** 0.5
    return auc, *((auc + z_per_trial / 2 + sign * width) / (1 + z_per_trial) for sign in (-1, 1))


def difference_interval(difference: float, spread: float) -> tuple[float, float, float]:
    """A difference of two AUCs with its bounds."""
    return difference, *(difference + sign * NORMAL_QUANTILE * spread**0.5 for sign in (-1, 1))


def judge(judged: Predictions, direction: int, weights: list[int], proposed: list[int], edges: list[float]) -> dict:
    """The AUC of both weights with intervals, their difference, and how far the scores would move."""
    scores = [judged.factor_scores @ np.array(percents) / 100 for percents in (weights, proposed)]
    # millionths of a point: equal scores have to be equal
    (auc, won, pairs), (new_auc, new_won, _) = (wins(np.round(direction * score, 6), judged) for score in scores)
    pair_count = pairs.sum() / 2
    side = min(judged.customers_on_sides())
    bands = [np.searchsorted(edges, np.round(score, 6), side="right") for score in scores]
    last = judged.dates == judged.dates.max()
    return {
        "in force": auc_interval(auc, variance(won - auc * pairs, pair_count, side)),
        "proposed": auc_interval(new_auc, variance(new_won - new_auc * pairs, pair_count, side)),
        "difference": difference_interval(
            new_auc - auc, variance(new_won - won - (new_auc - auc) * pairs, pair_count, side)
        ),
        "band_change_rate": float((bands[0] != bands[1]).mean()),
        "kendall_tau_b": float(kendalltau(*(np.round(score[last], 6) for score in scores)).statistic),
    }


def read_weights(path: Path) -> list[dict]:
    """The rows of the seed factor_weights."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or list(rows[0]) != COLUMNS:
        raise FitError(f"{path} is not the seed factor_weights: it needs the columns {', '.join(COLUMNS)}.")
    return rows


def weights_in_force(rows: list[dict], cohort: str, day: datetime.date) -> list[int]:
    """The weights of a cohort on a day, in the order of FACTORS."""
    dates = [row["valid_from"] for row in rows if row["cohort"] == cohort and row["valid_from"] <= day.isoformat()]
    found = {
        row["factor"]: int(row["weight"])
        for row in rows
        if row["cohort"] == cohort and dates and row["valid_from"] == max(dates)
    }
    if set(found) != set(FACTORS):
        raise FitError(f"The seed factor_weights has no six weights of {cohort} on {day}.")
    return [found[factor] for factor in FACTORS]


def accept(path: Path, cohort: str, proposed: list[int], valid_from: datetime.date) -> None:
    """Adds the proposed weights to the seed."""
    newest = max(row["valid_from"] for row in read_weights(path) if row["cohort"] == cohort)
    if valid_from.isoformat() <= newest:
        raise FitError(
            f"{cohort} has weights from {newest} on already: rows that are there are not replaced. Give a later "
            "--valid-from."
        )
    text = path.read_text(encoding="utf-8")
    lines = [f"{cohort},{factor},{weight},{valid_from}\n" for factor, weight in zip(FACTORS, proposed, strict=True)]
    path.write_text(text + ("" if text.endswith("\n") else "\n") + "".join(lines), encoding="utf-8")


def day(ordinal: int) -> datetime.date:
    """The date of an ordinal."""
    return datetime.date.fromordinal(int(ordinal))


def describe(name: str, part: Predictions) -> str:
    """A line about the rows of a part."""
    with_event, _ = part.customers_on_sides()
    dates = np.unique(part.dates)
    return (
        f"{name} {len(dates)} prediction dates, {day(dates[0])} to {day(dates[-1])}: {len(part.events):,} predictions of "
        f"{len(np.unique(part.customers)):,} customers, {with_event:,} of them with the event"
    )


def render(fitted: Predictions, judged: Predictions, weights: list[int], proposed: list[int], verdict: dict) -> str:
    """What is proposed, as plain text."""
    lines = [describe("fitted on", fitted), describe("judged on", judged), "", f"{'factor':<24}{'in force':>10}{'proposed':>10}"]
    lines += [f"{factor:<24}{old:>10}{new:>10}" for factor, old, new in zip(FACTORS, weights, proposed, strict=True)]
    lines += ["", f"{'AUC on the judged dates':<24}{'':>10}{'95 % interval':>20}"]
    for name in ("in force", "proposed", "difference"):
        value, lower, upper = verdict[name]
        lines.append(f"{name:<24}{value:>10.4f}{f'{lower:.4f} to {upper:.4f}':>20}")
    lower, upper = verdict["difference"][1:]
    lines += [
        "",
        f"{verdict['band_change_rate']:.1%} of the judged scores would be in another band.",
        f"Kendall's tau-b between the ranks of both on {day(judged.dates.max())}: {verdict['kendall_tau_b']:.3f}.",
        "The proposed weights are better beyond chance." if lower > 0
        else "The proposed weights are worse beyond chance." if upper < 0
        else "The difference is within chance: this is no reason to change the weights.",
    ]  # fmt: skip
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, required=True, help="DuckDB file that the project was built in")
    parser.add_argument("--cohort", required=True, choices=["residents", "prospects"])
    parser.add_argument("--outcome", required=True, help="outcome of the seed score_outcomes")
    parser.add_argument("--weights", type=Path, default=PROJECT / "seeds/factor_weights.csv", help="the seed factor_weights")
    parser.add_argument("--accept", action="store_true", help="add the proposed rows to the seed, for a review by git diff")
    parser.add_argument("--valid-from", type=datetime.date.fromisoformat, help="yyyy-mm-dd, first day of the proposed weights")
    options = parser.parse_args(arguments)
    if options.accept != (options.valid_from is not None):
        parser.error("--accept needs --valid-from, and the other way round")
    try:
        predictions, asked, edges = read(options.database, options.cohort, options.outcome)
        fitted, judged = split(predictions, asked["to_days"])
        check_size(fitted, judged)
        rows = read_weights(options.weights)
        weights = weights_in_force(rows, options.cohort, day(judged.dates.max()))
        proposed = whole_percents(fit(fitted.factor_scores, fitted.events, asked["direction"]))
        print(f"{options.outcome} of {options.cohort}")
        print(render(fitted, judged, weights, proposed, judge(judged, asked["direction"], weights, proposed, edges)))
        if options.accept:
            accept(options.weights, options.cohort, proposed, options.valid_from)
            print(f"\nAdded to {options.weights}. Look at `git diff`, then `dbt build`: days from {options.valid_from} on that "
                  "are scored already are scored again.")  # fmt: skip
    except FitError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
