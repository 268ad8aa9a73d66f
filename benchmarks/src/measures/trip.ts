import { historySize } from '../parts/history-size.js';
import type { Measure } from '../measure.js';

const day = (date: string): string => `${new Date().getUTCFullYear() + 1}-${date}`;
const call = (tool: string, input: object): string =>
  JSON.stringify({
    response: `I would run ${tool} now, if that is fine with you.`,
    next: 'confirm',
    tool,
    input,
  });
const ask = (response: string): string =>
  JSON.stringify({ response, next: 'question', tool: null, input: null });

/** What the model answers: a greeting, and three messages that end in a tool's approval each. */
const script = [
  ask('Hello! Which city and month do you have in mind?'),
  call('FindEvents', { city: 'Melbourne', month: 'March' }),
  ask('Which event shall it be, and where do you fly from?'),
  call('SearchFlights', {
    origin: 'Sydney',
    destination: 'Melbourne',
    dateDepart: day('03-02'),
    dateReturn: day('03-09'),
  }),
  ask('Which flight, and which email address may have the invoice?'),
  call('CreateInvoice', {
    amount: 182.5,
    tripDetails: 'Sydney to Melbourne and back',
    email: 'ada@example.com',
    daysUntilDue: null,
  }),
  JSON.stringify({
    response: 'Your invoice is made. Enjoy Melbourne!',
    next: 'done',
    tool: null,
    input: null,
  }),
];
const lines = [
  'Melbourne in March',
  'The first one, from Sydney',
  'The cheap one, ada@example.com',
];

/** A whole conversation about a trip: three messages, three tools, three approvals. */
export const trip: Measure = {
  id: 'trip',
  about: 'A whole trip: three messages, each checked, three tools, three approvals.',
  async run({ openGround }) {
    await using ground = await openGround();
    const worker = await ground.startWorker('durable');
    await ground.model({ script });
    const chat = await ground.agents().start('event-flight-invoice', { conversationId: 'trip' });
    await chat.waitFor();
    for (const line of lines) {
      const [waiting] = (await chat.send(line)).approvals;
      if (waiting === undefined) throw new Error(`Nothing waits for approval after '${line}'.`);
      await chat.approve(waiting);
    }
    const { outcome } = await chat.result();
    if (outcome !== 'done') throw new Error(`The trip ended '${outcome}'.`);
    const { events, bytes } = await historySize(ground.client, 'trip');
    await worker.stop();
    return [
      {
        what: 'a trip: events',
        unit: 'events',
        values: [events],
        limit: { of: 'value', atMost: 100 },
      },
      {
        what: 'a trip: bytes of history',
        unit: 'bytes',
        values: [bytes],
        limit: { of: 'value', atMost: 38_000 },
      },
    ];
  },
};
