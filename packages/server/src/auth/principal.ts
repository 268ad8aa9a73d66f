/** What somebody may do beyond their own conversations: `approver` reads all and decides on calls, `operator` does everything. */
export type Role = 'approver' | 'operator';

/** Who asks. */
export interface Principal {
  /** Stable; what conversations are owned by and decisions are recorded with. */
  readonly id: string;
  /** For people to read. */
  readonly name?: string;
  readonly roles: readonly Role[];
  /** Until when the token is good that they came with, in milliseconds since the epoch; a stream ends then. */
  readonly until?: number;
}

/** Whoever sits at this machine, where nobody has to say who they are. */
export const localPrincipal: Principal = { id: 'local', roles: ['operator'] };
