// Revert: names what will change, asks once, and then tells of each route until all are back.
import {html, nothing, render} from './html.js';
import {get, may, mayWith, me, pageOf, planPath, post, Refused, Unreachable} from './api.js';
import {coalesced, frame} from './frame.js';
import {exactSpan, now as time} from './clock.js';
import {heard, lost} from './connection.js';
import {count, ICONS, pill, sentence} from './words.js';
import {isSame, sidesOf, told} from './split.js';

const PAGE = 200;
const MOST_LISTED = 60;
const MOST_ROUTES = 8;
const LOOK_AGAIN_MILLIS = 1_000;
/** A request of the API has at most so many ids. */
const MOST_AT_ONCE = 1_000;
const MOST_WATCHED_AT_ONCE = 50;
/** The roles that give the right to revert. */
const REVERTERS = ['operator', 'admin', 'break-glass'];
const ENDED = {'': 'no plan that has ended', '1h': 'plans that ended within 1 hour', '1d': 'plans that ended within 24 hours'};

const main = document.getElementById('main');
const only = new URLSearchParams(location.search).get('plan');
const view = {
  phase: 'choosing', plans: [], unread: null, reading: true, chosen: new Set(), ended: '', reason: '', error: null,
  asked: 0, since: 0, done: 0, accounts: new Map(), unsent: [], lookedAt: new Map(), said: '', session: {},
};

frame('revert');
const draw = coalesced(show);
setInterval(() => (view.phase === 'reverting' ? draw() : null), 500);
read();
draw();

async function read() {
  view.reading = true;
  view.session = await me(); // what is chosen beforehand is what they may put back
  try {
    if (only && view.plans.length === 0) {
      const plan = await get(planPath(only));
      view.plans = [plan];
      if (mayChoose(plan)) {
        view.chosen.add(plan.id);
      }
    } else {
      await all(['held', 'reverting', 'shifting', 'baking'].map((state) => `&state=${state}`).join(''));
      if (view.ended) {
        const since = time() - {'1h': 3_600_000, '1d': 86_400_000}[view.ended];
        await all('&state=completed&state=cancelled', (plan) => Date.parse(plan.endedAt) >= since);
      }
    }
    view.unread = null;
    heard('polling');
  } catch (error) {
    view.unread = error;
    if (error instanceof Unreachable) {
      lost();
    }
  }
  view.reading = false;
  draw();
}

async function all(states, kept = () => true) {
  let next = '';
  do {
    const page = await get(`/api/v1/plans?limit=${PAGE}${states}${next && `&after=${encodeURIComponent(next)}`}`);
    for (const plan of page.plans.filter(kept)) {
      if (!view.plans.some((one) => one.id === plan.id)) {
        view.plans.push(plan);
        if (!only && mayChoose(plan)) {
          view.chosen.add(plan.id);
        }
      }
    }
    next = page.plans.every(kept) ? page.next : null;
    draw();
  } while (next);
}

function show() {
  main.querySelector('.first')?.remove();
  render(html`<div class="page narrow">${view.phase === 'choosing' ? choosing() : account()}</div>`, main);
}

/** One that is not theirs to put back would have the whole order refused. */
function isTheirs(plan) {
  return mayWith(view.session, REVERTERS, plan.labels);
}

function mayChoose(plan) {
  return plan.state !== 'reverted' && isTheirs(plan);
}

function chosen() {
  return view.plans.filter((plan) => view.chosen.has(plan.id));
}

/** What of a route will change: from what it shows to its baseline. */
function change(route) {
  const from = route.observed;
  const to = route.baseline;
  if (!to) {
    return {words: 'has not started: nothing to put back', none: true};
  }
  const sides = sidesOf({routes: [route]});
  if (from && isSame(from, to)) {
    return {words: `is at its baseline: ${told(to, sides)}`, none: true};
  }
  return {from: from ? told(from, sides) : 'not seen', to: told(to, sides)};
}

function choosing() {
  const plans = chosen();
  const routes = plans.flatMap((plan) => plan.routes);
  const moving = routes.filter((route) => !change(route).none);
  const everything = view.unread && view.plans.length === 0;
  const words = everything ? 'Put everything back now' : `Put ${count(plans.length, 'plan')}, ${count(routes.length, 'route')} back now`;
  const allowed = may(view.session, 'revert');
  return html`<h1>Put traffic back</h1>
    <p class="lead second">Each route goes back to its baseline: the split it had when its plan started. No gate, window or approval is in the way of that, and the plans are over afterwards.</p>
    ${view.error ? html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><div><p class="strong">${view.error.problem?.title ?? 'The service does not answer'}</p><p>${view.error.message}</p>${byHand()}</div></div>` : nothing}
    ${view.unread ? html`<div class="note warn" role="alert"><span>${ICONS.attention()}</span><div>
      <p class="strong">The plans cannot be listed: ${view.unread.message}</p>
      <p>${everything ? 'Everything can be put back all the same: each node knows the baselines by itself.' : 'What is below may not be all.'}</p>
      <p><button class="button" @click=${read}>List them again</button></p></div></div>` : nothing}
    <form @submit=${go}>
      ${everything ? nothing : html`<fieldset class="card"><legend class="hidden-text">Plans to put back</legend>
        <div class="card-head"><h2>This will change</h2><span class="quiet">${view.reading ? 'reading…' : `${count(moving.length, 'route')} of ${count(routes.length, 'route')}`}</span>
        ${view.plans.length > 1 ? html`<button type="button" class="button plain" @click=${toggleAll}>${plans.length === view.plans.filter(mayChoose).length ? 'None' : 'All'}</button>` : nothing}</div>
        ${view.plans.length === 0 && !view.reading ? html`<p class="pad second">No plan is under way: there is nothing to put back. A plan that has not started has changed nothing; cancel it on its page.</p>` : nothing}
        <ul class="plans">${view.plans.slice(0, MOST_LISTED).map(planChoice)}
          ${view.plans.length > MOST_LISTED ? html`<li class="quiet pad">and ${count(view.plans.length - MOST_LISTED, 'plan')} more, ${view.plans.slice(MOST_LISTED).filter((plan) => view.chosen.has(plan.id)).length.toLocaleString()} of them chosen</li>` : nothing}</ul>
      </fieldset>
      ${only ? html`<p><a href="/revert">Put all plans back instead</a></p>` : html`<div class="field-row"><label for="ended">Besides</label><select id="ended" @change=${(event) => {
        view.ended = event.target.value;
        view.plans = view.plans.filter((plan) => !plan.endedAt);
        read();
      }}>${Object.entries(ENDED).map(([value, text]) => html`<option value=${value} ?selected=${view.ended === value}>${text}</option>`)}</select></div>`}`}
      <div class="field-row"><label for="reason">Reason <span class="quiet">(may stay empty)</span></label><input id="reason" type="text" maxlength="500" autocomplete="off" .value=${view.reason} @input=${(event) => {
        view.reason = event.target.value;
      }}></div>
      <div class="go"><button class="button danger large" ?disabled=${!allowed || (!everything && plans.length === 0) || view.busy}>${ICONS.back()}${view.busy ? 'Asking…' : words}</button>
        <a class="button large" href=${only ? pageOf(only) : '/'}>Leave it</a></div>
      ${allowed ? nothing : html`<p class="second">You are not allowed to put plans back: that takes the right to revert.</p>`}
    </form>`;
}

function toggleAll() {
  const plans = view.plans.filter(mayChoose);
  view.chosen = new Set(chosen().length === plans.length ? [] : plans.map((plan) => plan.id));
  draw();
}

function planChoice(plan) {
  const why = isTheirs(plan) ? nothing : 'Not yours to put back: your right to revert is for plans with other labels';
  return html`<li class="choice"><label title=${why}><input type="checkbox" .checked=${view.chosen.has(plan.id)} ?disabled=${!mayChoose(plan)} title=${why} @change=${(event) => {
    view.chosen[event.target.checked ? 'add' : 'delete'](plan.id);
    draw();
  }}> <span class="strong">${plan.name}</span> ${pill(plan)}${isTheirs(plan) ? nothing : html` <span class="quiet">not yours to put back</span>`}</label>
    <ul class="changes">${plan.routes.slice(0, MOST_ROUTES).map((route) => {
      const {from, to, words} = change(route);
      return html`<li><b>${route.name}</b>${words ? html`<span class="quiet">${words}</span>` : html`<span>${from}</span><span class="arrow" aria-label="goes to">→</span><span class="strong">${to}</span>`}</li>`;
    })}${plan.routes.length > MOST_ROUTES ? html`<li class="quiet">and ${count(plan.routes.length - MOST_ROUTES, 'more route')}</li>` : nothing}</ul></li>`;
}

function byHand() {
  return html`<p>The same from a shell: <code>curl -X POST -H 'Content-Type: application/json' -d '{"all": true}' ${location.origin}/api/v1/revert</code>; and without a service, on its machine: <code>java -jar app/target/sluice.jar revert --capsules data/capsules</code></p>`;
}

/** Exactly the plans that were shown, in as many requests as that takes. */
function orders(everything, plans) {
  if (everything) {
    return [{all: true}];
  }
  const ids = plans.map((plan) => plan.id);
  return Array.from({length: Math.ceil(ids.length / MOST_AT_ONCE)}, (_, i) => ({plans: ids.slice(i * MOST_AT_ONCE, (i + 1) * MOST_AT_ONCE)}));
}

async function go(event) {
  event.preventDefault();
  if (view.busy) {
    return;
  }
  const plans = chosen();
  view.busy = true;
  view.error = null;
  view.since = time();
  draw();
  const everything = view.unread && view.plans.length === 0;
  const unsent = await send(orders(everything, plans));
  if (view.phase === 'reverting') {
    view.unsent = unsent;
    history.replaceState(null, '', location.pathname);
    watch();
  } else {
    view.error = unsent[0].error;
  }
  view.busy = false;
  draw();
  if (view.phase === 'reverting') {
    requestAnimationFrame(() => document.getElementById('account')?.focus());
  }
}

/** Each for itself: what became of one order says nothing of another. @returns those that came to nothing, each with its error */
async function send(orders) {
  const reason = view.reason.trim();
  const sent = await Promise.allSettled(orders.map(async (order) => {
    const {body} = await post('/api/v1/revert?wait=1s', {...order, ...(reason && {reason})});
    view.phase = 'reverting';
    heard('polling');
    take(body);
    draw();
  }));
  const unsent = sent.flatMap(({reason: error}, i) => (error ? [{order: orders[i], error}] : []));
  if (unsent.some(({error}) => error instanceof Unreachable)) {
    lost();
  }
  return unsent;
}

async function sendAgain() {
  view.busy = true;
  draw();
  view.unsent = await send(view.unsent.map(({order}) => order));
  view.busy = false;
  tell();
  draw();
}

function take(answer) {
  for (const one of answer.plans) {
    const before = view.accounts.get(one.plan);
    const routes = new Map();
    for (const route of one.routes) {
      const back = one.back || Boolean(route.baseline && route.observed && isSame(route.baseline, route.observed));
      const known = before?.routes.get(route.name);
      routes.set(route.name, {...route, back, at: back ? known?.at ?? time() : null});
    }
    view.accounts.set(one.plan, {...one, routes: routes.size ? routes : before?.routes ?? routes});
  }
  tell();
}

function tallies() {
  const accounts = [...view.accounts.values()];
  const routes = accounts.flatMap((one) => [...one.routes.values()]);
  const failed = accounts.filter((one) => one.problem && !one.back);
  const over = view.unsent.length === 0 && !view.busy && accounts.every((one) => one.back || one.problem);
  return {accounts, routes, back: routes.filter((route) => route.back).length, failed, over, all: over && failed.length === 0};
}

/** How it ended where not all came back, and why. */
function partly({back, failed}) {
  const why = [...new Set(failed.map((one) => one.problem.title))].join('; ');
  return `${count(back, 'route is', 'routes are')} back, ${count(failed.length, 'plan is', 'plans are')} not: ${why}`;
}

/** Told when the number changes, and not at each look. */
function tell() {
  const tally = tallies();
  const {routes, back, over, all, failed} = tally;
  if (over && !view.done) {
    view.done = time();
  }
  view.said = all ? `All ${count(routes.length, 'route')} are back, after ${exactSpan((view.done - view.since) / 1000)}.` : over ? `${partly(tally)}.`
    : `${back} of ${count(routes.length, 'route')} are back.${failed.length ? ` ${count(failed.length, 'plan')} could not be asked.` : ''}`;
}

async function watch() {
  const looked = (one) => view.lookedAt.get(one.plan) ?? 0;
  const waiting = [...view.accounts.values()].filter((one) => !one.back && !one.problem).sort((one, other) => looked(one) - looked(other));
  try {
    await Promise.all(waiting.slice(0, MOST_WATCHED_AT_ONCE).map(async (one) => {
      view.lookedAt.set(one.plan, time());
      const plan = await get(planPath(one.revertedBy ?? one.plan));
      take({plans: [{
        ...one, state: plan.state, reason: plan.reason,
        back: plan.state === 'reverted' || /(^|; )back; guarding/.test(plan.reason),
        routes: plan.routes.map(({name, baseline, observed, unseen}) => ({name, baseline, observed, unseen})),
      }]});
    }));
    if (waiting.length) {
      heard('polling');
    }
  } catch (error) {
    // The order is on disk: it goes on, whether or not anybody sees it.
    if (!(error instanceof Refused)) {
      lost();
    }
  }
  tell();
  draw();
  if (!tallies().over) {
    setTimeout(watch, LOOK_AGAIN_MILLIS);
  }
}

function account() {
  const tally = tallies();
  const {accounts, routes, back, failed, over, all} = tally;
  const elapsed = ((view.done || time()) - view.since) / 1000;
  const share = routes.length ? (100 * back) / routes.length : 0;
  return html`<h1 id="account" tabindex="-1">${all ? html`<span class="done">${ICONS.check()} All ${count(routes.length, 'route')} ${routes.length === 1 ? 'is' : 'are'} back</span>` : over ? html`${ICONS.attention()} ${partly(tally)}` : html`Going back: ${back} of ${count(routes.length, 'route')}`}</h1>
    <p class="lead second">${all ? `It took ${exactSpan(elapsed)}. Plans are watched a little longer, as a late call may still land.` : over ? html`After ${exactSpan(elapsed)}. What is not back stands below, and why.` : html`For <b>${exactSpan(elapsed)}</b> now. The order is on disk and is carried out whether or not this page stays open.`}</p>
    <p class="hidden-text" role="status">${view.said}</p>
    <div class="progress large" role="progressbar" aria-label="Routes that are back" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share)}><span .style=${`width: ${share}%`}></span></div>
    ${view.unsent.map(({order, error}) => html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><div>
      <p class="strong">${order.plans ? `${count(order.plans.length, 'plan')} not ordered back` : 'Not ordered'}: ${error.problem?.title ?? 'The service does not answer'}</p><p>${sentence(error.message)}</p>${byHand()}</div></div>`)}
    ${view.unsent.length ? html`<p class="go"><button type="button" class="button danger" ?disabled=${view.busy} @click=${sendAgain}>${ICONS.back()}${view.busy ? 'Asking…' : 'Order these again'}</button></p>` : nothing}
    ${failed.length ? html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><div><p class="strong">${count(failed.length, 'plan')} not put back</p>${failed.map((one) => html`<p>${one.name}: ${sentence(one.problem.detail ?? one.problem.title)}${one.problem.plan ? html` <a href=${`/revert?plan=${encodeURIComponent(one.problem.plan)}`}>Put that one back</a>` : nothing}</p>`)}</div></div>` : nothing}
    <div class="card scroll-x" tabindex="0" role="region" aria-label="Each route"><table class="account"><thead><tr><th scope="col">Plan</th><th scope="col">Route</th><th scope="col">Has</th><th scope="col">Goes to</th><th scope="col">Is</th></tr></thead><tbody>
    ${accounts.flatMap((one) => [...one.routes.values()].slice(0, 100).map((route, i) => {
      const sides = sidesOf({routes: [{...route, desired: route.baseline}]});
      return html`<tr class=${route.back ? 'back' : ''}><td>${i === 0 ? html`<a href=${pageOf(one.revertedBy ?? one.plan)}>${one.name}</a>` : html`<span class="hidden-text">${one.name}</span>`}</td><th scope="row">${route.name}</th>
        <td class="nowrap">${route.observed ? told(route.observed, sides) : html`<span class="quiet">not seen</span>`}</td><td class="nowrap">${route.baseline ? told(route.baseline, sides) : html`<span class="quiet">nothing was moved</span>`}</td>
        <td class="nowrap is">${route.back ? html`${ICONS.check()} back${route.at ? html` <span class="quiet">after ${exactSpan((route.at - view.since) / 1000)}</span>` : nothing}` : one.problem ? html`${ICONS.attention()} not asked` : html`${ICONS.moving()} on its way`}</td></tr>`;
    }))}</tbody></table></div>
    ${accounts.filter((one) => !one.back && !one.problem).slice(0, 20).map((one) => html`<p class="second"><b>${one.name}</b>: ${sentence(one.reason)}</p>`)}
    ${!over && elapsed > 60 ? html`<div class="note warn"><span>${ICONS.attention()}</span><div><p>It takes long. It goes on trying; if the cloud does not take it, the runbook of each plan has the commands to do it by hand.</p></div></div>` : nothing}
    <p class="go"><a class="button ${all ? 'primary' : ''}" href="/">See all plans</a></p>`;
}

