import {
  defineGoal,
  defineRegistry,
  defineTool,
  inputHashOf,
  newConversation,
  reduce,
  type Command,
  type ConversationEvent,
  type ConversationState,
  type GoalSpec,
  type JsonObject,
  type PlannedCall,
  type PlannedStep,
  type Turn,
} from '@durable-goals/core';
import * as z from 'zod';

/** A goal with one tool of each effect, one that two people have to approve, and one that runs when nobody decides. */
const spec = defineRegistry([
  defineGoal({
    id: 'test',
    title: 'Test',
    instructions: 'Test.',
    tools: [
      defineTool({
        name: 'Read',
        description: 'r',
        effect: 'read',
        input: z.object({ q: z.string() }),
        execute: () => 1,
      }),
      defineTool({
        name: 'Keyed',
        description: 'k',
        effect: 'idempotent',
        input: z.object({ q: z.string() }),
        execute: () => 1,
      }),
      defineTool({
        name: 'Double',
        description: 'd',
        approvals: 2,
        remindAfterMs: 3_600_000,
        input: z.object({ q: z.string() }),
        execute: () => 1,
      }),
      defineTool({
        name: 'Default',
        description: 'e',
        effect: 'idempotent',
        approvalExpiresAfterMs: 7_200_000,
        whenApprovalExpires: 'run',
        input: z.object({ q: z.string() }),
        execute: () => 1,
      }),
      defineTool({
        name: 'Unsafe',
        description: 'u',
        effect: 'unsafe',
        input: z.object({ q: z.string() }),
        execute: () => 1,
      }),
    ],
  }),
]).spec('test');

/** As a Worker of today resolves it. */
export const goal: GoalSpec = { ...spec, runsBy: 3 };

const effects = {
  Read: 'read',
  Keyed: 'idempotent',
  Unsafe: 'unsafe',
  Double: 'unsafe',
  Default: 'idempotent',
} as const;

export type ToolName = keyof typeof effects;

/** A planned call, as the plan Activity would return it. */
export function call(
  tool: ToolName,
  {
    needsApproval = false,
    q = 'x',
  }: { readonly needsApproval?: boolean; readonly q?: string } = {},
): PlannedCall {
  const input: JsonObject = { q };
  return {
    tool,
    input,
    inputHash: inputHashOf(tool, input, { conversationId: 'c', chainId: 'r' }),
    effect: effects[tool],
    needsApproval,
  };
}

/** A planned step. */
export function step(part: Partial<PlannedStep> = {}): PlannedStep {
  return {
    kind: 'step',
    text: 'Well.',
    next: (part.calls ?? []).length > 0 ? 'confirm' : 'question',
    calls: [],
    known: {},
    model: 'test',
    promptVersion: 'v',
    usage: { modelCalls: 1, inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 },
    ...part,
  };
}

/** A conversation in a test: events in, and what came of them. */
export class Talk {
  state: ConversationState = newConversation({ conversationId: 'c', chainId: 'r' });
  now = Date.parse('2026-01-01T00:00:00Z');
  readonly commands: Command[] = [];

  /** Feeds one event and returns the commands that follow from it. */
  feed(event: ConversationEvent): readonly Command[] {
    const next = reduce(this.state, event, this.now);
    this.state = next.state;
    this.commands.push(...next.commands);
    return next.commands;
  }

  /** Begins with the goal resolved and the greeting said. */
  begun(): this {
    this.state = { ...this.state, todo: { kind: 'start' } };
    this.feed({ kind: 'goal-resolved', goal });
    this.plans(step({ text: 'Hello.' }));
    return this;
  }

  says(text: string, id = `id-${text}`): readonly Command[] {
    return this.feed({ kind: 'message', id, text, caller: id });
  }

  plans(reply: PlannedStep): readonly Command[] {
    return this.feed({ kind: 'planned', planId: this.state.plan?.planId ?? -1, reply });
  }

  refuses(text: string): readonly Command[] {
    const { model, promptVersion, usage } = step();
    const planId = this.state.plan?.planId ?? -1;
    return this.feed({
      kind: 'planned',
      planId,
      reply: { kind: 'refused', text, model, promptVersion, usage },
    });
  }

  decides(
    decision: 'approve' | 'reject',
    callId: string,
    extra: {
      inputHash?: string;
      id?: string;
      input?: JsonObject;
      by?: string;
      reason?: string;
    } = {},
  ): readonly Command[] {
    const hash =
      this.state.batch.find((candidate) => candidate.callId === callId)?.inputHash ?? 'none';
    const id = extra.id ?? [decision, callId, extra.by].filter(Boolean).join('-');
    const { by, reason } = extra;
    return this.feed({
      kind: 'decide',
      decision,
      callId,
      id,
      caller: id,
      inputHash: extra.inputHash ?? hash,
      ...(extra.input === undefined ? {} : { input: extra.input }),
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  completes(callId: string, output: JsonObject = { ok: true }): readonly Command[] {
    return this.feed({ kind: 'tool-settled', callId, ending: { kind: 'completed', output } });
  }

  /** What a caller was told, if anything: a turn, or the type of the refusal. */
  toldTo(caller: string): Turn | string | undefined {
    for (const command of this.commands.toReversed()) {
      if (command.kind === 'reply' && command.caller === caller) return command.turn;
      if (command.kind === 'refuse' && command.caller === caller) return command.refusal.type;
    }
    return undefined;
  }
}
