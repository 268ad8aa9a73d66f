import { describe, expect, test } from 'vitest';
import { printed, startTalk, type Talk } from './converse.js';
import { roomGoal, timeOffGoal, tripGoal } from './goals.js';

async function talkThrough(talk: Talk, lines: readonly string[]): Promise<Talk> {
  for (const line of lines) await talk.say(line);
  return talk;
}

describe('the trip, line by line', () => {
  test('is booked', async () => {
    const talk = await startTalk(tripGoal());
    await talkThrough(talk, [
      "I'd like to see events in San Francisco in March",
      'I would like to attend the San Francisco International Film Festival',
      'I would like to order two double cheeseburgers.',
      "I'm sorry. I'd like to depart from Austin, TX",
      'Yes',
      'ada@example.com',
    ]);
    expect(talk.ended).toBe(true);
    expect(printed(talk.transcript)).toMatchSnapshot();
  });

  test('goes on when several things are said at once', async () => {
    const talk = await startTalk(tripGoal());
    await talk.say('San Francisco in March');
    await talk.say("I'd like the film festival, fly from Austin and bill ada@example.com");
    expect(talk.calls.map(({ tool }) => tool)).toEqual([
      'FindEvents',
      'SearchFlights',
      'CreateInvoice',
    ]);
    expect(talk.calls[2]?.input).toMatchObject({ amount: 149.75, email: 'ada@example.com' });
  });

  test('remembers what was said before it was asked for', async () => {
    const talk = await startTalk(tripGoal());
    await talk.say('From Austin I want to see events in New York City in December');
    expect(talk.calls[0]?.input).toEqual({ city: 'New York City', month: 'December' });
    await talk.say('the second one');
    expect(talk.calls[1]?.input).toMatchObject({ origin: 'Austin', destination: 'New York City' });
  });
});

describe('other goals', () => {
  test('a room is booked', async () => {
    const talk = await startTalk(roomGoal());
    await talkThrough(talk, [
      'I need a room for 6 people next Friday with a projector',
      'the cheapest one',
      'at 2pm for two hours',
      'U shape please',
      'Budget review',
    ]);
    expect(talk.calls[1]?.input).toEqual({
      roomId: 'r-42',
      day: '2026-11-13',
      startTime: '14:00',
      durationMinutes: 120,
      layout: 'u_shape',
      title: 'Budget review',
    });
    expect(talk.ended).toBe(true);
  });

  test('days off are asked for', async () => {
    const talk = await startTalk(timeOffGoal());
    await talkThrough(talk, [
      "I'd like to take a vacation from May 3 to May 14. I'm ada@example.com and my manager is bob@example.com",
      'carol@example.com and dave@example.com',
    ]);
    expect(talk.calls[1]?.input).toEqual({
      employeeEmail: 'ada@example.com',
      leaveType: 'vacation',
      period: { firstDay: '2027-05-03', lastDay: '2027-05-14' },
      policyId: 'POL-3',
      managerEmail: 'bob@example.com',
    });
    expect(talk.calls[2]?.input).toMatchObject({
      recipients: ['carol@example.com', 'dave@example.com'],
    });
    expect(talk.ended).toBe(true);
  });
});

describe('a correction', () => {
  test('of the month runs the search again, and only the month is another', async () => {
    const talk = await startTalk(tripGoal());
    await talkThrough(talk, ['Melbourne in March', 'make it April instead']);
    expect(talk.calls[1]).toEqual({
      tool: 'FindEvents',
      input: { city: 'Melbourne', month: 'April' },
    });
  });

  test.each(['what about Sydney instead?', 'make it Sydney instead', 'show me events in Sydney'])(
    'of the city runs the search again: %s',
    async (text) => {
      const talk = await startTalk(tripGoal());
      await talkThrough(talk, ['Melbourne in March', text]);
      expect(talk.calls[1]).toEqual({
        tool: 'FindEvents',
        input: { city: 'Sydney', month: 'March' },
      });
    },
  );

  test.each([
    ['actually from Boston', { origin: 'Boston' }],
    ['no, from Boston', { origin: 'Boston' }],
    ['change the origin to Boston', { origin: 'Boston' }],
    ['change the departure city to Boston', { origin: 'Boston' }],
    ['change the return date to May 3', { dateReturn: '2027-05-03' }],
    ['can we leave on April 16 instead?', { dateDepart: '2027-04-16' }],
    ['fly to Oakland instead', { destination: 'Oakland' }],
    [
      "I'd rather go to the Lunar New Year Festival",
      { dateDepart: '2027-02-08', dateReturn: '2027-02-22' },
    ],
  ])('of a call that waits changes what it names: %s', async (text, changed) => {
    const talk = await startTalk(tripGoal(), {
      decide: ({ tool }) => (tool === 'SearchFlights' ? 'wait' : 'run'),
    });
    await talkThrough(talk, ['San Francisco in March', 'the film festival from Austin']);
    const before = talk.pending[0]?.input;
    await talk.say(text);
    expect(talk.pending[0]).toEqual({ tool: 'SearchFlights', input: { ...before, ...changed } });
  });

  test('of the event after the flights were found searches flights again', async () => {
    const talk = await startTalk(tripGoal());
    await talkThrough(talk, [
      'San Francisco in March',
      'film festival, from Austin',
      "I'd rather go to Lunar New Year",
    ]);
    expect(talk.calls[2]).toMatchObject({
      tool: 'SearchFlights',
      input: { dateDepart: '2027-02-08' },
    });
    await talk.say('ada@example.com');
    expect(talk.calls[3]?.input['tripDetails']).toContain('Lunar New Year');
  });

  test('of the city drops what hung on the old one', async () => {
    const talk = await startTalk(tripGoal());
    await talkThrough(talk, [
      'Sydney in March',
      'the first one, from Perth',
      'make it Darwin instead',
    ]);
    expect(talk.calls[2]).toEqual({
      tool: 'FindEvents',
      input: { city: 'Darwin', month: 'March' },
    });
    await talk.say('the second one');
    expect(talk.calls[3]?.input).toMatchObject({
      origin: 'Perth',
      destination: 'Darwin',
      dateDepart: '2027-04-17',
    });
  });

  test('of the flight takes its price', async () => {
    const talk = await startTalk(tripGoal());
    await talkThrough(talk, [
      'San Francisco in March',
      'film festival, from Austin',
      'the United one please',
    ]);
    await talk.say('ada@example.com');
    expect(talk.calls[2]?.input).toMatchObject({ amount: 240.5 });
    expect(talk.calls[2]?.input['tripDetails']).toContain('United Airlines');
  });

  test.each([
    ['make it 90 minutes', { durationMinutes: 90 }],
    ['make it 4pm instead', { startTime: '16:00' }],
    ['no, the blue one', { roomId: 'r-17' }],
    ['theatre instead', { layout: 'theatre' }],
    ['change the title to Launch party', { title: 'Launch party' }],
  ])('of a room: %s', async (text, changed) => {
    const talk = await startTalk(roomGoal(), {
      decide: ({ tool }) => (tool === 'book_room' ? 'wait' : 'run'),
    });
    await talkThrough(talk, [
      'tomorrow for 4',
      'Red Rock at 9:30 for 1 hour',
      'board room',
      'Sync up',
    ]);
    const before = talk.pending[0]?.input;
    await talk.say(text);
    expect(talk.pending[0]).toEqual({ tool: 'book_room', input: { ...before, ...changed } });
  });
});

describe('the same twice', () => {
  test('gives the same answers', async () => {
    const lines = ['Melbourne in March', 'the first', 'from Hobart', 'ada@example.com'];
    const one = await talkThrough(await startTalk(tripGoal()), lines);
    const two = await talkThrough(await startTalk(tripGoal()), lines);
    expect(two.transcript).toEqual(one.transcript);
  });
});
