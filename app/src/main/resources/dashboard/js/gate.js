// A gate as a small chart: its last figures as a line, its limit drawn in; before there is a line, a gauge.
import {html, nothing, svg} from './html.js';
import {amount, ICONS, verdict} from './words.js';

const WIDTH = 92;
const HEIGHT = 26;
const MOST_POINTS = 60;

/** Figures by plan and gate, as they came in while the page was open, or as the service kept them. */
const history = new Map();

/** The reading that counts: the worst verdict, then what is nearest its limit. */
export function worst(gate) {
  if (!gate.readings) {
    return gate;
  }
  const rank = {fail: 0, unknown: 1, undecided: 2, pass: 3, 'not-judged': 4};
  return [...gate.readings].sort((one, other) => (rank[one.verdict] ?? 5) - (rank[other.verdict] ?? 5)
    || (other.value ?? 0) / (other.limit || 1) - (one.value ?? 0) / (one.limit || 1))[0] ?? {};
}

/** Keeps what a plan's gates say now. */
export function remember(plan) {
  for (const gate of plan.gates ?? []) {
    const {value, limit, at, window} = worst(gate);
    if (typeof value === 'number') {
      add(plan.id, gate.name, {at: window?.[1] ?? at ?? plan.version, value, limit, verdict: gate.verdict});
    }
  }
}

function add(plan, name, point) {
  const key = `${plan}/${name}`;
  const points = history.get(key) ?? [];
  const last = points.at(-1);
  if (last && last.at === point.at && last.value === point.value) {
    return;
  }
  points.push(point);
  if (points.length > MOST_POINTS) {
    points.shift();
  }
  history.set(key, points);
}

/** Takes over what the service has kept of a plan's gates. */
export function recall(plan, samples) {
  for (const [name, series] of Object.entries(samples.gates ?? {})) {
    const worstAt = new Map();
    for (const {at, value, limit, verdict: word} of series) {
      if (typeof value === 'number') {
        const other = worstAt.get(at);
        if (!other || value / (limit || 1) > other.value / (other.limit || 1)) {
          worstAt.set(at, {at, value, limit, verdict: word});
        }
      }
    }
    const kept = history.get(`${plan}/${name}`) ?? [];
    const points = [...worstAt.values(), ...kept].sort((one, other) => (one.at < other.at ? -1 : 1));
    history.set(`${plan}/${name}`, points.slice(-MOST_POINTS));
  }
}

/** No plan that has gone away is remembered for ever. */
export function forget(plan) {
  for (const key of history.keys()) {
    if (key.startsWith(`${plan}/`)) {
      history.delete(key);
    }
  }
}

export function gate(plan, one) {
  const {value, limit, unit} = worst(one);
  const {icon, words} = verdict(one.verdict);
  const figure = typeof value === 'number'
    ? `${amount(value, unit)}${typeof limit === 'number' ? `, limit ${amount(limit, unit)}` : ''}`
    : words;
  return html`<li class="gate" data-verdict=${one.verdict} title=${one.reason ?? nothing}>
    <span class="sign" data-verdict=${one.verdict}>${ICONS[icon]()}<span class="hidden-text">${words}: </span></span>
    <span class="what"><b>${one.name}</b> <span class="figure">${figure}</span></span>
    ${spark(history.get(`${plan.id}/${one.name}`) ?? [], value, limit, one.verdict)}
  </li>`;
}

function spark(points, value, limit, word) {
  if (typeof value !== 'number' && points.length === 0) {
    return html`<svg class="spark" viewBox="0 0 92 26" aria-hidden="true"><rect class="ground" y="12" width="92" height="2" rx="1"/></svg>`;
  }
  const most = Math.max(...points.map((point) => point.value), value ?? 0, (limit ?? 0) * 1.25, 1e-9);
  const y = (figure) => HEIGHT - 2 - (Math.max(0, figure) / most) * (HEIGHT - 4);
  const bound = typeof limit === 'number' ? y(limit) : null;
  return html`<svg class="spark" viewBox="0 0 92 26" aria-hidden="true">
    <rect class="ground" width="92" height="26" rx="3"/>
    ${bound === null ? nothing : svg`<rect class="over" width="92" height=${bound} rx="3"/><path class="limit" d=${`M0 ${bound}H${WIDTH}`}/>`}
    ${points.length > 2 ? line(points, y, word) : svg`<rect class="gauge" data-verdict=${word} x="40" width="12" y=${y(value ?? 0)} height=${HEIGHT - y(value ?? 0)} rx="1"/>`}
  </svg>`;
}

function line(points, y, word) {
  const x = (i) => 3 + (i * (WIDTH - 7)) / (points.length - 1);
  return svg`<path class="line" d=${points.map((point, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(point.value).toFixed(1)}`).join('')}/>
    <circle class="dot" data-verdict=${word} cx=${x(points.length - 1)} cy=${y(points.at(-1).value)} r="2.4"/>`;
}
