import type { JsonObject } from './json.js';
import type { Next } from './message.js';
import type { ModelCall, ModelRequest, ModelResponse } from './model.js';

/** A step, and what the goal gives with it. */
export interface StepWithOutput {
  readonly response: string;
  readonly next: Next;
  readonly tool?: string | null;
  readonly input?: JsonObject | null;
  /** Several calls at once, in place of `tool` and `input`. */
  readonly calls?: readonly { readonly tool: string; readonly input?: JsonObject | null }[] | null;
  readonly output?: JsonObject;
}

/**
 * How a model that thinks in steps answers: with native calls where the request offers tools, else with JSON. For models
 * that are no language models.
 */
export function stepAnswer(
  step: StepWithOutput,
  { tools }: Pick<ModelRequest, 'tools'>,
): Pick<ModelResponse, 'text' | 'calls'> {
  if (tools === undefined) return { text: JSON.stringify(step) };
  const offers = (name: string): boolean => tools.some((tool) => tool.name === name);
  const { response, next, output } = step;
  const control = (tool: string, input: JsonObject) => ({
    text: response,
    calls: [{ id: 'call_0', tool, input }],
  });
  switch (next) {
    case 'question':
      return { text: response };
    case 'confirm':
      return { text: response, calls: callsOf(step) };
    case 'pick-new-goal':
      return offers('pick_new_goal')
        ? control('pick_new_goal', { message: response })
        : { text: response };
    case 'done':
      if (output !== undefined && offers('give_result')) return control('give_result', output);
      return offers('end_conversation')
        ? control('end_conversation', { message: response })
        : { text: response };
  }
}

function callsOf({ tool, input, calls }: StepWithOutput): readonly ModelCall[] {
  const asked = calls ?? [{ tool: tool ?? '', ...(input ? { input } : {}) }];
  return asked.map((call, index) => ({
    id: `call_${index}`,
    tool: call.tool,
    input: call.input ?? {},
  }));
}
