import {
  defineGoal,
  defineRegistry,
  defineTool,
  goalTool,
  withChooser,
  type Goal,
} from '@durable-goals/core';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';

const look = defineTool({
  name: 'Look',
  description: 'Looks',
  effect: 'read',
  input: z.strictObject({}),
  execute: () => 1,
});
const write = defineTool({ ...look, effect: 'unsafe', name: 'Write', execute: () => 1 });
const rest = { title: 'Some goal', instructions: 'Do it.' };
const reader = defineGoal({ id: 'reader', ...rest, tools: [look] });
const writer = defineGoal({ id: 'writer', ...rest, description: 'Writes', tools: [look, write] });
const above = (id: string, goal: Goal): Goal =>
  defineGoal({ id, ...rest, tools: [goalTool(goal)] });

describe('a goal as a tool', () => {
  test('is called what the goal is called, asks nobody, and reads only where all its tools do', () => {
    expect(goalTool(reader)).toMatchObject({
      name: 'reader',
      description: 'Some goal',
      effect: 'read',
      needsApproval: 'never',
      goal: reader,
    });
    expect(goalTool(writer, { name: 'Write', needsApproval: 'always' })).toMatchObject({
      name: 'Write',
      description: 'Writes',
      effect: 'unsafe',
      needsApproval: 'always',
    });
  });

  test('takes a task, and data beside it where that is wanted', () => {
    const input = z.strictObject({ page: z.int() });
    const registry = defineRegistry([
      defineGoal({ id: 'top', ...rest, tools: [goalTool(reader), goalTool(writer, { input })] }),
    ]);
    const [first, second] = registry.spec('top').tools;
    expect(first).toMatchObject({ goalId: 'reader', inputSchema: { required: ['task'] } });
    expect(second?.inputSchema).toMatchObject({
      required: ['page', 'task'],
      additionalProperties: false,
    });
    expect(registry.spec('reader').tools[0]?.goalId).toBeUndefined();
  });

  test('is no function: who runs it as one reads what it is', () => {
    expect(() => goalTool(reader).execute({ task: 'x' }, {} as never)).toThrow(
      "'reader' was not run: it is a goal, and runs as a conversation of its own, not as a function. Start a run of 'reader' instead.",
    );
  });

  test('cannot have a task of its own, or a name that no tool can have', () => {
    const input = z.strictObject({ task: z.string() });
    expect(() => goalTool(reader, { input })).toThrow(
      "Tool 'reader' was not defined: its input has a 'task', which every sub-agent has. Change its definition.",
    );
    const dotted = defineGoal({ id: 'a.b', ...rest, tools: [] });
    expect(() => goalTool(dotted)).toThrow("Tool 'a.b' was not defined: its name is not");
  });
});

describe('a registry', () => {
  test('knows the goals of tools, at whatever depth, and lists those that it was given', () => {
    const registry = defineRegistry([above('top', above('middle', reader))]);
    expect(registry.ids).toEqual(['top']);
    expect(registry.spec('reader').tools).toMatchObject([{ name: 'Look' }]);
    expect(registry.tool('reader', 'Look')).toBe(look);
    expect(registry.versions('middle')).toHaveLength(1);
    expect(() => registry.spec('other')).toThrow("it has 'top'");
  });

  test('takes a listed goal for the one that a tool holds, and no two others with one id', () => {
    const other = defineGoal({ ...reader, title: 'Another goal' });
    expect(defineRegistry([above('top', reader), other]).spec('reader').title).toBe('Another goal');
    expect(() => defineRegistry([above('top', reader), above('up', other)])).toThrow(
      "Two goals have the id 'reader'.",
    );
    const chosen = withChooser([above('top', reader), reader]);
    expect(defineRegistry(chosen).spec('reader').chooser).toBe('choose-goal');
  });

  test('refuses goals that run each other in a circle', () => {
    const back = above('reader', defineGoal({ id: 'top', ...rest, tools: [] }));
    expect(() => above('top', back)).toThrow("in a circle: 'top' → 'reader' → 'top'");
    expect(() => defineRegistry([above('top', reader), back])).toThrow(
      "Goal 'top' was not defined: its sub-agents run in a circle: 'top' → 'reader' → 'top'.",
    );
  });
});

test('a goal whose sub-agents are nested five deep is not defined', () => {
  const four = above('d', above('c', above('b', above('a', reader))));
  expect(() => above('e', four)).toThrow(
    "Goal 'e' was not defined: its sub-agents are nested 5 deep, over the limit of 4: 'e' → 'd' → 'c' → 'b' → 'a' → 'reader'.",
  );
});
