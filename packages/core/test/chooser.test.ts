import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineGoal, defineRegistry, withChooser } from '../src/index.js';

const rest = { instructions: 'Help.', tools: [] } as const;
const hours = defineGoal({ id: 'hours', title: 'Time off', category: 'HR', ...rest });
const money = defineGoal({ id: 'money', title: 'Move money', category: 'fin', ...rest });
const talk = defineGoal({ id: 'talk', title: 'Talk', ...rest });
const goals = [hours, money, talk] as const;

/** Ids of the goals that a chooser offers. */
function offeredBy(categories?: string | readonly string[]): unknown {
  const [chooser] = withChooser(goals, { categories });
  const { tools } = defineRegistry([chooser]).spec('choose-goal');
  const properties = tools[0]?.inputSchema['properties'] as { goalId: { enum: unknown } };
  return properties.goalId.enum;
}

describe('a chooser', () => {
  test('stands before the goals, which come back to it', () => {
    const all = withChooser(goals);
    expect(all.map(({ id }) => id)).toEqual(['choose-goal', 'hours', 'money', 'talk']);
    const registry = defineRegistry(all);
    expect(registry.spec('hours').chooser).toBe('choose-goal');
    expect(registry.spec('choose-goal').chooser).toBeUndefined();
    expect(registry.spec('choose-goal').tools).toMatchObject([
      { name: 'ChangeGoal', effect: 'read', approval: 'never', handsOff: true },
      { name: 'ListGoals', effect: 'read', approval: 'never' },
    ]);
    type Ids = (typeof all)[number]['id'];
    expectTypeOf<Ids>().toEqualTypeOf<'choose-goal' | 'hours' | 'money' | 'talk'>();
  });

  test.each<[string | readonly string[] | undefined, readonly string[]]>([
    [undefined, ['hours', 'money', 'talk']],
    ['', ['hours', 'money', 'talk']],
    ['hr', ['hours', 'talk']],
    [' hr , Fin ', ['hours', 'money', 'talk']],
    [['FIN'], ['money', 'talk']],
  ])('with the categories %j offers %j', (categories, ids) => {
    expect(offeredBy(categories)).toEqual(ids);
  });

  test('refuses a category that no goal has', () => {
    expect(() => withChooser(goals, { categories: 'hr,food' })).toThrow(
      "Goal 'choose-goal' was not defined: no goal has the category 'food'; there are hr, fin. Change its definition.",
    );
  });

  test('leaves a goal that has a chooser of its own to that', () => {
    const own = defineGoal({ ...hours, chooser: 'desk' });
    expect(withChooser([own, money]).map(({ chooser }) => chooser)).toEqual([
      undefined,
      'desk',
      'choose-goal',
    ]);
  });
});
