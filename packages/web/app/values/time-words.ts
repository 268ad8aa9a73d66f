const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How much time is left, in the two largest units: `23 h 59 min`, `4 min 10 s`. */
export function durationWords(ms: number): string {
  const left = Math.max(0, ms);
  if (left >= 2 * dayMs) return `${Math.floor(left / dayMs)} days`;
  if (left >= hourMs) {
    return `${Math.floor(left / hourMs)} h ${Math.floor((left % hourMs) / minuteMs)} min`;
  }
  if (left >= minuteMs) {
    return `${Math.floor(left / minuteMs)} min ${Math.floor((left % minuteMs) / 1000)} s`;
  }
  return `${Math.floor(left / 1000)} s`;
}

/** A moment as short as it can be understood: the time today, else with the day. */
export function momentWords(iso: string, now: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const day = date.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
  return `${day}, ${time}`;
}
