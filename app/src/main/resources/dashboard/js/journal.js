// Journal lines in words. A line of a later release that is not known here is shown by its type and its data.
import {html, nothing} from './html.js';
import {fullMoment, moment} from './clock.js';
import {basisPoints, count, ICONS, sentence, verdict} from './words.js';

const PURPOSES = {attach: 'list a side at 0 %', forward: 'move forward', back: 'step back', reassert: 'write our weights again', revert: 'put the baseline back'};

function routes(byRoute) {
  return Object.entries(byRoute ?? {}).map(([name, weights]) => `${name} ${basisPoints(weights.weights ?? weights)}`).join('; ');
}

const WORDS = {
  submitted: (d) => ['calendar', `Submitted; routes showed ${routes(d.shown)}`],
  'revert-taken': (d) => ['back', `Takes plan ${d.of} back: ${d.cause?.why ?? ''}`],
  surveyed: () => ['other', 'Looked at the routes’ traffic before the plan', true],
  started: (d) => ['moving', `Started; the baseline is ${routes(d.baseline)}`],
  'step-started': (d) => ['moving', `Step ${d.step}`],
  'pause-started': (d) => ['pause', `Step ${d.step} pauses${d.until ? ` until ${d.until}` : ' until somebody resumes'}`],
  'approval-asked': (d) => ['person', `Asks ${d.count} of ${d.group} to approve step ${d.step}${d.until ? `, until ${d.until}` : ''}`],
  'approval-given': (d) => ['check', `${d.approver} approves: ${d.reason}`],
  'approval-rejected': (d) => ['cross', `${d.approver} rejects: ${d.reason}`],
  'approval-voided': (d) => ['attention', `Approvals are void: ${d.why}`],
  'approval-overdue': () => ['attention', 'Nobody has decided in time; it goes on waiting'],
  'webhook-reached': (d) => ['ask', `Step ${d.step} asks hook ${d.hook}`],
  'webhook-asked': () => ['ask', 'The hook is asked', true],
  'webhook-answered': (d) => ['ask', `The hook says ${d.answer?.says}: ${d.answer?.detail ?? ''}`],
  'write-intended': (d) => ['other', `${d.route}: about to ${PURPOSES[d.purpose] ?? d.purpose}${d.to ? `, to ${basisPoints(d.to)}` : ''}${d.from ? ` (has ${basisPoints(d.from)})` : ''}`, true],
  'write-applied': (d) => ['other', `Write ${d.write} was answered: done`, true],
  'write-refused': (d) => ['attention', `Write ${d.write} was refused (${d.kind}): ${d.detail}`],
  'write-unknown': (d) => ['attention', `Write ${d.write} was not answered: ${d.detail}; it may still land`],
  'weights-verified': (d) => ['check', d.step === 0 ? 'Every route shows where it starts' : `Every route shows step ${d.step}`],
  'step-taken-back': (d) => ['back', `The window shut before step ${d.step} had baked: back to ${routes(d.to)}`],
  'gate-judged': (d) => [verdict(d.verdict).icon, `Gate ${d.gate} ${verdict(d.verdict).words}: ${d.reason}`],
  'share-judged': (d) => ['other', `Requests of ${d.share?.route}: ${d.share?.reason}`, true],
  'hold-started': (d) => ['pause', `Held: ${held(d.why ?? {})}`],
  'hold-ended': (d) => ['moving', `Goes on: ${d.how}`],
  'pause-asked': (d) => ['pause', `Paused: ${d.reason}`],
  'resume-asked': (d) => ['moving', `Resumed${d.choice ? ` (${d.choice})` : ''}: ${d.reason}`],
  'drift-handled': (d) => ['attention', `Drift, ${d.choice === 'adopt' ? 'taken over' : 'written over'}: ${d.why}; seen ${routes(d.seen)}`],
  'drift-traced': (d) => ['person', `Who made the drift: ${Object.entries(d.changes ?? {}).map(([route, changes]) => `${route} by ${changes.map((one) => `${one.actor} with ${one.action} at ${one.at}`).join(', ')}`).join('; ') || d.how}`],
  'late-landing': (d) => ['attention', `${d.route}: a late call of our own has landed, seen ${basisPoints(d.seen)}`],
  'promote-asked': (d) => ['moving', `Promoted: ${d.reason}`],
  'cancel-asked': (d) => ['stop', `Cancelled: ${d.reason}`],
  'revert-started': (d) => ['back', `Goes back (${d.cause?.kind}): ${d.cause?.why}`],
  'bake-stopped': (d) => ['moon', `The bake stands still${d.opens ? ` until ${d.opens}` : ''}`],
  'clock-stepped': (d) => ['attention', `The clock was set by ${d.by}`],
  'baseline-back': (d) => ['check', `Every route is back at its baseline${d.notes?.length ? `; ${d.notes.filter(Boolean).join('; ')}` : ''}`],
  'baseline-lost': (d) => ['attention', `${d.route} left its baseline again, seen ${basisPoints(d.seen)}`],
  'traffic-back': (d) => ['check', `Requests of ${d.route}: ${d.reason}`],
  reverted: () => ['back', 'Put back; the plan is over'],
  completed: () => ['check', 'Completed'],
};

function held(why) {
  switch (why.type) {
    case 'window': return `window shut${why.opens ? ` until ${why.opens}` : ''}${why.blackout ? ` (${why.blackout})` : ''}`;
    case 'approval': return `${why.count} of ${why.group} must approve`;
    case 'gate': case 'no-data': return `gate ${why.gate} ${why.why}`;
    case 'provider-error': return `${why.route}: ${why.why}`;
    case 'webhook': return `hook ${why.hook}`;
    case 'no-way-back': return `${why.cause?.why}; not put back by itself because ${why.why}`;
    default: return why.why ?? why.type ?? '';
  }
}

/** @returns the symbol, the words, and whether it is routine */
export function inWords(line) {
  const known = WORDS[line.type];
  try {
    const [icon, words, routine = false] = known ? known(line.data ?? {}) : ['other', `${line.type} ${JSON.stringify(line.data)}`];
    return {icon, words, routine};
  } catch {
    return {icon: 'other', words: `${line.type} ${JSON.stringify(line.data)}`, routine: false};
  }
}

export function journal(lines, {routine, most, toggle, earlier, before}) {
  const all = lines.filter((line) => routine || !inWords(line).routine);
  const shown = all.slice(-most).reverse();
  const more = all.length - shown.length + before;
  return html`<section class="card journal" aria-labelledby="journal-title">
    <div class="card-head"><h2 id="journal-title">Journal</h2>
      <label class="check"><input type="checkbox" .checked=${routine} @change=${toggle}> every write</label></div>
    <ol class="lines" tabindex="0" aria-label="Journal lines, newest first">${shown.map((line) => {
      const {icon, words} = inWords(line);
      return html`<li class="entry" data-type=${line.type} data-verdict=${line.data?.verdict ?? nothing}><time datetime=${line.at} title=${fullMoment(line.at)}>${moment(line.at)}</time>
        <span class="sign">${ICONS[icon]()}</span>
        <span class="said">${sentence(words)}${line.by && line.by !== 'sluice' ? html` <span class="by">${line.by}</span>` : nothing}</span></li>`;
    })}</ol>
    ${more > 0 ? html`<button class="button plain" @click=${earlier}>Earlier lines (${count(more, 'line')})</button>` : nothing}
  </section>`;
}

