// A text with numbered lines, and what is wrong with some of them.
import {html, nothing} from './html.js';

/**
 * Draws it.
 *
 * @param marks a map from a line's number to what is wrong there
 */
export function editor({text, marks, input, drop, dropping}) {
  const lines = text.split('\n').length;
  return html`<div class="editor ${dropping ? 'dropping' : ''}" @dragover=${(event) => {
    event.preventDefault();
    drop('over');
  }} @dragleave=${() => drop('leave')} @drop=${(event) => {
    event.preventDefault();
    drop('file', event.dataTransfer.files[0]);
  }}>
    <div class="gutter" aria-hidden="true"><div class="numbers">${Array.from({length: lines}, (_, i) => html`<span class=${marks.has(i + 1) ? 'wrong' : ''}>${marks.has(i + 1) ? '✕ ' : nothing}${i + 1}</span>`)}</div></div>
    <div class="paper"><div class="shades" aria-hidden="true">${[...marks.keys()].map((line) => html`<i .style=${`top: ${line - 1}lh`}></i>`)}</div>
    <textarea id="plan" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" aria-label="Plan file, YAML or JSON" aria-describedby=${marks.size ? 'faults' : nothing} aria-invalid=${marks.size ? 'true' : 'false'}
      placeholder="apiVersion: sluice/v1&#10;name: …&#10;&#10;Paste a plan here, or drop its file." .value=${text} @input=${input} @scroll=${scrolled}></textarea></div>
  </div>`;
}

function scrolled(event) {
  const {scrollTop} = event.target;
  const box = event.target.closest('.editor');
  box.querySelector('.numbers').style.transform = `translateY(${-scrollTop}px)`;
  box.querySelector('.shades').style.transform = `translateY(${-scrollTop}px)`;
}

/** Shows a line, and puts the cursor there. */
export function goTo(line) {
  const area = document.getElementById('plan');
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / lines.length;
  area.scrollTop = Math.max(0, (line - 4) * height);
}
