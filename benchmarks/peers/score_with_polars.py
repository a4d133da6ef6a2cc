"""Scores one day with Polars, on the files of export_input.py.

    python benchmarks/peers/score_with_polars.py --input input --output scores.parquet

Computes the formulas of docs/scoring.md in whole numbers of its units, as one lazy query that the streaming engine
runs. The output has the columns of export_input.RESULT.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

import polars as pl

FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")


def round_div(numerator: pl.Expr, denominator: pl.Expr, factor: int | pl.Expr = 1) -> pl.Expr:
    """numerator * factor / denominator rounded half up, for numbers that are not negative, over more than 64 bits."""
    wide = denominator.cast(pl.Int128)
    return ((2 * numerator.cast(pl.Int128) * factor + wide) // (2 * wide)).cast(pl.Int64)


def days_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Whole days, in the type of age_days."""
    return (last - first).dt.total_days().cast(pl.Int32)


class Day:
    """The files of the folder, and the numbers that are no tables."""

    def __init__(self, folder: Path):
        about = json.loads((folder / "day.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.date = datetime.date.fromisoformat(about["score_date"])
        self.vars: dict[str, int] = about["vars"]
        self.weights = self.scan("int_decay_weights")
        # one row a scored customer; `customer` is a number in the place of the id
        customers = self.scan("int_customer_days").select("customer_id", "cohort", "exposed_days")
        self.customers = customers.with_row_index("customer")

    def scan(self, name: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.folder / f"{name}.parquet")

    def of_customers(self, name: str) -> pl.LazyFrame:
        """The rows of scored customers."""
        return self.scan(name).join(self.customers.select("customer_id", "customer"), on="customer_id")


def inbound_interactions(day: Day) -> pl.LazyFrame:
    """Inbound interactions of scored customers.

    customer, conversation_key, age_days, topic, polarity, severity in tenths, tone in thousandths (0 if there is none).
    """
    inbound = day.of_customers("int_interactions").filter(pl.col("direction") == "inbound")
    return inbound.select(
        "customer", "conversation_key", "topic", "polarity",
        severity=pl.col("severity_tenths"),
        tone=pl.col("tone_thousandths").fill_null(0),
        age_days=days_between(pl.col("interaction_date"), pl.lit(day.date)),
    )  # fmt: skip


def contact_sums(day: Day) -> pl.LazyFrame:
    """Weighted sums of conversation-days, one row a customer with any, in millionths times the unit of the column."""
    grievance, commendation = pl.col("polarity") == -1, pl.col("polarity") == 1
    conversation_days = inbound_interactions(day).group_by("customer", "conversation_key", "age_days").agg(
        grievance=grievance.any(),
        commendation=commendation.any(),
        grievance_severity=pl.when(grievance).then("severity").otherwise(0).max(),
        commendation_severity=pl.when(commendation).then("severity").otherwise(0).max(),
        tone_positive=pl.col("tone").clip(lower_bound=0).max(),
        tone_negative=(-pl.col("tone")).clip(lower_bound=0).max(),
    )  # fmt: skip
    frequency, recency = pl.col("frequency_weight"), pl.col("recency_weight")
    confidence = pl.col("confidence_weight_thousandths")
    return conversation_days.join(day.weights, on="age_days").group_by("customer").agg(
        engagement=frequency.filter(~pl.col("grievance")).sum(),
        burden=frequency.filter(pl.col("grievance") | ~pl.col("commendation")).sum(),
        commendations=(pl.col("nature_weight") * pl.col("commendation_severity")).sum(),
        grievances=(pl.col("nature_weight") * pl.col("grievance_severity")).sum(),
        tone_positive=(pl.col("tone_weight") * pl.col("tone_positive")).sum(),
        tone_negative=(pl.col("tone_weight") * pl.col("tone_negative")).sum(),
        latest_commendation=recency.filter("commendation").max(),
        latest_grievance=recency.filter("grievance").max(),
        contact_confidence=confidence.sum(),
        contact_confidence_square=(confidence**2).sum(),
    )  # fmt: skip


def topic_sums(day: Day) -> pl.LazyFrame:
    """Sum of the weights of the topics of grievances, each by its latest report, one row a customer with any."""
    reports = inbound_interactions(day).filter(pl.col("polarity") == -1)
    latest = reports.group_by("customer", "topic").agg(pl.col("age_days").min())
    return latest.join(day.weights, on="age_days").group_by("customer").agg(topics=pl.col("variety_weight").sum())


def issue_sums(day: Day) -> pl.LazyFrame:
    """Sums over the issues in the window, one row a customer with any."""
    issues = day.of_customers("int_issue_states").select(
        "customer", "opened_date", "severity_tenths",
        recurrences=pl.col("reopened_count") + pl.col("repeat_count"),
        active_until=pl.min_horizontal("resolved_date", pl.lit(day.date)),
    ).with_columns(
        span=days_between(pl.col("opened_date"), pl.col("active_until")).cast(pl.Int64),
        age_days=days_between(pl.col("active_until"), pl.lit(day.date)),
    )  # fmt: skip
    burden = round_div(
        pl.col("persistence_weight") * pl.col("severity_tenths"),
        (pl.col("span") + day.vars["persistence_half_growth_days"]) * 100,
        pl.col("span") * (100 + day.vars["persistence_repeat_pct"] * pl.col("recurrences")),
    )
    confidence = pl.col("confidence_weight_thousandths")
    return issues.join(day.weights, on="age_days").group_by("customer").agg(
        issues=burden.sum(), issue_confidence=confidence.sum(), issue_confidence_square=(confidence**2).sum()
    )  # fmt: skip


def with_curve(customers: pl.LazyFrame, day: Day, name: str) -> pl.LazyFrame:
    """Replaces the sum of weights in the column `name` by micropoints of the curve of this name."""
    segments = day.scan("int_frequency_segments").filter(pl.col("curve") == name).drop("curve").sort("from_rate")
    rate = pl.col(name)
    on_segment = round_div(
        pl.col("from_score") * (pl.col("to_rate") - rate) + pl.col("to_score") * (rate - pl.col("from_rate")),
        pl.col("to_rate") - pl.col("from_rate"),
    )
    return (
        customers.with_columns(round_div(rate, pl.col("exposure_weight"), 30 * 10**6).alias(name))
        .sort(name)
        .join_asof(segments, left_on=name, right_on="from_rate", by="cohort", coalesce=False, check_sortedness=False)
        .with_columns(on_segment.fill_null(pl.col("from_score")).alias(name))
        .drop("from_rate", "to_rate", "from_score", "to_score")
    )


def factor_scores(customers: pl.LazyFrame, day: Day) -> pl.LazyFrame:
    """Customers with their sums and, in columns named after the factors, factor scores in micropoints."""
    exposed = pl.col("exposed_days").clip(day.vars["minimum_exposure_days"]) - 1
    exposure = day.weights.select("exposure_weight", oldest_age=pl.col("age_days"))
    customers = customers.with_columns(oldest_age=exposed.clip(upper_bound=day.vars["scoring_window_days"]))
    customers = customers.join(exposure, on="oldest_age")
    for name in ("engagement", "burden"):
        customers = with_curve(customers, day, name)
    prior = dict(day.scan("factors").select("factor", "prior_evidence").collect().iter_rows())
    nature, tone = int(prior["nature"] * 10**7), int(prior["tone"] * 10**9)
    variety, persistence = pl.lit(int(prior["variety"] * 10**6)), pl.lit(int(prior["persistence"] * 10**7))
    good, bad = pl.col("commendations"), day.vars["grievance_multiplier"] * pl.col("grievances")
    friendly, harsh = pl.col("tone_positive"), pl.col("tone_negative")
    return customers.with_columns(
        frequency=pl.min_horizontal("engagement", "burden"),
        nature=round_div(2 * good + nature, good + bad + nature, 50 * 10**6),
        tone=round_div(2 * friendly + tone, friendly + harsh + tone, 50 * 10**6),
        variety=round_div(variety, variety + pl.col("topics"), 100 * 10**6),
        persistence=round_div(persistence, persistence + pl.col("issues"), 100 * 10**6),
        recency=50 * (10**6 + pl.col("latest_commendation") - pl.col("latest_grievance")),
    )


def scores(day: Day) -> pl.LazyFrame:
    """The result: one row a scored customer."""
    customers = day.customers
    for sums in (contact_sums(day), topic_sums(day), issue_sums(day)):
        customers = customers.join(sums, on="customer", how="left")
    valid = (pl.col("valid_from") <= day.date) & (pl.col("valid_to") > day.date).fill_null(True)
    weights = day.scan("int_factor_weights").filter(valid).select("cohort", "weight", "weight_sum", "factor").pivot(
        "factor", on_columns=FACTORS, index=["cohort", "weight_sum"], values="weight"
    ).rename({factor: f"{factor}_weight" for factor in FACTORS})  # fmt: skip
    parts = [pl.col(factor) * pl.col(f"{factor}_weight") // pl.col("weight_sum") for factor in FACTORS]
    rank = pl.col("score").rank("min", descending=True).over("cohort").cast(pl.Int64)
    size, ties = pl.len().over("cohort").cast(pl.Int64), pl.len().over("cohort", "score").cast(pl.Int64)
    weight = pl.col("contact_confidence") + pl.col("issue_confidence")
    square = pl.col("contact_confidence_square") + pl.col("issue_confidence_square")
    pieces = round_div(weight, square.clip(1), 10**6 * weight)
    return (
        factor_scores(customers.fill_null(0), day)
        .join(weights, on="cohort")
        .with_columns(score=pl.sum_horizontal(parts))
        .select(
            "customer_id",
            "score",
            *(pl.col(factor).alias(f"{factor}_score") for factor in FACTORS),
            cohort_rank=rank,
            cohort_percentile=round_div(2 * (size - rank - ties + 1) + ties, 2 * size, 100 * 10**6),
            confidence=round_div(pieces, pieces + 10**6 * day.vars["confidence_prior"], 10**6),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    # scanning the interactions twice takes less memory than keeping them for both of their uses
    no_sharing = pl.QueryOptFlags(comm_subplan_elim=False)
    scores(Day(options.input)).sink_parquet(options.output, optimizations=no_sharing)


if __name__ == "__main__":
    main()
