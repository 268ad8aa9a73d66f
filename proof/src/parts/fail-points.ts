/** Places in a Worker's code where it may be killed, each with how often it was come by. */
export interface FailPoints {
  /** Counts anew, and has the process killed at a point such as `Pay after-effect 1`; at none, if left out. */
  arm(point?: string): void;
  /** Whether the process is to be killed at such a place, whichever time. */
  isArmedFor(place: string): boolean;
  /** Comes by a place: the process ends here by SIGKILL if it is armed for it. */
  pass(place: string): void;
  /** The same, a moment later, so that what was sent before is on its way. */
  passLater(place: string): Promise<void>;
}

/** Long enough for a heartbeat to reach the server, in milliseconds. */
const momentMs = 300;

/**
 * Makes the fail points of a process, armed by `PROOF_FAIL_AT` to begin with.
 *
 * @param seen - Told the name of each point that is come by: the place, and which time it is.
 */
export function failPoints(seen: (point: string) => void): FailPoints {
  let armed = process.env['PROOF_FAIL_AT'];
  const counts = new Map<string, number>();

  function reached(place: string): boolean {
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const point = `${place} ${count}`;
    seen(point);
    return point === armed;
  }

  return {
    arm(point) {
      armed = point;
      counts.clear();
    },
    isArmedFor: (place) => armed?.startsWith(`${place} `) === true,
    pass(place) {
      if (reached(place)) process.kill(process.pid, 'SIGKILL');
    },
    async passLater(place) {
      if (!reached(place)) return;
      await new Promise((resolve) => setTimeout(resolve, momentMs));
      process.kill(process.pid, 'SIGKILL');
    },
  };
}
