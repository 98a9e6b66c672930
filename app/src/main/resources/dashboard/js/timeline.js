// A plan over time, as strips with one axis: its states, each route's split, each gate. What the schedule shuts is shaded through all.
import uPlot from '../vendor/uplot/uPlot.esm.js';
import {html} from './html.js';
import {moment, now} from './clock.js';
import {gateSeries, routeSeries, stateSeries} from './series.js';
import {amount} from './words.js';

const AXIS_PIXELS = 58;
const MOST_ROUTES = 12;
const MOST_LINES = 8;
const PALETTE = ['--side-1', '--side-2', '--side-3', '--side-4', '--side-5', '--side-0'];

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}

/** Draws into an element, again and again; who looks at a part of it goes on doing so. */
export function timeline(place) {
  let charts = [];
  let zoomed = null;
  let last = null;

  function width() {
    const {paddingLeft, paddingRight} = getComputedStyle(place);
    return Math.max(0, place.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  }

  function clear() {
    charts.forEach((chart) => chart.destroy());
    charts = [];
    place.replaceChildren();
  }

  function range(plan, outlook) {
    const start = Date.parse(plan.startedAt ?? plan.submittedAt) / 1000;
    const ends = [plan.endedAt, outlook?.end, plan.estimatedEnd, outlook?.stages?.at(-1)?.until].filter(Boolean).map((at) => Date.parse(at) / 1000);
    const end = plan.endedAt ? ends[0] : Math.max(now() / 1000, ...ends);
    const pad = Math.max(4, (end - start) * 0.03);
    return [start - pad / 2, end + pad];
  }

  function show(plan, facts, sides) {
    last = [plan, facts, sides];
    if (width() === 0) {
      return;
    }
    const scale = zoomed ?? range(plan, facts.outlook);
    const strips = [
      stateStrip(plan, facts),
      ...routeStrips(plan, facts, sides),
      ...gateStrips(plan, facts),
    ];
    const names = strips.map((strip) => strip.key).join('\n');
    if (charts.names !== names || charts.width !== width()) {
      clear();
      charts = strips.map((strip, i) => make(strip, i === strips.length - 1, scale, facts));
      charts.names = names;
      charts.width = width();
    } else {
      strips.forEach((strip, i) => {
        charts[i].strip = strip;
        charts[i].facts = facts;
        charts[i].setData(strip.data, false);
        charts[i].setScale('x', {min: scale[0], max: scale[1]});
        charts[i].figure.querySelector('canvas').setAttribute('aria-label', strip.said);
      });
    }
  }

  function make(strip, isLast, [min, max], facts) {
    const figure = document.createElement('figure');
    figure.className = 'strip';
    const caption = document.createElement('figcaption');
    const name = document.createElement('b');
    name.textContent = strip.name;
    caption.append(name, ...strip.legend.map(({words, colour, kind}) => {
      const span = document.createElement('span');
      const mark = document.createElement('i');
      mark.className = `mark-${kind}`;
      mark.style.setProperty('--c', `var(${colour})`);
      span.append(mark, words);
      return span;
    }));
    const readout = document.createElement('output');
    caption.append(readout);
    figure.append(caption);
    place.append(figure);
    const colour = colours();
    const chart = new uPlot({
      width: width(),
      height: strip.height + (isLast ? 30 : 0),
      padding: [6, 10, isLast ? 0 : 2, 0],
      legend: {show: false},
      cursor: {
        sync: {key: 'plan', setSeries: false}, drag: {x: true, y: false, setScale: false}, y: false,
        points: {size: 6},
      },
      select: {show: true},
      scales: {x: {time: true, min, max, auto: false}, y: {auto: false, range: () => charts.find((one) => one.figure === figure)?.strip.y ?? strip.y}},
      series: [{}, ...strip.series.map((one) => ({
        ...one, stroke: one.colour && colour(one.colour), fill: one.area && `color-mix(in srgb, ${colour(one.colour)} 14%, transparent)`, points: {show: false, ...one.points},
      }))],
      axes: [
        {
          show: isLast, size: 28, space: 74, stroke: colour('--ink-3'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false}, font: '11px system-ui, sans-serif',
          values: uPlotTimes(),
        },
        {
          size: AXIS_PIXELS, stroke: colour('--ink-3'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false}, font: '11px system-ui, sans-serif',
          splits: strip.splits ? () => strip.splits : undefined, values: (_, values) => values.map(strip.tick), show: true, gap: 6,
        },
      ],
      hooks: {
        drawClear: [(u) => shade(u, u.facts ?? facts, colour)],
        draw: [(u) => (u.strip ?? strip).draw?.(u, colour), (u) => nowLine(u, plan(), colour)],
        setSelect: [(u) => zoom(u)],
        setCursor: [(u) => {
          readout.textContent = u.cursor.idx === null || u.cursor.idx === undefined || u.cursor.left < 0 ? '' : (u.strip ?? strip).read(u);
        }],
      },
    }, strip.data, figure);
    chart.figure = figure;
    chart.strip = strip;
    chart.facts = facts;
    const canvas = figure.querySelector('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', strip.said);
    figure.addEventListener('dblclick', () => {
      zoomed = null;
      again();
    });
    return chart;
  }

  const plan = () => last[0];

  function zoom(u) {
    if (u.select.width > 4) {
      zoomed = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')];
      u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
      again();
    }
  }

  function again() {
    if (last) {
      charts.names = '';
      show(...last);
      place.dispatchEvent(new CustomEvent('zoomed', {detail: Boolean(zoomed)}));
    }
  }

  new ResizeObserver(() => requestAnimationFrame(() => last && charts.width !== width() && again())).observe(place);
  document.addEventListener('theme', again);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  return {
    show,
    whole() {
      zoomed = null;
      again();
    },
  };
}

function uPlotTimes() {
  const day = new Intl.DateTimeFormat(undefined, {weekday: 'short', day: 'numeric', month: 'short'});
  const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
  const exact = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
  return (_, splits, __, ___, step) => splits.map((at, i) => {
    const date = new Date(at * 1000);
    const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    return midnight || step >= 86400 ? day.format(date) : (step < 60 ? exact : clock).format(date);
  });
}

/** What the schedule shuts: windows hatched by nothing but a shade, blackouts in another, and both named at the cursor. */
function shade(u, facts, colour) {
  const {ctx} = u;
  const {left, top, width, height} = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  for (const {from, until, blackout} of facts.outlook?.shut ?? []) {
    const x1 = u.valToPos(Date.parse(from) / 1000, 'x', true);
    const x2 = u.valToPos(Date.parse(until) / 1000, 'x', true);
    ctx.fillStyle = colour(blackout ? '--black' : '--shut');
    ctx.fillRect(x1, top, Math.max(1, x2 - x1), height);
    if (blackout) {
      ctx.strokeStyle = colour('--black');
      ctx.lineWidth = devicePixelRatio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(x1, top, x2 - x1, height);
      ctx.clip();
      ctx.beginPath();
      for (let x = x1 - height; x < x2; x += 8 * devicePixelRatio) {
        ctx.moveTo(x, top + height);
        ctx.lineTo(x + height, top);
      }
      ctx.stroke();
      ctx.restore();
    }
  }
  ctx.restore();
}

function nowLine(u, plan, colour) {
  if (plan.endedAt) {
    return;
  }
  const x = u.valToPos(now() / 1000, 'x', true);
  const {left, top, width, height} = u.bbox;
  if (x >= left && x <= left + width) {
    u.ctx.save();
    u.ctx.setLineDash([]);
    u.ctx.strokeStyle = colour('--ink');
    u.ctx.lineWidth = 1.5 * devicePixelRatio;
    u.ctx.beginPath();
    u.ctx.moveTo(x, top);
    u.ctx.lineTo(x, top + height);
    u.ctx.stroke();
    u.ctx.restore();
  }
}

const TONES = {shifting: '--side-1', baking: '--accent-soft', held: '--warn-soft', reverting: '--back-soft', coming: '--sunken'};
const INKS = {shifting: '--surface', baking: '--accent', held: '--warn', reverting: '--back', coming: '--ink-3'};

function stateStrip(plan, facts) {
  const stretches = stateSeries(plan, facts);
  const at = (stretch) => stretch.until ?? (plan.endedAt ? Date.parse(plan.endedAt) / 1000 : now() / 1000);
  return {
    key: 'state', name: 'State', legend: [], height: 40, y: [0, 1], splits: [], tick: () => '', series: [{}],
    data: [[now() / 1000 - 1, now() / 1000], [null, null]],
    said: `States: ${stretches.slice(-12).map((one) => `${one.words} from ${moment(new Date(one.from * 1000).toISOString())}`).join(', ')}`,
    read: (u) => moment(new Date(u.posToVal(u.cursor.left, 'x') * 1000).toISOString()),
    draw(u, colour) {
      const {ctx} = u;
      const {left, top, width, height} = u.bbox;
      const scale = devicePixelRatio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
      ctx.font = `${11 * scale}px system-ui, sans-serif`;
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'left';
      for (const stretch of stretches) {
        const x1 = u.valToPos(stretch.from, 'x', true);
        const x2 = u.valToPos(at(stretch), 'x', true);
        if (x2 < left || x1 > left + width) {
          continue;
        }
        ctx.fillStyle = colour(TONES[stretch.state] ?? '--sunken');
        ctx.fillRect(x1, top + 3 * scale, Math.max(scale, x2 - x1 - scale), height - 6 * scale);
        const from = Math.max(x1, left);
        const room = Math.min(x2, left + width) - from - 10 * scale;
        if (stretch.words && ctx.measureText(stretch.words).width < room) {
          ctx.fillStyle = colour(INKS[stretch.state] ?? '--ink-3');
          ctx.fillText(stretch.words, from + 5 * scale, top + height / 2);
        }
      }
      ctx.restore();
    },
  };
}

function columns(lines) {
  const times = [...new Set(lines.flatMap((line) => line.map(([at]) => at)))].sort((one, other) => one - other);
  const place = new Map(times.map((at, i) => [at, i]));
  return [times, ...lines.map((line) => {
    const values = new Array(times.length).fill(null);
    line.forEach(([at, value]) => {
      values[place.get(at)] = value;
    });
    return values;
  })];
}

/** The value of a line of steps at a time. */
function stepAt(line, at) {
  let value = null;
  for (const [time, one] of line) {
    if (time > at) {
      break;
    }
    value = one;
  }
  return value;
}

function routeStrips(plan, facts, sides) {
  const shown = [...sides.keys()].length > 2 ? [...sides.keys()] : [...sides.keys()].slice(1);
  const current = now() / 1000;
  const all = routeSeries(plan, facts);
  return plan.routes.slice(0, MOST_ROUTES).map((route) => {
    const {desired, observed, coming} = all.get(route.name);
    const lines = [];
    const series = [];
    const legend = [];
    for (const side of shown) {
      const colour = `--side-${sides.get(side)}`;
      const end = plan.endedAt ? Date.parse(plan.endedAt) / 1000 : current;
      const line = (points, last) => {
        const values = points.map(({at, split}) => [at, split[side] ?? 0]);
        return values.length && last > values.at(-1)[0] ? [...values, [last, values.at(-1)[1]]] : values;
      };
      const seen = line(observed, end);
      const wanted = line(desired, end);
      const until = Date.parse(facts.outlook?.end ?? facts.outlook?.stages?.at(-1)?.until ?? '') / 1000;
      const later = coming.length && !plan.endedAt
        ? line([{at: current, split: {[side]: wanted.at(-1)?.[1] ?? 0}}, ...coming], Number.isFinite(until) ? until : coming.at(-1).at) : [];
      lines.push(seen, wanted, later);
      const stepped = uPlot.paths.stepped({align: 1});
      series.push(
        {paths: stepped, colour, width: 2, area: shown.length === 1, spanGaps: true},
        {paths: stepped, colour: '--ink', width: 1.2, dash: [4, 3], spanGaps: true},
        {paths: stepped, colour, width: 1.2, dash: [2, 3], spanGaps: true},
      );
      legend.push({words: `${side} seen`, colour, kind: 'line'});
    }
    legend.push({words: 'wanted', colour: '--ink', kind: 'dash'}, {words: 'still to come', colour: `--side-${sides.get(shown[0]) ?? 1}`, kind: 'dots'});
    const data = columns(lines);
    return {
      key: `route ${route.name} ${shown}`, name: route.name, legend, height: plan.routes.length > 4 ? 70 : 96, y: [-2, 104], splits: [0, 50, 100], tick: (value) => `${value} %`, series,
      data: data[0].length ? data : [[current], ...series.map(() => [null])],
      said: `${route.name}: ${shown.map((side) => `${side} ${route.observed ? `${route.observed[side]} percent seen` : 'not seen'}, ${route.desired[side]} percent wanted`).join('; ')}; ${desired.length} changes so far, ${coming.length} still to come`,
      read(u) {
        const at = u.posToVal(u.cursor.left, 'x');
        return `${moment(new Date(at * 1000).toISOString())} ${shown.map((side, i) => {
          const [seen, wanted, later] = lines.slice(3 * i, 3 * i + 3).map((line) => stepAt(line, at));
          return at > current ? `${side} ${later ?? '–'} % to come` : `${side} ${seen ?? '–'} %${wanted !== seen ? `, wanted ${wanted ?? '–'} %` : ''}`;
        }).join(' ')}`;
      },
    };
  });
}

function gateStrips(plan, facts) {
  const all = gateSeries(plan, facts);
  return (plan.gates ?? []).map((gate) => {
    const {unit, lines: byKey} = all.get(gate.name);
    const keys = [...byKey.keys()].slice(0, MOST_LINES);
    const readings = keys.map((key) => byKey.get(key));
    const limits = keys.length ? readings.reduce((one, other) => (one.length >= other.length ? one : other)).filter((reading) => typeof reading.limit === 'number') : [];
    const data = columns([...readings.map((line) => line.map((reading) => [reading.at, reading.value])), limits.map((reading) => [reading.at, reading.limit])]);
    const figures = readings.flat();
    const most = Math.max(...figures.map((reading) => Math.max(reading.value, reading.limit ?? 0)), 0) || 1;
    const least = Math.min(0, ...figures.map((reading) => reading.value));
    return {
      key: `gate ${gate.name} ${keys}`, name: gate.name,
      legend: [...keys.map((key, i) => ({words: key, colour: PALETTE[i % PALETTE.length], kind: 'line'})), ...(limits.length ? [{words: 'limit', colour: '--bad', kind: 'dash'}] : [])],
      height: 82, y: [least - (most - least) * 0.08, most + (most - least) * 0.15],
      splits: figures.length ? undefined : [0],
      tick: (value) => (value < least ? '' : amount(value, unit).replace(/ (%|ms)$/, '\u2009$1')),
      series: [
        ...keys.map((_, i) => ({colour: PALETTE[i % PALETTE.length], width: 1.6, spanGaps: true})),
        {colour: '--bad', width: 1.3, dash: [5, 4], spanGaps: true, paths: uPlot.paths.stepped({align: 1})},
      ],
      data: data[0].length ? data : [[now() / 1000], ...keys.map(() => [null]), [null]],
      said: `Gate ${gate.name} ${gate.verdict}: ${gate.reason}; ${figures.length} readings`,
      read(u) {
        const i = u.cursor.idx;
        return u.data[0][i] === undefined ? '' : `${moment(new Date(u.data[0][i] * 1000).toISOString())} ${keys.map((key, k) => (u.data[k + 1]?.[i] === null || u.data[k + 1]?.[i] === undefined ? '' : `${key} ${amount(u.data[k + 1][i], unit)}`)).filter(Boolean).join(', ')}`;
      },
      draw(u, colour) {
        readings.forEach((line, k) => line.forEach((reading) => sign(u, reading, colour(PALETTE[k % PALETTE.length]), colour)));
      },
    };
  });
}

/** Verdicts by shape: a dot passes, a cross fails, a ring is not known. */
function sign(u, {at, value, verdict}, own, colour) {
  const x = u.valToPos(at, 'x', true);
  const y = u.valToPos(value, 'y', true);
  const {left, width} = u.bbox;
  if (x < left || x > left + width) {
    return;
  }
  const {ctx} = u;
  const r = 3 * devicePixelRatio;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 1.8 * devicePixelRatio;
  if (verdict === 'fail') {
    ctx.strokeStyle = colour('--bad');
    ctx.beginPath();
    ctx.moveTo(x - r * 1.3, y - r * 1.3);
    ctx.lineTo(x + r * 1.3, y + r * 1.3);
    ctx.moveTo(x + r * 1.3, y - r * 1.3);
    ctx.lineTo(x - r * 1.3, y + r * 1.3);
    ctx.stroke();
  } else {
    ctx.beginPath();
    ctx.arc(x, y, verdict === 'pass' ? r * 0.85 : r, 0, 2 * Math.PI);
    if (verdict === 'pass') {
      ctx.fillStyle = own;
      ctx.fill();
    } else {
      ctx.fillStyle = colour('--surface');
      ctx.strokeStyle = own;
      ctx.fill();
      ctx.stroke();
    }
  }
  ctx.restore();
}

export function keyToSigns() {
  return html`<p class="quiet keys"><span>● passes</span> <span>✕ fails</span> <span>○ not known or undecided</span> <span><i class="shade"></i> window shut</span> <span><i class="shade black"></i> blackout</span> <span>│ now</span></p>`;
}
