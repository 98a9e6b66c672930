// A route's split as bars: where traffic is, and where the plan wants it.
import {html, nothing} from './html.js';
import {ICONS, percent, sentence} from './words.js';

/** The most sides that have a colour of their own; the ones after share the last. */
const COLOURS = 6;

/**
 * The sides of a plan in one order for all its routes, which is that of the plan: what had the traffic before comes first, and is grey.
 * Whoever is there besides comes last.
 *
 * @returns a map from a side's name to the number of its colour
 */
export function sidesOf(plan) {
  const order = new Set();
  for (const split of ['desired', 'baseline', 'observed']) {
    (plan.routes ?? []).forEach((one) => Object.keys(one[split] ?? {}).forEach((side) => order.add(side)));
  }
  return new Map([...order].map((side, i) => [side, Math.min(i, COLOURS - 1)]));
}

function bar(split, sides, kind) {
  return html`<div class="bar ${kind}">${[...sides].filter(([side]) => (split[side] ?? 0) > 0).map(
    ([side, number]) => html`<span class="seg" data-side=${number} .style=${`flex: ${split[side]} 1 0`}></span>`)}</div>`;
}

export function told(split, sides) {
  return [...sides.keys()].filter((side) => side in split).map((side) => `${side} ${percent(split[side])}`).join(', ');
}

export function isSame(one, other) {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => Math.abs((one[key] ?? 0) - (other[key] ?? 0)) < 0.005);
}

export function route(route, sides, {provider = true} = {}) {
  const {desired = {}, observed} = route;
  const shown = observed ?? desired;
  const differs = observed && !isSame(observed, desired);
  const said = observed ? `has ${told(observed, sides)}${differs ? `; the plan wants ${told(desired, sides)}` : ''}` : `not seen; the plan wants ${told(desired, sides)}`;
  return html`<li class="route">
    <span class="name" title=${route.provider ? `${route.name}, at ${route.provider}` : route.name}>${route.name}${provider && route.provider ? html`<span class="provider">${route.provider}</span>` : nothing}</span>
    <div class="bars" role="img" aria-label=${`${route.name} ${said}`}>
      ${observed ? bar(observed, sides, '') : html`<div class="bar unseen"></div>`}
      ${bar(desired, sides, 'want')}
    </div>
    <span class="split" aria-hidden="true">${[...sides].filter(([side]) => side in shown || sides.size === 2).map(
      ([side, number]) => html`<span class="share"><i class="swatch" data-side=${number}></i>${side} <b>${observed ? percent(observed[side]) : '?'}</b></span>`)}</span>
    ${differs ? html`<span class="differs">${ICONS.attention()} not as wanted: ${told(desired, sides)}</span>` : nothing}
    ${route.unseen ? html`<span class="unseen-why">Not seen at the last look: ${sentence(route.unseen)}</span>` : nothing}
  </li>`;
}
