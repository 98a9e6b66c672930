// Times as the service has them: a browser's clock may be minutes off, and a countdown must not be.

let aheadMillis = 0;

/** Takes over what an answer says of the time; to the second, as HTTP has it. */
export function hear(response) {
  const said = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isFinite(said)) {
    const off = said + 500 - Date.now();
    aheadMillis = Math.abs(off) < 1500 ? 0 : off;
  }
}

/** Milliseconds since 1970 by the service's clock. */
export function now() {
  return Date.now() + aheadMillis;
}

const time = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const short = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
const day = new Intl.DateTimeFormat(undefined, {weekday: 'short', day: 'numeric', month: 'short'});
const whole = new Intl.DateTimeFormat(undefined, {dateStyle: 'full', timeStyle: 'long'});

export const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** A moment in the reader's own zone, with its day where that is not today. */
export function moment(instant, seconds = true) {
  const at = Date.parse(instant);
  if (!Number.isFinite(at)) {
    return String(instant);
  }
  const clock = (seconds ? time : short).format(at);
  return sameDay(at, now()) ? clock : `${day.format(at)}, ${short.format(at)}`;
}

/** All there is to say of a moment, for a tooltip. */
export function fullMoment(instant) {
  const at = Date.parse(instant);
  return Number.isFinite(at) ? `${whole.format(at)} (${new Date(at).toISOString()})` : String(instant);
}

/** Seconds in at most two units, as people say it: 45 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = units.findIndex(([size]) => whole >= size);
  if (first < 0) {
    return '0 s';
  }
  const [size, name] = units[first];
  const big = Math.floor(whole / size);
  const next = units[first + 1];
  const rest = next ? Math.floor((whole - big * size) / next[0]) : 0;
  return rest > 0 ? `${big} ${name} ${rest} ${next[1]}` : `${big} ${name}`;
}

/** The same to a tenth of a second, as long as that says something. */
export function exactSpan(seconds) {
  return seconds < 10 ? `${(Math.max(0, seconds)).toFixed(1)} s` : span(seconds);
}

/** How far off a moment is: "in 40 s", "12 s ago"; near enough to nothing is "now". */
export function fromNow(instant) {
  const seconds = (Date.parse(instant) - now()) / 1000;
  if (!Number.isFinite(seconds)) {
    return '';
  }
  return Math.abs(seconds) < 1 ? 'now' : seconds > 0 ? `in ${span(seconds)}` : `${span(-seconds)} ago`;
}
