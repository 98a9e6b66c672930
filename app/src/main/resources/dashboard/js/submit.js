// Submit: a plan's faults at their lines, its whole run beforehand, and then exactly that.
import {html, nothing, render} from './html.js';
import {may, me, pageOf, post, Refused} from './api.js';
import {coalesced, frame} from './frame.js';
import {heard, lost} from './connection.js';
import {amount, count, ICONS, percent, sentence, when} from './words.js';
import {told} from './split.js';
import {editor, goTo} from './editor.js';
import {places} from './places.js';

const LARGEST_BYTES = 4_000_000;
const MOST_ROWS = 60;

const main = document.getElementById('main');
const view = {text: kept(), faults: [], problem: null, preview: null, of: '', busy: '', dropping: false, all: false, session: {}, said: '', startError: null};

frame('submit');
const draw = coalesced(show);
me().then((session) => {
  view.session = session;
  heard('polling');
  draw();
});
draw();

/** A page that was left by mistake has its text again. */
function kept() {
  try {
    return sessionStorage.getItem('sluice.plan') ?? '';
  } catch {
    return '';
  }
}

function change(text) {
  view.text = text;
  try {
    sessionStorage.setItem('sluice.plan', text);
  } catch {
    // too large to keep, or forbidden
  }
}

/** JSON is YAML, too; what says that it is JSON is read as that, so that its faults are told in its own words. */
const type = (text) => (/^\s*[{[]/.test(text) ? 'application/json' : 'application/yaml');

async function check() {
  if (!view.text.trim()) {
    document.getElementById('plan').focus();
    return;
  }
  Object.assign(view, {busy: 'preview', faults: [], problem: null, startError: null, preview: null, all: false});
  draw();
  const text = view.text;
  try {
    const {body} = await post('/api/v1/plans/preview', text, type(text));
    view.preview = body;
    view.of = text;
    view.said = `The plan is valid. ${body.obstacles.length ? `${count(body.obstacles.length, 'obstacle')}.` : ''} ${count(body.hazards.length, 'remark')}.`;
    heard('polling');
  } catch (error) {
    refused(error, text);
  }
  view.busy = '';
  draw();
  requestAnimationFrame(() => document.getElementById(view.preview ? 'preview-title' : 'faults-title')?.focus());
}

function refused(error, text) {
  view.problem = error;
  if (error instanceof Refused) {
    heard('polling');
    const place = places(text);
    view.faults = error.faults.map((fault) => ({...fault, line: place(fault)})).sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
    view.said = `The plan is refused: ${count(view.faults.length, 'fault')}.`;
  } else {
    lost();
    view.said = error.message;
  }
}

async function start() {
  view.busy = 'start';
  view.startError = null;
  draw();
  const text = view.of;
  try {
    const {body} = await post(`/api/v1/plans?preview=${encodeURIComponent(view.preview.previewDigest)}`, text, type(text));
    change('');
    location.assign(pageOf(body.id));
    return;
  } catch (error) {
    if (error.faults?.some((fault) => fault.pointer === '/schedule/every')) {
      await startRecurring(text);
    } else {
      view.startError = error;
    }
  }
  view.busy = '';
  draw();
}

async function startRecurring(text) {
  try {
    const {body} = await post('/api/v1/recurring', text, type(text));
    change('');
    view.text = '';
    view.preview = null;
    view.recurring = body;
  } catch (error) {
    view.startError = error;
  }
}

async function take(file) {
  if (!file) {
    return;
  }
  if (file.size > LARGEST_BYTES) {
    view.problem = new Error(`${file.name} is larger than any plan may be.`);
    view.faults = [];
  } else {
    change(await file.text());
    Object.assign(view, {faults: [], problem: null, preview: null});
    draw();
    check();
  }
  draw();
}

function drop(what, file) {
  const dropping = what === 'over';
  if (what === 'file') {
    take(file);
  }
  if (dropping !== view.dropping) {
    view.dropping = dropping;
    draw();
  }
}

function show() {
  main.querySelector('.first')?.remove();
  const marks = new Map();
  view.faults.filter((fault) => fault.line).forEach((fault) => marks.set(fault.line, [...(marks.get(fault.line) ?? []), fault.message]));
  const stale = view.preview && view.of !== view.text;
  const allowed = may(view.session, 'submit');
  render(html`<div class="page">
    <h1>Submit a plan</h1>
    <p class="lead second">Nothing moves until you have seen what would: every write, in its cloud's own numbers, and when.</p>
    <p class="hidden-text" role="status">${view.said}</p>
    ${view.recurring ? html`<div class="note good"><span>${ICONS.check()}</span><p>The recurring plan <b>${view.recurring.name}</b> is taken; each run is a plan of its own.</p></div>` : nothing}
    <div class="sheets">
      <section class="card sheet" aria-labelledby="file-title"><div class="card-head"><h2 id="file-title">Plan file</h2>
        <label class="button file">Open a file…<input class="hidden-text" type="file" accept=".yaml,.yml,.json,application/yaml,application/json" @change=${(event) => {
          take(event.target.files[0]);
          event.target.value = '';
        }}></label></div>
        ${editor({text: view.text, marks, drop, dropping: view.dropping, input: (event) => {
          change(event.target.value);
          view.faults = [];
          view.problem = null;
          draw();
        }})}
        <div class="under"><button class="button ${view.preview && !stale ? '' : 'primary'}" ?disabled=${Boolean(view.busy)} @click=${check}>${view.busy === 'preview' ? 'Looking…' : 'Check and preview'}</button>
          <a class="quiet" href="/api/v1/schema/plan">JSON Schema</a></div>
      </section>
      <section class="sheet answer" aria-label="What came of it">
        ${view.problem ? problem() : nothing}
        ${view.preview ? preview(stale, allowed) : view.problem ? nothing : html`<div class="empty card"><p>${view.busy === 'preview' ? 'Asks each cloud what its routes show…' : 'What the plan would do is shown here.'}</p></div>`}
      </section>
    </div></div>`, main);
}

function problem() {
  return html`<div class="card faults" role="alert" id="faults"><h2 id="faults-title" tabindex="-1">${ICONS.cross()} ${view.faults.length ? `${count(view.faults.length, 'fault')}` : view.problem.problem?.title ?? 'It cannot be checked'}</h2>
    ${view.faults.length ? html`<ol>${view.faults.map((fault) => html`<li>
      ${fault.line ? html`<button class="button plain line" @click=${() => goTo(fault.line)}>Line ${fault.line}</button>` : html`<span class="line quiet">Whole file</span>`}
      <span>${fault.pointer ? html`<code>${fault.pointer}</code> ` : nothing}${sentence(fault.message)}</span></li>`)}</ol>` : html`<p>${view.problem.message}</p>`}</div>`;
}

function preview(stale, allowed) {
  const one = view.preview;
  return html`<div class="card preview"><div class="card-head"><h2 id="preview-title" tabindex="-1">What ${one.name} would do</h2></div>
    ${stale ? html`<div class="note warn"><span>${ICONS.attention()}</span><p>The text has changed since. Preview it again before you start it.</p></div>` : nothing}
    ${one.obstacles.map((obstacle) => html`<div class="note bad"><span>${ICONS.cross()}</span><p>${sentence(obstacle)}</p></div>`)}
    ${one.hazards.map((hazard) => html`<div class="note warn"><span>${ICONS.attention()}</span><p>${sentence(hazard.sentence)} ${hazardLine(hazard)}</p></div>`)}
    <dl class="facts"><div><dt>Starts</dt><dd>${one.startsAt ? when(one.startsAt) : 'never'}</dd></div>
      <div><dt>Through</dt><dd>${one.estimatedEnd ? when(one.estimatedEnd) : 'never by itself'}</dd></div>
      <div><dt>Ends</dt><dd>${one.endsAs}</dd></div>
      ${one.cost ? html`<div><dt>Costs more</dt><dd>${one.cost.untilEnd.value === null ? one.cost.untilEnd.reason : `${amount(one.cost.untilEnd.value)} ${one.cost.currency}`}</dd></div>` : nothing}
      ${one.waitsFor.map((open) => html`<div><dt>Waits</dt><dd>at step ${open.step}: ${sentence(open.reason)}</dd></div>`)}</dl>
    <div class="go"><button class="button primary large" ?disabled=${stale || view.busy === 'start' || !allowed} @click=${start}>${view.busy === 'start' ? 'Starting…' : 'Start exactly this'}</button>
      ${allowed ? nothing : html`<p class="second">You may look, and not submit.</p>`}</div>
    ${view.startError ? html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><div><p class="strong">${view.startError.problem?.title ?? 'Not started'}</p><p>${sentence(view.startError.message)}</p>
      ${(view.startError.faults ?? []).map((fault) => html`<p>${sentence(fault.message)}</p>`)}
      ${view.startError.problem?.plan ? html`<p><a href=${pageOf(view.startError.problem.plan)}>See that plan</a></p>` : nothing}</div></div>` : nothing}
    <h3>Routes as they are</h3>
    <div class="scroll-x" tabindex="0" role="region" aria-label="Routes as they are"><table><thead><tr><th scope="col">Route</th><th scope="col">Live</th><th scope="col">Healthy targets</th><th scope="col">What it is</th></tr></thead><tbody>
      ${one.routes.map((route) => html`<tr><th scope="row">${route.name}</th><td class="nowrap">${split(route.live)}${route.asExpected ? nothing : html`<br><span class="differs">expected ${split(route.expected)}</span>`}</td>
        <td>${Object.entries(route.targets).map(([side, {value, reason}]) => html`<div>${side} ${value ?? reason}</div>`)}</td><td>${route.kind}<br><span class="quiet">${route.provider}${route.stickiness ? `, sticky for ${route.stickiness}` : ''}</span></td></tr>`)}</tbody></table></div>
    <h3>Step by step</h3>
    <div class="scroll-x" tabindex="0" role="region" aria-label="Step by step"><table><thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">When</th><th scope="col">Writes</th></tr></thead><tbody>
      ${rows(one).map((stage) => html`<tr><td>${stage.step || 'start'}</td><td>${stage.what}${stage.holds.map((hold) => html`<div class="quiet">${sentence(hold.reason)}</div>`)}</td>
        <td>${when(stage.from, {far: false})}<br><span class="quiet">until ${stage.estimated ? 'about ' : ''}${when(stage.until, {far: false})}</span></td>
        <td>${writesOf(one, stage).map((write) => html`<div class="nowrap">${write.route} <span class="mono">${natives(write.from)} → ${natives(write.to)}</span>${write.purpose === 'forward' ? nothing : html` <span class="quiet">${write.purpose}</span>`}${write.errorPoints ? html` <span class="differs">off by ${percent(write.errorPoints)}</span>` : nothing}</div>`)}</td></tr>`)}</tbody></table></div>
    ${one.calendar.length > MOST_ROWS && !view.all ? html`<button class="button plain" @click=${() => {
      view.all = true;
      draw();
    }}>${count(one.calendar.length - MOST_ROWS, 'more step')}</button>` : nothing}
    ${one.power.filter((power) => !power.enough).map((power) => html`<p class="second pad">${ICONS.ask()} Step ${power.step}, gate ${power.gate}: ${power.reason}</p>`)}
  </div>`;
}

function hazardLine(hazard) {
  const line = places(view.of)({pointer: hazard.pointer});
  return line ? html`<button class="button plain line" @click=${() => goTo(line)}>Line ${line}</button>` : nothing;
}

const rows = (one) => (view.all ? one.calendar : one.calendar.slice(0, MOST_ROWS));
const writesOf = (one, stage) => one.writes.filter((write) => write.step === stage.step && write.at >= stage.from && (write.at < stage.until || stage.from === stage.until));
const split = (weights) => told(weights, new Map(Object.keys(weights).map((side, i) => [side, i])));
const natives = (weights) => Object.entries(weights).map(([side, weight]) => `${side} ${weight}`).join(' ');
