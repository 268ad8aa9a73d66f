import type { Ground } from './parts/ground.js';
import type { Row } from './row.js';

/** How much is measured: the short form takes under three minutes in all, on two processors that do nothing else. */
export type Depth = 'short' | 'whole';

interface Measuring {
  /** Opens a ground that is this measure's alone. */
  readonly openGround: () => Promise<Ground>;
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
