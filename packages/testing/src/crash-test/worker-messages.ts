import type { Effect, JsonObject } from '@durable-goals/core';
import type { CrashPoint } from './crash-points.js';

/** What a Worker process of a crash test is started with. */
export interface CrashWorkerStart {
  readonly address: string;
  readonly taskQueue: string;
  readonly moduleUrl: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly journal: string;
}

/** What it says first. */
export type WorkerWord =
  | { readonly kind: 'ready'; readonly effect: Effect; readonly hasVerify: boolean }
  | { readonly kind: 'problem'; readonly reason: string };

/** What it is told. */
export type WorkerOrder =
  | { readonly kind: 'arm'; readonly point?: CrashPoint }
  /** Polls from now on. */
  | { readonly kind: 'serve' };
