import { appendSettled, withdraw } from './calls.js';
import { clear, type Draft } from './draft.js';
import { takeBack, durationWords, halt } from './limits.js';
import { limitOf } from './state.js';

/**
 * Stops the conversation once its time is over: a plan under way and the calls that wait are taken back, tools that
 * run are let settle, and it is said once.
 */
export function stopAtTime(draft: Draft): void {
  const { state, now } = draft;
  const max = limitOf(state, 'wallTimeMs');
  if (max === undefined || state.startedAt === undefined || state.goal === undefined) return;
  if (now < state.startedAt + max || state.ending || state.closed) return;
  const reached = { limit: 'wallTimeMs', max } as const;
  withdraw(draft, `This conversation may last ${durationWords(max)}, and that is over.`);
  // Whatever is left of the step ends with its results, and the step after it is what stops.
  const { plan, batch, todo, wait, halted, switchingTo, queue } = draft.state;
  if (batch.some(({ status }) => status !== 'settled')) return;
  const trigger = plan?.trigger ?? wait?.trigger;
  if (plan !== undefined) {
    takeBack(draft, plan);
  }
  if (trigger !== undefined) {
    clear(draft, 'plan', 'wait');
    appendSettled(draft);
    halt(draft, reached, trigger);
  } else if (halted !== undefined) {
    appendSettled(draft);
  } else if (batch.length + queue.length === 0 && todo === undefined && switchingTo === undefined) {
    halt(draft, reached);
  }
}
