/* The three charts, as SVG described node by node: colours are attributes, so that a saved picture looks like the page.
 * Each function takes what it draws and returns a description. */
const Charts = (() => {
  const { node } = Nodes;
  /* The last one is the face that the file carries: it serves where the machine has no Japanese font. */
  const FONT = "'Hiragino Sans','Yu Gothic UI','Yu Gothic',Meiryo,'Noto Sans CJK JP','Noto Sans JP',system-ui,sans-serif,'cohort letters'";
  /* Those of scenarios, sexes and ages are the story's; they stay apart under the common kinds of colour blindness, and lines
   * also differ in width and dashes. */
  const { male, female, ages: [young, middle, old] } = P.colours;
  const LIGHT = {
    paper: "#ffffff", ink: "#1d2730", soft: "#56616c", grid: "#e6e4dd", published: "#7a8490",
    good: P.colours.good, bad: P.colours.bad, male, female, young, middle, old,
  };
  const DARK = {
    paper: "#1c2329", ink: "#e9ecee", soft: "#a9b3bc", grid: "#2e373f", published: "#8d98a3",
    good: "#8fd6ae", bad: "#f5b08a", male, female, young, middle, old,
  };

  const round = (value) => Math.round(value * 10) / 10;
  const text = (x, y, words, attributes = {}) => node("text", { x: round(x), y: round(y), ...attributes }, words);
  const line = (x1, y1, x2, y2, stroke, more = {}) =>
    node("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), stroke, ...more });
  const polyline = (points) => "M" + points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");
  const linear = (low, high, from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);

  function frame(width, height, label) {
    const shape = { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label };
    return node("svg", { ...shape, "font-family": FONT, "font-size": 12 });
  }
  /* A round distance between ticks: about `count` of them between low and high. */
  function tickStep(low, high, count) {
    const raw = (high - low) / count, unit = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].map((k) => k * unit).find((k) => k >= raw);
  }
  function ticks(low, high, step) {
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(k * step);
    return found;
  }
  const canvas = document.createElement("canvas").getContext("2d");
  function widthOf(words, size = 12) {
    canvas.font = `${size}px ${FONT}`;
    return canvas.measureText(words).width;
  }
  /* Words cut so that they are not wider than what is there. */
  function fitted(words, width) {
    let cut = words;
    while (widthOf(cut) > width && cut.length > 2) cut = cut.replace(/.…?$/u, "").trimEnd() + "…";
    return cut;
  }
  /* Move labels apart that would lie on each other: at least `gap` between them, inside low and high. */
  function spread(labels, gap, low, high) {
    labels.sort((a, b) => a.y - b.y);
    for (let i = 0; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, i ? labels[i - 1].y + gap : low);
    for (let i = labels.length - 1; i >= 0; i--) {
      labels[i].y = Math.min(labels[i].y, i + 1 < labels.length ? labels[i + 1].y - gap : high);
    }
    return labels;
  }

  /* Room for the numbers at an axis, whatever the font. */
  const besideAxis = (d, values) => Math.max(52, ...values.map((value) => Math.ceil(widthOf(d.number(value))) + 12));
  function yearAxis(svg, c, x, years, height, bottom, narrow) {
    const every = narrow || years[1] - years[0] > 45 ? 10 : 5;
    for (const year of ticks(years[0], years[1], every)) {
      svg.append(line(x(year), height - bottom, x(year), height - bottom + 4, c.soft));
      svg.append(text(x(year), height - bottom + 17, String(year), { "text-anchor": "middle", fill: c.soft }));
    }
  }
  function cursor(svg, c, x, top, base, year) {
    svg.append(line(x, top, x, base, c.ink, { "stroke-width": 1, opacity: 0.45 }));
    svg.append(text(x, top - 5, String(year), { "text-anchor": "middle", fill: c.ink, "font-weight": 600 }));
  }

  /* Rows of marks and words below a chart; returns the height they need. */
  function legend(svg, c, items, left, top, right) {
    let x = left, y = top;
    for (const item of items) {
      const indent = item.mark === "none" ? 0 : 28, name = fitted(item.name, right - left - indent);
      const needs = indent + widthOf(name) + (item.close ? 3 : 16);
      if (x > left && x + needs > right) { x = left; y += 19; }
      if (item.mark === "dot") svg.append(node("circle", { cx: x + 11, cy: y - 4, r: 3.2, fill: c.paper, stroke: item.color, "stroke-width": 1.4 }));
      else if (item.mark === "ring") svg.append(...ring(x + 11, y - 4, 6.5, c));
      else if (item.mark === "square") svg.append(node("circle", { cx: x + 11, cy: y - 4, r: item.radius || 2.2, fill: item.color }));
      else if (item.mark === "diamond") svg.append(diamond(x + 11, y - 4, 5, item.color));
      else if (item.mark !== "none") svg.append(line(x, y - 4, x + 22, y - 4, item.color, { "stroke-width": item.width, "stroke-dasharray": item.dash || "none" }));
      svg.append(text(x + indent, y, name, { fill: c.soft }));
      x += needs;
    }
    return y - top + 19;
  }
  /* A chart with room for a legend that takes more than a row. */
  function grown(svg, rows) {
    const { width, height } = svg.attributes, taller = height + Math.max(0, rows - 19);
    Object.assign(svg.attributes, { height: taller, viewBox: `0 0 ${width} ${taller}` });
    return svg;
  }
  const diamond = (x, y, r, fill) =>
    node("path", { d: `M${round(x)} ${round(y - r)}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`, fill });

  /* The mark of the setting: it stays in sight on any point. */
  const ring = (x, y, r, c, more = {}) => [
    node("circle", { cx: round(x), cy: round(y), r, fill: c.paper, "fill-opacity": 0.35, stroke: c.ink, "stroke-width": r * 0.24, ...more }),
    node("circle", { cx: round(x), cy: round(y), r: r * 0.25, fill: c.ink }),
  ];

  /* Pieces of lines, points and the setting among all combinations of two levers. */
  function map(d) {
    const { width, c } = d, plot = Math.round(Math.min(420, Math.max(260, width * 0.5)));
    const across = ticks(...d.nets, tickStep(...d.nets, width < 560 ? 4 : 8)), up = ticks(...d.rates, tickStep(...d.rates, 6));
    const left = besideAxis({ number: d.rate }, up), right = 18, top = 34, bottom = 42, base = plot - bottom;
    const svg = frame(width, 2000, d.label), x = linear(...d.nets, left, width - right), y = linear(...d.rates, base, top);
    const path = (pieces) => pieces.map((piece) => polyline(piece.map(([net, tfr]) => [x(net), y(tfr)]))).join("");
    const stroke = (pieces, color, more) => svg.append(node("path", { d: path(pieces) || "M0 0", fill: "none", stroke: color, ...more }));
    if (d.seen.length) {
      const nets = d.seen.map((one) => one.net), rates = d.seen.map((one) => one.tfr), x0 = x(Math.min(...nets)), y0 = y(Math.max(...rates));
      svg.append(node("rect", { x: round(x0), y: round(y0), width: round(x(Math.max(...nets)) - x0), height: round(y(Math.min(...rates)) - y0), fill: c.soft, opacity: 0.18, "data-part": "seen" }));
    }
    let taken = left - 8; // labels of lines that would stand on the axis, or on the one before, are left out
    for (const [level, pieces] of d.lines) {
      if (!pieces.length) continue;
      stroke(pieces, c.grid, { "stroke-width": 1.2 });
      const [net, tfr] = pieces.flat().reduce((a, b) => (b[1] > a[1] ? b : a)); // where it leaves the picture
      const half = widthOf(d.number(level), 10) / 2;
      if (tfr < d.rates[1] - 1e-9 || x(net) - half < taken) continue;
      svg.append(text(x(net), top - 5, d.number(level), { "text-anchor": "middle", fill: c.soft, "font-size": 10 }));
      taken = x(net) + half + 6;
    }
    for (const one of d.published) stroke(one.pieces, c.published, { "stroke-width": 1.4, "stroke-dasharray": "5 4", "data-part": "published" });
    stroke(d.goal, c.female, { "stroke-width": 3, "data-part": "goal" });
    for (const value of across) svg.append(text(x(value), base + 16, d.number(value), { "text-anchor": "middle", fill: c.soft }));
    for (const value of up) svg.append(text(left - 8, y(value) + 4, d.rate(value), { "text-anchor": "end", fill: c.soft }));
    svg.append(line(left, base, width - right, base, c.soft), line(left, top, left, base, c.soft));
    svg.append(text((left + width - right) / 2, base + 33, d.words.across, { "text-anchor": "middle", fill: c.ink }));
    svg.append(text(4, 13, d.words.up, { fill: c.ink }));
    for (const one of d.seen) svg.append(node("circle", { cx: round(x(one.net)), cy: round(y(one.tfr)), r: 3.2, fill: c.paper, stroke: c.ink, "stroke-width": 1.2 }));
    for (const one of d.points) svg.append(node("circle", { cx: round(x(one.at[0])), cy: round(y(one.at[1])), r: 5, fill: one.color, stroke: c.paper, "stroke-width": 1.5 }));
    for (const one of new Set([d.seen[0], d.seen[d.seen.length - 1]].filter(Boolean))) {
      const far = x(one.net) + 32 > width - right, halo = { stroke: c.paper, "stroke-width": 3, "paint-order": "stroke" }; // a year at the edge stands before its point
      svg.append(text(x(one.net) + (far ? -6 : 6), y(one.tfr) + 4, String(one.year), { fill: c.ink, "font-size": 10, "text-anchor": far ? "end" : "start", ...halo }));
    }
    const [net, tfr] = d.now;
    if (Number.isFinite(net) && Number.isFinite(tfr)) svg.append(...ring(x(net), y(tfr), 10, c, { "data-part": "now" }));
    const items = [
      { name: d.words.goal, color: c.female, width: 3 }, { name: d.words.now, mark: "ring" },
      ...(d.seen.length ? [{ name: d.words.seen, color: c.ink, mark: "dot" }] : []),
      ...d.published.map((one) => ({ name: one.name, color: c.published, width: 1.4, dash: "5 4" })),
      ...d.points.map((one) => ({ name: one.name, color: one.color, mark: "square", radius: 4 })),
    ];
    const height = plot + 8 + legend(svg, c, items, 4, plot + 14, width);
    Object.assign(svg.attributes, { height, viewBox: `0 0 ${width} ${height}` });
    svg.area = { x0: left, x1: width - right, y0: base, y1: top };
    return svg;
  }

  /* Series: {x: [], y: [], name, color, role: "current" | "compare" | "other"}; marks in d.observed, d.published, d.outlooks. */
  function totals(d) {
    const { width, c } = d, narrow = width < 560;
    const plot = narrow ? 250 : Math.round(Math.min(400, Math.max(290, width * 0.42)));
    const [low, high] = d.range, step = tickStep(low, high, 6), values = ticks(low, high, step);
    const left = besideAxis(d, values), right = narrow ? 18 : besideEnds(d, width), top = 22, bottom = 24;
    const svg = frame(width, 2000, d.label);
    const x = linear(d.years[0], d.years[1], left, width - right), y = linear(low, high, plot - bottom, top);
    for (const value of values) {
      svg.append(line(left, y(value), width - right, y(value), c.grid));
      svg.append(text(left - 8, y(value) + 4, d.number(value), { "text-anchor": "end", fill: c.soft }));
    }
    yearAxis(svg, c, x, d.years, plot, bottom, narrow);
    cursor(svg, c, x(d.shown.x), top, plot - bottom, d.shown.year);
    for (const series of d.published) {
      const points = series.points.map(([at, , value]) => [x(at), y(value)]);
      if (points.length > 1) svg.append(node("path", { d: polyline(points), fill: "none", stroke: c.published, "stroke-width": 1, "stroke-dasharray": "1 3" }));
      for (const [px, py] of points) svg.append(node("circle", { cx: round(px), cy: round(py), r: 2.2, fill: c.published }));
    }
    const style = {
      other: { "stroke-width": 1.2, opacity: 0.75 },
      compare: { "stroke-width": 2, "stroke-dasharray": "7 4" },
      current: { "stroke-width": 3.2 },
    };
    for (const role of ["other", "compare", "current"]) {
      for (const series of d.series.filter((one) => one.role === role && one.y.length)) {
        const points = series.x.map((at, i) => [x(at), y(series.y[i])]);
        svg.append(node("path", { d: polyline(points), fill: "none", stroke: series.color, "stroke-linejoin": "round", "stroke-linecap": "round", ...style[role], "data-role": role }));
        if (role !== "other") svg.append(node("circle", { cx: round(points[d.shown.index][0]), cy: round(points[d.shown.index][1]), r: 4, fill: series.color, stroke: c.paper, "stroke-width": 1.5 }));
      }
    }
    for (const point of d.observed) {
      svg.append(node("circle", { cx: round(x(point.x)), cy: round(y(point.value)), r: 3.2, fill: c.paper, stroke: c.ink, "stroke-width": 1.4 }));
    }
    drawOutlooks(svg, c, d, x, y, top + 14, plot - bottom - 4, narrow ? width : width - right); // names stand right of the plot
    if (!narrow) endLabels(svg, c, d, width - right + 8, right - 22, y, top, plot - bottom);
    const height = plot + 14 + legend(svg, c, legendItems(d, c), 4, plot + 18, width);
    Object.assign(svg.attributes, { height, viewBox: `0 0 ${width} ${height}` });
    svg.plot = { x0: left, x1: width - right, year0: d.years[0], year1: d.years[1] };
    return svg;
  }

  /* The words of an outlook stand beside its mark; where they would cover a point or a line, as far away as needed, between top and base. */
  function drawOutlooks(svg, c, d, x, y, top, base, edge) {
    const inked = [...d.observed.map((one) => [x(one.x), y(one.value)])];
    for (const one of d.published) inked.push(...one.points.map(([at, , value]) => [x(at), y(value)]));
    for (const one of d.series) inked.push(...one.y.map((value, i) => [x(one.x[i]), y(value)]));
    for (const outlook of d.outlooks) {
      const px = x(outlook.x), py = y(outlook.value);
      svg.append(line(x(outlook.from), py, px, py, c.ink, { "stroke-width": 1.2, "stroke-dasharray": "5 4", opacity: 0.75 }));
      svg.append(diamond(px, py, 6.5, c.ink));
      const words = [[outlook.words, c.ink]], color = outlook.gap && (outlook.gap.met ? c.good : c.bad);
      if (outlook.gap) {
        svg.append(line(px, py, px, y(outlook.gap.value), color, { "stroke-width": 2 }));
        words.push([outlook.gap.words, color]);
      }
      // on the side where the current line is not
      const above = !outlook.gap || outlook.gap.value <= outlook.value, beside = above ? py + 5 - 15 * words.length : py + 21;
      const wide = widthOf(outlook.words), fits = px + wide + 14 < edge, start = fits ? px + 9 : edge - 2 - wide;
      const under = inked.filter(([at]) => at > start - 4 && at < start + wide + 4).map(([, height]) => height);
      const covers = (at) => under.some((height) => height > at - 15 && height < at + 15 * words.length - 8);
      let first = beside;
      while (covers(first) && first > top && first + 15 * words.length < base) first += above ? -3 : 3;
      if (covers(first)) first = beside;
      words.forEach(([part, fill], i) => {
        const place = { fill, "font-weight": 600, "text-anchor": fits ? "start" : "end" };
        svg.append(text(fits ? start : edge - 2, first + 15 * i, part, { ...place, stroke: c.paper, "stroke-width": 4, "paint-order": "stroke" }));
      });
    }
  }

  /* Names at the ends of lines are bold, which is a tenth wider; a quarter of the width is theirs at most. */
  const ended = (d) => d.series.filter((series) => series.role !== "other" && series.y.length);
  const besideEnds = (d, width) => Math.round(Math.min(width / 4, Math.max(128, ...ended(d).map((one) => 24 + 1.1 * widthOf(one.name)))));
  function endLabels(svg, c, d, at, room, y, top, base) {
    const labels = ended(d).map((series) => {
      const last = series.y.length - 1;
      return { y: y(series.y[last]) - 2, name: series.name, value: d.number(series.y[last]), color: series.color };
    });
    for (const label of spread(labels, 34, top, base - 12)) {
      svg.append(node("rect", { x: at, y: round(label.y - 10), width: 4, height: 28, fill: label.color }));
      svg.append(text(at + 9, label.y, fitted(label.name, room / 1.1), { fill: c.ink, "font-weight": 600 }));
      svg.append(text(at + 9, label.y + 15, label.value, { fill: c.soft }));
    }
  }

  function legendItems(d, c) {
    const width = { current: 3.2, compare: 2, other: 1.2 }, items = [];
    for (const role of ["current", "compare", "other"]) {
      for (const { name, color } of d.series.filter((series) => series.role === role)) items.push({ name, color, width: width[role], dash: role === "compare" && "7 4" });
    }
    if (d.outlooks.length) items.push({ name: d.words.outlook, color: c.ink, mark: "diamond" });
    if (d.observed.length) items.push({ name: d.words.observed, color: c.ink, mark: "dot" });
    d.words.published.forEach((name, i) => items.push({ name, color: c.published, mark: i ? "none" : "square", close: true }));
    return items;
  }

  /* Bars of one sex, as one path; side is -1 (male, to the left) or 1. */
  const bars = (values, side, centre, scale, rows) =>
    `M${round(centre)} ${round(rows(0))}` + outline(values, side, centre, scale, rows).replace(/^M[^HV]*/, "") + `H${round(centre)}Z`;
  function outline(values, side, centre, scale, rows) {
    let path = `M${round(centre + side * scale(values[0]))} ${round(rows(0))}`;
    for (let i = 0; i < values.length; i++) path += `H${round(centre + side * scale(values[i]))}V${round(rows(i + 1))}`;
    return path;
  }

  /* d.current, d.compare, d.launch: {male: [], female: []} by age group. */
  function pyramid(d) {
    const { width, c } = d, height = Math.round(Math.min(430, Math.max(320, width * 0.9)));
    const svg = frame(width, height, d.label), n = d.ages.length, gutter = Math.max(17, widthOf("100+", 11) / 2 + 2), top = 26, bottom = 44;
    const middle = width / 2, reach = middle - gutter - 12;
    const rows = linear(0, n, height - bottom, top), size = tickStep(0, d.most, 3);
    const scale = linear(0, d.most, 0, reach);
    for (const value of ticks(0, d.most, size)) {
      for (const side of value ? [-1, 1] : [1, -1]) {
        const at = middle + side * (gutter + scale(value));
        svg.append(line(at, top, at, height - bottom, c.grid));
        const half = widthOf(d.number(value)) / 2, inside = Math.min(Math.max(at, half), width - half);
        if (value || side > 0) svg.append(text(value ? inside : middle, height - bottom + 15, d.number(value), { "text-anchor": "middle", fill: c.soft }));
      }
    }
    for (const [side, sex] of [[-1, "male"], [1, "female"]]) {
      const centre = middle + side * gutter;
      svg.append(node("path", { d: bars(d.current[sex], side, centre, scale, rows), fill: c[sex] }));
      const drawn = { fill: "none", "stroke-linejoin": "round" };
      if (d.launch) svg.append(node("path", { d: outline(d.launch[sex], side, centre, scale, rows), ...drawn, stroke: c.ink, "stroke-width": 1, "stroke-dasharray": "2 2", opacity: 0.6 }));
      for (const pen of d.compare ? [{ stroke: c.paper, "stroke-width": 4 }, { stroke: d.compareColor, "stroke-width": 1.8 }] : []) { // on any bar
        svg.append(node("path", { d: outline(d.compare[sex], side, centre, scale, rows), ...drawn, ...pen }));
      }
      const sum = d.current[sex].reduce((a, b) => a + b, 0);
      svg.append(text(centre + side * 4, 14, `${d.words[sex]} ${d.number(sum)}`, { fill: c.ink, "font-weight": 600, "text-anchor": side < 0 ? "end" : "start" }));
    }
    for (const age of ticks(0, d.ages[n - 1], 10)) {
      const at = d.ages.indexOf(age);
      if (at >= 0) svg.append(text(middle, (rows(at) + rows(at + 1)) / 2 + 4, String(age) + (at === n - 1 ? "+" : ""), { "text-anchor": "middle", fill: c.soft, "font-size": 11 }));
    }
    const items = [];
    if (d.launch) items.push({ name: d.words.launch, color: c.ink, width: 1, dash: "2 2" });
    if (d.compare) items.push({ name: d.words.compare, color: d.compareColor, width: 1.8 });
    return grown(svg, legend(svg, c, items, 4, height - 6, width));
  }

  /* d.classes: [[0-14 by time], [15-64], [65+]]; d.compare the same or null. */
  function classes(d) {
    const { width, c } = d, height = Math.round(Math.min(430, Math.max(320, width * 0.9)));
    const step = tickStep(0, d.most, 5), high = d.most * 1.03, values = ticks(0, high, step);
    const svg = frame(width, height, d.label), left = besideAxis(d, values), right = 84, top = 26, bottom = 44;
    const x = linear(d.x[0], d.x[d.x.length - 1], left, width - right);
    const y = linear(0, high, height - bottom, top), colors = [c.young, c.middle, c.old];
    for (const value of values) {
      svg.append(line(left, y(value), width - right, y(value), c.grid));
      svg.append(text(left - 8, y(value) + 4, d.number(value), { "text-anchor": "end", fill: c.soft }));
    }
    const sums = (parts) => parts.map((_, k) => parts[0].map((_, i) => parts.slice(0, k + 1).reduce((sum, part) => sum + part[i], 0)));
    const upper = sums(d.classes);
    const labels = upper.map((values, k) => {
      const lower = k ? upper[k - 1] : values.map(() => 0);
      const points = [...values.map((v, i) => [x(d.x[i]), y(v)]), ...lower.map((v, i) => [x(d.x[i]), y(v)]).reverse()];
      svg.append(node("path", { d: polyline(points) + "Z", fill: colors[k], stroke: c.paper, "stroke-width": 1 }));
      const last = values.length - 1;
      return { y: y((values[last] + lower[last]) / 2) - 12, k };
    });
    if (d.compare) {
      for (const values of sums(d.compare)) {
        svg.append(node("path", { d: polyline(values.map((v, i) => [x(d.x[i]), y(v)])), fill: "none", stroke: d.compareColor, "stroke-width": 1.8, "stroke-dasharray": "6 4" }));
      }
    }
    const beside = x(d.x[d.x.length - 1]) - x(d.shown.x) > 24 ? 8 : 26; // farther from the year shown where that stands at the edge
    svg.append(text(width - right + beside, 14, d.words.edge, { fill: c.soft }));
    for (const { y: at, k } of spread(labels, 50, top + 8, height - bottom - 34)) {
      svg.append(node("rect", { x: width - right + 8, y: round(at - 10), width: 4, height: 44, fill: colors[k] }));
      const words = [d.words.names[k], d.number(d.classes[k][d.classes[k].length - 1]), d.words.shares[k]];
      words.forEach((word, i) => svg.append(text(width - right + 17, at + i * 15, word, { fill: i ? c.soft : c.ink, "font-weight": i ? 400 : 600 })));
    }
    yearAxis(svg, c, x, [d.x[0], d.x[d.x.length - 1]], height, bottom, true);
    cursor(svg, c, x(d.shown.x), top, height - bottom, d.shown.year);
    svg.plot = { x0: left, x1: width - right, year0: d.x[0], year1: d.x[d.x.length - 1] };
    return grown(svg, legend(svg, c, d.compare ? [{ name: d.words.compare, color: d.compareColor, width: 1.8, dash: "6 4" }] : [], 4, height - 6, width));
  }

  /* Words broken into lines that fit: between words, or between characters where there are no spaces. */
  function wrap(words, size, width) {
    const lines = [""];
    for (const piece of words.match(/[\x21-\x7e]+\s?|[^\x21-\x7e]/g) || []) {
      const longer = lines[lines.length - 1] + piece;
      if (widthOf(longer, size) > width && lines[lines.length - 1]) lines.push(piece.trimStart());
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  /* A chart with its heading above and what was set below, on its own paper: what is saved as a picture. */
  function picture(chart, c, heading, lines, foot) {
    const { width, height } = chart.attributes, pad = 20;
    const rows = [[heading, 17, 600, c.ink], ...lines.map((words) => [words, 13, 400, c.ink])];
    const svg = frame(width + 2 * pad, 10, heading), background = node("rect", { width: "100%", height: "100%", fill: c.paper });
    svg.append(background);
    let y = pad;
    const write = (words, size, weight, fill) => {
      for (const part of wrap(words, size, width)) {
        y += size * 1.4;
        svg.append(text(pad, y, part, { "font-size": size, "font-weight": weight, fill }));
      }
    };
    rows.forEach((row) => write(...row));
    Object.assign(chart.attributes, { x: pad, y: round(y + 14) });
    svg.append(chart);
    y += 14 + height;
    write(foot, 11, 400, c.soft);
    Object.assign(svg.attributes, { height: Math.ceil(y + pad), viewBox: `0 0 ${width + 2 * pad} ${Math.ceil(y + pad)}` });
    return svg;
  }

  return { LIGHT, DARK, totals, map, ticks, tickStep, pyramid, classes, picture };
})();
