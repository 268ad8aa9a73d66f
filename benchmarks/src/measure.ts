import type { TurnProfile } from './parts/profile-report.js';
import type { Ground } from './parts/ground.js';
import type { Row } from './row.js';

/** How much is measured: the short form takes under three minutes in all, on two processors that do nothing else. */
export type Depth = 'short' | 'whole';

interface Measuring {
  /** Opens a ground that is this measure's alone. @param profiles - A folder for what its Workers did when. */
  readonly openGround: (profiles?: string) => Promise<Ground>;
  readonly depth: Depth;
  readonly say: (line: string) => void;
  readonly profiling?: Profiling;
}

/** Where profiles of Workers are written, for measures that make something of them. */
export interface Profiling {
  readonly folder: string;
  readonly profiles: TurnProfile[];
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
