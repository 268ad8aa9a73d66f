import type { AgentObserver } from '@durable-goals/activities';

/** Prints how long each model call took. */
export const stopwatch: AgentObserver = {
  async modelCall({ conversationId, model, purpose }, run) {
    const began = performance.now();
    const { usage } = await run();
    const ms = Math.round(performance.now() - began);
    process.stdout.write(
      `${conversationId}: ${model}, ${purpose}, ${ms} ms, ${usage.outputTokens} tokens\n`,
    );
  },
};
