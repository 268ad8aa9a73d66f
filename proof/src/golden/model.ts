import type { Json, Model, ModelRequest, Situation, TranscriptEntry } from '@durable-goals/core';
import { lines, type GoldenCall } from './script.js';

/** Told what the model is asked, before and after it answers. */
export interface ModelWatch {
  asked(request: ModelRequest): void;
  answered(request: ModelRequest): Promise<void>;
}

/**
 * The model of the golden conversation. It remembers nothing: the same situation gets the same answer, so a
 * Worker that takes over goes on as the one before would have.
 */
export function goldenModel(watch: ModelWatch): Model {
  return {
    id: 'golden',
    async generate(request) {
      watch.asked(request);
      const text = answerTo(request);
      await watch.answered(request);
      const usage = { inputTokens: 10, outputTokens: 5 };
      return { text, finish: 'stop', usage, model: 'golden' };
    },
  };
}

function answerTo({ purpose, situation }: ModelRequest): string {
  switch (purpose) {
    case 'plan':
      return JSON.stringify(stepFor(situation));
    case 'validate': {
      const { trigger } = situation;
      const reason = trigger.kind === 'message' ? lineOf(trigger.text).refused : undefined;
      return JSON.stringify(reason === undefined ? { valid: true } : { valid: false, reason });
    }
    case 'summarize':
      return 'A company day is being planned.';
  }
}

function stepFor({ trigger, transcript }: Situation): Json {
  if (trigger.kind === 'message') {
    const { calls = [], ends } = lineOf(trigger.text);
    if (ends) return { response: 'Have a good day.', next: 'done' };
    if (calls.length > 0) return proposing(calls);
    return { response: `You said: ${trigger.text}`, next: 'question' };
  }
  const asked = transcript.findLastIndex(({ role }) => role === 'user');
  const results = transcript.slice(asked + 1).flatMap((entry) => (isTool(entry) ? [entry] : []));
  const last = results.at(-1);
  // What is known to have come to nothing is proposed once more.
  if (last?.outcome === 'not-run') return proposing([{ tool: last.tool, input: last.input }]);
  const words = results
    .filter(({ outcome }) => outcome !== 'not-run')
    .map(({ tool, outcome, output = null }) => `${tool} ${outcome} ${JSON.stringify(output)}`);
  return { response: `Done: ${words.join('; ')}`, next: 'question' };
}

function proposing(calls: readonly GoldenCall[]): Json {
  const [only] = calls;
  const response = `Shall I run ${calls.map(({ tool }) => tool).join(' and ')}?`;
  return calls.length === 1 && only !== undefined
    ? { response, next: 'confirm', tool: only.tool, input: only.input }
    : { response, next: 'confirm', calls: calls.map(({ tool, input }) => ({ tool, input })) };
}

function lineOf(text: string): (typeof lines)[number] {
  const line = lines.find((line) => line.text === text);
  if (line === undefined) throw new Error(`The golden conversation has no message '${text}'.`);
  return line;
}

function isTool(entry: TranscriptEntry): entry is Extract<TranscriptEntry, { role: 'tool' }> {
  return entry.role === 'tool';
}
