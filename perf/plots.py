"""Draws what perf/lab has measured, as SVG beside perf/RESULTS.md: one picture for a kind of figure, both brokers in it."""
import html, math, statistics

COLOURS = {"ringmain": "#0b6bcb", "kafka": "#c2571a"}
NAMES = {"ringmain": "Ringmain", "kafka": "Apache Kafka"}
LABEL, WIDTH, ROW, HEAD = 230, 560, 34, 46
TOTAL = LABEL + WIDTH + 130


def number(value):
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def text(x, y, content, **attributes):
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{html.escape(str(content))}</text>'


def page(title, rows, body):
    height = HEAD + ROW * rows + 24
    key, x = [], LABEL
    for kind, colour in COLOURS.items():
        key += [f'<rect x="{x}" y="28" width="10" height="10" fill="{colour}"/>', text(x + 14, 37, NAMES[kind])]
        x += 110
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TOTAL} {height}" width="{TOTAL}" height="{height}" font-family="sans-serif" font-size="12">',
                      f'<title>{html.escape(title)}</title>', f'<rect width="{TOTAL}" height="{height}" fill="#ffffff"/>',
                      text(10, 18, title, font_size=14, font_weight="bold"), *key, *body, "</svg>", ""])


def bars(title, figures):
    """`figures`: {label: {broker: values}}. Each pair has a scale of its own, for what stands in one picture differs a hundredfold; a thin line
    spans the least and the most."""
    body = []
    for at, (label, by_broker) in enumerate(figures.items()):
        top = HEAD + ROW * at
        most = max(max(values) for values in by_broker.values()) or 1
        body.append(text(LABEL - 8, top + 19, label, text_anchor="end"))
        for line, kind in enumerate(COLOURS):
            values = by_broker.get(kind)
            if not values:
                continue
            y, scale = top + 2 + 14 * line, WIDTH / most
            middle, least, largest = statistics.median(values), min(values), max(values)
            body += [f'<rect x="{LABEL}" y="{y}" width="{middle * scale:.1f}" height="11" fill="{COLOURS[kind]}"/>',
                     f'<line x1="{LABEL + least * scale:.1f}" x2="{LABEL + largest * scale:.1f}" y1="{y + 5.5}" y2="{y + 5.5}" stroke="#222222"/>',
                     text(LABEL + largest * scale + 5, y + 10, number(middle), font_size=11)]
    return page(title, len(figures), body)


def ranges(title, figures):
    """`figures`: {label: {broker: [p50, p99, p99.9] in ms}}: a line from p50 to p99.9 with a mark at p99, on a logarithmic scale."""
    found = [value for by_broker in figures.values() for points in by_broker.values() for value in points if value > 0]
    low, high = math.floor(math.log10(min(found, default=1))), math.ceil(math.log10(max(found, default=1)))
    x = lambda value: LABEL + (math.log10(max(value, 10 ** low)) - low) / max(high - low, 1) * WIDTH
    bottom = HEAD + ROW * len(figures)
    body = []
    for power in range(low, high + 1):
        body += [f'<line x1="{x(10 ** power):.1f}" x2="{x(10 ** power):.1f}" y1="{HEAD}" y2="{bottom}" stroke="#dddddd"/>',
                 text(x(10 ** power), bottom + 15, f"{10 ** power:g} ms", text_anchor="middle", font_size=11)]
    for at, (label, by_broker) in enumerate(figures.items()):
        top = HEAD + ROW * at
        body.append(text(LABEL - 8, top + 19, label, text_anchor="end"))
        for line, kind in enumerate(COLOURS):
            if kind not in by_broker:
                continue
            (p50, p99, p999), y, colour = by_broker[kind], top + 8 + 14 * line, COLOURS[kind]
            body += [f'<line x1="{x(p50):.1f}" x2="{x(p999):.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>',
                     *(f'<circle cx="{x(value):.1f}" cy="{y}" r="{radius}" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
                       for value, radius, fill in ((p50, 3.5, colour), (p99, 3.5, "#ffffff"), (p999, 2, colour)))]
    return page(title, len(figures), body)


def kept_to_a_schedule(by_broker):
    """Whether both reached the same, which the schedule asked for."""
    ours, theirs = (statistics.median(by_broker[kind]) for kind in COLOURS)
    return abs(ours - theirs) < 0.01 * theirs


def draw(figures, folder):
    """Draws the figures of a run of perf/lab, {"run: operation unit": {broker: values}}, and returns the lines that show the pictures in a page
    beside `folder`. What only one broker has is left out."""
    def ending(unit):
        found = {figure.removesuffix(unit).rstrip(": "): values for figure, values in figures.items() if figure.endswith(unit) and set(values) == set(COLOURS)}
        return {figure.replace(": ", ", "): values for figure, values in found.items()}

    def latency(run):
        of = lambda kind, quantile: statistics.median(figures[f"{run.replace(', ', ': ')} {quantile} ms"][kind])
        return {kind: [of(kind, quantile) for quantile in ("p50", "p99", "p99.9")] for kind in COLOURS}

    rates = {run: values for run, values in ending(" MB/s").items() if not kept_to_a_schedule(values)}
    latencies = {run: latency(run) for run in ending(" p50 ms")}
    wanted = {
        "throughput": (bars, "MB/s (each pair to its own scale; more is better)", rates),
        "cpu": (bars, "CPU seconds of the broker for a GB (each pair to its own scale; less is better)", ending("CPU s/GB")),
        "latency": (ranges, "Latency: p50 full, p99 hollow, p99.9 small; less is better", latencies),
        "memory": (bars, "Resident MiB at the end (each pair to its own scale; less is better)", ending("resident MiB at the end")),
    }
    pictures = {name: picture(title, found) for name, (picture, title, found) in wanted.items() if found}
    folder.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture)
    return "\n".join(f"![{name}]({folder.name}/{name}.svg)" for name in pictures)
