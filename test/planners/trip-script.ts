import type { ScriptedStep } from '@durable-goals/testing';
import type { ProviderStep } from './strict-provider.js';

/** What the person says on a trip that a script plans. */
export const scriptedLines: readonly string[] = [
  'Melbourne in March',
  'The first one, from Sydney',
  'The cheap one, ada@example.com',
];

/** A day of next year, so that the flights are in the future whenever this runs. */
const day = (date: string): string => `${new Date().getUTCFullYear() + 1}-${date}`;
const calls = [
  { tool: 'FindEvents', input: { city: 'Melbourne', month: 'March' } },
  {
    tool: 'SearchFlights',
    input: {
      origin: 'Sydney',
      destination: 'Melbourne',
      dateDepart: day('03-02'),
      dateReturn: day('03-09'),
    },
  },
  {
    tool: 'CreateInvoice',
    input: { amount: 182.5, tripDetails: 'Sydney to Melbourne and back', email: 'ada@example.com' },
  },
] as const;
const says = ['Hello! Where to?', 'Which event, and from where?', 'Which flight, which address?'];
const bye = 'Enjoy Melbourne!';

/** One trip through all three tools, for a model that plays a script. */
export const tripScript: readonly ScriptedStep[] = [
  ...calls.flatMap(({ tool, input }, index) => [{ say: says[index] ?? '' }, { call: tool, input }]),
  { done: bye },
];

/** The same for a provider that is called natively. */
export const tripOfProvider: readonly ProviderStep[] = [
  ...calls.flatMap((call, index) => [says[index] ?? '', [call]]),
  [{ tool: 'end_conversation', input: { message: bye } }],
];
