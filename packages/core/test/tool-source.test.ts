import {
  askToolSources,
  defineGoal,
  defineRegistry,
  defineTool,
  goalTool,
  hasToolSources,
  type ToolSource,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const toolOf = (name: string) =>
  defineTool({ name, description: name, input: z.strictObject({}), execute: () => name });
const rest = { title: 'Rooms', instructions: 'Book a room.' };

/** A source that counts how often it is asked. */
function sourceOf(...names: readonly string[]): ToolSource & { asked: number } {
  const source = {
    name: 'shelf',
    asked: 0,
    tools() {
      source.asked += 1;
      return Promise.resolve(names.map(toolOf));
    },
  };
  return source;
}

const namesIn = (tools: readonly { readonly name: string }[]) => tools.map(({ name }) => name);

describe('tools from elsewhere', () => {
  test('are not asked for by who defines and registers goals', () => {
    const shelf = sourceOf('Lend');
    const goal = defineGoal({
      id: 'rooms',
      ...rest,
      tools: [toolOf('Book')],
      toolSources: [shelf],
    });
    const registry = defineRegistry([goal]);
    expect(shelf.asked).toBe(0);
    expect(hasToolSources(registry)).toBe(true);
    expect(namesIn(registry.spec('rooms').tools)).toEqual(['Book']);
  });

  test("come behind the goal's own, and are recorded with it", async () => {
    const shelf = sourceOf('Lend', 'Return');
    const goal = defineGoal({
      id: 'rooms',
      ...rest,
      tools: [toolOf('Book')],
      toolSources: [shelf],
    });
    const given = defineRegistry([goal]);
    const complete = await askToolSources(given);
    expect(namesIn(complete.spec('rooms').tools)).toEqual(['Book', 'Lend', 'Return']);
    expect(complete.tool('rooms', 'Lend')?.name).toBe('Lend');
    expect(complete.spec('rooms').hash).not.toBe(given.spec('rooms').hash);
    expect(hasToolSources(complete)).toBe(false);
  });

  test('are the same version of a goal as tools of its own', async () => {
    const sourced = defineGoal({
      id: 'rooms',
      ...rest,
      tools: [],
      toolSources: [sourceOf('Lend')],
    });
    const own = defineGoal({ id: 'rooms', ...rest, tools: [toolOf('Lend')] });
    const { hash } = (await askToolSources(defineRegistry([sourced]))).spec('rooms');
    expect(hash).toBe(defineRegistry([own]).spec('rooms').hash);
  });

  test('are those of sub-agents and of older versions too, and each source is asked once', async () => {
    const shelf = sourceOf('Lend');
    const below = defineGoal({ id: 'below', ...rest, tools: [], toolSources: [shelf] });
    const above = defineGoal({ id: 'above', ...rest, tools: [goalTool(below)] });
    const older = defineGoal({ id: 'older', ...rest, tools: [], toolSources: [shelf] });
    const plain = defineGoal({ id: 'plain', ...rest, tools: [] });
    const complete = await askToolSources(
      defineRegistry([above, plain, below], { olderVersions: [older] }),
    );
    expect(shelf.asked).toBe(1);
    expect(namesIn(complete.spec('below').tools)).toEqual(['Lend']);
    expect(namesIn(complete.versions('older')[0]?.spec.tools ?? [])).toEqual(['Lend']);
    expect(complete.goals[0]?.tools[0]?.goal).toBe(complete.goals[2]);
    expect(complete.goals[1]).toBe(plain);
  });

  test('may not have the name of one that is there', async () => {
    const goal = defineGoal({
      id: 'rooms',
      ...rest,
      tools: [toolOf('Lend')],
      toolSources: [sourceOf('Lend')],
    });
    await expect(askToolSources(defineRegistry([goal]))).rejects.toMatchObject({
      type: 'DuplicateTool',
    });
  });

  test('leave goals without any as they are', async () => {
    const registry = defineRegistry([
      defineGoal({ id: 'rooms', ...rest, tools: [toolOf('Book')] }),
    ]);
    expect(await askToolSources(registry)).toBe(registry);
  });
});
