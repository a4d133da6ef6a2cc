"""The score a second time, in plain Python and from docs/scoring.md alone.

It shares no code with the SQL models, so that a mistake in one of the two shows as a difference.
Results are integers in the units of docs/scoring.md; no float takes part.
"""

from .parameters import DEFAULT_VARS, FACTORS, Parameters, load_parameters
from .portfolio import Portfolio, load_portfolio
from .scoring import CustomerScore, FactorScore, score_day, with_trends

__all__ = [
    "DEFAULT_VARS",
    "FACTORS",
    "CustomerScore",
    "FactorScore",
    "Parameters",
    "Portfolio",
    "load_parameters",
    "load_portfolio",
    "score_day",
    "with_trends",
]
