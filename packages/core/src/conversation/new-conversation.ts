import { noUsage, windowMax, type ConversationState } from './state.js';

/** A state in which each part is named; an optional one that is empty is `undefined`, which JSON leaves out. */
type WholeState = {
  readonly [Part in keyof Required<ConversationState>]: ConversationState[Part] | undefined;
};

/**
 * A conversation before anything happened. It names all parts from the beginning, so that V8 gives all states one
 * form: to copy one of many forms takes ten times as long.
 */
export function newConversation({
  conversationId,
  chainId,
}: Pick<ConversationState, 'conversationId' | 'chainId'>): ConversationState {
  const state: WholeState = {
    conversationId,
    chainId,
    owner: undefined,
    title: undefined,
    startedAt: undefined,
    goal: undefined,
    limits: {},
    granted: {},
    parent: undefined,
    mode: undefined,
    model: undefined,
    modelSince: undefined,
    messages: [],
    messagesSize: 0,
    saved: undefined,
    windowFrom: 1,
    summary: undefined,
    summarizing: undefined,
    windowLimit: windowMax,
    nextSeq: 1,
    nextCall: 1,
    nextPlan: 1,
    turn: 0,
    lastTurn: 0,
    queue: [],
    seen: [],
    seenLately: [],
    stepsThisTurn: 0,
    callsThisTurn: undefined,
    checkedTurn: undefined,
    known: {},
    completed: [],
    plan: undefined,
    kept: undefined,
    todo: undefined,
    batch: [],
    wait: undefined,
    failuresInARow: 0,
    compacted: undefined,
    halted: undefined,
    switchingTo: undefined,
    lookingUp: undefined,
    lookedUp: undefined,
    parked: [],
    usage: noUsage,
    continuing: false,
    ending: undefined,
    failure: undefined,
    closed: false,
  };
  return state as ConversationState;
}
