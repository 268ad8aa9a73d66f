import {
  defineGoal,
  defineRegistry,
  defineTool,
  toolHashOf,
  type Goal,
  type Tool,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const find = defineTool({
  name: 'Find',
  description: 'Find a room',
  effect: 'read',
  input: z.strictObject({ day: z.iso.date().describe('Day, YYYY-MM-DD') }),
  execute: () => 1,
});
const book = defineTool({
  name: 'Book',
  description: 'Book a room',
  input: z3.object({ people: z3.number().default(2) }),
  needsApproval: ({ people }) => people > 10,
  timing: { startToCloseMs: 5_000, maxAttempts: 2 },
  verify: async () => ({ happened: 'unknown' }),
  execute: () => 1,
});
const rest = { title: 'Rooms', instructions: 'Book a room.' };
const rooms = defineGoal({ id: 'rooms', ...rest, tools: [find, book] });

describe('a registry', () => {
  const registry = defineRegistry([rooms, defineGoal({ id: 'talk', ...rest, tools: [] })]);

  test('knows its goals by id, and their tools by name', () => {
    expect(registry.ids).toEqual(['rooms', 'talk']);
    expect(registry.tool('rooms', 'Find')).toBe(find);
    expect(registry.tool('rooms', 'Nope')).toBeUndefined();
    expect(registry.tool('talk', 'Find')).toBeUndefined();
    expect(registry.tool('rooms', 'toString')).toBeUndefined();
  });

  test('turns a goal into the plain data that a conversation records', () => {
    const spec = registry.spec('rooms');
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    expect(spec.tools[1]).toMatchInlineSnapshot(`
      {
        "approval": "by-input",
        "approvalExpiresAfterMs": 86400000,
        "description": "Book a room",
        "effect": "unsafe",
        "hasVerify": true,
        "hash": "09b035ae3bad7839",
        "inputSchema": {
          "additionalProperties": false,
          "properties": {
            "people": {
              "default": 2,
              "type": "number",
            },
          },
          "type": "object",
        },
        "name": "Book",
        "timing": {
          "heartbeatMs": 10000,
          "maxAttempts": 2,
          "retryIntervalMs": 5000,
          "scheduleToCloseMs": 1800000,
          "startToCloseMs": 5000,
        },
      }
    `);
    const { tools: _, hash: __, ...settings } = spec;
    expect(settings).toMatchInlineSnapshot(`
      {
        "continueAsNewAfterTurns": 250,
        "description": "Rooms",
        "exampleConversation": [],
        "id": "rooms",
        "instructions": "Book a room.",
        "limits": {
          "sameCall": 3,
          "stepsPerTurn": 30,
        },
        "modelTiming": {
          "heartbeatMs": 10000,
          "maxAttempts": 4,
          "maxRetryIntervalMs": 120000,
          "retryIntervalMs": 2000,
          "startToCloseMs": 300000,
        },
        "prompts": {},
        "rules": 2,
        "starterPrompt": "Greet me, say in a sentence or two what you can do for me, and ask for the first details that you need.",
        "timeZone": "UTC",
        "title": "Rooms",
        "validatePrompts": true,
      }
    `);
  });

  test('gives a goal a hash of everything in it', () => {
    const { hash } = registry.spec('rooms');
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    const again = defineRegistry([defineGoal({ id: 'rooms', ...rest, tools: [find, book] })]);
    expect(again.spec('rooms').hash).toBe(hash);
    const changes: readonly Partial<Goal>[] = [
      { instructions: 'Book two rooms.' },
      { tools: [book, find] },
      { timeZone: 'Europe/Berlin' },
      { limits: { turns: 3 } },
      { prompts: { summary: 'Sum up.' } },
    ];
    const hashes = changes.map(
      (change) => defineRegistry([defineGoal({ ...rooms, ...change })]).spec('rooms').hash,
    );
    expect(new Set([hash, ...hashes]).size).toBe(changes.length + 1);
  });

  test('gives a tool a hash of what a call of it relies on, and of nothing else', () => {
    const hashOfBook = (change: Partial<Tool>) => {
      const changed = { ...book, ...change } as Tool;
      const goal = defineGoal({ id: 'rooms', ...rest, tools: [changed] });
      return defineRegistry([goal]).spec('rooms').tools[0]?.hash;
    };
    const hash = hashOfBook({});
    expect(hash).toBe(registry.spec('rooms').tools[1]?.hash);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    const { name, description, input, needsApproval, effect } = book;
    const unverified = defineTool({
      name,
      description,
      input,
      effect,
      needsApproval: needsApproval ?? 'never',
      execute: () => 2,
    });
    const wording: readonly (string | undefined)[] = [
      hashOfBook({ description: 'Book one.' }),
      hashOfBook({ timing: { startToCloseMs: 1 }, approvalExpiresAfterMs: 1 }),
      defineRegistry([defineGoal({ id: 'r', ...rest, tools: [unverified] })]).spec('r').tools[0]
        ?.hash,
    ];
    expect(new Set([hash, ...wording]).size).toBe(1);
    const changes: readonly Partial<Tool>[] = [
      { name: 'Book2' },
      { effect: 'idempotent' },
      { needsApproval: 'never' },
      { input: z3.object({ people: z3.number().default(3) }) },
      { input: z3.object({ people: z3.number().describe('How many').default(2) }) },
    ];
    expect(new Set([hash, ...changes.map(hashOfBook)]).size).toBe(changes.length + 1);
  });

  test('does not take another wording of the same format for another tool', () => {
    const spec = registry.spec('rooms').tools[0];
    if (spec === undefined) throw new Error('There is no tool.');
    const day = {
      format: 'date',
      pattern: '^other$',
      type: 'string',
      description: 'Day, YYYY-MM-DD',
    };
    const { $schema: _, ...schema } = { $schema: 'x', ...spec.inputSchema };
    const inputSchema = { $schema: 'other', ...schema, properties: { day } };
    expect(toolHashOf({ ...spec, inputSchema })).toBe(spec.hash);
    // An argument may well be called "pattern".
    const pattern = { ...schema, properties: { day, pattern: { type: 'string' } } };
    expect(toolHashOf({ ...spec, inputSchema: pattern })).not.toBe(spec.hash);
  });

  test('keeps older versions of a goal, and begins none with them', () => {
    const older = defineGoal({ ...rooms, tools: [find] });
    const gone = defineGoal({ ...rooms, id: 'gone' });
    const kept = defineRegistry([rooms], { olderVersions: [older, gone] });
    expect(kept.ids).toEqual(['rooms']);
    expect(kept.tool('rooms', 'Book')).toBe(book);
    expect(kept.versions('rooms').map((version) => version.tool('Book')?.name)).toEqual([
      'Book',
      undefined,
    ]);
    expect(kept.versions('gone')).toHaveLength(1);
    expect(kept.versions('nope')).toEqual([]);
    expect(() => kept.spec('gone')).toThrow("No goal 'gone' is registered");
  });

  test('refuses two goals with one id', () => {
    const define = () => defineRegistry([rooms, rooms]);
    expect(define).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Two goals have the id 'rooms'. Give each goal its own id.]`,
    );
    expect(define).toThrow(expect.objectContaining({ type: 'DuplicateGoal' }));
  });

  test('refuses to name a goal that it does not have, and names those that it has', () => {
    expect(() => registry.spec('trip')).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: No goal 'trip' is registered on this Worker; it has 'rooms', 'talk'. Register the goal or start one of these.]`,
    );
    expect(() => defineRegistry([]).spec('trip')).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: No goal 'trip' is registered on this Worker; it has none. Register the goal or start one of these.]`,
    );
  });

  test('refuses a tool whose input no model can be told about', () => {
    const input = z.strictObject({ at: z.date() });
    const tool = defineTool({ name: 'Book', description: 'd', input, execute: () => 1 });
    const define = () => defineRegistry([defineGoal({ id: 'rooms', ...rest, tools: [tool] })]);
    expect(define).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Tool 'Book' cannot be offered to a model: 'at' of its input is a Date, which has no JSON form. Use a zod type that JSON can hold.]`,
    );
    expect(define).toThrow(expect.objectContaining({ type: 'SchemaRefused' }));
  });
});
