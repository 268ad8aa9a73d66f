import type { RecordEntry } from '../conversation-store.js';
import type { Json } from '../json.js';
import type { GivenApproval, Message, ToolCall } from '../message.js';
import type { ConversationEvent, Refusal } from './events.js';
import type { CallState, ConversationState } from './state.js';

/** Characters of any text in a record; a person's reason has no business to be longer. */
const textLength = 500;

/** A message, a decision or a request, as its record names it. */
export interface Attempt {
  readonly kind: string;
  readonly id?: string;
  readonly by?: string;
  readonly callId?: string;
  readonly inputHash?: string;
  readonly reason?: string;
}

/** How the calls were decided about since `before`: by a person, or by time. */
export function decisionEntries(
  before: ConversationState,
  after: ConversationState,
): readonly RecordEntry[] {
  if (before.batch === after.batch) return [];
  const passedOn = passedOnEntries(before, after);
  const decided = new Set(
    before.batch.flatMap(({ callId, approval }) => (approval === undefined ? [] : [callId])),
  );
  const calls: readonly (ToolCall | CallState)[] = [
    ...after.messages.flatMap(({ seq, toolCall }) =>
      seq >= before.nextSeq && toolCall !== undefined ? [toolCall] : [],
    ),
    ...after.batch,
  ];
  const own = calls.flatMap((call) => [
    ...('approvedBy' in call ? givenEntries(call, call.approvedBy) : []),
    ...(decided.has(call.callId) ? [] : decisionEntry(call)),
  ]);
  return [...own, ...passedOn];
}

/** What people decided here about calls of sub-agents, which took it. */
function passedOnEntries(
  { batch }: ConversationState,
  after: ConversationState,
): readonly RecordEntry[] {
  return after.batch.flatMap(({ callId: own, subAgent }) => {
    const known = batch.find(({ callId }) => callId === own)?.subAgent?.decisions?.length ?? 0;
    const { goalId = '', decisions = [] } = subAgent ?? {};
    return decisions.slice(known).map(({ callId, tool, decision, inputHash, by, reason, at }) => ({
      key: `${callId}:${decision}:${at}`,
      at,
      kind: decision,
      ...bounded({ by, reason, inputHash }),
      callId,
      tool,
      details: { subAgent: goalId },
    }));
  });
}

/** The decisions that a transcript tells of. */
export function decisionEntriesOf(messages: readonly Message[]): readonly RecordEntry[] {
  return messages.flatMap(({ toolCall }) =>
    toolCall === undefined ? [] : decisionEntry(toolCall),
  );
}

/** Each yes of two, which counts before the other is given. */
function givenEntries(
  { callId, tool, inputHash }: ToolCall,
  given: readonly GivenApproval[] = [],
): readonly RecordEntry[] {
  return given.map(({ by, reason, at }, index) => ({
    key: `${callId}:yes:${index + 1}`,
    at,
    kind: 'yes-of-two',
    ...bounded({ by, reason }),
    callId,
    tool,
    inputHash,
  }));
}

function decisionEntry({ callId, tool, inputHash, approval }: ToolCall): readonly RecordEntry[] {
  if (approval === undefined) return [];
  const { decision, by, reason, at, editedFrom } = approval;
  return [
    {
      key: `${callId}:${decision}`,
      at,
      kind: decision,
      ...bounded({ by, reason }),
      callId,
      tool,
      inputHash,
      ...(editedFrom === undefined ? {} : { details: { editedFrom } }),
    },
  ];
}

/** What a person asked for besides messages and decisions, which are on the record elsewhere. */
export function requestEntry(event: ConversationEvent, at: string): readonly RecordEntry[] {
  switch (event.kind) {
    case 'resolve': {
      const { by, reason, callId, happened } = event;
      return [entry(event, at, { ...bounded({ by, reason }), callId, details: { happened } })];
    }
    case 'grant':
      return [entry(event, at, { details: { ...event.limits } })];
    case 'set-model':
      return [entry(event, at, { details: { model: event.model } })];
    case 'change-goal':
      return [entry(event, at, { details: { goalId: event.goalId } })];
    case 'retry':
      return [entry(event, at, {})];
    case 'end':
      return [{ key: `end:${at}`, at, kind: 'end', details: { outcome: event.outcome } }];
    default:
      return [];
  }
}

function entry(
  { kind, id }: { readonly kind: string; readonly id: string },
  at: string,
  rest: Partial<RecordEntry> & { readonly details?: Json },
): RecordEntry {
  return { key: `${kind}:${id}`, at, kind, ...rest };
}

/** An attempt that was not taken, with every text of it cut to a bound. */
export function refusedEntry(
  attempt: Attempt,
  refusal: Pick<Refusal, 'reason'> & { readonly type: string },
  at: { readonly time: string; readonly count: number },
): RecordEntry {
  const { kind, id, by, callId, inputHash, reason } = attempt;
  const which = id ?? `${at.time}-${at.count}`;
  return {
    key: shortened(`refused:${kind}:${which}:${callId ?? ''}:${refusal.type}`),
    at: at.time,
    kind,
    ...bounded({ by, callId, inputHash, reason }),
    refused: { type: refusal.type, reason: shortened(refusal.reason) },
  };
}

function bounded(
  texts: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, shortened(text)]],
    ),
  );
}

function shortened(text: string): string {
  return text.length <= textLength ? text : `${text.slice(0, textLength)}…`;
}
