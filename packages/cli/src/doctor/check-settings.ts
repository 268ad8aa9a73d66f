import { wordsOf } from '../cli-error.js';
import { exampleVariables } from '../environment-variables.js';
import { loadGoals } from '../goals/load-goals.js';
import { chooseModel } from '../worker/model-choice.js';
import { broken, fine, note, type Finding } from './check.js';

/** Whether the goals load. */
export async function checkGoals(folder: string, named: string | undefined): Promise<Finding> {
  try {
    const { registry, file } = await loadGoals(folder, named);
    return fine('Goals', `${registry.ids.join(', ')}, from '${file}'`);
  } catch (error) {
    return broken('Goals', wordsOf(error));
  }
}

/** Whether the model's settings fit together; no model is called. */
export function checkModel(env: NodeJS.ProcessEnv): Finding {
  try {
    return fine('Model', chooseModel(env).words);
  } catch (error) {
    return broken('Model', wordsOf(error));
  }
}

/** Which keys of the example are set, without a digit of them. */
export function checkExampleKeys(env: NodeJS.ProcessEnv): readonly Finding[] {
  return exampleVariables.variables
    .filter(({ secret }) => secret)
    .map(({ name, byDefault }) =>
      (env[name] ?? '').trim() === '' ? note(name, `Not set: ${byDefault}.`) : fine(name, 'Set.'),
    );
}
