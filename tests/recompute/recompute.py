"""Recomputes an edition's figures from the rows that `score export summary` wrote, and from nothing else.

    python3 recompute.py ROWS.csv FIGURES.json

Written from DOMAIN.md section 4, not from the Rust code; standard library only. Prints each figure that
differs and ends with 1, or says how many figures agree.
"""

import csv
import json
import math
import statistics
import sys
from collections import Counter, defaultdict

compared = 0


def number(text):
    return float(text) if text not in ("", None) else None


def quarter_of(day):
    return f"{day[:4]}-Q{(int(day[5:7]) - 1) // 3 + 1}"


def before(quarter):
    year, number_of = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number_of - 1}" if number_of > 1 else f"{year - 1}-Q4"


def year_before(quarter):
    return f"{int(quarter[:4]) - 1}{quarter[4:]}"


def ratio(points, factor):
    above = sum(p["numerator"] for p in points)
    below = sum(1.0 if p["denominator"] is None else p["denominator"] for p in points)
    return factor * above / below if below else None


def by_enterprise(points):
    groups = defaultdict(list)
    for point in points:
        groups[point["enterprise"]].append(point)
    return groups


def pooled(history, month, factor):
    """The last twelve reported months up to `month`, of at least three."""
    pool = [p for p in history if p["period"] <= month][-12:]
    below = sum(p["denominator"] or 0.0 for p in pool)
    if len(pool) < 3 or not below:
        return None
    return factor * sum(p["numerator"] for p in pool) / below


def change(kind, value, base):
    if value is None or base is None or kind == "none":
        return None
    if kind == "relative":
        return 100 * (value - base) / base if base else None
    return value - base


def improved(direction, by, floor):
    return by > floor if direction == "higher" else by < -floor


def top_two(indicator, points):
    """The share of the two largest enterprises in the larger of the two sums, in per cent."""
    if not indicator["has_level"]:
        return None
    shares = []
    for part in (lambda p: p["numerator"], lambda p: 1.0 if p["denominator"] is None else p["denominator"]):
        own = sorted(sum(map(part, theirs)) for theirs in by_enterprise(points).values())
        if sum(own):
            shares.append(100 * sum(own[-2:]) / sum(own))
    return max(shares, default=None)


def measured(indicator, points, history, expected):
    factor, kind = indicator["factor"], indicator["change"]
    groups = by_enterprise(points)
    changes = []
    for who, theirs in groups.items():
        newest = max(theirs, key=lambda p: p["period"])
        if kind == "pooled":
            value = pooled(history[who], newest["period"], factor)
        else:
            value = ratio(theirs, factor)
        changes.append(change(kind, value, newest["baseline"]))
    changes = [by for by in changes if by is not None]
    verdicts = [improved(indicator["direction"], by, indicator["noise_floor"]) for by in changes]
    if indicator["direction"] == "context":
        verdicts = []
    return {
        "n": sum(ratio(theirs, factor) is not None for theirs in groups.values()),
        "expected": expected,
        "level": ratio(points, factor) if indicator["has_level"] and points else None,
        "compared": len(changes),
        "median_change": statistics.median(changes) if changes else None,
        "improved_share": 100 * sum(verdicts) / len(verdicts) if verdicts else None,
        "top_two": top_two(indicator, points),
    }


def matched(indicator, now, then):
    panel = {p["enterprise"] for p in now} & {p["enterprise"] for p in then}
    now = [p for p in now if p["enterprise"] in panel]
    then = [p for p in then if p["enterprise"] in panel]
    factor = indicator["factor"]
    kind = {"none": "relative", "pooled": "points"}.get(indicator["change"], indicator["change"])
    of = len(panel)
    if indicator["has_level"]:
        growth = change(kind, ratio(now, factor), ratio(then, factor)) if panel else None
    else:
        here, there = by_enterprise(now), by_enterprise(then)
        own = [change(kind, ratio(here[w], factor), ratio(there[w], factor)) for w in panel]
        own = [by for by in own if by is not None]
        growth, of = statistics.median(own) if own else None, len(own)
    if growth is None:
        return None
    shares = [share for share in (top_two(indicator, then), top_two(indicator, now)) if share is not None]
    return {"panel": of, "growth": growth, "top_two": max(shares, default=None)}


def coverage(requests):
    return {
        "expected": len(requests),
        "received": sum(int(r["received"]) for r in requests),
        "on_time": sum(int(r["on_time"]) for r in requests),
        "nothing": sum(int(r["nothing"]) for r in requests),
    }


def reporting(requests):
    return {
        "enterprises_expected": len({r["enterprise"] for r in requests}),
        "enterprises_reporting": len({r["enterprise"] for r in requests if r["received"] == "1"}),
        "coverage": coverage(requests),
    }


def silent(requests):
    """The months that each enterprise did not report, without saying whose they are."""
    missing = defaultdict(list)
    for r in requests:
        if r["received"] == "0":
            missing[r["enterprise"]].append(r["period"])
    return sorted(sorted(months) for months in missing.values())


def training(kinds):
    sessions, came = kinds["session"], kinds["participation"]
    content = [number(r["satisfaction"]) for r in came if r["satisfaction"]]

    def people(who):
        return {sex: sum(int(r[f"{who}_{sex}"]) for r in came) for sex in ("women", "men", "not_stated")}

    own = defaultdict(lambda: defaultdict(int))
    satisfied = defaultdict(float)
    for r in came:
        for who in ("managers", "workers"):
            for sex in ("women", "men", "not_stated"):
                for part in ((who, sex), (who, ""), ("", sex), ("", "")):
                    own[part][r["enterprise"]] += int(r[f"{who}_{sex}"])
        if r["satisfaction"]:
            satisfied[r["enterprise"]] += number(r["satisfaction"])
    return {
        "sessions": sum(r["is_visit"] == "0" for r in sessions),
        "visits": sum(r["is_visit"] == "1" for r in sessions),
        "enterprises": len({r["enterprise"] for r in came}),
        "managers": people("managers"),
        "workers": people("workers"),
        "satisfaction": statistics.fmean(content) if content else None,
        "top_two": largest(own.values()),
        "satisfied": len(satisfied),
        "satisfied_top_two": largest([satisfied]),
    }


def largest(sums):
    """The largest share that two enterprises have in one of the sums."""
    shares = [100 * sum(sorted(own.values())[-2:]) / sum(own.values()) for own in sums if sum(own.values())]
    return max(shares, default=None)


def alerts(kinds, quarter):
    counts = {
        "opened": [r["enterprise"] for r in kinds["alert"] if quarter_of(r["opened"]) == quarter],
        "resolved": [r["enterprise"] for r in kinds["alert"] if r["resolved"] and quarter_of(r["resolved"]) == quarter],
        "visits": [r["enterprise"] for r in kinds["visit"] if quarter_of(r["period"]) == quarter],
    }
    return {
        **{name: len(who) for name, who in counts.items()},
        "enterprises": len({one for who in counts.values() for one in who}),
        "top_two": largest([Counter(who) for who in counts.values()]),
    }


def recompute(rows, quarter):
    kinds = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    points, history = defaultdict(list), defaultdict(lambda: defaultdict(list))
    for row in kinds["reading"] + kinds["pooled"] + kinds["earlier"]:
        for column in ("numerator", "denominator", "baseline"):
            row[column] = number(row[column])
        if row["kind"] == "earlier":
            points[row["indicator"], row["period"]].append(row)
            continue
        history[row["indicator"]][row["enterprise"]].append(row)
        if row["kind"] == "reading":
            points[row["indicator"], quarter_of(row["period"])].append(row)
    for theirs in history.values():
        for months in theirs.values():
            months.sort(key=lambda p: p["period"])
    expected = len({r["enterprise"] for r in kinds["request"]})
    indicators = []
    for row in kinds["indicator"]:
        code = row["indicator"]
        row["factor"], row["noise_floor"] = float(row["factor"]), float(row["noise_floor"])
        row["has_level"] = row["has_level"] == "1"
        now = points[code, quarter]
        indicators.append({
            "code": code,
            "measured": measured(row, now, history[code], expected),
            "quarter_before": matched(row, now, points[code, before(quarter)]),
            "year_before": matched(row, now, points[code, year_before(quarter)]),
        })
    year, first = quarter[:4], 3 * int(quarter[-1]) - 2
    months = [f"{year}-{month:02}" for month in range(first, first + 3)]
    planned = [number(r["planned"]) for r in kinds["target"]]
    return {
        "enterprises": {
            "reached": len({r["enterprise"] for r in kinds["enrolled"]}),
            "planned": planned[0] if planned else None,
        },
        "reporting": reporting(kinds["request"]),
        "months": [
            {"month": m, "coverage": coverage([r for r in kinds["request"] if r["period"] == m])} for m in months
        ],
        "indicators": indicators,
        "silent": silent(kinds["request"]),
        "training": training(kinds),
        "alerts": alerts(kinds, quarter),
    }


def differences(mine, theirs, path=""):
    """Every figure that this program makes and the edition does not have alike."""
    global compared
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in mine.keys() | (theirs.keys() if path else set()):
            yield from differences(mine.get(key), theirs.get(key), f"{path}.{key}")
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for place, (value, other) in enumerate(zip(mine, theirs)):
            yield from differences(value, other, f"{path}[{place}]")
    else:
        compared += 1
        numbers = isinstance(mine, (int, float)) and isinstance(theirs, (int, float))
        if not (math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9) if numbers else mine == theirs):
            yield f"{path[1:]}: recomputed {mine}, the edition has {theirs}"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: recompute.py ROWS.csv FIGURES.json, as `score export summary ID --rows ROWS.csv --figures FIGURES.json` writes them")
    rows_file, figures_file = sys.argv[1:]
    with open(figures_file, encoding="utf-8") as file:
        edition = json.load(file)
    with open(rows_file, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edition["silent"] = sorted(one["months"] for one in edition["silent"])
    found = list(differences(recompute(rows, edition["quarter"]), edition))
    for line in found:
        print(line)
    if not found:
        print(f"{compared} figures agree.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
