import { describe, expect, test } from 'vitest';
import { startTalk } from './converse.js';
import { roomGoal, timeOffGoal, tripGoal } from './goals.js';

describe('the first words to the trip agent', () => {
  test.each([
    ["I'd like to see something in Melbourne in March", 'Melbourne', 'March'],
    ["I'd like to see events in San Francisco in March", 'San Francisco', 'March'],
    ['Melbourne, April', 'Melbourne', 'April'],
    ['melbourne in april please', 'melbourne', 'April'],
    ['What is on in New York City around December?', 'New York City', 'December'],
    ['Can you find me events in Austin, TX in December?', 'Austin, TX', 'December'],
    ['Show me what happens in Paris next month', 'Paris', 'December'],
    ['this month in Lisbon', 'Lisbon', 'November'],
    ['I want to go to Tokyo in May', 'Tokyo', 'May'],
    ['Looking for a festival near Berlin, September', 'Berlin', 'September'],
    ['Hi! I would love to visit São Paulo in February.', 'São Paulo', 'February'],
    ['We are thinking of Chicago, maybe in august', 'Chicago', 'August'],
    ['in June, in Rome', 'Rome', 'June'],
    ['March. Melbourne.', 'Melbourne', 'March'],
    ['events at Las Vegas during January', 'Las Vegas', 'January'],
    ['city: Oslo, month: July', 'Oslo', 'July'],
    ['the city is Vienna and the month is October', 'Vienna', 'October'],
    ['Travel to Dublin for March', 'Dublin', 'March'],
    ["I'm interested in concerts in St. Louis in Sept", 'St. Louis', 'September'],
    ['could we do Madrid in March 2027?', 'Madrid', 'March 2027'],
  ])('%s', async (text, city, month) => {
    const talk = await startTalk(tripGoal());
    await talk.say(text);
    expect(talk.calls[0]).toEqual({ tool: 'FindEvents', input: { city, month } });
  });
});

describe('picking an event', () => {
  test.each([
    'I would like to attend the San Francisco International Film Festival',
    'the film festival',
    'film festival please',
    'The second one',
    '2',
    'number 2',
    '#2',
    'option two',
    "let's go with the last one",
    'the 2nd',
    'San Francisco International Film Festival',
    "I'll take the one in April",
    'the latest',
    'the sanfrancisco international film festival sounds great',
  ])('%s', async (text) => {
    const talk = await startTalk(tripGoal());
    await talk.say('San Francisco in March');
    await talk.say(text);
    expect(talk.known).toMatchObject({ dateDepart: '2027-04-17', dateReturn: '2027-05-01' });
    expect(talk.gaps).toEqual(['origin']);
  });
});

describe('saying where to leave from', () => {
  test.each([
    ["I'm sorry. I'd like to depart from Austin, TX", 'Austin, TX'],
    ['Austin', 'Austin'],
    ['Austin, TX', 'Austin, TX'],
    ['austin', 'austin'],
    ['from Austin', 'Austin'],
    ['I live in Austin', 'Austin'],
    ["I'm in Austin, Texas", 'Austin, Texas'],
    ['leaving from New York City please', 'New York City'],
    ['I will fly out of Boston', 'Boston'],
    ['I want to leave from Los Angeles', 'Los Angeles'],
    ['Departing Seattle', 'Seattle'],
    ["let's say Denver", 'Denver'],
    ["I'd prefer Denver", 'Denver'],
    ['AUS', 'AUS'],
    ['my origin is Portland', 'Portland'],
    ['Salt Lake City, thanks', 'Salt Lake City'],
  ])('%s', async (text, origin) => {
    const talk = await startTalk(tripGoal());
    await talk.say('San Francisco in March');
    await talk.say('the second one');
    await talk.say(text);
    expect(talk.calls[1]).toEqual({
      tool: 'SearchFlights',
      input: {
        origin,
        destination: 'San Francisco',
        dateDepart: '2027-04-17',
        dateReturn: '2027-05-01',
      },
    });
  });
});

describe('asking for a meeting room', () => {
  test.each([
    ['I need a room for 6 people next Friday', { day: '2026-11-13', attendees: 6 }],
    ['room for four tomorrow', { day: '2026-11-06', attendees: 4 }],
    ['tomorrow, 12 people', { day: '2026-11-06', attendees: 12 }],
    ['8 attendees on November 20', { day: '2026-11-20', attendees: 8 }],
    ['We are 5, on 2026-12-01', { day: '2026-12-01', attendees: 5 }],
    ['a dozen people on the 3rd of December', { day: '2026-12-03', attendees: 12 }],
    ['Monday for ten with a projector', { day: '2026-11-09', attendees: 10, projector: true }],
    ['3 people today, no projector', { day: '2026-11-05', attendees: 3, projector: false }],
  ])('%s', async (text, input) => {
    const talk = await startTalk(roomGoal());
    await talk.say(text);
    expect(talk.calls[0]).toEqual({ tool: 'find_rooms', input });
  });
});

describe('asking for days off', () => {
  test.each([
    ['from May 3 to May 14', '2027-05-03', '2027-05-14'],
    ['May 3 - May 14', '2027-05-03', '2027-05-14'],
    ['May 3rd through the 14th of May', '2027-05-03', '2027-05-14'],
    ['between May 3 and May 14', '2027-05-03', '2027-05-14'],
    ['3 to 14 May', '2027-05-03', '2027-05-14'],
    ['from 3 to 14 May', '2027-05-03', '2027-05-14'],
    ['the first day is May 3 and the last day is May 14', '2027-05-03', '2027-05-14'],
    ['until May 14, starting May 3', '2027-05-03', '2027-05-14'],
    ['2027-05-03 to 2027-05-14', '2027-05-03', '2027-05-14'],
    ['Dec 28 to Jan 4', '2026-12-28', '2027-01-04'],
  ])('%s', async (text, firstDay, lastDay) => {
    const talk = await startTalk(timeOffGoal());
    await talk.say('vacation, ada@example.com');
    await talk.say(text);
    expect(talk.known).toMatchObject({ period: { firstDay, lastDay } });
  });
});
