import type { Json, Model, ModelRequest, Situation, TranscriptEntry } from '@durable-goals/core';
import { catering, tasks } from './catering-script.js';
import { companyDay, type GoldenCall, type GoldenLine } from './script.js';

/** Everything that is said to it, by people and by agents. */
const lines: readonly GoldenLine[] = [...companyDay.lines, ...catering.lines, ...tasks];

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

function stepFor({ trigger, transcript, autonomous }: Situation): Json {
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
  const entry = transcript[asked];
  const said = entry?.role === 'user' ? entry.text : '';
  const line = lines.find(({ text }) => text === said);
  const { nextCalls = [] } = line ?? {};
  const isDone = (call: GoldenCall): boolean => results.some(({ tool }) => tool === call.tool);
  if (!nextCalls.every(isDone)) return proposing(nextCalls);
  const words = results
    .filter(({ outcome }) => outcome !== 'not-run')
    .map(({ tool, outcome, output = null }) => `${tool} ${outcome} ${JSON.stringify(output)}`);
  return { response: `Done: ${words.join('; ')}`, next: autonomous ? 'done' : 'question' };
}

function proposing(calls: readonly GoldenCall[]): Json {
  const [only] = calls;
  const response = `Shall I run ${calls.map(({ tool }) => tool).join(' and ')}?`;
  return calls.length === 1 && only !== undefined
    ? { response, next: 'confirm', tool: only.tool, input: only.input }
    : { response, next: 'confirm', calls: calls.map(({ tool, input }) => ({ tool, input })) };
}

function lineOf(text: string): GoldenLine {
  const line = lines.find((line) => line.text === text);
  if (line === undefined) throw new Error(`No golden conversation has a message '${text}'.`);
  return line;
}

function isTool(entry: TranscriptEntry): entry is Extract<TranscriptEntry, { role: 'tool' }> {
  return entry.role === 'tool';
}
