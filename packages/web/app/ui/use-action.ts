import { useCallback, useRef, useState } from 'react';
import { wordsOf } from '../api/api-error.js';

/** Something that a person asks for, which takes a moment and may be refused. */
export interface Action {
  readonly isPending: boolean;
  readonly failure: string | undefined;
  readonly run: (work: () => Promise<unknown>) => void;
  readonly dismiss: () => void;
}

/** Runs one thing at a time, and keeps why it was refused. */
export function useAction(): Action {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const isRunning = useRef(false);
  const run = useCallback((work: () => Promise<unknown>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setPending(true);
    setFailure(undefined);
    work()
      .catch((error: unknown) => setFailure(wordsOf(error)))
      .finally(() => {
        isRunning.current = false;
        setPending(false);
      });
  }, []);
  const dismiss = useCallback(() => setFailure(undefined), []);
  return { isPending, failure, run, dismiss };
}
