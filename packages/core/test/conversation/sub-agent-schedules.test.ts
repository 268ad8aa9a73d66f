import {
  reduce,
  type Command,
  type ConversationEvent,
  type ConversationState,
  type GoalSpec,
} from '@durable-goals/core';
import { expect, test } from 'vitest';
import { resultOf } from '../../src/conversation/carry.js';
import { seenTurn } from '../../src/conversation/seen.js';
import type { Refusal } from '../../src/conversation/events.js';
import { startingState } from '../../src/conversation/start.js';
import { endingOfSubAgent, usageOfSubAgent } from '../../src/conversation/sub-agent-ending.js';
import type { ForwardedAnswer, ForwardedRequest } from '../../src/conversation/sub-agent-state.js';
import { needsOf, pendingApprovals, turnStateOf } from '../../src/conversation/turn.js';
import { freezeState } from './freeze-json.js';
import { holds } from './limits-oracle.js';
import { planned, talking } from './sub-agent-talk.js';
import { call, goal, step } from './talk.js';

/** Something that is on its way, and comes some time. */
type OnItsWay = () => void;

/**
 * Plays a conversation and its sub-agent against each other: two real reducers, and between them words that take their
 * time, as the Workflow's shell carries them. Whatever happens in between, whoever decides is answered once, calls run
 * only when they are approved, and what was used is within the limits.
 */
function play(seed: number): { readonly decided: number; readonly refused: number } {
  let drawn = seed;
  const random = (): number => {
    drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648;
    return drawn / 2_147_483_648;
  };
  // In every third, the limits are reached.
  const modelCalls = seed % 3 === 0 ? 6 + Math.floor(random() * 8) : 200;
  let now = Date.parse('2026-01-01T00:00:00Z');
  let top = talking({ modelCalls, toolCalls: 60 }, []).state;
  let below: ConversationState | undefined;
  let answers: ForwardedAnswer[] = [];
  let isTelling = false;
  const followed = new Set<string>();
  const onItsWay: OnItsWay[] = [];
  const waiting = new Set<string>();
  const approvedBelow = new Set<string>();
  let decided = 0;
  let refused = 0;

  function feedTop(event: ConversationEvent): void {
    const next = reduce(top, event, now);
    freezeState(next.state);
    top = next.state;
    for (const command of next.commands) takeTop(command);
  }

  function takeTop(command: Command): void {
    switch (command.kind) {
      case 'reply':
      case 'refuse':
        holds(waiting.delete(command.caller), `'${command.caller}' is answered once`);
        if (command.kind === 'refuse') refused += 1;
        return;
      case 'plan':
        onItsWay.push(() => {
          const isFirst = command.trigger.kind === 'message';
          const calls = isFirst && random() < 0.8 ? [planned('Below', `${command.planId}`)] : [];
          const usage = {
            ...step().usage,
            modelCalls: Math.min(1, command.budget?.modelCalls ?? 1),
          };
          feedTop({ kind: 'planned', planId: command.planId, reply: step({ calls, usage }) });
        });
        return;
      case 'run-tool': {
        const { subAgent, callId } = command.call;
        if (subAgent === undefined) return;
        onItsWay.push(() => begin(callId, subAgent.reserved));
        return;
      }
      case 'forward': {
        const { request, callId } = command;
        onItsWay.push(() => {
          if (below !== undefined && !below.closed) take(request);
          else if ('id' in request) feedTop({ kind: 'not-forwarded', callId, id: request.id });
        });
        return;
      }
      default:
        return;
    }
  }

  function begin(callId: string, limits: object): void {
    const parent = { conversationId: 'c', chainId: 'r', callId, depth: 1, limits };
    const start = { goalId: 'below', mode: 'run', queuedPrompts: ['go'], parent } as const;
    below = startingState(start, { conversationId: `c.${callId}`, chainId: callId }, now);
    const { takenBack } = top.batch.find((one) => one.callId === callId)?.subAgent ?? {};
    const { model, modelSince: since } = top;
    feedBelow({ kind: 'goal-resolved', goal: { ...goal, limits: {} } satisfies GoalSpec });
    // It was started with the model of then, or is told of another one once it has begun.
    if (model !== undefined && since !== undefined)
      feedBelow({ kind: 'set-model', id: 'begun', model, since });
    // It may have been taken back before it could be told.
    if (takenBack !== undefined || top.ending) feedBelow({ kind: 'end', outcome: 'ended' });
  }

  function take(request: ForwardedRequest): void {
    if (request.kind === 'end') {
      feedBelow(request);
      return;
    }
    followed.add(request.id);
    feedBelow({ ...request, caller: request.id });
  }

  function feedBelow(event: ConversationEvent): void {
    if (below === undefined) return;
    const next = reduce(below, event, now);
    freezeState(next.state);
    below = next.state;
    for (const command of next.commands) takeBelow(command);
    for (const id of followed) {
      if (seenTurn(below, id) === undefined) continue;
      followed.delete(id);
      answers.push({ id });
      tell();
    }
    finish();
  }

  function takeBelow(command: Command): void {
    switch (command.kind) {
      case 'tell-parent':
        tell();
        return;
      case 'refuse':
        if (followed.delete(command.caller)) answered(command.caller, command.refusal);
        return;
      case 'plan':
        onItsWay.push(() => {
          const { planId } = command;
          if (random() < 0.1) {
            const reason = 'No credit is left.';
            feedBelow({ kind: 'plan-failed', planId, type: 'M', reason, heals: false });
            return;
          }
          const calls =
            random() < 0.7 ? [call('Keyed', { needsApproval: random() < 0.8, q: `${now}` })] : [];
          feedBelow({ kind: 'planned', planId, reply: step({ calls }) });
        });
        return;
      case 'run-tool': {
        const { callId, approval } = command.call;
        if (approval !== undefined) {
          const { decision, by = '' } = approval;
          holds(decision === 'approved' && by.startsWith('p'), 'only what is approved runs');
          holds(!approvedBelow.has(by), 'each yes counts once');
          approvedBelow.add(by);
        }
        onItsWay.push(() => {
          const ending = { kind: 'completed', output: 1 } as const;
          feedBelow({ kind: 'tool-settled', callId, ending });
        });
        return;
      }
      case 'check-input': {
        const { callId } = command.call;
        const { input } = command;
        onItsWay.push(() => {
          const isFine = random() < 0.5;
          feedBelow({
            kind: 'input-checked',
            callId,
            check: isFine
              ? { kind: 'accepted', input, inputHash: `h${now}` }
              : { kind: 'refused', reason: 'No.' },
          });
        });
        return;
      }
      default:
        return;
    }
  }

  function answered(id: string, refusal: Refusal): void {
    answers.push({ id, refusal });
    tell();
  }

  /** One word after the other, each the latest. */
  function tell(): void {
    if (isTelling) return;
    isTelling = true;
    onItsWay.push(() => {
      isTelling = false;
      if (below === undefined) return;
      const word = { needs: needsOf(below), answers };
      answers = [];
      const callId = below.parent?.callId ?? '';
      feedTop({ kind: 'sub-agent-told', callId, chainId: 'r', ...word });
      finish();
    });
  }

  /** Its end is heard of once everything was told. */
  function finish(): void {
    if (!below?.closed || isTelling || answers.length > 0) return;
    const ended = below;
    below = undefined;
    const callId = ended.parent?.callId ?? '';
    const result = resultOf(ended);
    const { takenBack } = top.batch.find((one) => one.callId === callId)?.subAgent ?? {};
    onItsWay.push(() => {
      feedTop({
        kind: 'tool-settled',
        callId,
        ending: endingOfSubAgent(result, { tool: 'Below', takenBack }),
        used: usageOfSubAgent(result),
      });
    });
  }

  function personDoesSomething(number: number): void {
    const caller = `p${number}`;
    const [asked] = pendingApprovals(top);
    const chance = random();
    waiting.add(caller);
    if (asked !== undefined && chance < 0.8) {
      decided += 1;
      const { callId, inputHash } = asked;
      const decision = random() < 0.7 ? 'approve' : 'reject';
      const edit = decision === 'approve' && random() < 0.3 ? { input: { q: caller } } : {};
      const by = caller;
      feedTop({ kind: 'decide', id: caller, caller, by, decision, callId, inputHash, ...edit });
    } else if (chance < 0.9) feedTop({ kind: 'set-model', id: caller, caller, model: caller });
    else if (chance < 0.97) feedTop({ kind: 'message', id: caller, caller, text: caller });
    else feedTop({ kind: 'end', caller, outcome: 'ended' });
  }

  /** Nothing is on its way: everything is known above, and everybody was answered. */
  function checkQuiet(): void {
    const known = top.batch.find(({ subAgent }) => subAgent !== undefined)?.subAgent;
    const needs = JSON.stringify(known?.needs ?? { approvals: [], inDoubt: [] });
    holds(below === undefined || needs === JSON.stringify(needsOf(below)), 'needs are known above');
    holds(turnStateOf(top) !== 'working', 'nobody waits for nothing');
    holds(waiting.size === 0, 'everybody was answered');
    holds(below === undefined || below.model === top.model, 'both have the model that was chosen');
  }

  for (let moment = 1; moment <= 150 && !top.closed; moment += 1) {
    now += Math.floor(random() * 20 * 60_000);
    if (random() < 0.01) now += 25 * 3_600_000;
    const isIdle = onItsWay.length === 0;
    if (isIdle || random() < 0.06) personDoesSomething(moment);
    else onItsWay.splice(Math.floor(random() * onItsWay.length), 1)[0]?.();
    feedTop({ kind: 'tick' });
    feedBelow({ kind: 'tick' });
    const { usage } = top;
    holds(usage.modelCalls <= modelCalls && usage.toolCalls <= 60, 'the limits hold for both');
    if (onItsWay.length === 0) checkQuiet();
  }
  return { decided, refused };
}

test('whatever a conversation and its sub-agent tell each other, and whenever, both keep their promises', () => {
  let decided = 0;
  let refused = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    try {
      const played = play(seed);
      decided += played.decided;
      refused += played.refused;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Schedule ${seed} breaks a promise: ${reason}`, { cause: error });
    }
  }
  expect(decided).toBeGreaterThan(150);
  expect(refused).toBeGreaterThan(5);
});
