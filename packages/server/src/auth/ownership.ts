import { callUntil } from '@durable-goals/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { MiddlewareHandler } from 'hono';
import { ProblemError } from '../problems.js';
import type { ServerEnv } from '../server-env.js';
import type { Services } from '../services.js';
import type { Principal } from './principal.js';

/** How long Temporal may take to say whose a conversation is, in milliseconds. */
const serverMs = 800;

/** What is known about whose a conversation is. */
type Ownership =
  | { readonly kind: 'known'; readonly owner: string | undefined }
  | { readonly kind: 'none' }
  /** Neither the store nor Temporal can say. */
  | { readonly kind: 'away' };

/** What somebody may do with a conversation. */
type Right = 'everything' | 'deciding' | 'nothing';

/** What an approver may do in conversations of others, besides reading. */
const deciding = /\/(approvals|in-doubt)\/[^/]+$/;

/** Lets a request for a conversation through if it is the asker's, or their role has to do with it. */
export function ownConversation(services: Services): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const principal = c.get('principal');
    const conversationId = c.req.param('conversationId') ?? '';
    if (conversationId === '' || conversationId.length > 200) {
      throw noSuchConversation(conversationId);
    }
    const right = rightOf(principal, await ownershipOf(services, conversationId));
    if (right === 'nothing') throw noSuchConversation(conversationId);
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (right === 'deciding' && !isReading && !deciding.test(c.req.path)) {
      throw new ProblemError(
        'NotAllowed',
        'Whoever only decides on calls may read this conversation, and not talk in it.',
      );
    }
    return await next();
  };
}

/** The same words for one that is not there and one that is not theirs. */
function noSuchConversation(conversationId: string): ProblemError {
  return new ProblemError(
    'NotFound',
    `There is no conversation '${conversationId.slice(0, 200)}'.`,
  );
}

/** Whether somebody may begin a conversation under an id. @throws `IdTaken` */
export async function checkIdFree(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<void> {
  const ownership = await ownershipOf(services, conversationId);
  if (ownership.kind === 'none') return;
  if (rightOf(principal, ownership) !== 'everything') throw idTaken(conversationId);
}

/** Somebody else has it. */
function idTaken(conversationId: string): ProblemError {
  return new ProblemError(
    'IdTaken',
    `The id '${conversationId}' is taken by another conversation.`,
  );
}

function rightOf({ id, roles }: Principal, ownership: Ownership): Right {
  if (ownership.kind === 'none') return 'nothing';
  if (ownership.kind === 'away') {
    throw new ProblemError('TemporalUnreachable', 'Nobody can say now whose conversation that is.');
  }
  if (roles.includes('operator') || ownership.owner === id) return 'everything';
  return roles.includes('approver') ? 'deciding' : 'nothing';
}

/**
 * Whose a conversation is: the store knows of one that runs, which no other can take the place of; of one that has
 * ended, or that it does not have, Temporal knows the newest.
 */
async function ownershipOf(services: Services, conversationId: string): Promise<Ownership> {
  const stored = await storedOwner(services, conversationId);
  if (stored?.kind === 'known' && !stored.hasEnded) return stored;
  const running = await temporalOwner(services, conversationId);
  if (running.kind === 'known') return running;
  if (stored?.kind === 'known') return stored;
  // With the store away too, that Temporal forgot it says nothing.
  return stored === undefined ? { kind: 'away' } : running;
}

async function storedOwner(
  { store }: Services,
  conversationId: string,
): Promise<(Ownership & { readonly hasEnded?: boolean }) | undefined> {
  try {
    const found = await store.conversation({ conversationId });
    if (found === undefined) return { kind: 'none' };
    const { owner, state } = found.status;
    return { kind: 'known', owner, hasEnded: state === 'ended' };
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'StoreUnavailable') return undefined;
    throw error;
  }
}

async function temporalOwner({ client }: Services, conversationId: string): Promise<Ownership> {
  try {
    const { memo } = await callUntil(client, { until: Date.now() + serverMs }, () =>
      client.workflow.getHandle(conversationId).describe(),
    );
    const owner = memo?.['owner'];
    return { kind: 'known', owner: typeof owner === 'string' ? owner : undefined };
  } catch (error) {
    return { kind: error instanceof WorkflowNotFoundError ? 'none' : 'away' };
  }
}
