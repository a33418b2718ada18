"use strict";
// Draws the runs that stand in the page's data element. Everything a run brought is set as text, never as markup.

const { runs, searches, version } = JSON.parse(document.getElementById("data").textContent);
const PERCENTILES = ["p50", "p90", "p99", "p99.9", "max"];
// How the percentiles are told apart where several of a line are drawn.
const STROKES = {
  p50: { width: 2.2 },
  p90: { width: 1.6, dash: "7 3" },
  p99: { width: 1.6 },
  "p99.9": { width: 1.3, dash: "4 3" },
  max: { width: 1.2, dash: "1 3.5" },
};

// A line: one operation of one run.
const lines = runs.flatMap((run, r) => run.operations.map((operation) => ({ run, r, operation })));
const severalOperations = new Set(lines.map((line) => line.operation.name)).size > 1;
for (const [i, line] of lines.entries()) {
  line.color = `var(--c${i % 8})`;
  const operation = line.operation.name;
  line.name = runs.length === 1 ? operation : severalOperations ? `${line.run.name} · ${operation}` : line.run.name;
}

const state = {
  hidden: new Set(),
  unit: "records",
  percentile: lines.length === 1 ? "all" : "p99",
  scale: "log",
  range: null,
};

// ---- Numbers as people read them

function significant(number) {
  const size = Math.abs(number);
  return number.toFixed(size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : 2);
}

function scaled(number, units) {
  for (const [size, unit] of units) {
    if (Math.abs(number) >= size * 0.9995) return `${significant(number / size)} ${unit}`.trim();
  }
  return `${significant(number)} ${units.at(-1)[1]}`.trim();
}

const asRate = (n) => (Math.abs(n) < 10 && Number.isInteger(n) ? `${n}` : scaled(n, [[1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]]));
const asBytesRate = (n) => scaled(n, [[1e9, "GB/s"], [1e6, "MB/s"], [1e3, "kB/s"], [1, "B/s"]]);
const asMilliseconds = (ms) => scaled(ms * 1e3, [[1e6, "s"], [1e3, "ms"], [1, "µs"]]);
const asMemory = (mib) => scaled(mib, [[1024, "GiB"], [1, "MiB"]]);
const asPlain = (n) => significant(n);
const asCount = (n) => n.toLocaleString("en-US");
const trimmed = (text) => text.replace(/\.0+(?=\D|$)/, "").replace(/(\.\d*?[1-9])0+(?=\D|$)/, "$1");

function asTime(s) {
  const whole = Math.round(s * 10) / 10;
  if (Math.abs(whole) < 120) return `${trimmed(whole.toFixed(1))} s`;
  const minutes = Math.floor(whole / 60);
  const clock = `${String(minutes % 60).padStart(2, "0")}:${String(Math.floor(whole % 60)).padStart(2, "0")}`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${clock}` : clock;
}

function asNines(x) {
  const percent = 100 * (1 - 10 ** -x);
  return `${trimmed(percent.toFixed(Math.max(0, Math.ceil(x) - 1)))} %`;
}

// ---- Elements

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "style") made.style.cssText = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function shape(name, attributes = {}, text = null) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

const dot = (color) => element("span", { class: "dot", style: `border-color:${color};background:${color}` });

// ---- Axes

function niceStep(span, wanted, steps = [1, 2, 5, 10]) {
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * steps.find((step) => step * power >= rough * 0.999);
}

// `unit`: what steps are round in.
function linearAxis(low, high, wanted, unit = 1) {
  if (!(high > low)) high = low + unit;
  const step = niceStep((high - low) / unit, wanted) * unit;
  const top = Math.ceil(high / step - 1e-9) * step;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= top * (1 + 1e-9); i++) ticks.push(i * step);
  return { low, high: top, ticks, at: (v) => (v - low) / (top - low) };
}

function logAxis(low, high) {
  // From one of 1, 2 or 5 to another, so that the lines fill the plot.
  const marks = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.log10(high) + 1; power++) {
    marks.push(...[1, 2, 5].map((mark) => mark * 10 ** power));
  }
  let from = marks.findLastIndex((mark) => mark <= low * 1.0001);
  let to = marks.findIndex((mark) => mark >= high * 0.9999);
  if (to - from < 3) to += 1;
  if (to - from < 3) from -= 1;
  const [bottom, top] = [marks[from], marks[to]];
  let ticks = marks.slice(from, to + 1);
  if (ticks.length > 8) ticks = ticks.filter((mark) => /^1(0*$|e)|^0?\.?0*1$/.test(String(+mark.toPrecision(3))));
  const span = Math.log(top / bottom);
  return { low: bottom, high: top, ticks, at: (v) => Math.log(Math.max(v, bottom) / bottom) / span };
}

function timeAxis(low, high, width) {
  const wanted = Math.max(2, width / 90);
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];
  const rough = (high - low) / wanted;
  const step = rough < 1 ? niceStep(high - low, wanted) : steps.find((s) => s >= rough) ?? 86400;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9; i++) ticks.push(i * step);
  return { low, high, ticks, at: (v) => (v - low) / (high - low || 1) };
}

function ninesAxis(high, width) {
  const top = Math.max(1, high);
  const every = Math.max(1, Math.ceil((top * 58) / width));
  const ticks = [];
  for (let nines = every; nines <= top; nines += every) ticks.push(nines);
  if (width / top > 110) ticks.unshift(Math.log10(2));
  return { low: 0, high: top, ticks, at: (v) => v / top };
}

// ---- One plot
// spec: { title, about, x: "time" | "nines", log, unit, format, xFormat, curves: [{ name, color, dash, width, points: [[x, y | null, from, to]] }] }

const cursors = new Map();

function plot(card, spec) {
  const curves = spec.curves.filter((curve) => curve.points.some(([, y]) => y !== null));
  const keys = element("div", { class: "keys" });
  for (const { name, dash, width } of spec.keys ?? []) {
    const sample = shape("svg", { viewBox: "0 0 22 8" });
    const attributes = { x1: 0, x2: 22, y1: 4, y2: 4, stroke: "currentColor", "stroke-width": width ?? 1.8 };
    sample.append(shape("line", dash ? { ...attributes, "stroke-dasharray": dash } : attributes));
    keys.append(element("span", {}, sample, name));
  }
  const canvas = element("div", { class: "canvas" });
  card.replaceChildren(
    element("div", { class: "head" }, element("h2", {}, spec.title), keys),
    element("p", { class: "soft" }, spec.about),
    canvas,
  );
  cursors.delete(card);
  if (!curves.length) {
    canvas.append(element("p", { class: "empty" }, spec.empty ?? "Nothing to show: every line is switched off."));
    return;
  }

  const space = { left: 62, right: 14, top: 8, bottom: 24 };
  const width = Math.max(220, canvas.clientWidth);
  const height = spec.tall ? 330 : 230;
  const inner = { width: width - space.left - space.right, height: height - space.top - space.bottom };

  const isTime = spec.x === "time";
  const xs = curves.flatMap((curve) => curve.points.map(([x]) => x));
  const whole = isTime ? [0, Math.max(...curves.flatMap((c) => c.points.map((p) => p[3])))] : [0, Math.max(...xs)];
  const range = isTime && state.range ? state.range : whole;
  const inRange = ([x, , from, to]) => (isTime ? to > range[0] && from < range[1] : x >= range[0]);
  const ys = curves.flatMap((curve) => curve.points.filter((p) => p[1] !== null && inRange(p)).map((p) => p[1]));
  const [lowest, highest] = ys.length ? [Math.min(...ys), Math.max(...ys)] : [0, 1];
  const x = isTime ? timeAxis(range[0], range[1], inner.width) : ninesAxis(whole[1], inner.width);
  const y = spec.log && highest > 0
    ? logAxis(Math.max(lowest, highest / 1e7, 1e-3), highest)
    : linearAxis(0, highest, Math.max(2, inner.height / 48), highest >= 1024 ? spec.unit : 1);
  const toX = (v) => space.left + x.at(v) * inner.width;
  const toY = (v) => space.top + (1 - y.at(v)) * inner.height;

  const picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
  picture.append(shape("title", {}, `${spec.title}: ${curves.map((curve) => curve.name).join(", ")}`));
  for (const tick of y.ticks) {
    const at = toY(tick);
    picture.append(shape("line", { class: "grid", x1: space.left, x2: width - space.right, y1: at, y2: at }));
    picture.append(shape("text", { x: space.left - 8, y: at + 4, "text-anchor": "end" }, trimmed(spec.format(tick))));
  }
  for (const tick of x.ticks) {
    const at = toX(tick);
    if (!isTime) picture.append(shape("line", { class: "grid", x1: at, x2: at, y1: space.top, y2: height - space.bottom }));
    picture.append(shape("text", { x: at, y: height - 6, "text-anchor": "middle" }, spec.xFormat(tick)));
  }
  const bottom = height - space.bottom;
  picture.append(shape("line", { class: "axis", x1: space.left, x2: width - space.right, y1: bottom, y2: bottom }));

  const clip = `clip${plot.number = (plot.number ?? 0) + 1}`;
  const box = shape("clipPath", { id: clip });
  box.append(shape("rect", { x: space.left, y: space.top - 3, width: inner.width, height: inner.height + 6 }));
  const drawn = shape("g", { "clip-path": `url(#${clip})` });
  picture.append(box, drawn);
  for (const curve of curves) {
    let path = "";
    let pen = "M";
    for (const [px, py] of curve.points) {
      if (py === null) pen = "M";
      else {
        path += `${pen}${toX(px).toFixed(1)} ${toY(py).toFixed(1)}`;
        // A point between two gaps still shows.
        if (pen === "M") path += "h0.01";
        pen = "L";
      }
    }
    if (spec.area && curves.length === 1) {
      const [first, last] = [curve.points[0], curve.points.at(-1)];
      const outline = `${path}L${toX(last[0]).toFixed(1)} ${bottom}L${toX(first[0]).toFixed(1)} ${bottom}Z`;
      drawn.append(shape("path", { class: "area", d: outline, style: `fill:${curve.color}` }));
    }
    const style = `stroke:${curve.color};stroke-width:${curve.width ?? 1.8}`;
    drawn.append(shape("path", { class: "line", d: path, style, ...(curve.dash ? { "stroke-dasharray": curve.dash } : {}) }));
  }

  // What is under the pointer.
  const cross = shape("line", { class: "cross", y1: space.top, y2: bottom });
  const marks = curves.map((curve) => shape("circle", { class: "mark", r: 4, style: `fill:${curve.color}` }));
  const selected = shape("rect", { class: "range", y: space.top, height: inner.height, visibility: "hidden" });
  picture.append(selected, cross, ...marks);
  const tip = element("div", { class: "tip" });
  canvas.append(picture, tip);

  const nearest = (points, v) => {
    let [low, high] = [0, points.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= v) low = middle;
      else high = middle;
    }
    return Math.abs(points[low][0] - v) <= Math.abs(points[high][0] - v) ? points[low] : points[high];
  };
  const show = (v, withTip) => {
    const found = curves.map((curve) => nearest(curve.points, v));
    const closest = found.reduce((a, b) => (Math.abs(a[0] - v) <= Math.abs(b[0] - v) ? a : b));
    const [at] = closest;
    const visible = at >= x.low && at <= x.high;
    cross.style.visibility = visible ? "visible" : "hidden";
    cross.setAttribute("x1", toX(at));
    cross.setAttribute("x2", toX(at));
    const rows = [];
    // A line that has ended has no value here.
    const tolerance = isTime ? Math.max(1, closest[3] - closest[2]) : Infinity;
    found.forEach((point, i) => {
      const has = visible && point[1] !== null && Math.abs(point[0] - at) <= tolerance;
      marks[i].style.visibility = has ? "visible" : "hidden";
      if (!has) return;
      marks[i].setAttribute("cx", toX(point[0]));
      marks[i].setAttribute("cy", toY(point[1]));
      rows.push([point[1], curves[i]]);
    });
    tip.style.visibility = withTip && visible ? "visible" : "hidden";
    if (!withTip) return;
    rows.sort((a, b) => b[0] - a[0]);
    const head = isTime ? `${asTime(closest[2])} to ${asTime(closest[3])}` : asNines(at);
    const body = rows.slice(0, 12).map(([value, curve]) =>
      element("tr", {}, element("td", {}, dot(curve.color), curve.name), element("td", {}, spec.format(value))));
    tip.replaceChildren(element("b", {}, head), body.length ? element("table", {}, ...body) : element("p", { class: "soft" }, "no answer in this time"));
    const left = toX(at) + 14;
    tip.style.left = `${left + tip.offsetWidth > width ? Math.max(0, toX(at) - 14 - tip.offsetWidth) : left}px`;
  };
  const hide = () => {
    cross.style.visibility = tip.style.visibility = "hidden";
    marks.forEach((mark) => { mark.style.visibility = "hidden"; });
  };
  if (isTime) cursors.set(card, { show, hide });

  const under = (event) => {
    const box = picture.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width * width - space.left) / inner.width;
    return x.low + Math.min(1, Math.max(0, share)) * (x.high - x.low);
  };
  let from = null;
  picture.addEventListener("pointermove", (event) => {
    const v = under(event);
    if (from !== null) {
      const [a, b] = [Math.min(from, v), Math.max(from, v)];
      selected.setAttribute("x", toX(a));
      selected.setAttribute("width", toX(b) - toX(a));
      selected.setAttribute("visibility", "visible");
    }
    show(v, true);
    if (isTime) for (const [other, cursor] of cursors) if (other !== card) cursor.show(v, false);
  });
  picture.addEventListener("pointerleave", () => {
    hide();
    for (const cursor of cursors.values()) cursor.hide();
  });
  if (!isTime) return;
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = under(event);
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  picture.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [a, b] = [Math.min(from, under(event)), Math.max(from, under(event))];
    from = null;
    selected.setAttribute("visibility", "hidden");
    if ((b - a) / (x.high - x.low) > 0.01) change({ range: [a, b] });
  });
  picture.addEventListener("pointercancel", () => { from = null; });
  picture.addEventListener("dblclick", () => change({ range: null }));
}

// ---- What the plots show

const middle = (course, i) => (course.from[i] + course.to[i]) / 2;
const points = (course, field) => course.from.map((from, i) => [middle(course, i), course[field][i], from, course.to[i]]);

function specs() {
  const shown = lines.filter((_, i) => !state.hidden.has(i));
  const inTime = { x: "time", xFormat: asTime };
  const latency = { format: asMilliseconds, log: state.scale === "log" };
  const several = state.percentile === "all";
  const percentiles = several ? PERCENTILES : [state.percentile];
  const colorOf = new Map(lines.map((line, i) => [i, line]).reverse().map(([, line]) => [line.r, line.color]));
  const shownRuns = runs.map((run, r) => ({ run, r, color: colorOf.get(r) ?? `var(--c${r % 8})` }))
    .filter(({ r }) => !lines.some((line) => line.r === r) || shown.some((line) => line.r === r));
  const used = (field) => shownRuns.flatMap(({ run, color }) => [["broker", null], ["load", "5 4"]]
    .filter(([who]) => run[who])
    .map(([who, dash]) => ({
      name: runs.length === 1 ? who : `${run.name} · ${who}`, color, dash, width: who === "load" ? 1.4 : 1.8,
      points: points(run[who].course, field),
    })));
  const used_keys = ["broker", "load"].filter((who) => runs.some((run) => run[who]))
    .map((name) => (name === "load" ? { name, dash: "5 4" } : { name }));
  const isMeasured = used_keys.length > 0;
  const all = [
    {
      ...inTime, title: state.unit === "records" ? "Records a second" : "Bytes a second",
      about: state.unit === "records" ? "acknowledged or received in each second" : "keys and values, before compression",
      format: state.unit === "records" ? asRate : asBytesRate, area: true,
      curves: shown.map(({ name, color, operation }) => ({ name, color, points: points(operation.course, state.unit) })),
    },
    {
      ...inTime, ...latency, title: `Latency over time${several ? "" : `: ${state.percentile}`}`,
      about: "of the records of each second",
      keys: several ? PERCENTILES.map((name) => ({ name, ...STROKES[name] })) : [],
      curves: shown.flatMap(({ name, color, operation }) => percentiles.map((percentile) => ({
        name: several ? (shown.length === 1 ? percentile : `${name} · ${percentile}`) : name, color,
        ...(several ? STROKES[percentile] : {}), points: points(operation.course, percentile),
      }))),
    },
    {
      ...latency, x: "nines", xFormat: asNines, tall: true, wide: true, title: "Latency by percentile",
      about: "of the whole run: that share of the records was not slower",
      curves: shown.map(({ name, color, operation }) => ({ name, color, width: 2, points: operation.curve })),
    },
    isMeasured && {
      ...inTime, title: "Processor", about: "CPUs in use, user and system", format: asPlain,
      keys: used_keys, curves: used("cpus"),
    },
    isMeasured && {
      ...inTime, title: "Memory", about: "resident, with huge pages", format: asMemory, unit: 1024,
      keys: used_keys, curves: used("mib"),
    },
    lines.some((line) => line.operation.failed > 0) && {
      ...inTime, wide: true, title: "Failed records a second", about: "refused, or their fate is unknown", format: asRate, area: true,
      curves: shown.map(({ name, color, operation }) => ({ name, color, points: points(operation.course, "failed") })),
    },
  ];
  return all.filter(Boolean);
}

// ---- Searches for the highest rate

// Rate against latency, a point for each trial: full where the bound held, the answer ringed.
function trials(search, width) {
  const space = { left: 62, right: 20, top: 14, bottom: 24 };
  const height = 260;
  const inner = { width: width - space.left - space.right, height: height - space.top - space.bottom };
  const rates = search.trials.map((trial) => trial.asked);
  const times = [search.limit_ms, ...search.trials.map((trial) => Math.max(trial.ms, 1e-3))];
  const x = logAxis(Math.min(...rates), Math.max(...rates));
  const y = logAxis(Math.min(...times), Math.max(...times));
  const toX = (v) => space.left + x.at(v) * inner.width;
  const toY = (v) => space.top + (1 - y.at(v)) * inner.height;
  const right = width - space.right;
  const bottom = height - space.bottom;
  const picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
  picture.append(shape("title", {}, `${search.name}: ${search.text}`));
  for (const tick of y.ticks) {
    picture.append(shape("line", { class: "grid", x1: space.left, x2: right, y1: toY(tick), y2: toY(tick) }));
    picture.append(shape("text", { x: space.left - 8, y: toY(tick) + 4, "text-anchor": "end" }, trimmed(asMilliseconds(tick))));
  }
  for (const tick of x.ticks) {
    picture.append(shape("line", { class: "grid", x1: toX(tick), x2: toX(tick), y1: space.top, y2: bottom }));
    picture.append(shape("text", { x: toX(tick), y: height - 6, "text-anchor": "middle" }, `${trimmed(asRate(tick))}/s`));
  }
  picture.append(shape("line", { class: "axis", x1: space.left, x2: right, y1: bottom, y2: bottom }));
  picture.append(shape("line", { class: "bound", x1: space.left, x2: right, y1: toY(search.limit_ms), y2: toY(search.limit_ms) }));
  for (const trial of search.trials) {
    const at = { cx: toX(trial.asked), cy: toY(Math.max(trial.ms, 1e-3)) };
    if (trial.answer) picture.append(shape("circle", { class: "answer", r: 10, ...at }));
    const point = shape("circle", { class: trial.holds ? "trial holds" : "trial", r: 4.5, ...at });
    point.append(shape("title", {}, `${asRate(trial.asked)} records/s: ${search.percentile} ${asMilliseconds(trial.ms)}`));
    picture.append(point);
  }
  return picture;
}

function searched() {
  return searches.map((search) => {
    const canvas = element("div", { class: "canvas" });
    const rows = search.trials.map((trial) => element("tr", trial.answer ? { class: "chosen" } : {},
      element("td", {}, `${asRate(trial.asked)}/s`),
      element("td", {}, `${asRate(trial.reached)}/s`),
      element("td", {}, asMilliseconds(trial.ms)),
      element("td", trial.failed ? { class: "bad" } : {}, asCount(trial.failed)),
      element("td", {}, trial.answer ? "the highest" : trial.holds ? "holds" : "does not hold")));
    const card = element("section", { class: "card search" },
      element("h2", {}, `${search.name}: rate against latency`),
      element("p", { class: "soft" }, `${search.text}; a trial that is full held the bound, the ringed one is the highest rate at which it held`),
      canvas,
      tableOf(["asked", "reached", search.percentile, "failed", "bound"], rows));
    const fit = () => canvas.replaceChildren(trials(search, Math.max(220, canvas.clientWidth)));
    new ResizeObserver(fit).observe(canvas);
    return card;
  });
}

// ---- The page

const share = (optional, format) => (optional === null ? "–" : format(optional));

function tiles() {
  const [{ operation, run }] = lines;
  const tile = (figure, what) => element("div", { class: "card tile" }, element("b", {}, figure), element("span", { class: "soft" }, what));
  const q = Object.fromEntries(operation.quantiles_ms);
  return element("section", { class: "tiles" },
    tile(asRate(operation.records_s), "records a second"),
    tile(asBytesRate(operation.bytes_s), "keys and values"),
    ...["p50", "p99", "p99.9", "max"].map((name) => tile(share(q[name], asMilliseconds), `${name} latency`)),
    run.broker && tile(share(run.broker.cpu_s_per_gb, (s) => `${significant(s)} s`), "broker CPU per GB"),
    run.broker && tile(asMemory(run.broker.mib_highest), "broker memory"));
}

function tableOf(headline, rows, attributes = {}) {
  return element("div", { class: "scroll" }, element("table", attributes,
    headline.some(Boolean)
      ? element("thead", {}, element("tr", {}, ...headline.map((cell) => element("th", { scope: "col" }, cell))))
      : null,
    element("tbody", {}, ...rows)));
}

function results() {
  const names = lines[0].operation.quantiles_ms.map(([name]) => name);
  const rows = lines.map(({ name, color, operation }) => element("tr", {},
    element("td", {}, dot(color), name),
    ...[
      asCount(operation.records), asRate(operation.records_s), asBytesRate(operation.bytes_s),
      ...operation.quantiles_ms.map(([, ms]) => share(ms, asMilliseconds)),
    ].map((cell) => element("td", {}, cell)),
    element("td", operation.failed ? { class: "bad" } : {}, asCount(operation.failed))));
  return element("section", { class: "card" }, element("h2", {}, "Results"),
    tableOf(["", "records", "records/s", "bytes/s", ...names, "failed"], rows));
}

function costs() {
  const rows = runs.flatMap((run) => ["broker", "load"].filter((who) => run[who]).map((who) => element("tr", {},
    ...[
      runs.length === 1 ? who : `${run.name} · ${who}`, significant(run[who].cpus),
      share(run[who].cpu_s_per_gb, significant), share(run[who].cpu_s_per_million_records, significant),
      asMemory(run[who].mib_at_end), asMemory(run[who].mib_highest),
    ].map((cell) => element("td", {}, cell)))));
  if (!rows.length) return null;
  return element("section", { class: "card" }, element("h2", {}, "Cost"),
    element("p", { class: "soft" }, "of what was moved: records that were produced and consumed count twice"),
    tableOf(["", "CPUs", "CPU s/GB", "CPU s/million records", "memory at end", "highest"], rows));
}

// Runs beside each other; where they differ comes first.
function facts(title, of) {
  const names = [...new Set(runs.flatMap((run) => Object.keys(of(run))))];
  if (!names.length) return null;
  const differs = (name) => new Set(runs.map((run) => of(run)[name])).size > 1;
  names.sort((a, b) => differs(b) - differs(a) || a.localeCompare(b));
  const alike = runs.length > 1 && !names.some(differs);
  const shown = alike ? runs.slice(0, 1) : runs;
  const rows = names.map((name) => element("tr", differs(name) ? { class: "differs" } : {},
    element("td", {}, name), ...shown.map((run) => element("td", {}, String(of(run)[name] ?? "–")))));
  return element("section", { class: "card" }, element("h2", {}, title),
    alike ? element("p", { class: "soft" }, "the same for all runs") : null,
    tableOf(["", ...shown.map((run) => (shown.length > 1 ? run.name : ""))], rows, { class: "facts" }));
}

function verdicts() {
  const list = (items) => (items.length ? element("ul", {}, ...items.map((item) => element("li", {}, item))) : null);
  const prefix = (run) => (runs.length === 1 ? "" : `${run.name}: `);
  return runs.flatMap((run) => [
    run.verdict && element("div", { class: `verdict ${run.verdict.good ? "good" : "bad"}` },
      element("span", {}, run.verdict.good ? "✓" : "✗"),
      element("div", {}, prefix(run) + run.verdict.text, list(run.verdict.findings))),
    run.errors.length ? element("div", { class: "verdict bad" }, element("span", {}, "!"),
      element("div", {}, `${prefix(run)}${run.errors.length === 1 ? "one error" : `${run.errors.length} errors`}`, list(run.errors))) : null,
  ]).filter(Boolean);
}

function choice(label, field, options) {
  return element("div", { class: "group" }, element("span", { class: "soft" }, label),
    element("span", { class: "choice", role: "group", "aria-label": label }, ...options.map(([value, name]) =>
      element("button", { type: "button", "aria-pressed": String(state[field] === value), onclick: () => change({ [field]: value }) }, name))));
}

function controls() {
  const toggle = (i) => {
    if (!state.hidden.delete(i)) state.hidden.add(i);
    change({});
  };
  const alone = (i) => {
    state.hidden = new Set(lines.keys());
    state.hidden.delete(i);
    change({});
  };
  return [
    lines.length > 1 ? element("div", { class: "group" }, ...lines.map(({ name, color }, i) =>
      element("button", {
        type: "button", class: "chip", "aria-pressed": String(!state.hidden.has(i)), title: "Shift-click: this one alone",
        onclick: (event) => (event.shiftKey ? alone(i) : toggle(i)),
      }, dot(color), name))) : null,
    choice("throughput", "unit", [["records", "records"], ["bytes", "bytes"]]),
    choice("latency", "percentile", [...PERCENTILES.map((name) => [name, name]), ["all", "all"]]),
    choice("axis", "scale", [["log", "log"], ["linear", "linear"]]),
    state.range && element("button", { type: "button", onclick: () => change({ range: null }) },
      `${asTime(state.range[0])} to ${asTime(state.range[1])} · show the whole run`),
  ].filter(Boolean);
}

const bar = element("div", { class: "bar" });
const plots = element("section", { class: "plots" });

function change(changes) {
  Object.assign(state, changes);
  // The focus stays on the control that was used, though it is made anew.
  const focused = [...bar.querySelectorAll("button")].indexOf(document.activeElement);
  bar.replaceChildren(...controls());
  if (focused >= 0) bar.querySelectorAll("button")[focused]?.focus();
  draw();
}

function draw() {
  const wanted = specs();
  while (plots.children.length > wanted.length) plots.lastChild.remove();
  while (plots.children.length < wanted.length) plots.append(element("div", { class: "card plot" }));
  cursors.clear();
  wanted.forEach((spec, i) => {
    plots.children[i].classList.toggle("wide", Boolean(spec.wide));
    plot(plots.children[i], spec);
  });
}

function darkOrLight() {
  const root = document.documentElement;
  const isDark = root.style.colorScheme ? root.style.colorScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.style.colorScheme = isDark ? "light" : "dark";
}

function page() {
  const about = [...new Set(runs.map((run) => run.bootstrap))].join(", ");
  const when = runs.map((run) => run.started).sort()[0] ?? "";
  const length = runs.map((run) => asTime(run.measured_s)).filter((text, i, all) => all.indexOf(text) === i);
  const names = runs.map((run) => run.name);
  const title = names.length > 3 ? `${names.length} runs` : names.join(" · ");
  document.getElementById("page").append(
    element("header", {},
      element("div", {}, element("h1", {}, title), element("p", { class: "soft" },
        [about, when, length.length === 1 ? `${length[0]} measured` : ""].filter(Boolean).join(" · "))),
      element("button", { type: "button", onclick: darkOrLight, title: "Dark or light", "aria-label": "Dark or light" }, "◐")),
    ...verdicts(),
    ...searched(),
    ...(lines.length === 1 ? [tiles(), bar, plots, results()] : lines.length ? [results(), bar, plots] : [element("section", { class: "card empty" }, "Nothing was measured.")]),
    ...[costs(), facts("Settings", (run) => run.settings), facts("Environment", (run) => run.environment)].filter(Boolean),
    element("footer", { class: "soft" },
      element("p", {}, "A latency counts from the time at which a record was meant to be sent (open loop) or was handed over (closed loop, maximum throughput)."),
      element("p", {}, "Drag across a plot to look at a part of the run; double-click shows all of it. MB and GB are powers of ten, MiB and GiB of two."),
      element("p", {}, `ringmain bench ${version}`)));
  if (!lines.length) return;
  change({});
  let width = plots.clientWidth;
  new ResizeObserver(() => {
    if (plots.clientWidth !== width) {
      width = plots.clientWidth;
      draw();
    }
  }).observe(plots);
}

page();
