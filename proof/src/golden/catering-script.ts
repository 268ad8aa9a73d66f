import type { GoldenLine, Script } from './script.js';

/** What the agent above asks its caterer for. */
const buffet = 'Arrange a buffet for the company day, and pay for it.';
const cook = 'Call the second cook off.';

/** What the caterer makes of its tasks. */
export const tasks: readonly GoldenLine[] = [
  {
    text: buffet,
    calls: [
      { tool: 'CompareMenus', input: { guests: 40 } },
      { tool: 'OrderBuffet', input: { guests: 40 } },
    ],
    nextCalls: [{ tool: 'PayCaterer', input: { euros: 900 } }],
  },
  { text: cook, calls: [{ tool: 'CancelCook', input: { cook: 'Mr Quiet' } }] },
];

/** The golden conversation of an agent that has a sub-agent, the caterer, for what people have to decide. */
export const catering: Script = {
  goalId: 'host',
  earlier: [],
  lines: [
    {
      text: 'Have a buffet arranged, and look at the weather.',
      calls: [
        { tool: 'AskCaterer', input: { task: buffet } },
        { tool: 'CheckWeather', input: { city: 'Linz' } },
      ],
    },
    { text: 'One cook is enough.', calls: [{ tool: 'AskCaterer', input: { task: cook } }] },
    { text: 'That will be all.', ends: true },
  ],
};
