import type { Principal } from './principal.js';

/** How a server learns who asks. */
export interface Authentication {
  readonly kind: 'none' | 'bearer' | 'jwt';
  /**
   * Who a token stands for, or `undefined` for a token that is not good.
   *
   * @throws `AuthenticationUnavailable` when that cannot be found out now.
   */
  readonly principalOf: (token: string) => Promise<Principal | undefined>;
}

/** Everybody is whoever sits at this machine. */
export const noAuthentication: Authentication = {
  kind: 'none',
  principalOf: () => Promise.resolve(undefined),
};
