// One plan: where its traffic is and why, what comes next, what happened, and what can be done about it.
import {html, nothing, render} from './html.js';
import {get, isNotThere, me, planPath, Refused, text} from './api.js';
import {coalesced, failure, frame, revertLeadsTo} from './frame.js';
import {fromNow, now as time, zone} from './clock.js';
import {heard, lost} from './connection.js';
import {follow} from './stream.js';
import {amount, count, ICONS, percent, pill, sentence, standing, verdict, when} from './words.js';
import {route, sidesOf, told} from './split.js';
import {buttons} from './moves.js';
import {journal} from './journal.js';
import {keyToSigns, timeline} from './timeline.js';

const PAGE = 200;
/** The tail of a journal that is read at once; earlier lines come when somebody wants them. */
const MOST_AT_ONCE = 600;
/** Figures of looks that the page keeps, whatever plan it is of. */
const MOST_SEEN = 100_000;
const MOST_LINES = 5_000;
const LINES_SHOWN = 200;
const MOST_TIMELINE_ROUTES = 12;
/** How often the timeline moves on while nothing happens. */
const TIMELINE_MILLIS = 10_000;
const MOST_STAGES = 40;
const ASK_AGAIN_MILLIS = 2_000;

const main = document.getElementById('main');
const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const facts = {journal: [], samples: null, looks: [], outlook: null, revision: 0};
const view = {plan: null, error: null, session: {}, routine: false, earlier: 0, runbook: null, allStages: false, lines: LINES_SHOWN, said: '', zoomed: false, copied: false};
let line;
let outlookOf = -1;
let shownRevision = -1;
let shownAt = 0;
let drawn = 0;

frame('plan');
revertLeadsTo(`/revert?plan=${encodeURIComponent(id)}`);
const draw = coalesced(show);
me().then((session) => {
  view.session = session;
  draw();
});
setInterval(draw, 1000);
start();

async function start() {
  try {
    take(await get(planPath(id)));
  } catch (error) {
    view.error = error;
    draw();
    return;
  }
  await Promise.all([readTail(), readSamples()]);
  draw();
  follow(`${planPath(id)}/events`, {
    after: String(facts.journal.at(-1)?.seq ?? 0),
    async open() {
      polling = false;
      clearTimeout(askingAgain);
      try {
        take(await get(planPath(id)));
        await readOn();
        heard('live');
      } catch {
        lost();
      }
      draw();
    },
    lost,
    absent() {
      if (!polling) {
        polling = true;
        heard('polling');
        askSoon(ASK_AGAIN_MILLIS);
      }
    },
    event(type, data) {
      heard('live');
      if (type === 'journal') {
        addLines([data]);
        refreshSoon();
      } else if (type === 'look') {
        take(data);
      } else if (type === 'reset') {
        readOn().catch(lost);
      }
      draw();
    },
  });
}

/** While there is no stream. */
let polling = false;
let askingAgain;
function askSoon(millis) {
  clearTimeout(askingAgain);
  askingAgain = setTimeout(ask, millis);
}

async function ask() {
  try {
    take(await get(planPath(id)));
    await readOn();
    if (polling) {
      heard('polling');
    }
  } catch (error) {
    if (error instanceof Refused && error.status === 404) {
      view.error = error;
    }
    lost();
  }
  draw();
  if (polling) {
    askSoon((document.hidden ? 5 : 1) * (view.plan?.endedAt ? 5 : 1) * ASK_AGAIN_MILLIS);
  }
}

/** A journal line without a look after it: the plan has changed, too. */
let refreshing;
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => get(planPath(id)).then((plan) => {
    take(plan);
    draw();
  }, lost), 150);
}

function take(plan) {
  const before = view.plan;
  view.plan = plan;
  view.error = null;
  document.title = `${plan.name}: ${standing(plan).words} · Sluice`;
  if (before && before.state !== plan.state) {
    view.said = `${plan.name} is now: ${standing(plan).words}.`;
  }
  addLook(plan);
  if (outlookOf !== plan.version) {
    outlookOf = plan.version;
    get(`${planPath(id)}/outlook`).then((outlook) => {
      facts.outlook = outlook;
      facts.revision++;
      draw();
    }, () => {});
  }
}

/** What is as it was adds nothing. */
function addLook(plan) {
  const routes = plan.routes.filter((each) => each.observed).map(({name, desired, observed}) => ({name, desired, observed}));
  const gates = plan.gates.map(({name, readings}) => ({name, readings: readings.map(({route: of, side, value, limit, unit, verdict: word, window, at}) => ({route: of, side, value, limit, unit, verdict: word, window, at}))}));
  const content = JSON.stringify([routes, gates.map((gate) => gate.readings.map((reading) => [reading.value, reading.window]))]);
  if (content === facts.looks.at(-1)?.content) {
    return;
  }
  facts.looks.push({at: Date.parse(plan.endedAt ?? '') / 1000 || time() / 1000, routes, gates, content});
  facts.revision++;
  const most = Math.max(20, MOST_SEEN / (1 + routes.length + gates.reduce((sum, gate) => sum + gate.readings.length, 0)));
  if (facts.looks.length > most) {
    facts.looks.splice(0, most / 4);
  }
}

async function readTail() {
  const from = Math.max(0, view.plan.version - MOST_AT_ONCE);
  view.earlier = from;
  await readFrom(from);
}

async function readFrom(after, until = Infinity) {
  let next = after;
  do {
    const page = await get(`${planPath(id)}/journal?limit=${PAGE}&after=${next}`);
    addLines(page.events);
    next = page.next;
  } while (next && next < until);
}

const readOn = () => readFrom(facts.journal.at(-1)?.seq ?? 0);

async function readEarlier() {
  view.lines += LINES_SHOWN;
  if (view.lines <= facts.journal.length || view.earlier === 0) {
    draw();
    return;
  }
  const from = Math.max(0, view.earlier - MOST_AT_ONCE);
  await readFrom(from, view.earlier);
  view.earlier = from;
  draw();
}

function addLines(lines) {
  const known = new Set(facts.journal.map((one) => one.seq));
  const added = lines.filter((one) => !known.has(one.seq));
  if (added.length) {
    facts.journal = [...facts.journal, ...added].sort((one, other) => one.seq - other.seq);
    if (facts.journal.length > MOST_LINES && view.lines <= LINES_SHOWN) {
      facts.journal.splice(0, facts.journal.length - MOST_LINES);
      view.earlier = facts.journal[0].seq - 1;
    }
    facts.revision++;
  }
}

async function readSamples() {
  try {
    facts.samples = await get(`${planPath(id)}/samples`);
    facts.revision++;
  } catch (error) {
    if (!isNotThere(error)) {
      facts.samples = null;
    }
  }
}

function show() {
  const {plan} = view;
  if (!plan) {
    if (view.error) {
      const gone = view.error instanceof Refused && view.error.status === 404;
      render(gone ? html`<div class="page"><div class="empty card"><h1>No such plan</h1><p>There is no plan ${id}, or it is not yours to see.</p><a class="button" href="/">All plans</a></div></div>`
        : failure(view.error, () => location.reload()), main);
    }
    return;
  }
  if (drawn++ === 0) {
    main.replaceChildren();
  }
  const sides = sidesOf(plan);
  const {tone} = standing(plan);
  render(html`<div class="page">
    <p class="crumb"><a href="/">Now</a></p>
    <div class="title"><h1>${plan.name}</h1>${pill(plan)}
      <span class="facts quiet">${plan.owner ? html`<span>${plan.owner}</span>` : nothing}${Object.entries(plan.labels ?? {}).map(([name, value]) => html`<span class="label">${name}=${value}</span>`)}
      <span class="mono">${plan.id}</span></span></div>
    <p class="hidden-text" role="status">${view.said}</p>
    ${links(plan)}
    <section class="card where" data-tone=${tone} aria-label="Where it stands">
      <div class="why"><h2>${plan.endedAt ? 'How it ended' : 'Why it is here'}</h2><p class="big">${sentence(plan.reason)}</p>${approval(plan)}
        <div class="moves">${buttons(plan, view.session, (moved) => {
          take(moved);
          draw();
        })}${plan.state === 'reverted' ? nothing : html`<a class="button danger" href=${`/revert?plan=${encodeURIComponent(id)}`}>${ICONS.back()}Put back…</a>`}</div></div>
      <div class="traffic"><h2>Where traffic is</h2><ul class="routes">${plan.routes.slice(0, 12).map((each) => html`${route(each, sides)}${share(each)}`)}
        ${plan.routes.length > 12 ? html`<li class="quiet">${count(plan.routes.length - 12, 'more route')} of ${plan.routes.length}</li>` : nothing}</ul></div>
      <div class="next">${next(plan)}</div>
    </section>
    <div class="columns">
      <div class="left">
        <section class="card" aria-labelledby="time-title"><div class="card-head"><h2 id="time-title">Over time</h2><span class="quiet hint">${view.zoomed ? html`<button class="button plain" @click=${() => line.whole()}>Whole plan</button>` : 'Drag to look closer'} · ${zone}</span></div>
          <div id="timeline" class="timeline"></div>${plan.routes.length > MOST_TIMELINE_ROUTES ? html`<p class="quiet pad">The first ${MOST_TIMELINE_ROUTES} of ${plan.routes.length} routes are drawn.</p>` : nothing}${keyToSigns()}</section>
        ${gateTable(plan)}
        ${ahead(plan)}
        ${runbook(plan)}
      </div>
      ${journal(facts.journal, {
        routine: view.routine,
        toggle() {
          view.routine = !view.routine;
          draw();
        },
        most: view.lines, before: view.earlier, earlier: () => readEarlier().catch(lost),
      })}
    </div>
  </div>`, main);
  const place = document.getElementById('timeline');
  if (!line) {
    line = timeline(place);
    place.addEventListener('zoomed', (event) => {
      view.zoomed = event.detail;
      draw();
    });
  }
  if (shownRevision !== facts.revision || Date.now() - shownAt > TIMELINE_MILLIS) {
    shownRevision = facts.revision;
    shownAt = Date.now();
    line.show(plan, facts, sides);
  }
}

function links(plan) {
  return html`${plan.revertOf ? html`<p class="note"><span>${ICONS.back()}</span><span>Puts back <a href=${`/plans/${plan.revertOf}`}>${plan.revertOf}</a>.</span></p>` : nothing}
    ${plan.recurring ? html`<p class="quiet">A run of the recurring plan <span class="mono">${plan.recurring}</span>.</p>` : nothing}`;
}

function approval(plan) {
  const one = plan.approval;
  if (!one) {
    return nothing;
  }
  return html`<p class="second">${one.votes.length} of ${one.count} of <b>${one.group}</b> have approved${one.votes.length ? html`: ${one.votes.map((vote) => `${vote.by} (${vote.reason})`).join(', ')}` : nothing}${one.until ? html`; until ${when(one.until)}, then: ${one.onTimeout}` : nothing}.</p>`;
}

function share(one) {
  const {share: found, trafficBack} = one;
  if (trafficBack) {
    return html`<li class="share-line quiet">${sentence(trafficBack)}</li>`;
  }
  return found && ['disagrees', 'agrees'].includes(found.verdict)
    ? html`<li class="share-line ${found.verdict === 'disagrees' ? 'bad' : 'quiet'}">${found.verdict === 'agrees' ? ICONS.check() : ICONS.attention()} Requests: ${sentence(found.reason)}</li>` : nothing;
}

function next(plan) {
  const due = plan.nextLookAt && Date.parse(plan.nextLookAt) - time() > -3000;
  const progress = plan.progress ?? 0;
  return html`<h2>What comes next</h2>
    <p><span class="strong">Step ${plan.step}</span> of ${plan.steps.toLocaleString()} <span class="quiet">· ${percent(progress)} done</span></p>
    <div class="progress" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(progress)}><span .style=${`width: ${progress}%`}></span></div>
    <dl>
      ${plan.nextLookAt ? html`<div><dt>Next look</dt><dd>${due ? html`<b class="countdown">${fromNow(plan.nextLookAt)}</b>` : 'now'}</dd></div>` : nothing}
      ${nextMove(plan)}
      ${plan.estimatedEnd ? html`<div><dt>Through</dt><dd>${when(plan.estimatedEnd)}</dd></div>` : nothing}
      ${plan.startedAt ? html`<div><dt>Started</dt><dd>${when(plan.startedAt)}</dd></div>` : html`<div><dt>Submitted</dt><dd>${when(plan.submittedAt)}</dd></div>`}
      ${plan.endedAt ? html`<div><dt>Ended</dt><dd>${when(plan.endedAt)}</dd></div>` : nothing}
    </dl>`;
}

function nextMove(plan) {
  const coming = (facts.outlook?.moves ?? []).find((move) => Date.parse(move.at) > time() - 1000);
  return coming && !plan.endedAt ? html`<div><dt>Next move</dt><dd>${when(coming.at)}<br><span class="second">${coming.route} to ${told(coming.to, sidesOf(plan))}</span></dd></div>` : nothing;
}

function gateTable(plan) {
  if (!plan.gates?.length) {
    return nothing;
  }
  return html`<section class="card" aria-labelledby="gates-title"><div class="card-head"><h2 id="gates-title">Gates</h2></div>
    <div class="scroll-x" tabindex="0" role="region" aria-labelledby="gates-title"><table><thead><tr><th scope="col">Gate</th><th scope="col">Verdict</th><th scope="col">Figures</th><th scope="col">In words</th></tr></thead><tbody>
    ${plan.gates.map((gate) => {
      const {icon, words} = verdict(gate.verdict);
      return html`<tr><th scope="row">${gate.name}</th><td class="nowrap verdict" data-verdict=${gate.verdict}>${ICONS[icon]()} ${words}${gate.failures ? html`<br><span class="quiet">${count(gate.failures, 'failure')} in this step</span>` : nothing}</td>
        <td class="nowrap">${(gate.readings ?? []).slice(0, 6).map((reading) => html`<div>${reading.route} · ${reading.side} <b>${amount(reading.value, reading.unit)}</b>${reading.limit === null || reading.limit === undefined ? nothing : html` <span class="quiet">limit ${amount(reading.limit, reading.unit)}</span>`}</div>`)}</td>
        <td>${sentence(gate.reason)}</td></tr>`;
    })}</tbody></table></div>
    ${(plan.power ?? []).filter((one) => !one.enough).slice(0, 3).map((one) => html`<p class="second pad">${ICONS.ask()} Step ${one.step}, gate ${one.gate}: ${one.reason}</p>`)}</section>`;
}

function ahead(plan) {
  const stages = (facts.outlook?.stages ?? []).filter((stage) => !plan.endedAt && stage.step >= plan.step);
  if (plan.endedAt || stages.length === 0) {
    return nothing;
  }
  const shown = view.allStages ? stages : stages.slice(0, MOST_STAGES);
  return html`<section class="card" aria-labelledby="ahead-title"><div class="card-head"><h2 id="ahead-title">Still to come</h2><span class="quiet">if all goes well; ends ${facts.outlook.endsAs}</span></div>
    ${facts.outlook.waitsFor.length ? html`<p class="second pad">${ICONS.person()} Waits for somebody at step ${facts.outlook.waitsFor.map((open) => open.step).join(', ')}; times after that are the earliest.</p>` : nothing}
    <div class="scroll-x" tabindex="0" role="region" aria-labelledby="ahead-title"><table><thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">From</th><th scope="col">Until</th><th scope="col">Waits</th></tr></thead><tbody>
    ${shown.map((stage) => html`<tr aria-current=${stage.step === plan.step ? 'step' : nothing}><td>${stage.step || 'start'}</td><td>${stage.what === 'goes on' ? 'as it is now' : stage.what}</td><td class="nowrap">${stage.step === plan.step ? 'now' : when(stage.from, {far: false})}</td><td class="nowrap">${stage.estimated ? 'about ' : ''}${when(stage.until, {far: false})}</td>
      <td>${stage.holds.map((hold) => html`<div>${sentence(hold.reason)}</div>`)}</td></tr>`)}</tbody></table></div>
    ${stages.length > shown.length ? html`<button class="button plain" @click=${() => {
      view.allStages = true;
      draw();
    }}>${count(stages.length - shown.length, 'more step')}</button>` : nothing}
    ${facts.outlook.foreseenUntil ? html`<p class="quiet pad">Foreseen in part, until ${when(facts.outlook.foreseenUntil)}.</p>` : nothing}</section>`;
}

function runbook(plan) {
  if (!plan.startedAt) {
    return nothing;
  }
  return html`<section class="card" aria-labelledby="runbook-title"><div class="card-head"><h2 id="runbook-title">Runbook</h2><span class="quiet">puts the baseline back by hand, where there is no Sluice</span>
      ${view.runbook ? html`<button class="button" @click=${copy}>${view.copied ? html`${ICONS.check()} Copied` : 'Copy'}</button>` : html`<button class="button" @click=${readRunbook}>Show</button>`}</div>
    ${view.runbook ? html`<pre class="block runbook" tabindex="0">${view.runbook}</pre>` : nothing}</section>`;
}

async function readRunbook() {
  try {
    view.runbook = await text(`${planPath(id)}/runbook`, 'text/markdown');
  } catch (error) {
    view.runbook = error.message;
  }
  draw();
}

async function copy() {
  try {
    await navigator.clipboard.writeText(view.runbook);
  } catch {
    const selection = getSelection();
    selection.selectAllChildren(document.querySelector('.runbook'));
    document.execCommand('copy');
  }
  view.copied = true;
  draw();
  setTimeout(() => {
    view.copied = false;
    draw();
  }, 2000);
}

