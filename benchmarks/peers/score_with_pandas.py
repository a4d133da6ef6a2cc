"""Scores one day with pandas, on the files of export_input.py.

    python benchmarks/peers/score_with_pandas.py --input input --output scores.parquet

Computes the formulas of docs/scoring.md in whole numbers of its units. Tables of customers are indexed by `customer`,
the row number in int_customer_days. The output has the columns of export_input.RESULT.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

def round_div(numerator, denominator, factor=1):
    """numerator * factor / denominator rounded half up, for numbers or arrays of them that are not negative.

    The rest of the division is multiplied, not the numerator, so that only factor * denominator must fit into 64 bits.
    """
    largest = [int(np.max(np.asarray(part), initial=0)) for part in (factor, denominator)]
    if largest[0] * largest[1] >= 2**63:
        raise OverflowError("the product does not fit into 64 bits")
    whole, rest = numerator // denominator, numerator % denominator
    product = rest * factor
    return whole * factor + product // denominator + (product % denominator * 2 >= denominator)


class Day:
    """The files of the folder, and the numbers that are no tables."""

    def __init__(self, folder: Path):
        about = json.loads((folder / "day.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.date = pd.Timestamp(about["score_date"])
        self.vars: dict[str, int] = about["vars"]
        self.weights = self.read("int_decay_weights").set_index("age_days")
        self.customers = self.read("int_customer_days", columns=["customer_id", "cohort", "exposed_days"])

    def read(self, name: str, **options) -> pd.DataFrame:
        """A table with its dates as numpy's, not as objects."""
        return pd.read_parquet(self.folder / f"{name}.parquet", to_pandas_kwargs={"date_as_object": False}, **options)

    def of_customers(self, name: str, columns: list[str], **options) -> pd.DataFrame:
        """The rows of scored customers, with `customer` in the place of the id."""
        rows = self.read(name, columns=["customer_id", *columns], read_dictionary=["customer_id", "topic"], **options)
        rows["customer"] = rows.pop("customer_id").cat.set_categories(self.customers["customer_id"]).cat.codes
        return rows[rows["customer"] >= 0]

    def weights_at(self, age_days: pd.Series) -> pd.DataFrame:
        """The weights of each age, with the index of the ages."""
        return self.weights.loc[age_days].set_index(age_days.index)


def inbound_interactions(day: Day) -> pd.DataFrame:
    """Inbound interactions of scored customers.

    customer, conversation_key, age_days, topic, polarity, severity in tenths, tone in thousandths (0 if there is none).
    """
    columns = ["conversation_key", "interaction_date", "topic", "polarity", "severity_tenths", "tone_thousandths"]
    inbound = day.of_customers("int_interactions", columns, filters=[("direction", "==", "inbound")])
    inbound["age_days"] = (day.date - inbound.pop("interaction_date")).dt.days
    inbound["severity"] = inbound.pop("severity_tenths")
    inbound["tone"] = inbound.pop("tone_thousandths").fillna(0).astype("int64")
    return inbound


def conversation_days(inbound: pd.DataFrame) -> pd.DataFrame:
    """One row a conversation-day: customer, age_days, flags as 0 or 1, severities in tenths, tones in thousandths."""
    is_grievance, is_commendation = inbound["polarity"] == -1, inbound["polarity"] == 1
    evidence = inbound[["customer", "conversation_key", "age_days"]].assign(
        grievance=is_grievance.astype("int8"),
        commendation=is_commendation.astype("int8"),
        grievance_severity=inbound["severity"].where(is_grievance, 0),
        commendation_severity=inbound["severity"].where(is_commendation, 0),
        tone_positive=inbound["tone"].clip(lower=0),
        tone_negative=-inbound["tone"].clip(upper=0),
    )
    grouped = evidence.groupby(["customer", "conversation_key", "age_days"], sort=False).max()
    return grouped.reset_index(["customer", "age_days"])


def contact_sums(day: Day, days: pd.DataFrame) -> pd.DataFrame:
    """Weighted sums of conversation-days, one row a customer with any, in millionths times the unit of the column."""
    weight = day.weights_at(days["age_days"])
    grievance, commendation = days["grievance"], days["commendation"]
    weighted = pd.DataFrame(
        {
            "customer": days["customer"],
            "engagement": weight["frequency_weight"] * (1 - grievance),
            "burden": weight["frequency_weight"].where((grievance == 1) | (commendation == 0), 0),
            "commendations": weight["nature_weight"] * days["commendation_severity"],
            "grievances": weight["nature_weight"] * days["grievance_severity"],
            "tone_positive": weight["tone_weight"] * days["tone_positive"],
            "tone_negative": weight["tone_weight"] * days["tone_negative"],
            "confidence": weight["confidence_weight_thousandths"],
            "confidence_square": weight["confidence_weight_thousandths"] ** 2,
        }
    )
    latest = pd.DataFrame(
        {
            "customer": days["customer"],
            "latest_commendation": weight["recency_weight"] * commendation,
            "latest_grievance": weight["recency_weight"] * grievance,
        }
    )
    return weighted.groupby("customer").sum().join(latest.groupby("customer").max())


def topic_sums(day: Day, inbound: pd.DataFrame) -> pd.Series:
    """Sum of the weights of the topics of grievances, each by its latest report, one row a customer with any."""
    reports = inbound[inbound["polarity"] == -1]
    latest = reports.groupby(["customer", "topic"], sort=False)["age_days"].min()
    return day.weights_at(latest)["variety_weight"].groupby("customer").sum()


def issue_sums(day: Day) -> pd.DataFrame:
    """Sums over the issues in the window, one row a customer with any: burden, confidence, confidence_square."""
    columns = ["opened_date", "resolved_date", "severity_tenths", "reopened_count", "repeat_count"]
    issues = day.of_customers("int_issue_states", columns)
    active_until = issues["resolved_date"].fillna(day.date).clip(upper=day.date)
    issues["idle"] = (day.date - active_until).dt.days
    issues["span"] = (active_until - issues["opened_date"]).dt.days
    issues = issues[issues["idle"] <= day.vars["scoring_window_days"]]
    weight = day.weights_at(issues["idle"])
    recurrences = issues["reopened_count"] + issues["repeat_count"]
    sums = pd.DataFrame(
        {
            "customer": issues["customer"],
            "burden": round_div(
                weight["persistence_weight"] * issues["severity_tenths"],
                (issues["span"] + day.vars["persistence_half_growth_days"]) * 100,
                issues["span"] * (100 + day.vars["persistence_repeat_pct"] * recurrences),
            ),
            "confidence": weight["confidence_weight_thousandths"],
            "confidence_square": weight["confidence_weight_thousandths"] ** 2,
        }
    )
    return sums.groupby("customer").sum()


def sums_of_customers(day: Day) -> pd.DataFrame:
    """All sums, one row a scored customer, 0 where there is no evidence."""
    inbound = inbound_interactions(day)
    sums = contact_sums(day, conversation_days(inbound)).reindex(day.customers.index, fill_value=0)
    sums["topics"] = topic_sums(day, inbound).reindex(sums.index, fill_value=0)
    issues = issue_sums(day).reindex(sums.index, fill_value=0)
    sums["issues"] = issues["burden"]
    sums["confidence"] += issues["confidence"]
    sums["confidence_square"] += issues["confidence_square"]
    return sums


def curve(day: Day, sums: pd.DataFrame, name: str) -> pd.Series:
    """Micropoints of the curve of this name, at the rate of the sum of this name, one row a scored customer."""
    segments = day.read("int_frequency_segments", filters=[("curve", "==", name)]).sort_values("from_rate")
    exposed = day.customers["exposed_days"].clip(lower=day.vars["minimum_exposure_days"]) - 1
    exposure = day.weights_at(exposed.clip(upper=day.vars["scoring_window_days"]))["exposure_weight"]
    rates = day.customers[["cohort"]].assign(rate=round_div(sums[name], exposure, 30 * 10**6))
    rates = rates.reset_index(names="customer").sort_values("rate")
    found = pd.merge_asof(rates, segments, left_on="rate", right_on="from_rate", by="cohort")
    # after the last point the score stays
    length = (found["to_rate"] - found["from_rate"]).fillna(1).astype("int64")
    passed = (found["rate"] - found["from_rate"]).where(found["to_rate"].notna(), 0)
    to_score = found["to_score"].fillna(0).astype("int64")
    score = round_div(found["from_score"] * (length - passed) + to_score * passed, length)
    return score.set_axis(found["customer"]).sort_index()


def factor_scores(day: Day, sums: pd.DataFrame) -> pd.DataFrame:
    """Factor scores in micropoints, one row a scored customer."""
    prior = day.read("factors").set_index("factor")["prior_evidence"]
    nature, tone = int(prior["nature"] * 10**7), int(prior["tone"] * 10**9)
    variety, persistence = int(prior["variety"] * 10**6), int(prior["persistence"] * 10**7)
    good, bad = sums["commendations"], day.vars["grievance_multiplier"] * sums["grievances"]
    friendly, harsh = sums["tone_positive"], sums["tone_negative"]
    return pd.DataFrame(
        {
            "frequency": np.minimum(curve(day, sums, "engagement"), curve(day, sums, "burden")),
            "nature": round_div(2 * good + nature, good + bad + nature, 50 * 10**6),
            "tone": round_div(2 * friendly + tone, friendly + harsh + tone, 50 * 10**6),
            "variety": round_div(variety, variety + sums["topics"], 100 * 10**6),
            "persistence": round_div(persistence, persistence + sums["issues"], 100 * 10**6),
            "recency": 50 * (10**6 + sums["latest_commendation"] - sums["latest_grievance"]),
        }
    )


def blended(day: Day, factors: pd.DataFrame) -> pd.Series:
    """Scores in micropoints, one row a scored customer."""
    weights = day.read("int_factor_weights")
    in_force = (weights["valid_from"] <= day.date) & ~(weights["valid_to"] <= day.date)
    by_cohort = weights[in_force].pivot(index="cohort", columns="factor", values="weight")
    weight = by_cohort.loc[day.customers["cohort"]].set_axis(day.customers.index)
    return (factors * weight).floordiv(weight.sum(axis="columns"), axis="index").sum(axis="columns")


def scores(day: Day) -> pd.DataFrame:
    """The result: one row a scored customer."""
    sums = sums_of_customers(day)
    factors = factor_scores(day, sums)
    score = blended(day, factors)
    cohort = day.customers["cohort"]
    rank = score.groupby(cohort).rank(method="min", ascending=False).astype("int64")
    size = score.groupby(cohort).transform("size")
    ties = score.groupby([cohort, score]).transform("size")
    pieces = round_div(sums["confidence"], sums["confidence_square"].clip(lower=1), 10**6 * sums["confidence"])
    return day.customers[["customer_id"]].assign(
        score=score,
        **factors.add_suffix("_score"),
        cohort_rank=rank,
        cohort_percentile=round_div(2 * (size - rank - ties + 1) + ties, 2 * size, 100 * 10**6),
        confidence=round_div(pieces, pieces + 10**6 * day.vars["confidence_prior"], 10**6),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    scores(Day(options.input)).to_parquet(options.output, index=False)


if __name__ == "__main__":
    main()
