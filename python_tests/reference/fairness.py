"""The coverage report in plain Python, written from docs/fair-use.md."""

from collections import Counter, defaultdict
from decimal import Decimal, localcontext

from .service import Z, ratio, rounded, share_interval
from .tone import tokenise

MIN_CUSTOMERS = 20
GAP = Decimal("0.10")
MIN_WORDS = 3
MIN_SHARE_PCT = 15
MEASURES = ("with_evidence_rate", "with_text_rate", "without_tone_rate", "toned_text_rate", "mean_confidence")


# The language of texts


def words_of(text):
    """Words of a text in lower case: no numbers, no pictures, no emoticons."""
    words = []
    for token in tokenise(text):
        word = token.lower()
        if (word >= "a" and token < "\u2600") or "ぁ" <= token <= "힣":
            words.append(word)
    return words


def guess_language(texts, function_words, scripts):
    """The language of somebody's texts; none without a word."""
    words = [word for text in texts for word in words_of(text)]
    if not words:
        return None
    cues = Counter(language for word in words for language in function_words.get(word, ()))
    for word in words:
        for language, first, last in scripts:
            if first <= word[0] <= last:
                cues[language] += 1
    (best, count), (_, next_count) = (*cues.most_common(2), ("none", 0), ("none", 0))[:2]
    enough = count >= MIN_WORDS and 100 * count >= MIN_SHARE_PCT * len(words)
    return best if enough and count > next_count else "unknown"


# The report


def main_channel(messages):
    """The channel of most messages, the first in the alphabet of several."""
    counts = Counter(message["channel"] for message in messages)
    return min(counts, key=lambda channel: (-counts[channel], channel)) if counts else "none"


def coverage(customers):
    """Rows by (cohort, type, value). Customers are dicts with score, priority, confidence, evidence, home, language
    and their inbound messages of the window."""
    groups = defaultdict(list)
    for customer in customers:
        memberships = {
            "portfolio": "all",
            "property": customer["home"],
            "channel": main_channel(customer["messages"]),
            "language": customer["language"] or "no_text",
        }
        for kind, value in memberships.items():
            groups[(customer["cohort"], kind, value)].append(customer)
    small = small_groups(groups)
    rows = {}
    for key, members in groups.items():
        everybody = groups[(key[0], "portfolio", "all")]
        rows[key] = {"is_small_group": key in small} | (figures(key[1], members, everybody) if key not in small else {})
    return rows


def small_groups(groups):
    """Groups below the limit, and with a sum of those below it the next larger one."""
    small, by_kind = set(), defaultdict(list)
    for key, members in groups.items():
        by_kind[key[:2]].append((len(members), key[2]))
    for kind, sizes in by_kind.items():
        smaller = 0
        for size, value in sorted(sizes):
            if size < MIN_CUSTOMERS or 0 < smaller < MIN_CUSTOMERS:
                small.add((*kind, value))
            smaller += size
    return small


def described(members):
    """The figures of a group without a comparison."""
    count = len(members)
    texts = [message for member in members for message in member["messages"] if message["text"]]
    sources = [{message["source"] for message in member["messages"]} - {"none"} for member in members]
    return {
        "customer_count": count,
        "mean_score": rounded(sum(member["score"] for member in members) / count, 6),
        "mean_tone_score": rounded(sum(member["tone_score"] for member in members) / count, 6),
        "high_priority_count": sum(member["priority"] == "high" for member in members),
        "with_evidence_rate": ratio(sum(member["evidence"] > 0 for member in members), count),
        "evidence_per_customer": ratio(sum(member["evidence"] for member in members), count, 4),
        "with_text_rate": ratio(
            sum(any(message["text"] for message in member["messages"]) for member in members), count
        ),
        "with_feed_tone_rate": ratio(sum("feed" in found for found in sources), count),
        "with_lexicon_tone_rate": ratio(sum("lexicon" in found for found in sources), count),
        "without_tone_rate": ratio(sum(not found for found in sources), count),
        "text_count": len(texts),
        "toned_text_rate": ratio(sum(message["source"] != "none" for message in texts), len(texts)),
        "mean_confidence": rounded(sum(member["confidence"] for member in members) / count, 6),
    }


def variance_of_mean(scores):
    """The variance of a mean of scores that are rounded down to hundredths; none of fewer than two."""
    if len(scores) < 2:
        return None
    hundredths = [Decimal(int(score * 100)) / 100 for score in scores]
    mean = sum(hundredths) / len(hundredths)
    return sum((score - mean) ** 2 for score in hundredths) / (len(hundredths) - 1) / len(hundredths)


def figures(kind, members, everybody):
    """All figures of a group that is shown."""
    row, whole = described(members), described(everybody)
    lower, upper = share_interval(row["high_priority_count"], len(members))
    row |= {
        "high_priority_rate": ratio(row["high_priority_count"], len(members)),
        "high_priority_rate_lower": lower / 100,
        "high_priority_rate_upper": upper / 100,
        "score_difference": None,
        "score_difference_lower": None,
        "score_difference_upper": None,
    }
    with localcontext(prec=40):
        inside = {id(member) for member in members}
        rest = [member for member in everybody if id(member) not in inside]
        if kind != "portfolio":
            difference = sum(member["score"] for member in members) / len(members) - sum(
                member["score"] for member in everybody
            ) / len(everybody)
            row["score_difference"] = rounded(difference, 6)
            parts = [variance_of_mean([member["score"] for member in side]) for side in (members, rest)]
            if None not in parts:
                margin = rounded(Z * Decimal(len(rest)) / len(everybody) * sum(parts).sqrt(), 6)
                row["score_difference_lower"] = row["score_difference"] - margin
                row["score_difference_upper"] = row["score_difference"] + margin
    unequal = [
        name
        for name in MEASURES
        if None not in (row[name], whole[name]) and abs(row[name] - whole[name]) > GAP
    ]
    return row | {"unequal_measures": ", ".join(unequal) or None, "has_unequal_coverage": bool(unequal)}
