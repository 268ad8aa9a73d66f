import { useCallback, useEffect, useRef, useState } from 'react';
import { wordsOf } from '../api/api-error.js';

/** What was read last, and why it could not be read anew. */
export interface Repeated<Value> {
  readonly value: Value | undefined;
  readonly failure: string | undefined;
  /** Reads it now. */
  readonly refresh: () => void;
}

/** Reads again and again while the page is seen; `read` has to stay the same between renders. */
export function useRepeated<Value>(read: () => Promise<Value>, everyMs: number): Repeated<Value> {
  const [value, setValue] = useState<Value>();
  const [failure, setFailure] = useState<string>();
  const wake = useRef<() => void>(() => {});

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    let round = 0;
    const step = async (): Promise<void> => {
      clearTimeout(timer);
      round += 1;
      const own = round;
      try {
        const fresh = await read();
        if (stopped || own !== round) return;
        setValue(fresh);
        setFailure(undefined);
      } catch (error) {
        if (stopped || own !== round) return;
        setFailure(wordsOf(error));
      }
      if (!document.hidden) timer = setTimeout(() => void step(), everyMs);
    };
    const onSeen = (): void => {
      if (!document.hidden) void step();
    };
    wake.current = () => void step();
    document.addEventListener('visibilitychange', onSeen);
    void step();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [read, everyMs]);

  const refresh = useCallback(() => wake.current(), []);
  return { value, failure, refresh };
}
