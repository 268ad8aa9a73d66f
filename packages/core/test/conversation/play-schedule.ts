import {
  limitNames,
  newConversation,
  reduce,
  type ConversationEvent,
  type ConversationState,
  type GoalSpec,
  type PlannedStep,
} from '@durable-goals/core';
import { nextAlarm } from '../../src/conversation/advance.js';
import { holdsDecision } from './approvals-oracle.js';
import { handedOver } from './handed-over.js';
import { isReadyToContinue, turnStateOf } from '../../src/conversation/turn.js';
import { freezeState } from './freeze-json.js';
import { drawnLimits, holds, limitsOracle, type Running } from './limits-oracle.js';
import { randomOf } from './random-of.js';
import { call, goal, step } from './talk.js';

/** A goal that is taken up when it changed, before and after a change of one tool. */
const first: GoalSpec = { ...goal, hash: 'first', whenChanged: 'next-turn' };
const second: GoalSpec = {
  ...first,
  hash: 'second',
  tools: goal.tools.map((tool) => (tool.name === 'Keyed' ? { ...tool, hash: 'k2' } : tool)),
};

/** What came about in a schedule, so that one in which nothing happens does not count as a proof. */
export interface PlayedSchedule {
  readonly taken: number;
  readonly handOvers: number;
}

/**
 * Plays one schedule of people, models and tools, and checks after each step what must always hold.
 *
 * @param seed - Draws the schedule: the same one each time.
 * @throws `Error` with the promise that was broken.
 */
export function playSchedule(seed: number, steps: number): PlayedSchedule {
  const random = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(random() * items.length)];
  let state: ConversationState = newConversation({ conversationId: 'c', chainId: 'r' });
  state = { ...state, todo: { kind: 'start' } };
  let now = 0;
  let next = 0;
  let handOvers = 0;
  let running: Running[] = [{ kind: 'resolve-goal', goalId: 'test' }];
  const waitingCallers = new Set<string>();
  const toolRuns = new Map<string, number>();
  const needsApproval = new Set<string>();
  const sent: string[] = [];
  // Every second conversation takes changes of its goal up, and every third has limits and tells of approvals.
  const isLimited = seed % 3 === 0;
  const registered = {
    ...(seed % 2 === 0 ? first : goal),
    ...(isLimited ? { notifiesApprovals: true as const } : {}),
  };
  if (isLimited) state = { ...state, startedAt: 0, limits: drawnLimits(random) };
  const limits = limitsOracle();
  const told = new Set<string>();

  function feed(event: ConversationEvent): void {
    const result = reduce(state, event, now);
    // What is frozen throws when it is written to, so that no step can touch the state before it.
    freezeState(result.state);
    holdsDecision(event, state, { ...result, now });
    ({ state } = result);
    for (const command of result.commands) {
      if (command.kind === 'reply' || command.kind === 'refuse') {
        holds(waitingCallers.delete(command.caller), `caller ${command.caller} is answered once`);
      } else if (command.kind === 'cancel-plan') {
        running = running.filter(
          (other) => other.kind !== 'plan' || other.planId !== command.planId,
        );
      } else if (command.kind !== 'forward' && command.kind !== 'tell-parent') {
        if (command.kind === 'notify-approval') {
          const key = `${command.reason} ${command.approval.callId}`;
          holds(!told.has(key), `nobody is told twice of '${key}'`);
          told.add(key);
          continue;
        }
        limits.begins(command, { state, now, running });
        if (command.kind === 'run-tool' && command.delayMs === undefined) {
          const { callId } = command.call;
          toolRuns.set(callId, (toolRuns.get(callId) ?? 0) + 1);
          holds(toolRuns.get(callId) === 1, `call ${callId} is begun once`);
          const approved = command.call.approval?.decision === 'approved';
          holds(approved || !needsApproval.has(callId), `call ${callId} runs only approved`);
        }
        running.push(command);
      }
    }
    check();
  }

  function check(): void {
    limits.hold(state);
    const doing = turnStateOf(state);
    // A summary is made beside the conversation, unless a step waits for it.
    const counts = ({ kind }: Running) => kind !== 'summarize' || state.plan?.compacting === true;
    const quiet = !running.some(counts) && !state.continuing;
    holds(!quiet || state.parked.length === 0, `nobody waits for nothing in state ${doing}`);
    holds(state.parked.length <= 6, 'at most six callers wait');
    const editors = state.batch.flatMap(({ edit }) => edit?.caller ?? []);
    const waiting = new Set([...state.parked.map(({ caller }) => caller), ...editors]);
    holds(
      waiting.size === waitingCallers.size && [...waiting].every((one) => waitingCallers.has(one)),
      'who was not answered still waits',
    );
    holds(
      state.messages.every(({ seq }, at) => seq > (state.messages[at - 1]?.seq ?? 0)),
      'messages are in order',
    );
    holds(!state.closed || waitingCallers.size === 0, 'the end answers everybody');
    for (const { callId, status } of state.batch) {
      if (status === 'awaiting-approval') needsApproval.add(callId);
    }
    const works = running.some(counts) || state.continuing;
    holds(doing !== 'working' || !state.goal || works, 'working means that something runs');
  }

  function plan(): PlannedStep {
    const calls = Array.from({ length: Math.floor(random() * 3) }, () => {
      const tool = pick(['Read', 'Keyed', 'Unsafe', 'Double', 'Default'] as const) ?? 'Read';
      const always = tool === 'Double' || tool === 'Default';
      return call(tool, {
        needsApproval: always || random() < 0.6,
        q: `${Math.floor(random() * 3)}`,
      });
    });
    return step({
      calls,
      next: calls.length > 0 ? 'confirm' : random() < 0.02 ? 'done' : 'question',
    });
  }

  function settleOne(): void {
    const index = Math.floor(random() * running.length);
    const [command] = running.splice(index, 1);
    if (command === undefined) return;
    switch (command.kind) {
      case 'resolve-goal':
        feed(
          random() < 0.8
            ? { kind: 'goal-resolved', goal: registered }
            : state.goal
              ? { kind: 'goal-unknown', reason: 'None.' }
              : { kind: 'goal-resolved', goal: registered },
        );
        break;
      case 'look-up-goal':
        feed({ kind: 'goal-looked-up', ...pick([{ goal: first }, { goal: second }, {}]) });
        break;
      case 'plan': {
        const { planId, budget } = command;
        const { model, promptVersion } = step();
        const modelCalls = Math.min(budget?.modelCalls ?? 3, 1 + Math.floor(random() * 3));
        const usage = { ...step().usage, modelCalls };
        const chance = random();
        if (chance < 0.1)
          feed({
            kind: 'plan-failed',
            planId,
            type: 'T',
            reason: 'R.',
            heals: random() < 0.5,
            tooLong: random() < 0.3,
            usage,
          });
        else if (chance < 0.2 && command.validate)
          feed({
            kind: 'planned',
            planId,
            reply: { kind: 'refused', text: 'No.', model, promptVersion, usage },
          });
        else if (chance < 0.3 && budget?.modelCalls !== undefined)
          feed({
            kind: 'planned',
            planId,
            reply: { kind: 'limit', limit: 'modelCalls', checked: random() < 0.5, usage },
          });
        else feed({ kind: 'planned', planId, reply: { ...plan(), usage } });
        break;
      }
      case 'run-tool': {
        const { callId } = command.call;
        const ending = pick([
          'completed',
          'completed',
          'failed',
          'lost',
          'never-started',
          'version-missing',
          'not-run',
        ] as const);
        if (ending === 'completed')
          feed({ kind: 'tool-settled', callId, ending: { kind: 'completed', output: 1 } });
        else if (ending === 'lost')
          feed({ kind: 'tool-settled', callId, ending: { kind: 'lost', reason: 'L.' } });
        else if (ending === 'never-started')
          feed({ kind: 'tool-settled', callId, ending: { kind: 'never-started' } });
        else if (ending === 'version-missing') {
          const attempted = random() < 0.2 ? { attempted: true as const } : {};
          feed({
            kind: 'tool-settled',
            callId,
            ending: { kind: 'never-started', reason: 'V.', ...attempted },
          });
        } else
          feed({ kind: 'tool-settled', callId, ending: { kind: ending ?? 'failed', error: 'E.' } });
        break;
      }
      case 'verify':
        feed({ kind: 'verified', callId: command.call.callId, verdict: { kind: 'unknown' } });
        break;
      case 'check-input':
        feed({
          kind: 'input-checked',
          callId: command.call.callId,
          check:
            random() < 0.5
              ? { kind: 'refused', reason: 'No.' }
              : { kind: 'accepted', input: command.input, inputHash: 'h' },
        });
        break;
      case 'summarize':
        feed(
          random() < 0.7
            ? { kind: 'summarized', text: 'S.', usage: step().usage, upTo: command.upTo }
            : { kind: 'summary-failed' },
        );
    }
  }

  function grantMore(caller: string): void {
    const name = pick(limitNames) ?? 'turns';
    const more = name === 'wallTimeMs' ? 600_000 : 5;
    // The oracle adds up what was granted by itself.
    if (!state.ending) limits.grant(name, more);
    feed({ kind: 'grant', id: caller, limits: { [name]: more }, caller });
  }

  function personDoesSomething(): void {
    const caller = `p${(next += 1)}`;
    const waiting = pick(state.batch);
    const chance = random();
    waitingCallers.add(caller);
    if (chance < 0.5) {
      const again = random() < 0.1 ? pick(sent) : undefined;
      const id = again ?? caller;
      if (again === undefined) sent.push(id);
      feed({ kind: 'message', id, text: id, caller });
    } else if (chance < 0.85 && waiting) {
      const inputHash = random() < 0.9 ? waiting.inputHash : 'wrong';
      feed({
        kind: 'decide',
        id: caller,
        decision: random() < 0.7 ? 'approve' : 'reject',
        callId: waiting.callId,
        inputHash,
        caller,
        ...(random() < 0.2 ? { input: { q: 'edited' } } : {}),
        ...pick([{ by: 'ada' }, { by: 'Ada' }, { by: 'bob' }, { by: 'local' }, {}]),
      });
    } else if (chance < 0.93 && waiting) {
      feed({
        kind: 'resolve',
        id: caller,
        callId: waiting.callId,
        happened: random() < 0.5,
        caller,
      });
    } else if (chance < 0.95) {
      feed({ kind: 'retry', id: caller, caller });
    } else if (chance < 0.96) {
      feed({ kind: 'change-goal', id: caller, goalId: 'test', caller });
    } else if (chance < 0.97) {
      grantMore(caller);
    } else {
      feed({ kind: 'set-model', id: caller, model: 'm', caller });
    }
  }

  for (let index = 0; index < steps && !state.closed; index += 1) {
    const chance = random();
    now += Math.floor(random() * 10_000);
    if (chance < 0.45 && running.length > 0) settleOne();
    else if (chance < 0.9) personDoesSomething();
    else if (chance < 0.94) feed({ kind: 'confirm' });
    else if (chance < 0.97) {
      now = Math.max(now, nextAlarm(state, now) ?? now);
      // Somebody may be told of by the server before the timer is.
      if (random() < 0.3) personDoesSomething();
      else feed({ kind: 'tick' });
    } else feed({ kind: 'continue-due' });
    if (isReadyToContinue(state)) {
      holds(waitingCallers.size === 0, 'everybody was told before the hand-over');
      handOvers += 1;
      state = handedOver(state, holds);
      // What a run began and did not wait for, the next one does not hear of.
      running = running.filter(({ kind }) => kind !== 'summarize');
      feed({ kind: 'tick' });
    }
  }
  feed({ kind: 'end', outcome: 'ended' });
  for (let index = 0; index < 200 && running.length > 0; index += 1) settleOne();
  holds(state.closed, 'the end is reached once everything has settled');
  const said = state.messages.flatMap(({ role, id }) => (role === 'user' ? [id] : []));
  const taken = new Set(said);
  holds(taken.size === said.length, 'each message is taken once');
  const order = sent.filter((id) => taken.has(id));
  holds(
    order.length === said.length && order.every((id, at) => id === said[at]),
    'messages are taken in the order they came',
  );
  return { taken: said.length, handOvers };
}
