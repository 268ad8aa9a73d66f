import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proof } from '../claim.js';
import { hold, type Disturbance, type HeldConversation } from './hold.js';
import { problemsOf } from './problems.js';
import { openStage } from './stage.js';
import { complain } from './sweep.js';

/** Event of the golden conversation's first half, at which its Worker is killed; another one stands by. */
const killAt = 60;

/**
 * Holds the golden conversation on a server, while its Worker is killed, and compares it with the undisturbed one
 * on the dev server.
 *
 * @throws when it differs, or when an effect was lost or made twice.
 */
export async function holdGoldenElsewhere({ folder }: Proof, address: string): Promise<void> {
  const undisturbed = await holdOne(join(folder, 'golden-dev'), 'undisturbed');
  const disturbance = { atEvents: [killAt] };
  const held = await holdOne(join(folder, 'golden-real'), 'real', { address, disturbance });
  complain([
    ...(held.kills > 0 ? [] : ['No Worker was killed.']),
    ...(await problemsOf(held, undisturbed)),
  ]);
}

async function holdOne(
  folder: string,
  id: string,
  on: { readonly address?: string; readonly disturbance?: Disturbance } = {},
): Promise<HeldConversation> {
  const { address, disturbance = {} } = on;
  await mkdir(folder, { recursive: true });
  await using stage = await openStage({
    folder,
    lanes: 1,
    kind: 'careful',
    ...(address === undefined ? {} : { address }),
  });
  const [lane] = stage.lanes;
  if (lane === undefined) throw new Error('There is no lane.');
  return await hold(lane, id, disturbance);
}
