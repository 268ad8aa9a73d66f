import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerLimits } from '@durable-goals/core';
import type { Proof } from '../claim.js';
import { hold, type Disturbance, type HeldConversation } from './hold.js';
import { problemsOf } from './problems.js';
import { openStage } from './stage.js';
import { complain } from './sweep.js';

/** Event of the golden conversation's first half, at which its Worker is killed; another one stands by. */
const killAt = 60;

/** Another server than the usual one. */
export interface Elsewhere {
  readonly address: string;
  /** What it allows, where it is less than usual; a run then keeps little, and the transcript is read from the store. */
  readonly serverLimits?: ServerLimits;
}

/**
 * Holds the golden conversation on a server, while its Worker is killed, and compares it with the undisturbed one
 * on the dev server.
 *
 * @throws when it differs, or when an effect was lost or made twice.
 */
export async function holdGoldenElsewhere(
  { folder }: Proof,
  { address, serverLimits }: Elsewhere,
): Promise<void> {
  const undisturbed = await holdOne(join(folder, 'golden-dev'), 'undisturbed');
  const held = await holdOne(join(folder, 'golden-elsewhere'), 'elsewhere', {
    address,
    ...(serverLimits === undefined ? {} : { serverLimits }),
    disturbance: { atEvents: [killAt] },
  });
  const whole = serverLimits === undefined ? held : { ...held, messages: held.stored };
  complain([
    ...(held.kills > 0 ? [] : ['No Worker was killed.']),
    ...(await problemsOf(whole, undisturbed)),
  ]);
}

async function holdOne(
  folder: string,
  id: string,
  { disturbance = {}, ...on }: Partial<Elsewhere> & { readonly disturbance?: Disturbance } = {},
): Promise<HeldConversation> {
  await mkdir(folder, { recursive: true });
  await using stage = await openStage({ folder, lanes: 1, kind: 'careful', ...on });
  const [lane] = stage.lanes;
  if (lane === undefined) throw new Error('There is no lane.');
  return await hold(lane, id, disturbance);
}
