import type { Client } from '@temporalio/client';
import type { Goal } from '@durable-goals/core';
import { Conversation, type ConversationAccess } from './conversation.js';
import { finalAnswerOf, type FinalAnswer } from './final-answer.js';
import { callUntil, readable } from './server-errors.js';

/** How long the server may take to have a run cancelled, in milliseconds. */
const cancelWithinMs = 10_000;

/**
 * A run, as its client holds it: a conversation that goes on by itself until the final answer.
 *
 * What is sent to it is taken up between two of its steps; calls that wait are approved as in any conversation.
 */
export class Run<G extends Goal = Goal> extends Conversation<G> {
  readonly #client: Client;

  constructor(client: Client, id: string, access: ConversationAccess) {
    super(client, id, access);
    this.#client = client;
  }

  /**
   * Waits for the final answer.
   *
   * @throws `ApplicationFailure` of type `RunStopped` when it ended without one, at a limit or by a person, and what
   *   `result` throws.
   */
  async answer(): Promise<FinalAnswer<G>> {
    return finalAnswerOf(this.id, await this.result());
  }

  /** Has the Workflow cancelled: tools that run are aborted, and the run is over. */
  async cancel(): Promise<void> {
    try {
      await callUntil(this.#client, { until: Date.now() + cancelWithinMs }, () =>
        this.#client.workflow.getHandle(this.id).cancel(),
      );
    } catch (error) {
      throw readable(error, this.id);
    }
  }
}
