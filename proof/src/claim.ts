/** A promise of the framework, and what is done to real parts to break it. One file each in `claims/`. */
export interface Claim {
  /** Names it on the command line: `npm run prove -- --only kill-worker`. */
  readonly id: string;
  /** What a person may rely on, in one sentence. */
  readonly promise: string;
  /** What is done to it, in one sentence. */
  readonly done: string;
  /** Why this machine cannot try it, if so; a claim that is left out is said, and fails under `CI=true`. */
  missing?(): Promise<string | undefined>;
  /** Tries to break it, case by case, with {@link Proof.check}. Throws when it could not be tried at all. */
  prove(proof: Proof): Promise<void>;
}

/** What a claim is tried with. */
export interface Proof {
  /** `short`: a share of the cases, within a minute or so. `all`: every case that there is. */
  readonly depth: 'short' | 'all';
  /** For everything that is drawn by chance; printed, so that a run can be had again. */
  readonly seed: number;
  /** A folder of this claim's own; kept when a case does not hold. */
  readonly folder: string;
  /**
   * Tries one case. It holds when `work` returns, and does not when it throws; the next one is tried in any
   * event. Where one case is asked for by name, the others are passed over without a trace.
   *
   * @param name - Unique within the claim and the same in each run, such as a kill point or a seed.
   */
  readonly check: (name: string, work: () => Promise<void>) => Promise<void>;
  /** Whether a case of that name is asked for, so that what only it needs is not prepared in vain. */
  readonly wants: (name: string) => boolean;
  /** A figure for the report, such as how many kills there were. */
  readonly note: (name: string, value: string | number) => void;
  /** A line for who watches. */
  readonly say: (line: string) => void;
}
