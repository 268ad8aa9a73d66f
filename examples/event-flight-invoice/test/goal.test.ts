import { defineRegistry } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { goals, tripGoal } from '../src/index.js';

const spec = defineRegistry(goals).spec('event-flight-invoice');

test('the trip goal has its three tools in order', () => {
  const tools = spec.tools.map(({ name, effect, approval }) => `${name} ${effect} ${approval}`);
  expect(tools).toEqual([
    'FindEvents read default',
    'SearchFlights read default',
    'CreateInvoice idempotent always',
  ]);
  expect(spec).toMatchObject({ category: 'travel', timeZone: 'UTC' });
});

test('every argument of every tool is described, and only the days until due may be left out', () => {
  for (const { name, inputSchema } of spec.tools) {
    const properties = inputSchema['properties'] as Record<string, { description?: string }>;
    for (const [field, { description }] of Object.entries(properties)) {
      expect(description, `${name}.${field}`).toMatch(/\w{3,}/);
    }
    const optional = Object.keys(properties).filter(
      (field) => !(inputSchema['required'] as string[]).includes(field),
    );
    expect(optional).toEqual(name === 'CreateInvoice' ? ['daysUntilDue'] : []);
  }
});

test('the example conversation uses each tool once and names no real address', () => {
  const text = (tripGoal.exampleConversation ?? []).map((message) => message.text).join('\n');
  for (const { name } of tripGoal.tools) expect(text.split(`${name}:`)).toHaveLength(2);
  expect(text.match(/\S+@\S+/g)?.every((address) => /@example\.com[,!.]?$/.test(address))).toBe(
    true,
  );
});
