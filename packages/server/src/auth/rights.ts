import { ProblemError } from '../problems.js';
import type { Services } from '../services.js';
import type { Principal } from './principal.js';

/** Whether somebody may have a conversation use a model: one that is offered, any for an operator. @throws `NotAllowed` */
export function checkModel({ options }: Services, { roles }: Principal, model: string): void {
  if (roles.includes('operator') || options.models?.includes(model)) return;
  throw new ProblemError('NotAllowed', `The model '${model}' is not offered here.`);
}

/** Limits protect whoever pays, so they are not for whoever talks to raise. @throws `NotAllowed` */
export function checkMayGrant({ roles }: Principal): void {
  if (roles.includes('operator')) return;
  throw new ProblemError('NotAllowed', 'Limits are raised by an operator.');
}
