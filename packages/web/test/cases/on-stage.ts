import type { OpenOptions, OpenPage } from '../stage/open-page.js';

/** Opens a page for the test that runs, and closes it after it; skips the test where there is no browser. */
export type OnStage = (options?: OpenOptions) => Promise<OpenPage>;
