"""Whole-number arithmetic of the score: two divisions, the decay weight and a line between points."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

MILLION = 1_000_000


def round_div(dividend: int, divisor: int) -> int:
    """`dividend / divisor` rounded half up, for `dividend >= 0` and `divisor > 0`."""
    _check_operands(dividend, divisor)
    return (2 * dividend + divisor) // (2 * divisor)


def int_div(dividend: int, divisor: int) -> int:
    """`dividend / divisor` rounded down, for `dividend >= 0` and `divisor > 0`."""
    _check_operands(dividend, divisor)
    return dividend // divisor


def _check_operands(dividend: int, divisor: int) -> None:
    # Engines round negative numbers differently, so the score never divides one.
    if dividend < 0 or divisor <= 0:
        raise ValueError(f"division outside its domain: {dividend} / {divisor}")


@lru_cache(maxsize=None)
def decay_weight(half_life_days: int, age_days: int, window_days: int) -> int:
    """`2^(-age / half_life)` in millionths for ages 0 to `window_days`, 0 for any other age.

    A half rounds up: at an age of exactly seven half-lives the weight is 7812.5 millionths.
    """
    if not 0 <= age_days <= window_days:
        return 0
    with localcontext() as context:
        context.prec = 50
        weight = Decimal(2) ** (Decimal(-age_days) / Decimal(half_life_days)) * MILLION
        return int(weight.to_integral_value(rounding=ROUND_HALF_UP))


@lru_cache(maxsize=None)
def decay_weight_sum(half_life_days: int, oldest_age_days: int, window_days: int) -> int:
    """Sum of the decay weights of all ages from 0 to `oldest_age_days`, in millionths."""
    ages = range(oldest_age_days + 1)
    return sum(decay_weight(half_life_days, age, window_days) for age in ages)


def interpolate(points: list[tuple[int, int]], position: int) -> int:
    """Value at `position` of the line through `points` (ascending); flat beyond the last point."""
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if x0 <= position < x1:
            return round_div(y0 * (x1 - position) + y1 * (position - x0), x1 - x0)
    if position < points[0][0]:
        raise ValueError(f"position {position} lies before the first point {points[0][0]}")
    return points[-1][1]


def scaled(number: str | int | Fraction, scale: int) -> int:
    """`number * scale` as an integer; ValueError if it is not a whole number."""
    product = Fraction(number) * scale
    if product.denominator != 1:
        raise ValueError(f"{number} is finer than one part in {scale}")
    return product.numerator
