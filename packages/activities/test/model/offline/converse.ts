import {
  defineRegistry,
  nextStepSchema,
  verdictSchema,
  type Goal,
  type Json,
  type JsonObject,
  type ModelPurpose,
  type Situation,
  type Tool,
  type ToolOutcome,
  type TranscriptEntry,
  type Trigger,
} from '@durable-goals/core';
import { offlineModel } from '../../../src/model/offline/offline-model.js';

/** A call as the model proposed it. */
interface Call {
  readonly tool: string;
  readonly input: JsonObject;
}

/** How the talk goes on after a call was proposed. */
type Decision =
  | 'run'
  | 'wait'
  | { readonly outcome: Exclude<ToolOutcome, 'completed'>; readonly error?: string };

export interface TalkOptions {
  readonly today?: string;
  /** What becomes of a proposed call. @defaultValue it runs */
  readonly decide?: (call: Call) => Decision;
}

/** A conversation with the offline model, in memory: what the Workflow does, as far as a model notices. */
export interface Talk {
  /** Says something; answers with what the agent says last. */
  say(text: string): Promise<string>;
  /** Approves the call that waits. */
  approve(): Promise<string>;
  readonly transcript: readonly TranscriptEntry[];
  readonly calls: readonly Call[];
  readonly pending: readonly Call[];
  readonly known: JsonObject;
  readonly completed: readonly string[];
  readonly ended: boolean;
  /** Arguments of the last step that have no value, by their dotted names. */
  readonly gaps: readonly string[];
  readonly lastStep: { response: string; next: string; tool?: string | null | undefined };
  situation(trigger: Trigger): Situation;
}

export async function startTalk(goal: Goal, options: TalkOptions = {}): Promise<Talk> {
  const { today = '2026-11-05', decide = () => 'run' } = options;
  const spec = defineRegistry([goal]).spec(goal.id);
  const model = offlineModel();
  const transcript: TranscriptEntry[] = [];
  const calls: Call[] = [];
  let pending: Call[] = [];
  let known: JsonObject = {};
  let completed: string[] = [];
  let ended = false;
  let gaps: readonly string[] = [];
  let lastStep: Talk['lastStep'] = { response: '', next: 'question' };

  const situation = (trigger: Trigger): Situation => ({
    goal: spec,
    trigger,
    transcript: [...transcript],
    known,
    completed,
    pending,
    today,
  });
  const ask = async (purpose: ModelPurpose, trigger: Trigger): Promise<unknown> => {
    const request = { purpose, messages: [], situation: situation(trigger) };
    const { text } = await model.generate(request, { signal: new AbortController().signal });
    return JSON.parse(text);
  };
  const learn = (input: JsonObject): void => {
    const given = Object.entries(input).filter(([, value]) => value !== null);
    known = { ...known, ...Object.fromEntries(given) };
  };
  const settle = (
    call: Call,
    outcome: ToolOutcome,
    result: { output?: Json; error?: string },
  ): string => {
    const callId = `c${transcript.length}`;
    transcript.push({ role: 'tool', callId, ...call, outcome, ...result });
    if (outcome === 'completed') {
      completed = [...completed.filter((name) => name !== call.tool), call.tool];
    }
    return callId;
  };
  const run = async (call: Call): Promise<string> => {
    calls.push(call);
    const tool: Tool | undefined = goal.tools.find(({ name }) => name === call.tool);
    try {
      const output = await execute(tool, call.input, calls.length);
      return await plan({ kind: 'tool-results', callIds: [settle(call, 'completed', { output })] });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const callId = settle(call, 'failed', { error: words });
      return plan({ kind: 'tool-results', callIds: [callId] });
    }
  };
  const plan = async (trigger: Trigger): Promise<string> => {
    const step = nextStepSchema.parse(await ask('plan', trigger));
    lastStep = step;
    const input = (step.input ?? {}) as JsonObject;
    gaps = gapsIn(input);
    learn(input);
    const call = step.next === 'confirm' && step.tool ? { tool: step.tool, input } : undefined;
    if (pending.length > 0) {
      if (call && JSON.stringify(call) === JSON.stringify(pending[0])) {
        transcript.push({ role: 'agent', text: step.response, next: step.next });
        return step.response;
      }
      for (const old of pending) settle(old, 'withdrawn', { error: 'A newer message came.' });
      pending = [];
    }
    transcript.push({
      role: 'agent',
      text: step.response,
      next: step.next,
      ...(call ? { calls: [call] } : {}),
    });
    if (step.next === 'done' || step.next === 'pick-new-goal') ended = true;
    if (!call) return step.response;
    const decision = decide(call);
    if (decision === 'run') return run(call);
    if (decision === 'wait') {
      pending = [call];
      return step.response;
    }
    const callId = settle(
      call,
      decision.outcome,
      decision.error === undefined ? {} : { error: decision.error },
    );
    return plan({ kind: 'tool-results', callIds: [callId] });
  };
  await plan({ kind: 'start' });
  return {
    async say(text) {
      const trigger: Trigger = { kind: 'message', text };
      transcript.push({ role: 'user', text });
      const verdict = verdictSchema.parse(await ask('validate', trigger));
      if (verdict.valid) return plan(trigger);
      transcript.push({ role: 'agent', text: verdict.reason ?? '', next: 'question' });
      return verdict.reason ?? '';
    },
    async approve() {
      const [call] = pending;
      pending = [];
      if (!call) throw new Error('Nothing waits for approval.');
      return run(call);
    },
    situation,
    transcript,
    calls,
    get pending() {
      return pending;
    },
    get known() {
      return known;
    },
    get completed() {
      return completed;
    },
    get ended() {
      return ended;
    },
    get gaps() {
      return gaps;
    },
    get lastStep() {
      return lastStep;
    },
  };
}

async function execute(tool: Tool | undefined, input: JsonObject, count: number): Promise<Json> {
  if (!tool) throw new Error('No such tool.');
  const checked = await tool.input['~standard'].validate(input);
  if (checked.issues) throw new Error(`Schema: ${JSON.stringify(checked.issues)}`);
  const context = {
    conversationId: 'c',
    callId: 'c1',
    idempotencyKey: `k${count}`,
    attempt: 1,
    signal: new AbortController().signal,
    heartbeat: () => undefined,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    resultOf: async () => null,
  };
  return (await tool.execute(checked.value as never, context)) as Json;
}

function gapsIn(input: JsonObject, outer: readonly string[] = []): readonly string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    if (value === null) return [[...outer, name].join('.')];
    return typeof value === 'object' && !Array.isArray(value)
      ? gapsIn(value as JsonObject, [...outer, name])
      : [];
  });
}

/** The conversation as it would be printed. */
export function printed(transcript: readonly TranscriptEntry[]): string {
  return transcript
    .map((entry) => {
      switch (entry.role) {
        case 'user':
          return `You: ${entry.text}`;
        case 'agent':
          return `Agent: ${entry.text}`;
        case 'tool':
          return `[${entry.tool} ${entry.outcome} ${JSON.stringify(entry.input)}]`;
        case 'system':
          return `(${entry.text})`;
      }
    })
    .join('\n');
}
