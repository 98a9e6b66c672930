// States, verdicts and journal lines in words. Nothing is told by colour alone: each has a symbol and a word.
import {html, nothing, svg} from './html.js';
import {fromNow, fullMoment, moment} from './clock.js';

const icon = (paths) => svg`<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

export const ICONS = {
  attention: () => icon(svg`<path d="M8 2 1.8 13.2h12.4z"/><path d="M8 6.5v3.2M8 11.6v.1"/>`),
  person: () => icon(svg`<circle cx="8" cy="5" r="2.6"/><path d="M3 13.5c.6-2.6 2.6-4 5-4s4.400 1.400 5 4"/>`),
  back: () => icon(svg`<path d="M6 3 2.500 6.300 6 9.600M2.900 6.300H9.500a3.600 3.600 0 0 1 0 7.200H6"/>`),
  moving: () => icon(svg`<path d="M2 5.500h10.500M9.700 2.700l2.800 2.800-2.800 2.800M14 10.800H8"/>`),
  bake: () => icon(svg`<circle cx="8" cy="8.500" r="5.500"/><path d="M8 5.500v3.200l2 1.300M6.500 1.500h3"/>`),
  pause: () => icon(svg`<path d="M5.500 3.500v9M10.500 3.500v9"/>`),
  moon: () => icon(svg`<path d="M12.800 9.800A5.500 5.500 0 0 1 6.200 3.200a5.500 5.500 0 1 0 6.600 6.600z"/>`),
  calendar: () => icon(svg`<rect x="2.500" y="3.500" width="11" height="10" rx="1.500"/><path d="M2.500 6.800h11M5.500 2v2.500M10.500 2v2.500"/>`),
  check: () => icon(svg`<path d="m3 8.500 3.200 3.200L13 5"/>`),
  cross: () => icon(svg`<path d="m4 4 8 8M12 4l-8 8"/>`),
  stop: () => icon(svg`<circle cx="8" cy="8" r="5.800"/><path d="m4.200 4.200 7.600 7.600"/>`),
  ask: () => icon(svg`<circle cx="8" cy="8" r="6"/><path d="M6.300 6.300a1.800 1.800 0 1 1 2.600 1.600c-.6.3-.9.7-.9 1.300M8 11.500v.1"/>`),
  ring: () => icon(svg`<circle cx="8" cy="8" r="4.500" stroke-dasharray="2.200 2.200"/>`),
  leave: () => icon(svg`<path d="M6 2.500H3v11h3M7 8h6.500M10.700 5.200 13.500 8l-2.800 2.800"/>`),
  other: () => icon(svg`<circle cx="8" cy="8" r="2"/>`),
};

/** What holds a plan until a person does something. */
const FOR_PEOPLE = {
  drift: 'drift', stuck: 'stuck', gate: 'gate failed', 'no-data': 'no data', share: 'requests do not follow', 'provider-error': 'provider error',
};

/** The groups of Now, in the order in which somebody who was just woken up wants them. */
export const GROUPS = [
  {id: 'attention', tone: 'attention', icon: 'attention', title: 'Needs somebody', chip: 'need somebody'},
  {id: 'back', tone: 'back', icon: 'back', title: 'Going back', chip: 'going back'},
  {id: 'moving', tone: 'moving', icon: 'moving', title: 'Moving', chip: 'moving'},
  {id: 'waiting', tone: 'calm', icon: 'moon', title: 'Waiting for its time', chip: 'waiting'},
  {id: 'scheduled', tone: 'calm', icon: 'calendar', title: 'Not started yet', chip: 'not started'},
];

/** A plan's state: its group, tone, symbol and words. */
export function standing(plan) {
  switch (plan.state) {
    case 'held': return held(plan);
    case 'reverting': return {group: 'back', tone: 'back', icon: 'back', words: 'Going back'};
    case 'shifting': return {group: 'moving', tone: 'moving', icon: 'moving', words: 'Shifting'};
    case 'baking': return {group: 'moving', tone: 'moving', icon: 'bake', words: 'Baking'};
    case 'scheduled': return {group: 'scheduled', tone: 'calm', icon: 'calendar', words: 'Scheduled'};
    case 'completed': return {group: 'ended', tone: 'good', icon: 'check', words: 'Completed'};
    case 'reverted': return {group: 'ended', tone: 'back', icon: 'back', words: 'Put back'};
    case 'cancelled': return {group: 'ended', tone: 'calm', icon: 'stop', words: 'Cancelled'};
    default: return {group: 'attention', tone: 'calm', icon: 'other', words: String(plan.state)};
  }
}

function held(plan) {
  const by = plan.heldBy ?? 'hold';
  if (FOR_PEOPLE[by]) {
    return {group: 'attention', tone: by === 'no-data' || by === 'share' ? 'attention' : 'bad', icon: 'attention', words: `Held: ${FOR_PEOPLE[by]}`};
  }
  switch (by) {
    case 'approval': return {group: 'attention', tone: 'attention', icon: 'person', words: 'Waits for approval'};
    case 'webhook': return {group: 'waiting', tone: 'calm', icon: 'ask', words: 'Asks a hook'};
    case 'window': return {group: 'waiting', tone: 'calm', icon: 'moon', words: 'Held: window shut'};
    case 'pause': return {group: 'waiting', tone: 'calm', icon: 'pause', words: 'Paused'};
    default: return {group: 'attention', tone: 'attention', icon: 'attention', words: `Held: ${by}`};
  }
}

export function pill(plan) {
  const {tone, icon: symbol, words} = standing(plan);
  return html`<span class="pill" data-tone=${tone}>${ICONS[symbol]()}${words}</span>`;
}

export const VERDICTS = {
  pass: {icon: 'check', words: 'passes'},
  fail: {icon: 'cross', words: 'fails'},
  unknown: {icon: 'ask', words: 'not known'},
  undecided: {icon: 'ask', words: 'undecided yet'},
  'not-judged': {icon: 'ring', words: 'not judged yet'},
};

export function verdict(word) {
  return VERDICTS[word] ?? {icon: 'other', words: String(word)};
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/;

/** The service's sentences have instants in UTC; here they are the reader's own time, and still say the whole of it. */
export function sentence(text) {
  return String(text ?? '').split(INSTANT).map((part, i) => (i % 2 ? when(part, {far: false}) : part));
}

/** A moment: the clock time, how far off it is, and all of it for who hovers. */
export function when(instant, {far = true, seconds = true} = {}) {
  if (!instant) {
    return nothing;
  }
  return html`<time datetime=${instant} title=${fullMoment(instant)}>${moment(instant, seconds)}${far ? html` <span class="quiet">(${fromNow(instant)})</span>` : nothing}</time>`;
}

export function percent(value) {
  return `${Number(value ?? 0).toLocaleString(undefined, {maximumFractionDigits: 2})} %`;
}

const UNITS = {percent: '%', percents: '%', milliseconds: 'ms', millis: 'ms', 'requests-per-second': '/s'};

export function amount(value, unit) {
  if (value === null || value === undefined) {
    return '–';
  }
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${Number(value).toLocaleString(undefined, {maximumFractionDigits: digits})}${unit ? ` ${UNITS[unit] ?? unit}` : ''}`;
}

export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

/** Basis points of the journal as the percentages of the API. */
export function basisPoints(weights) {
  return Object.entries(weights ?? {}).map(([side, points]) => `${side} ${percent(points / 100)}`).join(', ');
}
