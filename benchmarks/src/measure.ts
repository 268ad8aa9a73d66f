import type { TurnProfile } from './parts/profile-report.js';
import type { Ground, GroundOptions } from './parts/ground.js';
import type { Row } from './row.js';

/** How much is measured: the short form takes under three minutes in all, on two processors that do nothing else. */
export type Depth = 'short' | 'whole';

interface Measuring {
  /** Opens a ground that is this measure's alone. */
  readonly openGround: (options?: GroundOptions) => Promise<Ground>;
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
  /** Done only when it is named, and written to a place of its own on the page. */
  readonly isApart?: true;
  run(measuring: Measuring): Promise<readonly Row[]>;
}
