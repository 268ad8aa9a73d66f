import { defineGoal, defineTool, type Goal } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { tripGoal as bundledTrip } from '../../../../../examples/event-flight-invoice/src/goal.js';
import { dinnerGoal } from '../../../../../examples/quickstart/src/goal.js';
import { startTalk, type Talk } from './converse.js';
import { tripGoal } from './goals.js';

const writing: readonly string[] = ['CreateInvoice', 'ReserveTable', 'SendMoney', 'RentCar'];

/** Says some lines; what writes waits for approval. */
async function said(goal: Goal, ...lines: readonly string[]): Promise<Talk> {
  const talk = await startTalk(goal, {
    today: '2026-11-21',
    decide: ({ tool }) => (writing.includes(tool) ? 'wait' : 'run'),
  });
  for (const line of lines) await talk.say(line);
  return talk;
}

function payGoal(): Goal {
  const sendMoney = defineTool({
    name: 'SendMoney',
    description: 'Send money to somebody',
    effect: 'unsafe',
    input: z.object({
      amount: z.number().positive().describe('Amount in the currency'),
      currency: z.enum(['USD', 'EUR']).default('USD'),
      to: z.string().describe('Who gets the money'),
    }),
    execute: () => ({ sent: true }),
  });
  return defineGoal({
    id: 'pay',
    title: 'Send money',
    instructions: 'Send it.',
    tools: [sendMoney],
  });
}

function carGoal(): Goal {
  const findCars = defineTool({
    name: 'FindCars',
    description: 'Find cars to rent',
    effect: 'read',
    input: z.object({
      location: z.string().describe('City or airport where the car is picked up'),
      carClass: z.enum(['compact', 'suv', 'van']).describe('Class of the car'),
      pickupDate: z.iso.date().describe('Day on which the car is picked up'),
      days: z.int().min(1).max(30).describe('Number of days'),
    }),
    execute: () => ({
      currency: 'EUR',
      cars: [
        { id: 'c1', model: 'BMW X1', price: 300 },
        { id: 'c2', model: 'VW Tiguan', price: 220 },
      ],
    }),
  });
  const rentCar = defineTool({
    name: 'RentCar',
    description: 'Rent the car',
    effect: 'unsafe',
    input: z.object({
      carId: z.string().describe('Id of the car'),
      driverEmail: z.email().describe("Driver's e-mail address"),
    }),
    execute: () => ({ reference: 'R1' }),
  });
  return defineGoal({
    id: 'car',
    title: 'Rent a car',
    instructions: 'Rent.',
    tools: [findCars, rentCar],
  });
}

describe('a place and a month side by side', () => {
  test.each([
    ['melbourne march', 'melbourne', 'March'],
    ['MELBOURNE MARCH', 'MELBOURNE', 'March'],
    ['melbourne march 🎉', 'melbourne', 'March'],
    ['march melbourne pls', 'melbourne', 'March'],
    ['lisbon jun', 'lisbon', 'June'],
    ['oslo may', 'oslo', 'May'],
    ['melbourne 3', 'melbourne', 'March'],
    ['trip melbourne march from berlin', 'melbourne', 'March'],
    ['melbourne in march from berlin, cheapest flight, bob@example.com', 'melbourne', 'March'],
  ])('%s', async (text, city, month) => {
    const talk = await said(bundledTrip, text);
    expect(talk.calls[0]?.input).toEqual({ city, month });
  });

  test.each(['i may go to oslo', 'we march to oslo'])('is no month: %s', async (text) => {
    const talk = await said(bundledTrip, text);
    expect(talk.known).toEqual({ city: 'oslo' });
  });
});

describe('what is no place', () => {
  test.each([
    'lol',
    'dunno',
    'gimme events',
    'book a trip',
    'hmm',
    'book it',
    '???',
    'none',
    'flights from berlin pls',
    'change the email to alice@example.org',
  ])('%s', async (text) => {
    const talk = await said(bundledTrip, text);
    expect(talk.known).toEqual({});
    expect(talk.lastStep.response).not.toContain('No problem');
  });

  test('is kept for the tool that it is for', async () => {
    const talk = await said(bundledTrip, 'flights from berlin pls');
    expect(talk.lastStep.response).toContain('Noted for later: origin berlin.');
    await talk.say('melbourne march');
    await talk.say('2');
    expect(talk.calls[1]?.input).toMatchObject({ origin: 'berlin', dateDepart: '2027-03-04' });
  });

  test('"different flight" does not become a city', async () => {
    const talk = await said(
      tripGoal(),
      'sf march',
      'the film festival from Austin',
      'a@b.co',
      'nope',
    );
    await talk.say('different flight');
    expect(talk.calls).toHaveLength(2);
  });
});

describe('a text called like a preposition', () => {
  test.each([
    ['500 USD to Bob', { amount: 500, to: 'Bob' }],
    ['500 to bob', { amount: 500, to: 'bob' }],
    ['send bob 500', { amount: 500, to: 'bob' }],
    ['send 500 USD to Bob from savings', { amount: 500, to: 'Bob' }],
    ['i want to pay 20 euros to carl', { amount: 20, to: 'carl' }],
    ['$20 to Alice for lunch', { amount: 20, to: 'Alice' }],
  ])('%s', async (text, input) => {
    const talk = await said(payGoal(), text);
    expect(talk.pending[0]?.input).toMatchObject(input);
  });

  test.each(['to Bob', 'pay Bob'])('alone: %s', async (text) => {
    const talk = await said(payGoal(), text, '500');
    expect(talk.pending[0]?.input).toEqual({ amount: 500, to: 'Bob' });
  });
});

describe('a name beside the rest', () => {
  test.each([
    'table for 2 tomorrow under smith',
    'smith, 2, tomorrow',
    'tomorrow 2 under smith',
    'tomorrow for 2 name smith',
  ])('%s', async (text) => {
    const talk = await said(dinnerGoal, text);
    expect(talk.pending[0]?.input).toEqual({ date: '2026-11-22', guests: 2, name: 'smith' });
  });

  test.each(['2 ppl, tomorrow', 'tomorrow for 2, thanks', 'dinner for 2 tomorrow with my wife'])(
    'is none in: %s',
    async (text) => {
      const talk = await said(dinnerGoal, text);
      expect(talk.known).toEqual({ date: '2026-11-22', guests: 2 });
    },
  );

  test('a question is no name', async () => {
    const talk = await said(dinnerGoal, 'tomorrow', '2', 'can I pay later?');
    expect(talk.pending).toEqual([]);
    expect(talk.lastStep.response).toContain('I cannot tell more than that.');
    await talk.say('it is for Ann 😀');
    expect(talk.pending[0]?.input).toMatchObject({ name: 'Ann' });
    await talk.say('no wait, 3 people');
    expect(talk.pending[0]?.input).toMatchObject({ guests: 3 });
    await talk.say('👎');
    expect(talk.pending).toEqual([]);
  });

  test.each(['berlin tomorrow compact 3 days', 'compact berlin tomorrow 3 days ann@example.com'])(
    'a place: %s',
    async (text) => {
      const talk = await said(carGoal(), text);
      expect(talk.calls[0]?.input).toEqual({
        location: 'berlin',
        carClass: 'compact',
        pickupDate: '2026-11-22',
        days: 3,
      });
    },
  );
});

describe('picking another flight than the cheapest', () => {
  test.each(['2', '2 👍', 'number two', 'the second', 'THE SECOND'])('%s', async (text) => {
    const talk = await said(bundledTrip, 'lisbon june', '1', 'dublin', text, 'bob@example.com');
    expect(talk.pending[0]?.input).toMatchObject({ amount: 207.02 });
    expect(talk.pending[0]?.input['tripDetails']).toMatch(/^IndieLisboa.*KLM/);
  });

  test('"the second" is no date', async () => {
    const talk = await said(bundledTrip, 'MELBOURNE IN MARCH', 'THE SECOND', 'FROM BERLIN');
    expect(talk.calls[1]?.input).toMatchObject({ dateDepart: '2027-03-04' });
  });
});

describe('another way', () => {
  test('none of them asks for another search', async () => {
    const talk = await said(bundledTrip, 'lisbon june', 'none of them', 'tokyo may');
    expect(talk.calls[1]?.input).toEqual({ city: 'tokyo', month: 'May' });
  });

  test('starting over forgets', async () => {
    const talk = await said(
      bundledTrip,
      'lisbon june',
      '1',
      'dublin',
      'bob@example.com',
      'start over',
    );
    expect(talk.lastStep.response).toContain('All right, let us start over. Which city');
    await talk.say('oslo');
    expect(talk.calls).toHaveLength(2);
    await talk.say('may');
    expect(talk.calls[2]?.input).toEqual({ city: 'oslo', month: 'May' });
    await talk.say('Berlin');
    expect(talk.calls[3]?.input).toMatchObject({ origin: 'Berlin', dateDepart: '2027-05-17' });
  });

  test('starting over forgets a call that waited', async () => {
    const talk = await said(dinnerGoal, 'smith, 2, tomorrow', 'START OVER!', 'friday');
    expect(talk.pending).toEqual([]);
    expect(talk.lastStep.response).toContain('How many guests?');
  });
});
