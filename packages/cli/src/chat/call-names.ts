import type { Message } from '@durable-goals/core';
import { shortened } from './tool-words.js';

const longestInput = 40;

/**
 * Names settled calls, in the order of the transcript: by the tool, and by the input as well where one step
 * calls a tool more than once.
 *
 * @returns A function that is to be given every message, and names the call of those that have one.
 */
export function callNames(): (message: Message) => string {
  let several = new Set<string>();
  return ({ step, toolCall }) => {
    if (step !== undefined) {
      const tools = step.calls?.map(({ tool }) => tool) ?? [];
      several = new Set(tools.filter((tool, index) => tools.indexOf(tool) !== index));
    }
    if (toolCall === undefined) return '';
    const { tool, input } = toolCall;
    const values = Object.values(input).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    if (!several.has(tool) || values.length === 0) return tool;
    return `${tool} ${shortened(values.join(', ').replaceAll(/\s+/g, ' '), longestInput)}`;
  };
}

/** Names with a count where one comes more than once: `Look (3), File`. */
export function countedNames(names: readonly string[]): string {
  return [...new Set(names)]
    .map((name) => {
      const count = names.filter((other) => other === name).length;
      return count === 1 ? name : `${name} (${count})`;
    })
    .join(', ');
}
