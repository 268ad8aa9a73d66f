import type { JsonObject } from '@durable-goals/core';

/** A call that the golden model makes. */
export interface GoldenCall {
  readonly tool: string;
  readonly input: JsonObject;
}

/** What is said in the golden conversation, and what the model makes of it. */
export interface GoldenLine {
  readonly text: string;
  /** Calls that it makes at once; words only, when there are none. */
  readonly calls?: readonly GoldenCall[];
  /** Calls that it makes at once when it has read what those gave. */
  readonly nextCalls?: readonly GoldenCall[];
  /** Why the message does not belong here, if so. */
  readonly refused?: string;
  /** Whether the next message is sent while this one is still being worked on. */
  readonly nextWithoutWaiting?: true;
  readonly ends?: true;
}

/** A conversation as its person has it. What is decided about its calls is in `person.ts`. */
export interface Script {
  readonly goalId: string;
  /** What was said before it began. */
  readonly earlier: readonly { readonly role: 'user' | 'agent'; readonly text: string }[];
  readonly lines: readonly GoldenLine[];
}

const hall = 'Linden Hall';

const lines: readonly GoldenLine[] = [
  {
    text: 'Look at the venues and the weather, and hold the hall.',
    calls: [
      { tool: 'SurveyVenues', input: { city: 'Linz' } },
      { tool: 'CheckWeather', input: { city: 'Linz' } },
      { tool: 'HoldVenue', input: { venue: hall } },
    ],
  },
  { text: 'Book the hall.', calls: [{ tool: 'BookVenue', input: { venue: hall, guests: 40 } }] },
  // Here the run hands over, with the next message in its queue.
  {
    text: 'Look at the venues again.',
    calls: [{ tool: 'SurveyVenues', input: { city: 'Wels' } }],
    nextWithoutWaiting: true,
  },
  { text: 'Pay the deposit.', calls: [{ tool: 'PayDeposit', input: { venue: hall, euros: 300 } }] },
  { text: 'Tell me a joke.', refused: 'We are planning a company day.' },
  // Here it hands over again, with a call that waits for approval.
  { text: 'Invite everybody.', calls: [{ tool: 'SendInvitations', input: { guests: 45 } }] },
  {
    text: 'Call the band off.',
    calls: [{ tool: 'CancelBand', input: { band: 'The Quiet Ones' } }],
  },
  { text: 'That is all.', ends: true },
];

/** Turns in one run of the golden conversation. */
export const turnsPerRun = 3;

/** Enough to be summed up. */
const earlier = Array.from({ length: 14 }, (_, index) => ({
  role: index % 2 === 0 ? ('user' as const) : ('agent' as const),
  text: `Earlier message ${index + 1}.`,
}));

/** The golden conversation. */
export const companyDay: Script = { goalId: 'golden', earlier, lines };
