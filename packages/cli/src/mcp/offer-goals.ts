import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { connectAgents, type TemporalOptions } from '@durable-goals/client';
import type { ConversationStore, Registry } from '@durable-goals/core';
import type { GoalsAsMcpOptions } from '@durable-goals/mcp';
import type { Authentication, Principal } from '@durable-goals/server';
import { CliError } from '../cli-error.js';
import { stopped } from '../stop-signals.js';

/** What is offered to other assistants, and from where. */
export interface Offer {
  readonly registry: Registry;
  /** Which goals; all, when left out. */
  readonly goalIds?: readonly string[];
  readonly temporal: TemporalOptions;
  readonly store?: ConversationStore;
  readonly settings: Pick<GoalsAsMcpOptions, 'by' | 'mayDecide' | 'owner'>;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Where what a person reads goes. */
  readonly log: (line: string) => void;
}

/** Over HTTP, on this machine: at which port, and who may. */
export interface HttpOffer {
  readonly port: number;
  /** Whose tokens are good; a token of its own is made and told when left out. */
  readonly authentication?: Authentication;
}

/** Offers goals over standard input and output, until the assistant leaves. */
export async function offerOverStdio(offer: Offer, output: Writable): Promise<void> {
  const { goalsAsMcpServer, serveOverStdio } = await import('@durable-goals/mcp');
  const { parts, names, close } = await partsOf(offer);
  offer.log(`READY  ${names} over stdio.`);
  await serveOverStdio(goalsAsMcpServer({ ...parts, ...offer.settings }), {
    output,
    signal: offer.signal,
  });
  await close();
}

/**
 * Offers goals over streamable HTTP, until the signal says so.
 *
 * @throws `CliError` when the port is taken.
 */
export async function offerOverHttp(offer: Offer, http: HttpOffer): Promise<void> {
  const { goalsAsMcpServer, serveMcp } = await import('@durable-goals/mcp');
  const { parts, names, close } = await partsOf(offer);
  const { signal, settings, log } = offer;
  const own = http.authentication === undefined ? await ownToken() : undefined;
  const { principalOf } = own?.authentication ?? http.authentication ?? {};
  if (principalOf === undefined) throw new CliError('Nobody may ask. Give --tokens.');
  const served = await serveMcp<Principal>({
    port: http.port,
    principalOf,
    serverFor: (principal) =>
      goalsAsMcpServer({
        ...parts,
        ...(own === undefined ? ofPrincipal(principal) : {}),
        ...settings,
      }),
  }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken
      ? new CliError(`Something listens at port ${http.port} already. Take another with --http.`)
      : error;
  });
  log(`READY  ${names} at ${served.url}.`);
  if (own !== undefined) log(`       The bearer token, until this ends: ${own.token}`);
  await stopped(signal);
  await served.close();
  await close();
}

/** Whoever has a token of somebody's has that one's conversations, an operator all. */
function ofPrincipal({ id, roles }: Principal): Pick<GoalsAsMcpOptions, 'by' | 'owner'> {
  return roles.includes('operator') ? { by: id } : { by: id, owner: id };
}

async function ownToken(): Promise<{
  readonly token: string;
  readonly authentication: Authentication;
}> {
  const { bearerTokens } = await import('@durable-goals/server');
  const token = randomBytes(24).toString('base64url');
  return { token, authentication: bearerTokens([{ id: 'assistant', token }]) };
}

async function partsOf({ registry, goalIds, temporal, store, log }: Offer) {
  const goals = (goalIds ?? registry.ids).map((id) => registry.spec(id));
  // It is no reason not to begin that Temporal is away: who asks then is told.
  const connected = await connectAgents({
    temporal,
    lazy: true,
    ...(store === undefined ? {} : { store }),
  });
  const { address } = temporal.connection;
  const { connectFailure } = await import('../temporal/reach.js');
  const failure = await connectFailure(address);
  if (failure !== undefined) log(`No Temporal answers at '${address}' yet (${failure}).`);
  return {
    parts: { agents: connected.agents, goals },
    names: `offers ${goals.map(({ id }) => id).join(', ')}`,
    close: async () => await connected.close(),
  };
}
