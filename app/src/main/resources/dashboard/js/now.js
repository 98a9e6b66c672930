// Now: where traffic is, why, and what comes next; what needs somebody stands first.
import {html, nothing, render} from './html.js';
import {get, pageOf, planPath, Refused} from './api.js';
import {coalesced, failure, frame} from './frame.js';
import {fromNow, now as time} from './clock.js';
import {GROUPS, ICONS, count, pill, sentence, standing, when} from './words.js';
import {route, sidesOf} from './split.js';
import * as gates from './gate.js';
import {plans} from './plans.js';
import {virtualList} from './virtual.js';

/** More routes than this of one plan are for its own page. */
const MOST_ROUTES = 4;
const MOST_GATES = 4;
const EMPTY_EXAMPLE = `curl --data-binary @plans/examples/checkout-region-move.yaml \\
     -H 'Content-Type: application/yaml' ${location.origin}/api/v1/plans`;

const main = document.getElementById('main');
const view = {search: '', group: null, tab: location.hash === '#ended' ? 'ended' : 'active', failed: null};
let list;
let shownOnce = false;

frame('now');
const draw = coalesced(show);
const known = plans({
  changed() {
    view.failed = null;
    draw();
  },
  failed(error) {
    view.failed = error;
    draw();
  },
});
setInterval(draw, 1000); // countdowns
window.addEventListener('hashchange', () => {
  view.tab = location.hash === '#ended' ? 'ended' : 'active';
  view.group = null;
  draw();
});
document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
    event.preventDefault();
    document.getElementById('search')?.focus();
  }
});
// A text typed into the address comes back with it.
view.search = new URLSearchParams(location.search).get('q') ?? '';

function show() {
  const all = known.all();
  if (view.failed && all.length === 0) {
    render(failure(view.failed, () => location.reload()), main);
    return;
  }
  if (all.length === 0 && !known.isComplete()) {
    return; // the shell says that it loads
  }
  if (!shownOnce) {
    main.replaceChildren();
    shownOnce = true;
    performance.mark('sluice-first-plans');
  }
  const active = all.filter((plan) => standing(plan).group !== 'ended');
  const ended = all.filter((plan) => standing(plan).group === 'ended');
  const sizes = new Map(GROUPS.map(({id}) => [id, 0]));
  active.forEach((plan) => sizes.set(standing(plan).group, sizes.get(standing(plan).group) + 1));
  const wanted = (view.tab === 'ended' ? ended : active).filter(matches);
  title(sizes, active.length);
  render(html`<div class="page">
    <div class="head">
      <h1>Now</h1>
      <p class="summary">${headline(sizes, active.length)}</p>
    </div>
    <div class="filters">
      <div class="tabs" role="group" aria-label="Which plans">
        <a href="#" class="tab" aria-current=${view.tab === 'active' ? 'true' : nothing} @click=${tab('active')}>Active <b>${active.length.toLocaleString()}</b></a>
        <a href="#ended" class="tab" aria-current=${view.tab === 'ended' ? 'true' : nothing} @click=${tab('ended')}>Ended <b>${ended.length.toLocaleString()}</b></a>
      </div>
      ${view.tab === 'active' ? html`<div class="chips" role="group" aria-label="Show only">${GROUPS.filter(({id}) => sizes.get(id) > 0 || view.group === id).map((group) => html`
        <button class="chip" data-tone=${group.tone} aria-pressed=${view.group === group.id} @click=${() => only(group.id)}>${ICONS[group.icon]()}<span><b>${sizes.get(group.id).toLocaleString()}</b> ${group.chip}</span></button>`)}</div>` : nothing}
      <input id="search" type="search" aria-label="Filter by name, owner, label, route or reason" placeholder="Filter: name, owner, team=…, reason" autocomplete="off" spellcheck="false" .value=${view.search} @input=${(event) => {
        view.search = event.target.value;
        draw();
      }}>
    </div>
    ${view.search ? html`<p class="found quiet" role="status">${count(wanted.length, 'plan')} of ${(view.tab === 'ended' ? ended : active).length.toLocaleString()}</p>` : nothing}
    <div id="rows"></div>
    ${wanted.length === 0 ? nobody(active, ended) : nothing}
  </div>`, main);
  const place = document.getElementById('rows');
  if (list?.place !== place) {
    list = virtualList(place, {row: item, key: (one) => one.id ?? `group-${one.group}`, guess});
    list.place = place;
  }
  list.drawn().forEach(gates.remember); // of those on the screen only: ten thousand plans have many figures
  list.show(view.tab === 'ended' ? newestFirst(wanted) : grouped(wanted));
  recallHistory();
}

function tab(which) {
  return (event) => {
    event.preventDefault();
    history.replaceState(null, '', which === 'ended' ? '#ended' : location.pathname + location.search);
    view.tab = which;
    view.group = null;
    draw();
  };
}

function only(group) {
  view.group = view.group === group ? null : group;
  draw();
}

function title(sizes, active) {
  const people = sizes.get('attention');
  document.title = people > 0 ? `(${people}) Now · Sluice` : active > 0 ? `Now · Sluice` : 'Nothing moves · Sluice';
}

/** The whole in one sentence. */
function headline(sizes, active) {
  if (active === 0) {
    return 'No plan is under way.';
  }
  const people = sizes.get('attention');
  const parts = [];
  parts.push(people > 0
    ? html`<span class="urgent">${ICONS.attention()} ${count(people, 'plan needs', 'plans need')} somebody</span>`
    : html`<span class="fine">${ICONS.check()} Nothing needs you</span>`);
  for (const [id, words] of [['back', 'going back'], ['moving', 'moving'], ['waiting', 'waiting'], ['scheduled', 'not started']]) {
    if (sizes.get(id) > 0) {
      parts.push(html`${sizes.get(id).toLocaleString()} ${words}`);
    }
  }
  return parts.map((part, i) => html`${i ? html`<span class="dot" aria-hidden="true"> · </span>` : nothing}${part}`);
}

function matches(plan) {
  if (view.group && view.tab === 'active' && standing(plan).group !== view.group) {
    return false;
  }
  if (!view.search.trim()) {
    return true;
  }
  const text = [plan.id, plan.name, plan.owner, plan.reason, plan.state, plan.heldBy, standing(plan).words,
    ...Object.entries(plan.labels ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(plan.routes ?? []).map((one) => `${one.name} ${one.provider ?? ''}`)].join(' ').toLowerCase();
  return view.search.toLowerCase().trim().split(/\s+/).every((word) => text.includes(word));
}

const URGENCY = {bad: 0, attention: 1, back: 2, moving: 3, calm: 4, good: 5};
const DRIFT_FIRST = ['drift', 'stuck', 'gate', 'provider-error', 'share', 'no-data', 'approval'];

/** Headings between the groups; within one what is worse, then what happens sooner. */
function grouped(wanted) {
  const soon = (plan) => Date.parse(plan.nextLookAt ?? '') || Infinity;
  const rank = (plan) => {
    const at = DRIFT_FIRST.indexOf(plan.heldBy);
    return at < 0 ? DRIFT_FIRST.length : at;
  };
  return GROUPS.flatMap((group) => {
    const plans = wanted.filter((plan) => standing(plan).group === group.id);
    plans.sort(group.id === 'attention'
      ? (one, other) => rank(one) - rank(other) || URGENCY[standing(one).tone] - URGENCY[standing(other).tone] || (one.id < other.id ? 1 : -1)
      : group.id === 'waiting' || group.id === 'scheduled' ? (one, other) => soon(one) - soon(other) || (one.id < other.id ? 1 : -1)
        : (one, other) => (one.id < other.id ? 1 : -1));
    return plans.length === 0 ? [] : [{group: group.id, title: group.title, tone: group.tone, size: plans.length}, ...plans];
  });
}

function newestFirst(wanted) {
  return [...wanted].sort((one, other) => (one.endedAt ?? one.id) < (other.endedAt ?? other.id) ? 1 : -1);
}

function guess(one) {
  return one.group ? 46 : Math.max(112, 40 + 34 * Math.max(Math.min(MOST_ROUTES, (one.routes ?? []).length), Math.min(MOST_GATES, (one.gates ?? []).length))) + 12;
}

function item(one) {
  return one.group ? html`<h2 class="group" data-tone=${one.tone}>${one.title} <span class="quiet">${one.size.toLocaleString()}</span></h2>` : plan(one);
}

function plan(one) {
  const sides = sidesOf(one);
  const {tone, group} = standing(one);
  const routes = one.routes ?? [];
  // What is not as wanted is shown first, whatever else has to wait for the plan's own page.
  const first = routes.length > MOST_ROUTES ? [...routes].sort((a, b) => worth(b) - worth(a)).slice(0, MOST_ROUTES) : routes;
  const shown = (one.gates ?? []).slice(0, MOST_GATES);
  return html`<article class="card plan" data-tone=${tone} aria-labelledby=${`name-${one.id}`}>
    <div class="about">
      <div class="line"><h3 id=${`name-${one.id}`}><a href=${pageOf(one.id)}>${one.name}</a></h3>${pill(one)}</div>
      <p class="reason">${sentence(one.reason)}</p>
      <p class="facts quiet">
        ${one.owner ? html`<span>${one.owner}</span>` : nothing}
        ${Object.entries(one.labels ?? {}).map(([name, value]) => html`<span class="label">${name}=${value}</span>`)}
      </p>
    </div>
    <ul class="routes" aria-label="Routes">${first.map((each) => route(each, sides, {provider: Boolean(each.provider)}))}
      ${routes.length > first.length ? html`<li class="quiet more"><a href=${pageOf(one.id)}>${count(routes.length - first.length, 'more route')}</a></li>` : nothing}</ul>
    <div class="judged">
      ${shown.length ? html`<ul class="gates" aria-label="Gates">${shown.map((each) => gates.gate(one, each))}</ul>` : html`<p class="quiet small">No gates</p>`}
      ${(one.gates ?? []).length > shown.length ? html`<p class="quiet small">${count(one.gates.length - shown.length, 'more gate')}</p>` : nothing}
    </div>
    <div class="next">${next(one, group)}</div>
  </article>`;
}

function worth(route) {
  return (route.unseen || !route.observed ? 2 : 0) + (route.observed && JSON.stringify(route.observed) !== JSON.stringify(route.desired) ? 1 : 0);
}

function next(one, group) {
  const steps = html`<p><span class="strong">Step ${one.step}</span> <span class="quiet">of ${one.steps.toLocaleString()}</span></p>
    <div class="progress" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(one.progress ?? 0)}><span .style=${`width: ${one.progress ?? 0}%`}></span></div>`;
  if (group === 'ended') {
    return html`${steps}${one.endedAt ? html`<p class="quiet">${when(one.endedAt)}</p>` : nothing}`;
  }
  const due = one.nextLookAt && Date.parse(one.nextLookAt) - time() > -3000;
  return html`${steps}
    ${one.nextLookAt ? html`<p class="countdown">${due ? html`Next look <b>${fromNow(one.nextLookAt)}</b>` : html`Looks now`}</p>` : nothing}
    ${one.estimatedEnd ? html`<p class="quiet">Through ${when(one.estimatedEnd, {seconds: false})}</p>` : group === 'attention' ? html`<p class="quiet">Until somebody decides</p>` : nothing}`;
}

function nobody(active, ended) {
  if (view.search || view.group) {
    return html`<div class="empty"><p>No plan matches.</p><button class="button" @click=${() => {
      view.search = '';
      view.group = null;
      draw();
    }}>Show all</button></div>`;
  }
  if (view.tab === 'ended') {
    return html`<div class="empty"><p>No plan has ended yet.</p></div>`;
  }
  return html`<div class="empty card">
    <svg viewBox="0 0 64 40" width="96" height="60" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true"><path d="M4 6h56M4 34h56M32 10v20"/><path d="M8 20h16" stroke="var(--side-1)" stroke-width="5"/><path d="M40 20h16" opacity=".35"/></svg>
    <h2>Nothing moves</h2>
    <p>All traffic is where it was left. A plan says which routes move from where to where, in which steps, and what must hold meanwhile.
      ${ended.length ? html`<a href="#ended" @click=${tab('ended')}>${count(ended.length, 'plan has', 'plans have')} ended.</a>` : nothing}</p>
    <a class="button primary" href="/submit">Submit a plan</a>
    <p class="quiet">or from a shell:</p>
    <pre class="block" tabindex="0">${EMPTY_EXAMPLE}</pre>
  </div>`;
}

// What the gates of the plans on the screen said before this page was opened.
const asked = new Set();
let noHistory = false;
let asking = 0;

function recallHistory() {
  if (noHistory) {
    return;
  }
  for (const one of list.drawn()) {
    if (asking < 4 && one.gates?.length && !asked.has(one.id)) {
      asked.add(one.id);
      asking++;
      get(`${planPath(one.id)}/samples?since=${new Date(time() - 1_800_000).toISOString()}`).then(
        (samples) => gates.recall(one.id, samples),
        (e) => {
          noHistory ||= e instanceof Refused && e.status !== 429;
        },
      ).finally(() => {
        asking--;
        draw();
      });
    }
  }
}
