# %% [markdown]
# Answers of imagined learners to assignment 108: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% rows one by one, in plain loops task="tidy_indicators" verdict="right"
def tidy_indicators(wide, names):
    years = [column for column in wide.columns if column not in ("code", "indicator")]
    found = {}
    columns = []
    for row in wide.to_dict("records"):
        if row["indicator"] not in names:
            raise ValueError(f"unknown indicator {row['indicator']}")
        column = names[row["indicator"]]
        if column not in columns:
            columns.append(column)
        for year in years:
            cell = found.setdefault((row["code"], int(year)), {})
            if column in cell:
                raise ValueError("repeated row")
            cell[column] = row[year]
    rows = [{"code": code, "year": year, **cell} for (code, year), cell in found.items()]
    return pd.DataFrame(rows, columns=["year", *columns, "code"])


# %% stack and unstack task="tidy_indicators" verdict="right"
def tidy_indicators(wide, names):
    if not set(wide["indicator"]) <= set(names):
        raise ValueError("an indicator has no name")
    table = wide.assign(indicator=wide["indicator"].map(names)).set_index(["code", "indicator"])
    if not table.index.is_unique:
        raise ValueError("repeated")
    table.columns = pd.to_numeric(table.columns).rename("year")
    table = table.unstack("indicator").stack("year", future_stack=True)
    table.columns.name = None
    return table.reset_index().sample(frac=1, random_state=0)


# %% one indicator after the other, joined from outside task="tidy_indicators" verdict="right"
def tidy_indicators(wide, names):
    years = wide.columns.drop(["code", "indicator"])
    grid = pd.MultiIndex.from_product([wide["code"].unique(), years], names=["code", "year"])
    tidy = pd.DataFrame(index=grid)
    for indicator, part in wide.groupby("indicator"):
        if indicator not in names:
            raise ValueError(indicator)
        if part["code"].duplicated().any():
            raise ValueError("duplicate")
        long = part.drop(columns="indicator").melt("code", var_name="year", value_name="v")
        tidy[names[indicator]] = long.set_index(["code", "year"])["v"]
    tidy = tidy.reset_index()
    tidy["year"] = tidy["year"].astype("int32")
    return tidy


# %% pivot_table: means of repeated rows, and what is all missing is gone task="tidy_indicators" verdict="wrong"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names):
        raise ValueError("no name")
    long = wide.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot_table(index=["code", "year"], columns="indicator", values="value")
    tidy = tidy.rename(columns=names).rename_axis(columns=None).reset_index()
    return tidy.astype({"year": int})


# %% drops missing values task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names) or wide.duplicated(["code", "indicator"]).any():
        raise ValueError("bad table")
    long = wide.melt(["code", "indicator"], var_name="year").dropna()
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    return tidy.rename(columns=names).reset_index().astype({"year": int})


# %% fills missing values with zero task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names) or wide.duplicated(["code", "indicator"]).any():
        raise ValueError("bad table")
    long = wide.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value").fillna(0)
    return tidy.rename(columns=names).reset_index().astype({"year": int})


# %% leaves the years as text task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names) or wide.duplicated(["code", "indicator"]).any():
        raise ValueError("bad table")
    long = wide.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    return tidy.rename(columns=names).reset_index()


# %% leaves code and year in the index task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names) or wide.duplicated(["code", "indicator"]).any():
        raise ValueError("bad table")
    long = wide.melt(["code", "indicator"], var_name="year").astype({"year": int})
    return long.pivot(index=["code", "year"], columns="indicator", values="value").rename(
        columns=names
    )


# %% keeps an indicator without a name task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators_errors"
def tidy_indicators(wide, names):
    long = wide.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    return tidy.rename(columns=names).reset_index().astype({"year": int})


# %% takes the last of repeated rows task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators_errors"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names):
        raise ValueError("no name")
    once = wide.drop_duplicates(["code", "indicator"], keep="last")
    long = once.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    return tidy.rename(columns=names).reset_index().astype({"year": int})


# %% changes the caller's table task="tidy_indicators" verdict="wrong" loses="test_tidy_indicators"
def tidy_indicators(wide, names):
    if set(wide["indicator"]) - set(names) or wide.duplicated(["code", "indicator"]).any():
        raise ValueError("bad table")
    wide["indicator"] = wide["indicator"].map(names)
    long = wide.melt(["code", "indicator"], var_name="year")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    return tidy.reset_index().astype({"year": int})


# %% a dict of keys, row by row task="audited_join" verdict="right"
def audited_join(left, right, on):
    extra = [column for column in right.columns if column not in on]
    if any(column in left.columns for column in extra):
        raise ValueError("same column twice")
    place = {}
    for number, key in enumerate(right[on].itertuples(index=False, name=None)):
        if pd.isna(list(key)).any():
            continue
        if key in place:
            raise ValueError("repeated key")
        place[key] = number
    keys = list(left[on].itertuples(index=False, name=None))
    partner = [place.get(key) for key in keys]
    with_partner = np.array([number is not None for number in partner], dtype=bool)
    used = [number for number in partner if number is not None]
    matched = left[with_partner].reset_index(drop=True)
    found = right[extra].iloc[used].reset_index(drop=True)
    unused = np.setdiff1d(np.arange(len(right)), used)
    return pd.concat([matched, found], axis=1), left[~with_partner], right.iloc[unused]


# %% an outer merge with an indicator task="audited_join" verdict="right"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a = left.reset_index(drop=True)
    b = right.reset_index(drop=True)
    a["_left"], b["_right"] = range(len(a)), range(len(b))
    both = a.dropna(subset=on).merge(
        b.dropna(subset=on), on=on, how="outer", validate="m:1", indicator=True
    )
    both = both[both["_merge"] == "both"]
    matched = both.drop(columns=["_left", "_right", "_merge"]).astype(
        {column: left[column].dtype for column in left}
    )
    left_only = a[~a["_left"].isin(both["_left"])].drop(columns="_left")
    right_only = b[~b["_right"].isin(both["_right"])].drop(columns="_right")
    return [matched, left_only, right_only]


# %% a plain inner merge that lets rows multiply task="audited_join" verdict="wrong" loses="test_audited_join_keys"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.merge(b, on=on)
    found = pd.MultiIndex.from_frame(matched[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(found)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% lets missing keys match task="audited_join" verdict="wrong" loses="test_audited_join_keys"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    matched = left.merge(right, on=on, validate="m:1")
    found = pd.MultiIndex.from_frame(matched[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(found)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% drops rows whose key is missing task="audited_join" verdict="wrong" loses="test_audited_join_keys"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    left, right = left.dropna(subset=on), right.dropna(subset=on)
    matched = left.merge(right, on=on, validate="m:1")
    found = pd.MultiIndex.from_frame(matched[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(found)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% a left join, whose unmatched rows stay in matched task="audited_join" verdict="wrong" loses="test_audited_join,test_audited_join_keys"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.merge(b, on=on, how="left", validate="m:1")
    found = pd.MultiIndex.from_frame(a[on])
    known = pd.MultiIndex.from_frame(b[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(known)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% compares each column of the key by itself task="audited_join" verdict="wrong"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.merge(b, on=on, validate="m:1")
    in_right = np.all([left[column].isin(b[column]) for column in on], axis=0)
    in_left = np.all([right[column].isin(a[column]) for column in on], axis=0)
    return matched, left[~in_right], right[~in_left]


# %% asks for unique keys on both sides task="audited_join" verdict="wrong"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.merge(b, on=on, validate="1:1")
    found = pd.MultiIndex.from_frame(matched[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(found)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% gives equal columns suffixes task="audited_join" verdict="wrong" loses="test_audited_join_keys"
def audited_join(left, right, on):
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.merge(b, on=on, validate="m:1")
    found = pd.MultiIndex.from_frame(matched[on])
    return (
        matched,
        left[~pd.MultiIndex.from_frame(left[on]).isin(found)],
        right[~pd.MultiIndex.from_frame(right[on]).isin(found)],
    )


# %% finds the unmatched rows by labels of the index, which repeat task="audited_join" verdict="wrong"
def audited_join(left, right, on):
    if (set(left) & set(right)) != set(on):
        raise ValueError("columns overlap")
    a, b = left.dropna(subset=on), right.dropna(subset=on)
    matched = a.reset_index().merge(b, on=on, validate="m:1")
    found = pd.MultiIndex.from_frame(matched[on])
    left_only = left.drop(index=matched["index"].unique())
    right_only = right[~pd.MultiIndex.from_frame(right[on]).isin(found)]
    return matched.drop(columns="index"), left_only, right_only


# %% loops over the groups task="group_means" verdict="right"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights must be positive")
    rows = []
    keys = list(frame[by].dropna().unique())
    for key in [*keys, None]:
        group = frame[frame[by].isna()] if key is None else frame[frame[by] == key]
        if group.empty:
            continue
        used = group.dropna(subset=[value, weight])
        mean = weighted = np.nan
        if len(used):
            mean = sum(used[value]) / len(used)
            weighted = np.average(used[value], weights=used[weight])
        rows.append([key, len(group), len(used), mean, weighted])
    return pd.DataFrame(rows, columns=[by, "rows", "used", "mean", "weighted_mean"])


# %% groupby.apply, with the groups' labels put back task="group_means" verdict="right"
def group_means(frame, by, value, weight):
    if frame[weight].le(0).any():
        raise ValueError("not positive")

    def summary(group):
        used = group[group[[value, weight]].notna().all(axis=1)]
        total = used[weight].sum()
        return pd.Series(
            {
                "rows": len(group),
                "used": len(used),
                "mean": used[value].mean(),
                "weighted_mean": (used[value] * used[weight]).sum() / total if total else np.nan,
            }
        )

    means = frame.groupby(by, dropna=False)[[value, weight]].apply(summary).reset_index()
    return means.astype({"rows": "int32", "used": "int64"})


# %% a plain groupby that drops missing keys task="group_means" verdict="wrong" loses="test_group_means_missing"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights")
    used = frame[value].notna() & frame[weight].notna()
    parts = frame[[by]].assign(
        n=used,
        x=frame[value].where(used),
        w=frame[weight].where(used),
        wx=frame[value] * frame[weight],
    )
    groups = parts.groupby(by)
    means = pd.DataFrame(
        {"rows": groups.size(), "used": groups["n"].sum(), "mean": groups["x"].mean()}
    )
    means["weighted_mean"] = groups["wx"].sum() / groups["w"].sum()
    return means.reset_index()


# %% divides by the weights of all rows task="group_means" verdict="wrong" loses="test_group_means"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights")
    used = frame[value].notna() & frame[weight].notna()
    parts = frame[[by]].assign(
        n=used, x=frame[value].where(used), w=frame[weight], wx=frame[value] * frame[weight]
    )
    groups = parts.groupby(by, dropna=False)
    means = pd.DataFrame(
        {"rows": groups.size(), "used": groups["n"].sum(), "mean": groups["x"].mean()}
    )
    means["weighted_mean"] = groups["wx"].sum(min_count=1) / groups["w"].sum(min_count=1)
    return means.reset_index()


# %% takes the mean of values without a weight too task="group_means" verdict="wrong"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights")
    used = frame[value].notna() & frame[weight].notna()
    parts = frame[[by]].assign(
        n=used, x=frame[value], w=frame[weight].where(used), wx=frame[value] * frame[weight]
    )
    groups = parts.groupby(by, dropna=False)
    means = pd.DataFrame(
        {"rows": groups.size(), "used": groups["n"].sum(), "mean": groups["x"].mean()}
    )
    means["weighted_mean"] = groups["wx"].sum(min_count=1) / groups["w"].sum(min_count=1)
    return means.reset_index()


# %% counts missing values as zero task="group_means" verdict="wrong"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights")
    used = frame[value].notna() & frame[weight].notna()
    x, w = frame[value].fillna(0), frame[weight].fillna(0)
    parts = frame[[by]].assign(n=used, x=x, w=w, wx=x * w)
    groups = parts.groupby(by, dropna=False)
    means = pd.DataFrame(
        {"rows": groups.size(), "used": groups["n"].sum(), "mean": groups["x"].mean()}
    )
    means["weighted_mean"] = groups["wx"].sum() / groups["w"].sum()
    return means.reset_index()


# %% leaves out the groups without any value task="group_means" verdict="wrong" loses="test_group_means_missing"
def group_means(frame, by, value, weight):
    if (frame[weight] <= 0).any():
        raise ValueError("weights")
    rows = []
    for key, group in frame.groupby(by, dropna=False):
        used = group.dropna(subset=[value, weight])
        if len(used):
            weighted = np.average(used[value], weights=used[weight])
            rows.append([key, len(group), len(used), used[value].mean(), weighted])
    return pd.DataFrame(rows, columns=[by, "rows", "used", "mean", "weighted_mean"])


# %% does not look at the weights' sign task="group_means" verdict="wrong" loses="test_group_means_missing"
def group_means(frame, by, value, weight):
    rows = []
    for key, group in frame.groupby(by, dropna=False):
        used = group.dropna(subset=[value, weight])
        weighted = (used[value] * used[weight]).sum() / used[weight].sum() if len(used) else np.nan
        rows.append([key, len(group), len(used), used[value].mean(), weighted])
    return pd.DataFrame(rows, columns=[by, "rows", "used", "mean", "weighted_mean"])


# %% checks the weights only where there is a value task="group_means" verdict="wrong" loses="test_group_means_missing"
def group_means(frame, by, value, weight):
    rows = []
    for key, group in frame.groupby(by, dropna=False):
        used = group.dropna(subset=[value, weight])
        if (used[weight] <= 0).any():
            raise ValueError("weights")
        weighted = (used[value] * used[weight]).sum() / used[weight].sum() if len(used) else np.nan
        rows.append([key, len(group), len(used), used[value].mean(), weighted])
    return pd.DataFrame(rows, columns=[by, "rows", "used", "mean", "weighted_mean"])


# %% pieces of one colour, each drawn by itself task="trend_chart" verdict="right"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    ax.set_xlabel("Year")
    ax.set_ylabel(label)
    for number, country in enumerate(countries):
        mine = frame[(frame["country"] == country) & frame[column].notna()].sort_values("year")
        if mine.empty:
            raise ValueError(f"{country} has no data")
        piece = (mine["year"].diff() != 1).cumsum()
        for k, part in mine.groupby(piece):
            name = country if k == 1 else None
            ax.plot(part["year"], part[column], "s-", color=f"C{number}", label=name)
    ax.legend(title="country", loc="upper left")
    return ax


# %% pandas draws a table of years and countries task="trend_chart" verdict="right"
def trend_chart(frame, column, countries, label):
    table = frame[frame["country"].isin(countries)].pivot(
        index="year", columns="country", values=column
    )
    table = table.reindex(columns=countries)
    if table.isna().all().any() or table.empty:
        raise ValueError("a country without a value")
    table = table.reindex(np.arange(table.index.min(), table.index.max() + 1))
    return table.plot(marker=".", xlabel="calendar year", ylabel=label, title="Trend")


# %% from last year to first, with a legend of its own samples task="trend_chart" verdict="right"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    samples = []
    palette = ["black", "tab:red", "gold", (0.1, 0.4, 0.9), "#009E73"]
    for country, colour in zip(countries, palette, strict=False):
        known = {
            int(row["year"]): row[column]
            for _, row in frame.iterrows()
            if row["country"] == country and not pd.isna(row[column])
        }
        if not known:
            raise ValueError(country)
        years = list(range(max(known), min(known) - 1, -1))
        values = np.ma.masked_invalid([known.get(year, np.nan) for year in years])
        ax.plot(years, values, marker="o", mfc="white", color=colour)
        samples += ax.plot([], [], color=colour)
    ax.legend(samples, countries)
    ax.set(xlabel="Year (AD)", ylabel=label)
    return ax


# %% strokes and markers drawn apart, each stroke a line of two points task="trend_chart" verdict="right"
def trend_chart(frame, column, countries, label):
    figure, ax = plt.subplots()
    for country, colour in zip(countries, "rgbkm", strict=False):
        rows = frame[(frame["country"] == country) & ~frame[column].isna()]
        known = dict(zip(rows["year"], rows[column], strict=True))
        if not known:
            raise ValueError(f"nothing known of {country}")
        ax.plot(list(known), list(known.values()), colour + "o", label=country)
        for year in known:
            if year + 1 in known:
                ax.plot([year, year + 1], [known[year], known[year + 1]], colour)
    figure.legend()
    ax.set(xlabel="years since Christ", ylabel=label)
    return ax


# %% drops missing values, so that lines run across the gaps task="trend_chart" verdict="wrong" loses="test_trend_chart"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    known = frame.dropna(subset=[column]).sort_values("year")
    for country in countries:
        mine = known[known["country"] == country]
        if mine.empty:
            raise ValueError(country)
        ax.plot(mine["year"], mine[column], marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% breaks the line at NaN alone, and not where a row is lacking task="trend_chart" verdict="wrong" loses="test_trend_chart"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        mine = frame[frame["country"] == country].sort_values("year")
        if mine[column].isna().all():
            raise ValueError(country)
        ax.plot(mine["year"], mine[column], marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% a pivot whose index lacks the years that no country has task="trend_chart" verdict="wrong" loses="test_trend_chart"
def trend_chart(frame, column, countries, label):
    table = frame[frame["country"].isin(countries)].pivot(
        index="year", columns="country", values=column
    )
    table = table.reindex(columns=countries)
    if table.isna().all().any():
        raise ValueError("a country without a value")
    table = table.dropna(how="all")
    return table.plot(marker="o", xlabel="year", ylabel=label)


# %% fills forward task="trend_chart" verdict="wrong" loses="test_trend_chart"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            raise ValueError(country)
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1)).ffill()
        ax.plot(known.index, known, marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% forgets to sort the years task="trend_chart" verdict="wrong" loses="test_trend_chart"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        mine = frame[frame["country"] == country]
        if mine[column].isna().all():
            raise ValueError(country)
        ax.plot(mine["year"], mine[column], marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% without markers task="trend_chart" verdict="wrong" loses="test_trend_chart_words"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            raise ValueError(country)
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1))
        ax.plot(known.index, known, label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% a country without data vanishes task="trend_chart" verdict="wrong" loses="test_trend_chart_words"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            continue
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1))
        ax.plot(known.index, known, marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax


# %% puts the name of the column on the axis task="trend_chart" verdict="wrong" loses="test_trend_chart_words"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            raise ValueError(country)
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1))
        ax.plot(known.index, known, marker="o", label=country)
    ax.set(xlabel="year", ylabel=column)
    ax.legend()
    return ax


# %% no legend task="trend_chart" verdict="wrong"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            raise ValueError(country)
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1))
        ax.plot(known.index, known, marker="o", label=country)
    ax.set(xlabel="year", ylabel=label)
    return ax


# %% the legend in another order than the lines task="trend_chart" verdict="wrong"
def trend_chart(frame, column, countries, label):
    _, ax = plt.subplots()
    for country in countries:
        known = frame[frame["country"] == country].dropna(subset=[column]).set_index("year")[column]
        if known.empty:
            raise ValueError(country)
        known = known.sort_index().reindex(range(known.index.min(), known.index.max() + 1))
        ax.plot(known.index, known, marker="o")
    ax.set(xlabel="year", ylabel=label)
    ax.legend(countries[1:] + countries[:1])
    return ax


# %% one scatter a continent, with labels task="bubble_chart" verdict="right"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    needed = rows[["population", "gdp", "life_expectancy"]]
    good = rows[needed.notna().all(axis=1)]
    if len(good) == 0:
        raise ValueError("nothing to draw")
    fig, ax = plt.subplots(figsize=(8, 5))
    for continent, part in good.groupby("continent"):
        sizes = part["population"] * 1e-6 * area_per_million
        ax.scatter(
            part["gdp"] / part["population"],
            part["life_expectancy"],
            sizes,
            label=continent,
            alpha=0.5,
        )
    ax.set_xscale("log")
    ax.set_xlabel("income per person, US Dollars")
    ax.set_ylabel("Years of life expected")
    legend = ax.legend(title="continent")
    for handle in legend.legend_handles:
        handle.set_sizes([30])
    fig.suptitle(f"The world in {year} ({len(good)} countries, {len(rows) - len(good)} missing)")
    return ax


# %% pandas draws, with numbers for colours and patches in the legend task="bubble_chart" verdict="right"
def bubble_chart(frame, year, area_per_million=1.0):
    from matplotlib.patches import Patch

    rows = frame[frame["year"] == year].copy()
    rows["income"] = rows["gdp"] / rows["population"]
    good = rows.dropna(subset=["income", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    kinds = good["continent"].astype("category").cat
    _, ax = plt.subplots()
    good.plot.scatter(
        "income",
        "life_expectancy",
        s=area_per_million * good["population"] / 1e6,
        c=kinds.codes,
        cmap="viridis",
        colorbar=False,
        logx=True,
        ax=ax,
    )
    colours = plt.get_cmap("viridis")(np.linspace(0, 1, len(kinds.categories)))
    handles = [Patch(color=c, label=k) for c, k in zip(colours, kinds.categories, strict=True)]
    ax.legend(handles=handles)
    ax.set_xlabel("US dollars of income a person")
    ax.set_ylabel("life (years)")
    ax.set_title(f"drawn {len(good)}, not drawn {len(rows) - len(good)}, year {year}", loc="center")
    return ax


# %% country by country, NaN and all, with hollow discs task="bubble_chart" verdict="right"
def bubble_chart(frame, year, area_per_million=1.0):
    _, ax = plt.subplots()
    colour, drawn, missing = {}, 0, 0
    for row in frame[frame["year"] == year].itertuples():
        c = colour.setdefault(row.continent, ["r", "g", "b", "c", "m", "y"][len(colour)])
        x, y = row.gdp / row.population, row.life_expectancy
        if np.isnan(x) or np.isnan(y):
            missing += 1
        else:
            drawn += 1
        ax.scatter([x], [y], s=[area_per_million * row.population / 1e6], ec=c, fc="none")
    if not drawn:
        raise ValueError("no data")
    for name, c in colour.items():
        ax.scatter([], [], ec=c, fc="none", label=name)
    ax.legend()
    ax.set(xlabel="us dollars / person / year", ylabel="YEARS", xscale="log")
    ax.set_title(f"{year} - {drawn} - {missing}")
    return ax


# %% the radius proportional to population task="bubble_chart" verdict="wrong" loses="test_bubble_chart"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = (area_per_million * part["population"] / 1e6) ** 2
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% the area scaled by the largest of the year task="bubble_chart" verdict="wrong" loses="test_bubble_chart"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = 1000 * part["population"] / good["population"].max()
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% the whole country's GDP instead of income per person task="bubble_chart" verdict="wrong"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% fills missing values with the mean of the year task="bubble_chart" verdict="wrong"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year].copy()
    if rows["gdp"].isna().all():
        raise ValueError(year)
    missing = rows[["population", "gdp", "life_expectancy"]].isna().any(axis=1).sum()
    for column in ("population", "gdp", "life_expectancy"):
        rows[column] = rows[column].fillna(rows[column].mean())
    _, ax = plt.subplots()
    for continent, part in rows.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(rows) - missing} countries, {missing} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% a linear axis task="bubble_chart" verdict="wrong" loses="test_bubble_chart_words"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% the logarithm of income on a linear axis task="bubble_chart" verdict="wrong" loses="test_bubble_chart,test_bubble_chart_words"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        x = np.log10(part["gdp"] / part["population"])
        ax.scatter(x, part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xlabel="US dollars", ylabel="years", title=title)
    ax.legend()
    return ax


# %% says nothing of the countries that are missing task="bubble_chart" verdict="wrong" loses="test_bubble_chart_words"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    ax.set(
        xscale="log", xlabel="US dollars", ylabel="years", title=f"{year}: {len(good)} countries"
    )
    ax.legend()
    return ax


# %% limits of the axes that cut countries off task="bubble_chart" verdict="wrong" loses="test_bubble_chart_words"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for continent, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s, label=continent)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title, ylim=(55, 70))
    ax.legend()
    return ax


# %% a legend in the order of first appearance, colours in the order of the alphabet task="bubble_chart" verdict="wrong" loses="test_bubble_chart_words"
def bubble_chart(frame, year, area_per_million=1.0):
    rows = frame[frame["year"] == year]
    good = rows.dropna(subset=["population", "gdp", "life_expectancy"])
    if good.empty:
        raise ValueError(year)
    _, ax = plt.subplots()
    for _, part in good.groupby("continent"):
        s = area_per_million * part["population"] / 1e6
        ax.scatter(part["gdp"] / part["population"], part["life_expectancy"], s=s)
    title = f"{year}: {len(good)} countries, {len(rows) - len(good)} missing"
    ax.set(xscale="log", xlabel="US dollars", ylabel="years", title=title)
    names = sorted(good["continent"].unique())
    ax.legend(names[1:] + names[:1])
    return ax
