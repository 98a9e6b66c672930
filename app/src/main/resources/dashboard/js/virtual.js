// Ten thousand rows of which only those near the screen exist. Rows have any height: it is guessed until it was seen.
import {html, render} from './html.js';

const BEYOND_PIXELS = 900;

/**
 * A list in an element.
 *
 * @param place where it is
 * @param row what to draw for an item, within a `<li>`
 * @param key what names an item
 * @param guess the height of one that was not drawn yet, in pixels
 */
export function virtualList(place, {row, key, guess}) {
  const heights = new Map();
  let items = [];
  let due = false;

  function draw() {
    due = false;
    const top = -place.getBoundingClientRect().top - BEYOND_PIXELS;
    const bottom = top + window.innerHeight + 2 * BEYOND_PIXELS;
    let first = 0;
    let above = 0;
    while (first < items.length - 1 && above + height(items[first]) < top) {
      above += height(items[first]);
      first++;
    }
    let end = first;
    let drawn = above;
    while (end < items.length && drawn < bottom) {
      drawn += height(items[end]);
      end++;
    }
    // Whoever has moved into the list by keyboard keeps what is in focus.
    const focused = place.contains(document.activeElement) ? document.activeElement.closest('[data-row]')?.dataset.row : null;
    if (focused) {
      const at = items.findIndex((item) => key(item) === focused);
      if (at >= end && at - end < 50) {
        end = at + 1;
      } else if (at >= 0 && at < first && first - at < 50) {
        for (; first > at; first--) {
          above -= height(items[first - 1]);
        }
      }
    }
    let below = 0;
    for (let i = end; i < items.length; i++) {
      below += height(items[i]);
    }
    render(html`<div aria-hidden="true" .style=${`height: ${above}px`}></div>
      <ul class="rows">${items.slice(first, end).map((item, i) => html`<li data-row=${key(item)} aria-posinset=${first + i + 1} aria-setsize=${items.length}>${row(item)}</li>`)}</ul>
      <div aria-hidden="true" .style=${`height: ${below}px`}></div>`, place);
    measure();
  }

  function measure() {
    let off = 0;
    for (const element of place.querySelectorAll(':scope > ul > [data-row]')) {
      const seen = element.offsetHeight;
      const known = heights.get(element.dataset.row);
      if (known !== seen) {
        off += Math.abs((known ?? 0) - seen);
        heights.set(element.dataset.row, seen);
      }
    }
    if (off > BEYOND_PIXELS / 2) {
      soon();
    }
  }

  function height(item) {
    return heights.get(key(item)) ?? guess(item);
  }

  function soon() {
    if (!due) {
      due = true;
      requestAnimationFrame(draw);
    }
  }

  window.addEventListener('scroll', soon, {passive: true});
  window.addEventListener('resize', () => {
    heights.clear();
    soon();
  });

  return {
    show(all) {
      items = all;
      draw();
    },
    /** The items that are drawn now. */
    drawn() {
      const keys = new Set([...place.querySelectorAll('[data-row]')].map((element) => element.dataset.row));
      return items.filter((item) => keys.has(key(item)));
    },
  };
}
