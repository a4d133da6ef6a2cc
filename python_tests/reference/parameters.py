"""Everything that can be tuned: the seeds as Python values, and the vars of the project."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .arithmetic import MILLION, decay_weight, decay_weight_sum, scaled

FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")

# One unit of evidence, in the unit of the sums of a factor: weight (millionths) times severity
# (tenths) or sentiment (thousandths).
SUM_UNITS = {
    "nature": 10 * MILLION,
    "tone": 1000 * MILLION,
    "variety": MILLION,
    "persistence": 10 * MILLION,
}

# Defaults of the vars that docs/scoring.md names, as in dbt_project.yml.
DEFAULT_VARS = {
    "scoring_window_days": 365,
    "prospect_active_days": 60,
    "reopen_window_days": 30,
    "spell_gap_days": 21,
    "minimum_exposure_days": 14,
    "grievance_multiplier": 3,
    "persistence_repeat_pct": 40,
    "persistence_half_growth_days": 7,
    "confidence_half_life_days": 60,
    "confidence_prior": 3,
    "priority_high_below_percentile": 20,
    "priority_low_above_percentile": 80,
    "trend_dead_band_points": 2,
}


@dataclass(frozen=True)
class ScoredRole:
    """A role of the seed `roles` that has a cohort."""

    cohort: str
    precedence: int


@dataclass(frozen=True)
class WeightRow:
    """One row of the seed `factor_weights`."""

    cohort: str
    factor: str
    weight: int
    valid_from: date


# Compared by identity, so that prepared evidence can be cached per object.
@dataclass(frozen=True, eq=False)
class Parameters:
    """Seeds and vars in the integer units of docs/scoring.md."""

    polarities: dict[str, int]
    baselines: dict[str, int]  # interaction_type -> thousandths
    severities: dict[tuple[str, bool], int]  # (importance, is_escalated) -> tenths
    scored_roles: dict[str, ScoredRole]
    half_lives: dict[str, int]  # factor -> days
    priors: dict[str, int]  # factor -> the constant m, in the unit of the factor's sums
    frequency_curves: dict[tuple[str, str], list[tuple[int, int]]]  # millionths, micropoints
    weight_rows: list[WeightRow]
    score_bands: list[tuple[int, str]]  # (lower edge in micropoints, band), ascending
    vars: dict[str, object]

    def weight(self, half_life_days: int, age_days: int) -> int:
        """Decay weight in millionths; 0 outside the scoring window."""
        return decay_weight(half_life_days, age_days, self.vars["scoring_window_days"])

    def weight_sum(self, half_life_days: int, oldest_age_days: int) -> int:
        """Sum of the decay weights of the ages 0 to `oldest_age_days`, in millionths."""
        return decay_weight_sum(half_life_days, oldest_age_days, self.vars["scoring_window_days"])

    def weights_on(self, cohort: str, day: date) -> dict[str, int]:
        """Weight per factor in force on `day`; ValueError if the cohort has none yet."""
        in_force = [row for row in self.weight_rows if row.cohort == cohort and row.valid_from <= day]
        if not in_force:
            raise ValueError(f"no factor weights for {cohort} on {day}")
        newest = max(row.valid_from for row in in_force)
        weights = dict.fromkeys(FACTORS, 0)
        weights.update({row.factor: row.weight for row in in_force if row.valid_from == newest})
        return weights

    def band(self, score: int) -> str:
        """Name of the band with the largest lower edge at or below `score` (micropoints)."""
        return [band for edge, band in self.score_bands if edge <= score][-1]


def load_parameters(seed_folder: Path, overrides: Mapping[str, object] | None = None) -> Parameters:
    """Read the seed CSV files of a folder; `overrides` replace defaults of the vars by name."""
    unknown = set(overrides or {}) - set(DEFAULT_VARS)
    if unknown:
        raise ValueError(f"unknown vars: {sorted(unknown)}")
    types = _read(seed_folder, "interaction_types")
    factors = _read(seed_folder, "factors")
    curves: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in _read(seed_folder, "frequency_curve"):
        point = (scaled(row["conversations_per_30_days"], MILLION), scaled(row["factor_score"], MILLION))
        curves.setdefault((row["cohort"], row["curve"]), []).append(point)
    severities = {}
    for row in _read(seed_folder, "importance_levels"):
        severities[row["importance"], False] = scaled(row["severity"], 10)
        severities[row["importance"], True] = scaled(row["escalated_severity"], 10)
    return Parameters(
        polarities={row["interaction_type"]: int(row["polarity"]) for row in types},
        baselines={row["interaction_type"]: scaled(row["baseline_sentiment"], 1000) for row in types},
        severities=severities,
        scored_roles={
            row["role"]: ScoredRole(row["cohort"], int(row["precedence"]))
            for row in _read(seed_folder, "roles")
            if row["cohort"]
        },
        half_lives={row["factor"]: int(row["half_life_days"]) for row in factors},
        priors={
            row["factor"]: scaled(row["prior_evidence"], SUM_UNITS[row["factor"]])
            for row in factors
            if row["prior_evidence"]
        },
        frequency_curves={key: sorted(points) for key, points in curves.items()},
        weight_rows=[
            WeightRow(
                row["cohort"], row["factor"], int(row["weight"]), date.fromisoformat(row["valid_from"])
            )
            for row in _read(seed_folder, "factor_weights")
        ],
        score_bands=sorted(
            (scaled(row["lower_edge"], MILLION), row["score_band"])
            for row in _read(seed_folder, "score_bands")
        ),
        vars={**DEFAULT_VARS, **(overrides or {})},
    )


def _read(seed_folder: Path, name: str) -> list[dict[str, str]]:
    with open(Path(seed_folder) / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
