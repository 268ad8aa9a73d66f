import {
  defaultPayloadConverter,
  rawValueTypeInfo,
  type Payload,
  type RawValue,
} from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate, setHandler, uuid4 } from '@temporalio/workflow';
import { decisionRefusal, resolveRefusal } from '../conversation/decisions.js';
import type { ConversationEvent, Refusal } from '../conversation/events.js';
import { messageRefusal } from '../conversation/requests.js';
import { refusalAfterTheEnd } from '../conversation/seen.js';
import type { Turn } from '../conversation/turn.js';
import { failures } from '../failures.js';
import { queries, signals, updates, type MessagesAfter } from '../wire.js';
import type { ConversationRun, Question } from './conversation-run.js';
import {
  readApprove,
  readDecide,
  readFromSubAgent,
  readGrant,
  readId,
  readNamed,
  readPrompt,
  readResolve,
  readSendMessage,
  readToSubAgent,
} from './decode.js';
import { attemptAs, refusalIn } from './refused-attempt.js';
import { sdkActivator } from './sdk-activator.js';
import { goalView, latestToolCall, messagePage, statusOf } from './views.js';

/**
 * Registers everything that a conversation can be told and asked. To be called before the first `await`
 * of a Workflow: an Update that comes earlier is rejected.
 *
 * No handler awaits anything but the reducer's answer, and none throws anything but an
 * `ApplicationFailure`, so no message can fail the Workflow Task.
 */
export function handleMessages(run: ConversationRun, goalId: string): void {
  handleUpdates(run);
  handleSignals(run);
  setHandler(defineQuery(queries.state), () => statusOf(run.state, goalId));
  setHandler(defineQuery<unknown, [MessagesAfter?]>(queries.messages), (page) =>
    messagePage(run.state, page?.after),
  );
  setHandler(defineQuery(queries.approvals), () => statusOf(run.state, goalId).approvals);
  setHandler(defineQuery(queries.latestToolCall), () => latestToolCall(run.state));
  setHandler(defineQuery(queries.goal), () => goalView(run.state));
  setHandler(defineQuery(queries.usage), () => run.state.usage);
}

function handleUpdates(run: ConversationRun): void {
  update(run, updates.sendMessage, {
    read: (value) => ({ kind: 'message', ...readSendMessage(value) }),
    refusal: (event) => (event.kind === 'message' ? messageRefusal(run.state, event) : undefined),
  });
  for (const decision of ['approve', 'reject'] as const) {
    update(run, updates[decision], {
      read: (value) => ({ kind: 'decide', ...readApprove(value), decision }),
      refusal: (event) =>
        event.kind === 'decide' ? decisionRefusal(run.state, event, Date.now()) : undefined,
    });
  }
  update(run, updates.resolve, {
    read: (value) => ({ kind: 'resolve', ...readResolve(value) }),
    refusal: (event) => (event.kind === 'resolve' ? resolveRefusal(run.state, event) : undefined),
  });
  update(run, updates.retry, { read: (value) => ({ kind: 'retry', ...readId(value) }) });
  update(run, updates.setModel, {
    read: (value) => ({ kind: 'set-model', ...readNamed(value, 'model') }),
  });
  update(run, updates.grant, { read: (value) => ({ kind: 'grant', ...readGrant(value) }) });
  update(run, updates.changeGoal, {
    read: (value) => ({ kind: 'change-goal', ...readNamed(value, 'goalId') }),
  });
  update(run, updates.end, {
    read: (value) => {
      readId(value);
      return { kind: 'end', outcome: 'ended' };
    },
  });
}

/** How an Update is read, and why it may be refused before it leaves a trace. */
interface UpdateRule {
  read(value: unknown): Question;
  refusal?(event: Question): Refusal | undefined;
}

function update(run: ConversationRun, name: string, rule: UpdateRule): void {
  setHandler(
    defineUpdate<Turn, [unknown]>(name),
    (value) => {
      run.count('updates');
      return run.update(rule.read(value));
    },
    {
      validator: (value) => {
        try {
          const event = rule.read(value);
          const refusal = run.state.closed
            ? refusalAfterTheEnd(run.state, event)
            : rule.refusal?.(event);
          if (refusal) throw failures.refused(refusal.type, refusal.reason);
        } catch (error) {
          run.refused(attemptAs(name, value), refusalIn(error));
          throw error;
        }
      },
    },
  );
}

function handleSignals(run: ConversationRun): void {
  signal(run, signals.userPrompt, (value) => ({ kind: 'message', ...readPrompt(value, uuid4) }));
  signal(run, signals.decide, (value) => ({ kind: 'decide', ...readDecide(value) }));
  signal(run, signals.confirm, () => ({ kind: 'confirm' }));
  signal(run, signals.endChat, () => ({ kind: 'end', outcome: 'ended' }));
  signal(run, signals.fromSubAgent, (value) => ({
    kind: 'sub-agent-told',
    ...readFromSubAgent(value),
  }));
  signal(run, signals.toSubAgent, (value) => {
    run.takeFromParent(readToSubAgent(value));
    return undefined;
  });
}

/** Payloads of one Signal that are kept from being decoded; the first one counts. */
const mostPayloads = 64;

/**
 * Registers a Signal whose payload is read inside the handler: one that is no JSON would otherwise fail
 * the Workflow Task for ever, before any handler is reached.
 */
function signal(
  run: ConversationRun,
  name: string,
  read: (value: unknown) => ConversationEvent | undefined,
): void {
  const inputTypes = Array.from({ length: mostPayloads }, () => rawValueTypeInfo);
  const raw = defineSignal<RawValue[]>(name, { typeInfo: { inputTypes } });
  setHandler(raw, (...values) => {
    let value: unknown;
    run.count('signals');
    try {
      value = decoded(values[0]);
      const event = read(value);
      if (event !== undefined) run.dispatch(event);
    } catch (error) {
      run.refused(attemptAs(name, value), refusalIn(error));
    }
  });
}

function decoded(value: RawValue | undefined): unknown {
  if (value === undefined) return undefined;
  // The Workflow's own converter, when the user brought one; the SDK keeps it where only this finds it.
  const payload: Payload = value.payload;
  return (sdkActivator()?.payloadConverter ?? defaultPayloadConverter).fromPayload(payload);
}
