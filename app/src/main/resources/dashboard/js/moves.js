// What somebody can make a plan do, in the states that allow it; each asks for a reason, which the journal keeps.
import {html, nothing, render} from './html.js';
import {may, planPath, post} from './api.js';
import {ICONS, sentence} from './words.js';

const RESUMABLE = ['pause', 'gate', 'no-data', 'stuck', 'share', 'provider-error', 'webhook'];

/** Moves by name: when they may be, how they are called, and what they do, in words. */
const MOVES = [
  {
    name: 'approve', words: 'Approve', primary: true, needs: 'approve',
    may: (plan) => plan.heldBy === 'approval' && plan.approval && !plan.approval.rejected,
    does: (plan) => `Step ${plan.approval.evidence.step} may go on, with the gates as they stand now. ${plan.approval.votes.length} of ${plan.approval.count} of ${plan.approval.group} have said yes.`,
    body: (plan) => ({evidence: plan.approval.evidence}),
  },
  {
    name: 'reject', words: 'Reject', needs: 'approve',
    may: (plan) => plan.heldBy === 'approval' && plan.approval && !plan.approval.rejected,
    does: () => 'The plan does not go on; it goes back, or holds, as it says.',
  },
  {
    name: 'resume', words: 'Resume', primary: true, needs: 'operate',
    may: (plan) => plan.state === 'held' && RESUMABLE.includes(plan.heldBy),
    does: (plan) => (plan.heldBy === 'gate' || plan.heldBy === 'no-data' ? 'The gate is forgiven once, and the plan goes on.' : 'The plan goes on from where it is.'),
  },
  {
    name: 'reassert', path: 'resume', words: 'Write ours again', needs: 'operate',
    may: (plan) => plan.state === 'held' && plan.heldBy === 'drift',
    does: () => 'The plan writes its own weights over those that somebody else has set, and goes on.',
    body: () => ({drift: 'reassert'}),
  },
  {
    name: 'adopt', path: 'resume', words: 'Take theirs', needs: 'operate',
    may: (plan) => plan.state === 'held' && plan.heldBy === 'drift',
    does: () => 'The plan takes the weights that somebody else has set for this step, and goes on from there.',
    body: () => ({drift: 'adopt'}),
  },
  {
    name: 'promote', words: 'Promote', needs: 'operate',
    may: (plan) => plan.state === 'baking' || (plan.state === 'held' && (plan.heldBy === 'pause' || plan.heldBy === 'webhook')),
    does: () => 'The present bake or pause ends now. Gates, windows and approvals still bind.',
  },
  {
    name: 'pause', words: 'Pause', needs: 'operate',
    may: (plan) => ['scheduled', 'shifting', 'baking'].includes(plan.state) || (plan.state === 'held' && plan.heldBy === 'window'),
    does: () => 'The weights stay as they are until somebody resumes. Gates go on being judged.',
  },
  {
    name: 'cancel', title: 'Cancel', words: 'Cancel plan', needs: 'operate',
    may: (plan) => ['scheduled', 'shifting', 'baking', 'held'].includes(plan.state),
    does: () => 'The plan ends here and the weights stay as they are: nothing is put back, and nothing watches them any more.',
  },
];

export function movesOf(plan) {
  return MOVES.filter((move) => move.may(plan));
}

export function buttons(plan, session, done) {
  return movesOf(plan).map((move) => html`<button class="button ${move.primary ? 'primary' : ''}" ?disabled=${!may(session, move.needs)}
    title=${may(session, move.needs) ? move.does(plan) : `You are not allowed to: it takes the right to ${move.needs}`} @click=${() => ask(plan, move, done)}>${move.words}…</button>`);
}

/** Asks in a dialog, makes the move, and says what came of it. */
function ask(plan, move, done) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'move-title');
  document.body.append(dialog);
  const opener = document.activeElement;
  let state = {busy: false, error: null};

  const draw = () => render(html`<form @submit=${submit}>
    <h2 id="move-title">${move.title ?? move.words} ${plan.name}?</h2>
    <p>${move.does(plan)}</p>
    ${move.name === 'approve' ? html`<ul class="evidence">${Object.entries(plan.approval.evidence.gates).map(([gate, verdict]) => html`<li>Gate ${gate}: ${verdict}</li>`)}</ul>` : nothing}
    <div class="field"><label for="reason">Reason, for the journal</label>
      <textarea id="reason" rows="3" maxlength="500" required autofocus></textarea></div>
    ${state.error ? html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><p>${sentence(state.error.message)}</p></div>` : nothing}
    <div class="actions"><button type="button" class="button" @click=${() => dialog.close()}>Not now</button>
      <button class="button primary" ?disabled=${state.busy}>${state.busy ? 'Asking…' : move.words}</button></div>
  </form>`, dialog);

  async function submit(event) {
    event.preventDefault();
    const reason = dialog.querySelector('textarea').value.trim();
    state = {busy: true, error: null};
    draw();
    try {
      const {body} = await post(`${planPath(plan.id)}/${move.path ?? move.name}`, {reason, ...move.body?.(plan)});
      dialog.close();
      done(body);
    } catch (error) {
      state = {busy: false, error};
      draw();
    }
  }

  dialog.addEventListener('close', () => {
    dialog.remove();
    opener?.focus?.();
  });
  draw();
  dialog.showModal();
}
