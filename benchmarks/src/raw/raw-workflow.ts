import { allHandlersFinished, condition, continueAsNew, defineUpdate } from '@temporalio/workflow';
import { proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Message, RawActivities } from './raw-activities.js';

export const say = defineUpdate<string, [string]>('say');

const { callModel } = proxyActivities<RawActivities>({ startToCloseTimeout: '5 minutes' });

/** The smallest loop: one Update, one model Activity, one reply, with a history that is bounded. */
export async function rawLoop(window: readonly Message[]): Promise<void> {
  let messages = window;
  setHandler(say, async (text) => {
    const asked = [...messages, { role: 'user', content: text } as const];
    const reply = await callModel(asked);
    messages = [...asked, { role: 'assistant', content: reply } as const].slice(-20);
    return reply;
  });
  await condition(() => workflowInfo().continueAsNewSuggested && allHandlersFinished());
  await continueAsNew<typeof rawLoop>(messages);
}
