import type { Ground } from './parts/ground.js';
import type { Row } from './row.js';

/** How much is measured: the short form takes under three minutes in all. */
export type Depth = 'short' | 'whole';

interface Measuring {
  readonly ground: Ground;
  readonly depth: Depth;
  readonly say: (line: string) => void;
}

/** Something that is measured. */
export interface Measure {
  readonly id: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  /** Left out of the short form. */
  readonly isLong?: true;
  run(measuring: Measuring): Promise<readonly Row[]>;
}
