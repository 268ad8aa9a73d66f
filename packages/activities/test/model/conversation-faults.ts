import { goodWords, good, says, type FaultOutcome, type ModelFault } from './fault-entry.js';
import { faultyAnswers } from './faulty-answers.js';
import { faultyWays } from './faulty-ways.js';
import type { UpstreamAnswer, UpstreamRequest } from './openai-upstream.js';

/** Every fault, numbered from 1. */
export const modelFaults: readonly ModelFault[] = [...faultyAnswers, ...faultyWays].map(
  (entry, index) => ({
    number: index + 1,
    ...entry,
  }),
);

/** A provider that plays the fault of that number as long as it lasts, and answers well after that. */
export function faultyProvider(isOver: (number: number) => boolean) {
  return (request: UpstreamRequest): UpstreamAnswer => {
    const fault = modelFaults[Number(request.model) - 1];
    if (fault === undefined || isOver(fault.number)) return says(good);
    return fault.answer(request);
  };
}

/** The list as the table of the page `docs/model-faults.md`. */
export function faultTable(): string {
  const rows = modelFaults.map(
    ({ number, name, outcome, calls }) =>
      `| ${number} | ${name} | ${inWords(outcome)} | ${calls === 'attempts' ? 'one for each attempt' : calls} |`,
  );
  return [
    '| # | the provider | the conversation | HTTP calls |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function inWords(outcome: FaultOutcome): string {
  if ('says' in outcome) {
    return outcome.says === goodWords ? 'goes on' : `says "${outcome.says.trim()}"`;
  }
  const { waits: type, byItself, untilMs } = outcome;
  if (!byItself) return `waits: \`${type}\`, until a message or \`retry\``;
  return untilMs === undefined
    ? `waits: \`${type}\`, and asks again by itself`
    : `waits: \`${type}\`, and asks again after ${untilMs / 60_000} min`;
}
