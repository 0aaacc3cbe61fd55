# %% [markdown]
# Answers of imagined learners to assignment 109: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% plain loops and datetime task="clean_tests" verdict="right"
def clean_tests(export, origin):
    rows = {}
    for row in export.to_dict("records"):
        text = row["collected"].strip()
        form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
        date = datetime.datetime.strptime(text, form)
        words = [" ".join(row[name].split()).lower() for name in WORDS]
        if words[0] not in ("negative", "positive", "invalid"):
            raise ValueError(words[0])
        age = row["age"] if 0 <= row["age"] <= 110 else None
        hours = [row[name] if 0 <= row[name] <= 240 else None for name in HOURS]
        day = (date - origin.to_pydatetime()).days
        rows[(row["subject_id"], day, *words, age, row["drive_thru_ind"] == 1, *hours)] = 0
    tests = pd.DataFrame(list(rows), columns=["subject_id", "day", *WORDS, "age", "drive", *HOURS])
    tests = tests.rename(columns={"drive": "drive_thru"})
    return tests.astype({"age": float, HOURS[0]: float, HOURS[1]: float})


# %% regular expressions and coerced dates task="clean_tests" verdict="right"
def clean_tests(export, origin):
    tests = export.copy().reset_index(drop=True)
    for name in WORDS:
        tests[name] = tests[name].str.strip().str.replace(r"\s+", " ", regex=True).str.lower()
    unknown = set(tests["result"]) - {"negative", "positive", "invalid"}
    if unknown:
        raise ValueError(f"unknown results {unknown}")
    text = tests["collected"].str.strip()
    date = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    date = date.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))
    if date.isnull().any():
        raise ValueError("unreadable dates")
    tests.insert(1, "day", (date - origin) // pd.Timedelta("1D"))
    tests["drive_thru"] = tests.pop("drive_thru_ind").astype(bool)
    tests.loc[(tests["age"] < 0) | (tests["age"] > 110), "age"] = np.nan
    for name in HOURS:
        tests.loc[(tests[name] < 0) | (tests[name] > 240), name] = np.nan
    columns = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
    return tests[columns].drop_duplicates().reset_index(drop=True)


# %% drops repeated rows before the spelling is one task="clean_tests" verdict="wrong" loses="test_clean_tests_rows"
def clean_tests(export, origin):
    tests = export.drop_duplicates(ignore_index=True)
    for name in WORDS:
        tests[name] = tests[name].str.lower().str.split().str.join(" ")
    if not tests["result"].isin(["negative", "positive", "invalid"]).all():
        raise ValueError("result")
    text = tests["collected"].str.strip()
    date = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    date = date.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))
    if date.isna().any():
        raise ValueError("collected")
    tests["day"] = (date - origin).dt.days
    tests["drive_thru"] = tests["drive_thru_ind"] == 1
    tests["age"] = tests["age"].where(tests["age"].between(0, 110))
    for name in HOURS:
        tests[name] = tests[name].where(tests[name].between(0, 240))
    return tests[["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]]


# %% lets pandas guess the dates task="clean_tests" verdict="wrong" loses="test_clean_tests_rows,test_clean_tests_values"
def clean_tests(export, origin):
    tests = export.copy()
    for name in WORDS:
        tests[name] = tests[name].str.lower().str.split().str.join(" ")
    if not tests["result"].isin(["negative", "positive", "invalid"]).all():
        raise ValueError("result")
    date = pd.to_datetime(tests["collected"], format="mixed")
    tests["day"] = (date - origin).dt.days
    tests["drive_thru"] = tests["drive_thru_ind"] == 1
    tests["age"] = tests["age"].where(tests["age"].between(0, 110))
    for name in HOURS:
        tests[name] = tests[name].where(tests[name].between(0, 240))
    columns = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
    return tests[columns].drop_duplicates(ignore_index=True)


# %% throws away rows with impossible values task="clean_tests" verdict="wrong" loses="test_clean_tests_values"
def clean_tests(export, origin):
    tests = export.copy()
    for name in WORDS:
        tests[name] = tests[name].str.lower().str.split().str.join(" ")
    if not tests["result"].isin(["negative", "positive", "invalid"]).all():
        raise ValueError("result")
    text = tests["collected"].str.strip()
    date = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    date = date.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))
    if date.isna().any():
        raise ValueError("collected")
    tests["day"] = (date - origin).dt.days
    tests["drive_thru"] = tests["drive_thru_ind"] == 1
    tests = tests[tests["age"].between(0, 110)]
    for name in HOURS:
        tests = tests[tests[name].between(0, 240)]
    columns = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
    return tests[columns].drop_duplicates(ignore_index=True)


# %% drops rows that cannot be read, without a word task="clean_tests" verdict="wrong" loses="test_clean_tests_values"
def clean_tests(export, origin):
    tests = export.copy()
    for name in WORDS:
        tests[name] = tests[name].str.lower().str.split().str.join(" ")
    tests = tests[tests["result"].isin(["negative", "positive", "invalid"])]
    text = tests["collected"].str.strip()
    date = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    date = date.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))
    tests = tests[date.notna()].assign(day=(date[date.notna()] - origin).dt.days)
    tests["drive_thru"] = tests["drive_thru_ind"] == 1
    tests["age"] = tests["age"].where(tests["age"].between(0, 110))
    for name in HOURS:
        tests[name] = tests[name].where(tests[name].between(0, 240))
    columns = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
    return tests[columns].drop_duplicates(ignore_index=True)


# %% keeps one row for a person, day and result task="clean_tests" verdict="wrong" loses="test_clean_tests_rows"
def clean_tests(export, origin):
    tests = export.copy()
    for name in WORDS:
        tests[name] = tests[name].str.lower().str.split().str.join(" ")
    if not tests["result"].isin(["negative", "positive", "invalid"]).all():
        raise ValueError("result")
    text = tests["collected"].str.strip()
    date = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    date = date.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))
    if date.isna().any():
        raise ValueError("collected")
    tests["day"] = (date - origin).dt.days
    tests["drive_thru"] = tests["drive_thru_ind"] == 1
    tests["age"] = tests["age"].where(tests["age"].between(0, 110))
    for name in HOURS:
        tests[name] = tests[name].where(tests[name].between(0, 240))
    columns = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
    return tests[columns].drop_duplicates("subject_id", ignore_index=True)


# %% sets of persons for each day task="daily_counts" verdict="right"
def daily_counts(tests, first_day, last_day):
    if first_day > last_day:
        raise ValueError("empty calendar")
    seen, positive = {}, {}
    for person, day, result in zip(
        tests["subject_id"], tests["day"], tests["result"], strict=False
    ):
        if result in ("negative", "positive"):
            seen.setdefault(day, set()).add(person)
        if result == "positive":
            positive.setdefault(day, set()).add(person)
    rows = []
    for day in range(first_day, last_day + 1):
        n, k = len(seen.get(day, ())), len(positive.get(day, ()))
        rows.append((day, n, k, k / n if n else float("nan")))
    return pd.DataFrame(rows, columns=["day", "n_tests", "n_positive", "positivity"])


# %% sorts by result and keeps the best of each person and day task="daily_counts" verdict="right"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    ranked = tests[["subject_id", "day", "result"]].sort_values("result")
    ranked = ranked.assign(rank=ranked["result"].map({"invalid": 0, "negative": 1, "positive": 2}))
    best = ranked.sort_values("rank").drop_duplicates(["subject_id", "day"], keep="last")
    days = np.arange(first_day, last_day + 1)
    inside = best[best["day"].between(first_day, last_day)]
    at = inside["day"].to_numpy(dtype=int) - first_day
    rank = inside["rank"].to_numpy(dtype=int)
    n = np.bincount(at[rank > 0], minlength=len(days))
    k = np.bincount(at[rank == 2], minlength=len(days))
    share = np.divide(k, n, out=np.full(len(days), np.nan), where=n > 0)
    return pd.DataFrame({"day": days, "n_tests": n, "n_positive": k, "positivity": share})


# %% counts rows, not persons task="daily_counts" verdict="wrong" loses="test_daily_counts_people"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    valid = tests[tests["result"] != "invalid"]
    days = range(first_day, last_day + 1)
    n = valid.groupby("day").size().reindex(days, fill_value=0)
    k = valid[valid["result"] == "positive"].groupby("day").size().reindex(days, fill_value=0)
    daily = pd.DataFrame({"day": list(days), "n_tests": n.array, "n_positive": k.array})
    daily["positivity"] = daily["n_positive"] / daily["n_tests"]
    return daily


# %% leaves people with only invalid results in the denominator task="daily_counts" verdict="wrong" loses="test_daily_counts_people,test_daily_counts_calendar"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    days = range(first_day, last_day + 1)
    n = tests.groupby("day")["subject_id"].nunique().reindex(days, fill_value=0)
    positive = tests[tests["result"] == "positive"]
    k = positive.groupby("day")["subject_id"].nunique().reindex(days, fill_value=0)
    daily = pd.DataFrame({"day": list(days), "n_tests": n.array, "n_positive": k.array})
    daily["positivity"] = daily["n_positive"] / daily["n_tests"]
    return daily


# %% keeps the first row of each person and day, whatever its result task="daily_counts" verdict="wrong" loses="test_daily_counts_people"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    first = tests.drop_duplicates(["subject_id", "day"])
    first = first[first["result"] != "invalid"]
    days = range(first_day, last_day + 1)
    n = first.groupby("day").size().reindex(days, fill_value=0)
    k = first[first["result"] == "positive"].groupby("day").size().reindex(days, fill_value=0)
    daily = pd.DataFrame({"day": list(days), "n_tests": n.array, "n_positive": k.array})
    daily["positivity"] = daily["n_positive"] / daily["n_tests"]
    return daily


# %% a day without tests becomes a day without virus task="daily_counts" verdict="wrong" loses="test_daily_counts_calendar"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    valid = tests[tests["result"] != "invalid"]
    valid = valid.assign(positive=valid["result"] == "positive")
    people = valid.groupby(["subject_id", "day"])["positive"].any()
    counts = people.groupby("day").agg(["size", "sum"])
    counts = counts.reindex(range(first_day, last_day + 1), fill_value=0).astype(int)
    daily = counts.reset_index().set_axis(["day", "n_tests", "n_positive"], axis=1)
    daily["positivity"] = (daily["n_positive"] / daily["n_tests"]).fillna(0.0)
    return daily


# %% leaves out the days without tests task="daily_counts" verdict="wrong"
def daily_counts(tests, first_day, last_day):
    if last_day < first_day:
        raise ValueError("calendar")
    valid = tests[(tests["result"] != "invalid") & tests["day"].between(first_day, last_day)]
    valid = valid.assign(positive=valid["result"] == "positive")
    people = valid.groupby(["subject_id", "day"])["positive"].any()
    counts = people.groupby("day").agg(["size", "sum"]).astype(int)
    daily = counts.reset_index().set_axis(["day", "n_tests", "n_positive"], axis=1)
    daily["positivity"] = daily["n_positive"] / daily["n_tests"]
    return daily


# %% differences of cumulative sums task="rolling_window" verdict="right"
def rolling_window(daily, window=7):
    days = daily["day"].to_numpy()
    if window < 1 or len(set(days.tolist())) < len(days):
        raise ValueError("window or days")
    calendar = np.arange(days.min(), days.max() + 1)
    columns = {"day": calendar}
    for name in ("n_tests", "n_positive"):
        full = np.zeros(len(calendar))
        full[days - days.min()] = daily[name]
        total = np.concatenate([[0.0], np.cumsum(full)])
        sums = np.full(len(calendar), np.nan)
        if window <= len(calendar):
            sums[window - 1 :] = total[window:] - total[:-window]
        columns[name.replace("n_", "window_")] = sums
    table = pd.DataFrame(columns)
    table.insert(1, "mean_tests", table["window_tests"] / window)
    n = table["window_tests"].to_numpy()
    table["positivity"] = table["window_positive"] / np.where(n == 0, np.nan, n)
    return table


# %% a dict and a loop over the days task="rolling_window" verdict="right"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].nunique() != len(daily):
        raise ValueError("window or days")
    counts = {}
    for day, n, k in zip(daily["day"], daily["n_tests"], daily["n_positive"], strict=False):
        counts[day] = (n, k)
    first, last = min(counts), max(counts)
    rows = []
    for day in range(first, last + 1):
        n = k = np.nan
        if day - window + 1 >= first:
            within = [counts.get(d, (0, 0)) for d in range(day - window + 1, day + 1)]
            n = float(sum(of for of, _ in within))
            k = float(sum(one for _, one in within))
        rows.append((day, n / window, n, k, k / n if n else np.nan))
    names = ["day", "mean_tests", "window_tests", "window_positive", "positivity"]
    return pd.DataFrame(rows, columns=names)


# %% takes the mean of the daily shares task="rolling_window" verdict="wrong"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].duplicated().any():
        raise ValueError("window or days")
    calendar = range(daily["day"].min(), daily["day"].max() + 1)
    counts = daily.set_index("day")[["n_tests", "n_positive"]].reindex(calendar, fill_value=0)
    sums = counts.rolling(window).sum()
    shares = (counts["n_positive"] / counts["n_tests"]).rolling(window, min_periods=1).mean()
    rolled = pd.DataFrame({"day": list(calendar), "mean_tests": sums["n_tests"].array / window})
    rolled["window_tests"] = sums["n_tests"].array
    rolled["window_positive"] = sums["n_positive"].array
    rolled["positivity"] = shares.where(sums["n_tests"].notna()).array
    return rolled


# %% counts rows instead of days task="rolling_window" verdict="wrong" loses="test_rolling_window_calendar"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].duplicated().any():
        raise ValueError("window or days")
    daily = daily.sort_values("day", ignore_index=True)
    sums = daily[["n_tests", "n_positive"]].rolling(window).sum()
    rolled = pd.DataFrame({"day": daily["day"], "mean_tests": sums["n_tests"] / window})
    rolled["window_tests"] = sums["n_tests"]
    rolled["window_positive"] = sums["n_positive"]
    rolled["positivity"] = sums["n_positive"] / sums["n_tests"]
    return rolled


# %% fills the first days from windows that are not full task="rolling_window" verdict="wrong" loses="test_rolling_window,test_rolling_window_calendar"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].duplicated().any():
        raise ValueError("window or days")
    calendar = range(daily["day"].min(), daily["day"].max() + 1)
    counts = daily.set_index("day")[["n_tests", "n_positive"]].reindex(calendar, fill_value=0)
    sums = counts.rolling(window, min_periods=1).sum()
    means = counts["n_tests"].rolling(window, min_periods=1).mean()
    rolled = pd.DataFrame({"day": list(calendar), "mean_tests": means.array})
    rolled["window_tests"] = sums["n_tests"].array
    rolled["window_positive"] = sums["n_positive"].array
    rolled["positivity"] = rolled["window_positive"] / rolled["window_tests"]
    return rolled


# %% centres the window and so looks into the future task="rolling_window" verdict="wrong"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].duplicated().any():
        raise ValueError("window or days")
    calendar = range(daily["day"].min(), daily["day"].max() + 1)
    counts = daily.set_index("day")[["n_tests", "n_positive"]].reindex(calendar, fill_value=0)
    sums = counts.rolling(window, center=True).sum()
    rolled = pd.DataFrame({"day": list(calendar), "mean_tests": sums["n_tests"].array / window})
    rolled["window_tests"] = sums["n_tests"].array
    rolled["window_positive"] = sums["n_positive"].array
    rolled["positivity"] = rolled["window_positive"] / rolled["window_tests"]
    return rolled


# %% always takes seven days task="rolling_window" verdict="wrong" loses="test_rolling_window,test_rolling_window_calendar"
def rolling_window(daily, window=7):
    if window < 1 or daily["day"].duplicated().any():
        raise ValueError("window or days")
    calendar = range(daily["day"].min(), daily["day"].max() + 1)
    counts = daily.set_index("day")[["n_tests", "n_positive"]].reindex(calendar, fill_value=0)
    sums = counts.rolling(7).sum()
    rolled = pd.DataFrame({"day": list(calendar), "mean_tests": sums["n_tests"].array / 7})
    rolled["window_tests"] = sums["n_tests"].array
    rolled["window_positive"] = sums["n_positive"].array
    rolled["positivity"] = rolled["window_positive"] / rolled["window_tests"]
    return rolled


# %% the roots by the school formula task="wilson_interval" verdict="right"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    if confidence <= 0 or confidence >= 1:
        raise ValueError("confidence")
    k, n = np.broadcast_arrays(np.array(n_positive, float), np.array(n_tests, float))
    known = ~(np.isnan(k) | np.isnan(n))
    if (k[known] < 0).any() or (n[known] < 0).any() or (k[known] > n[known]).any():
        raise ValueError("counts")
    low, high = np.full(k.shape, np.nan), np.full(k.shape, np.nan)
    use = known & (np.nan_to_num(n) > 0)
    k, n = k[use], n[use]
    z2 = stats.norm.isf((1 - confidence) / 2) ** 2
    a, b, c = n + z2, -(2 * k + z2), k * k / n
    root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
    low[use] = np.maximum((-b - root) / (2 * a), 0)
    high[use] = np.minimum((-b + root) / (2 * a), 1)
    return low, high


# %% one number after another, by bisection on the inequality task="wilson_interval" verdict="right"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    if not 0 < confidence < 1:
        raise ValueError("confidence")
    z = stats.norm.interval(confidence)[1]

    def ends(k, n):
        if np.isnan(k) or np.isnan(n):
            return np.nan, np.nan
        if k < 0 or n < 0 or k > n:
            raise ValueError("counts")
        if n == 0:
            return np.nan, np.nan
        share = k / n
        found = []
        for outside in (0.0, 1.0):
            inside = share
            for _ in range(80):
                middle = (outside + inside) / 2
                if abs(share - middle) <= z * (middle * (1 - middle) / n) ** 0.5:
                    inside = middle
                else:
                    outside = middle
            found.append(inside)
        return tuple(found)

    shape = np.broadcast(np.asarray(n_positive), np.asarray(n_tests)).shape
    k = np.broadcast_to(np.asarray(n_positive, float), shape)
    n = np.broadcast_to(np.asarray(n_tests, float), shape)
    pairs = np.array([ends(one, of) for one, of in zip(k.ravel(), n.ravel(), strict=False)], float)
    return pairs[:, 0].reshape(shape), pairs[:, 1].reshape(shape)


# %% the formula of most textbooks, which divides by zero with a warning task="wilson_interval" verdict="right"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    if not 0 < confidence < 1 or (k < 0).any() or (n < 0).any() or (k > n).any():
        raise ValueError("counts or confidence")
    z = stats.norm.ppf((1 + confidence) / 2)
    share = k / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


# %% the usual interval, cut at 0 and 1 task="wilson_interval" verdict="wrong" loses="test_wilson_interval"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    if not 0 < confidence < 1 or (k < 0).any() or (n < 0).any() or (k > n).any():
        raise ValueError("counts or confidence")
    n = np.where(n > 0, n, np.nan)
    half = stats.norm.ppf((1 + confidence) / 2) * np.sqrt(k / n * (1 - k / n) / n)
    return np.clip(k / n - half, 0, 1), np.clip(k / n + half, 0, 1)


# %% takes the quantile of one side task="wilson_interval" verdict="wrong" loses="test_wilson_interval"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    if not 0 < confidence < 1 or (k < 0).any() or (n < 0).any() or (k > n).any():
        raise ValueError("counts or confidence")
    z = stats.norm.ppf(confidence)
    n = np.where(n > 0, n, np.nan)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


# %% knows 95% only task="wilson_interval" verdict="wrong" loses="test_wilson_interval"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    if not 0 < confidence < 1 or (k < 0).any() or (n < 0).any() or (k > n).any():
        raise ValueError("counts or confidence")
    z = 1.96
    n = np.where(n > 0, n, np.nan)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


# %% nobody tested means 0 to 1, and nothing is checked task="wilson_interval" verdict="wrong" loses="test_wilson_interval_edges"
def wilson_interval(n_positive, n_tests, confidence=0.95):
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    z = stats.norm.ppf((1 + confidence) / 2)
    safe = np.where(n > 0, n, 1)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(np.maximum(k * (n - k), 0) / safe + z**2 / 4)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


# %% a query, a loop and a class of its own task="make_dashboard" verdict="right"
def percent(values, factor=100.0):
    return [float(value) * factor if value == value else None for value in values]


def dashboard_view(series, group, site, first_day, last_day):
    if first_day > last_day:
        raise ValueError("days")
    pairs = set(zip(series["group"], series["site"], strict=False))
    if (group, site) not in pairs:
        raise ValueError("choice")
    rows = series.query("group == @group and site == @site and @first_day <= day <= @last_day")
    rows = rows.sort_values("day")
    view = {"group": group, "site": site}
    view["headline"] = headline(int(sum(rows["n_positive"])), int(sum(rows["n_tests"])))
    view["day"] = [int(day) for day in rows["day"]]
    view["tests"] = [int(n) for n in rows["n_tests"]]
    view["mean_tests"] = percent(rows["mean_tests"], 1.0)
    for key in "positivity", "low", "high":
        view[key] = percent(rows[key])
    return view


class Board:
    def __init__(self, series):
        self.series = series.copy()
        first, last = int(series["day"].min()), int(series["day"].max())
        self.group = widgets.Dropdown(options=list(dict.fromkeys(series["group"])))
        self.site = widgets.Dropdown(options=list(dict.fromkeys(series["site"])))
        self.days = widgets.IntRangeSlider(min=first, max=last, value=(first, last))
        self.headline = widgets.HTML()
        self.image = widgets.Image(format="png")
        self.figure = Figure(figsize=(9, 4.8), layout="constrained")
        self.box = widgets.VBox([self.group, self.site, self.days, self.headline, self.image])
        self.redraw({})
        for control in (self.group, self.site, self.days):
            control.observe(self.redraw, "value")

    def redraw(self, change):
        first, last = self.days.value
        view = dashboard_view(self.series, self.group.value, self.site.value, first, last)
        draw_view(self.figure, view)
        self.headline.value = view["headline"]
        self.image.value = to_png(self.figure)


def make_dashboard(series):
    board = Board(series)
    return {name: value for name, value in vars(board).items() if name != "series"}


# %% shows the mean of the daily shares task="make_dashboard" verdict="wrong" loses="test_make_dashboard_view,test_make_dashboard_callbacks"
def dashboard_view(series, group, site, first_day, last_day):
    if last_day < first_day:
        raise ValueError("days")
    rows = series[(series["group"] == group) & (series["site"] == site)]
    if rows.empty:
        raise ValueError("choice")
    rows = rows[rows["day"].between(first_day, last_day)].sort_values("day")
    share = (rows["n_positive"] / rows["n_tests"]).mean()
    n = int(rows["n_tests"].sum())
    view = {"group": group, "site": site, "headline": headline(round(n * share) if n else 0, n)}
    view |= {"day": rows["day"].tolist(), "tests": rows["n_tests"].tolist()}
    for key, factor in (("mean_tests", 1.0), ("positivity", 100), ("low", 100), ("high", 100)):
        view[key] = [None if np.isnan(v) else factor * v for v in rows[key].tolist()]
    return view


def make_dashboard(series):
    first, last = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist())
    site = widgets.Dropdown(options=series["site"].unique().tolist())
    days = widgets.IntRangeSlider(value=(first, last), min=first, max=last)
    text, image = widgets.HTML(), widgets.Image(format="png")
    figure = Figure(figsize=(9, 4.8), layout="constrained")

    def refresh(_=None):
        view = dashboard_view(series, group.value, site.value, *days.value)
        text.value = view["headline"]
        draw_view(figure, view)
        image.value = to_png(figure)

    for control in (group, site, days):
        control.observe(refresh, names="value")
    refresh()
    box = widgets.VBox([group, site, days, text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }


# %% leaves NaN in the lists, and shares task="make_dashboard" verdict="wrong"
def dashboard_view(series, group, site, first_day, last_day):
    if last_day < first_day:
        raise ValueError("days")
    rows = series[(series["group"] == group) & (series["site"] == site)]
    if rows.empty:
        raise ValueError("choice")
    rows = rows[rows["day"].between(first_day, last_day)].sort_values("day")
    view = {"group": group, "site": site}
    view["headline"] = headline(int(rows["n_positive"].sum()), int(rows["n_tests"].sum()))
    view |= {"day": rows["day"].tolist(), "tests": rows["n_tests"].tolist()}
    return view | {key: rows[key].tolist() for key in ("mean_tests", "positivity", "low", "high")}


def make_dashboard(series):
    first, last = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist())
    site = widgets.Dropdown(options=series["site"].unique().tolist())
    days = widgets.IntRangeSlider(value=(first, last), min=first, max=last)
    text, image = widgets.HTML(), widgets.Image(format="png")
    figure = Figure(figsize=(9, 4.8), layout="constrained")

    def refresh(_=None):
        view = dashboard_view(series, group.value, site.value, *days.value)
        text.value = view["headline"]
        draw_view(figure, view)
        image.value = to_png(figure)

    for control in (group, site, days):
        control.observe(refresh, names="value")
    refresh()
    box = widgets.VBox([group, site, days, text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }


# %% listens to the group only task="make_dashboard" verdict="wrong" loses="test_make_dashboard_callbacks"
def dashboard_view(series, group, site, first_day, last_day):
    if last_day < first_day:
        raise ValueError("days")
    rows = series[(series["group"] == group) & (series["site"] == site)]
    if rows.empty:
        raise ValueError("choice")
    rows = rows[rows["day"].between(first_day, last_day)].sort_values("day")
    view = {"group": group, "site": site}
    view["headline"] = headline(int(rows["n_positive"].sum()), int(rows["n_tests"].sum()))
    view |= {"day": rows["day"].tolist(), "tests": rows["n_tests"].tolist()}
    for key, factor in (("mean_tests", 1.0), ("positivity", 100), ("low", 100), ("high", 100)):
        view[key] = [None if np.isnan(v) else factor * v for v in rows[key].tolist()]
    return view


def make_dashboard(series):
    first, last = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist())
    site = widgets.Dropdown(options=series["site"].unique().tolist())
    days = widgets.IntRangeSlider(value=(first, last), min=first, max=last)
    text, image = widgets.HTML(), widgets.Image(format="png")
    figure = Figure(figsize=(9, 4.8), layout="constrained")

    def refresh(_=None):
        view = dashboard_view(series, group.value, site.value, *days.value)
        text.value = view["headline"]
        draw_view(figure, view)
        image.value = to_png(figure)

    group.observe(refresh, names="value")
    refresh()
    box = widgets.VBox([group, site, days, text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }


# %% remembers the first choice of the other controls task="make_dashboard" verdict="wrong" loses="test_make_dashboard_callbacks"
def dashboard_view(series, group, site, first_day, last_day):
    if last_day < first_day:
        raise ValueError("days")
    rows = series[(series["group"] == group) & (series["site"] == site)]
    if rows.empty:
        raise ValueError("choice")
    rows = rows[rows["day"].between(first_day, last_day)].sort_values("day")
    view = {"group": group, "site": site}
    view["headline"] = headline(int(rows["n_positive"].sum()), int(rows["n_tests"].sum()))
    view |= {"day": rows["day"].tolist(), "tests": rows["n_tests"].tolist()}
    for key, factor in (("mean_tests", 1.0), ("positivity", 100), ("low", 100), ("high", 100)):
        view[key] = [None if np.isnan(v) else factor * v for v in rows[key].tolist()]
    return view


def make_dashboard(series):
    first, last = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist())
    site = widgets.Dropdown(options=series["site"].unique().tolist())
    days = widgets.IntRangeSlider(value=(first, last), min=first, max=last)
    text, image = widgets.HTML(), widgets.Image(format="png")
    figure = Figure(figsize=(9, 4.8), layout="constrained")

    def show(who, where, when):
        view = dashboard_view(series, who, where, *when)
        text.value = view["headline"]
        draw_view(figure, view)
        image.value = to_png(figure)

    start = group.value, site.value, days.value
    group.observe(lambda change: show(change["new"], start[1], start[2]), names="value")
    site.observe(lambda change: show(start[0], change["new"], start[2]), names="value")
    days.observe(lambda change: show(start[0], start[1], change["new"]), names="value")
    show(*start)
    box = widgets.VBox([group, site, days, text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }


# %% draws anew but leaves the image as it was task="make_dashboard" verdict="wrong" loses="test_make_dashboard_callbacks"
def dashboard_view(series, group, site, first_day, last_day):
    if last_day < first_day:
        raise ValueError("days")
    rows = series[(series["group"] == group) & (series["site"] == site)]
    if rows.empty:
        raise ValueError("choice")
    rows = rows[rows["day"].between(first_day, last_day)].sort_values("day")
    view = {"group": group, "site": site}
    view["headline"] = headline(int(rows["n_positive"].sum()), int(rows["n_tests"].sum()))
    view |= {"day": rows["day"].tolist(), "tests": rows["n_tests"].tolist()}
    for key, factor in (("mean_tests", 1.0), ("positivity", 100), ("low", 100), ("high", 100)):
        view[key] = [None if np.isnan(v) else factor * v for v in rows[key].tolist()]
    return view


def make_dashboard(series):
    first, last = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist())
    site = widgets.Dropdown(options=series["site"].unique().tolist())
    days = widgets.IntRangeSlider(value=(first, last), min=first, max=last)
    figure = Figure(figsize=(9, 4.8), layout="constrained")
    text, image = widgets.HTML(), widgets.Image(format="png")

    def refresh(_=None):
        view = dashboard_view(series, group.value, site.value, *days.value)
        text.value = view["headline"]
        draw_view(figure, view)

    for control in (group, site, days):
        control.observe(refresh, names="value")
    refresh()
    image.value = to_png(figure)
    box = widgets.VBox([group, site, days, text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }


# %% joins lines, with single quotes and all characters escaped as ASCII task="dashboard_page" verdict="right"
def dashboard_page(views, library):
    if len(views) == 0:
        raise ValueError("no views")
    lines = ["<!DOCTYPE html>", "<html><head>", '<meta charset="utf-8">', "<title>tests</title>"]
    lines += ["</head><body>"]
    for key in ("group", "site"):
        names = []
        for view in views:
            if view[key] not in names:
                names.append(view[key])
        lines.append(f"<select id='{key}'>")
        for name in names:
            lines.append(f"<option value='{html.escape(name)}'>{html.escape(name)}</option>")
        lines.append("</select>")
    lines += ["<p id='headline'></p>", "<div id='chart'></div>"]
    data = json.dumps(views, allow_nan=False, ensure_ascii=True)
    data = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    lines.append("<script id='data' type='application/json'>" + data + "</script>")
    lines += ["<script>" + library + "</script>", "<script>" + PAGE_SCRIPT + "</script>"]
    return "\n".join([*lines, "</body></html>"])


# %% indented JSON without ASCII escapes task="dashboard_page" verdict="right"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    text = json.dumps(views, allow_nan=False, ensure_ascii=False, indent=1)
    choices = {}
    for key in ("group", "site"):
        choices[key] = ""
        for name in pd.unique(pd.Series([view[key] for view in views])):
            shown = html.escape(name, quote=True)
            choices[key] += f'\n<option value="{shown}">{shown}</option>'
    page = "<!doctype html><meta charset='utf-8'><body>"
    for key, options in choices.items():
        page += f'<select id="{key}">{options}</select>'
    page += '<p id="headline"></p><div id="chart"></div><script id="data" type="application/json">'
    page += "\\u003c".join(text.split("<"))
    return (
        page
        + "</script><script>"
        + library
        + "</script><script>"
        + PAGE_SCRIPT
        + "</script></body>"
    )


# %% fetches the library from the network task="dashboard_page" verdict="wrong"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    data = json.dumps(views, allow_nan=False).replace("<", "\\u003c")
    selects = ""
    for key in ("group", "site"):
        names = [html.escape(name) for name in dict.fromkeys(view[key] for view in views)]
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        selects += f'<select id="{key}">{options}</select>'
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8"></head><body>{selects}'
        f'<p id="headline"></p><div id="chart"></div>'
        f'<script id="data" type="application/json">{data}</script>'
        f'<script src="plotly.min.js"></script><script>{PAGE_SCRIPT}</script></body>'
    )


# %% an option for each view, so that names repeat task="dashboard_page" verdict="wrong"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    data = json.dumps(views, allow_nan=False).replace("<", "\\u003c")
    selects = ""
    for key in ("group", "site"):
        names = [html.escape(view[key]) for view in views]
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        selects += f'<select id="{key}">{options}</select>'
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8"></head><body>{selects}'
        f'<p id="headline"></p><div id="chart"></div>'
        f'<script id="data" type="application/json">{data}</script>'
        f"<script>{library}</script><script>{PAGE_SCRIPT}</script></body>"
    )


# %% writes names and data as they are, and NaN with them task="dashboard_page" verdict="wrong" loses="test_dashboard_page_safe"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    selects = ""
    for key in ("group", "site"):
        names = dict.fromkeys(view[key] for view in views)
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        selects += f'<select id="{key}">{options}</select>'
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8"></head><body>{selects}'
        f'<p id="headline"></p><div id="chart"></div>'
        f'<script id="data" type="application/json">{json.dumps(views)}</script>'
        f"<script>{library}</script><script>{PAGE_SCRIPT}</script></body>"
    )


# %% escapes the data as HTML, which a script does not undo task="dashboard_page" verdict="wrong"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    data = html.escape(json.dumps(views, allow_nan=False))
    selects = ""
    for key in ("group", "site"):
        names = [html.escape(name) for name in dict.fromkeys(view[key] for view in views)]
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        selects += f'<select id="{key}">{options}</select>'
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8"></head><body>{selects}'
        f'<p id="headline"></p><div id="chart"></div>'
        f'<script id="data" type="application/json">{data}</script>'
        f"<script>{library}</script><script>{PAGE_SCRIPT}</script></body>"
    )


# %% runs the script before there is anything to draw on task="dashboard_page" verdict="wrong"
def dashboard_page(views, library):
    if not views:
        raise ValueError("no views")
    data = json.dumps(views, allow_nan=False).replace("<", "\\u003c")
    selects = ""
    for key in ("group", "site"):
        names = [html.escape(name) for name in dict.fromkeys(view[key] for view in views)]
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        selects += f'<select id="{key}">{options}</select>'
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8"><script>{library}</script>'
        f"<script>{PAGE_SCRIPT}</script></head><body>{selects}"
        f'<p id="headline"></p><div id="chart"></div>'
        f'<script id="data" type="application/json">{data}</script></body>'
    )
