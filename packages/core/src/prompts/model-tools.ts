import type { ControlTool } from '../control-tools.js';
import type { JsonSchema } from '../json.js';
import type { ModelRequest, ModelTool, Situation } from '../model.js';

const message: JsonSchema = {
  type: 'object',
  properties: { message: { type: 'string', description: 'What the person reads' } },
  required: ['message'],
  additionalProperties: false,
};

/**
 * The functions that a model may call natively in a situation: the goal's tools, and those by which it says that it is
 * finished. Where only the result is left to be given, that alone.
 */
export function modelTools(
  situation: Pick<Situation, 'goal' | 'autonomous' | 'final'>,
): Pick<ModelRequest, 'tools' | 'toolChoice'> {
  const { goal, autonomous, final } = situation;
  const { outputSchema } = goal;
  const result =
    outputSchema === undefined
      ? []
      : [control('give_result', 'Gives the result of all. It ends your work.', outputSchema)];
  if (final && autonomous && result.length > 0) return { tools: result, toolChoice: 'required' };
  const own = goal.tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    schema: inputSchema,
  }));
  const endings = autonomous
    ? []
    : [
        control(
          'end_conversation',
          'Ends the conversation, with a goodbye: nothing is left to do, or the person is finished.',
          message,
        ),
        control(
          'pick_new_goal',
          'Says that the person wants something that the other functions are not for.',
          message,
        ),
      ];
  const tools = [...own, ...result, ...endings];
  // Providers want to know the functions that were called before, even where none may be called now.
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(final && tools.length > 0 ? { toolChoice: 'none' } : {}),
  };
}

function control(name: ControlTool, description: string, schema: JsonSchema): ModelTool {
  return { name, description, schema };
}
