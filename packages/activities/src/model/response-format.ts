import type { ModelRequest } from '@durable-goals/core';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';

/** The ways to ask for data, from the strongest to none at all; an endpoint may know only the last. */
export const dataFormats = ['json_schema', 'json_object', 'none'] as const;

export type DataFormat = (typeof dataFormats)[number];

const complaint =
  /response[_ ]?format|json[_ ]?schema|json[_ ]?object|json[_ ]?mode|structured[_ ]outputs?/i;

/** Whether a refusal's words are about the format that was asked for, so that a weaker one may do. */
export function isAboutFormat(words: string): boolean {
  return complaint.test(words);
}

/**
 * The request's `response_format`.
 *
 * Not `strict`: a strict schema may have no optional and no open members, and tools have both. What
 * comes back is checked against the schema anyway.
 */
export function responseFormatOf(
  output: NonNullable<ModelRequest['output']>,
  format: DataFormat,
): Pick<ChatCompletionCreateParams, 'response_format'> {
  if (format === 'none') return {};
  if (format === 'json_object') return { response_format: { type: 'json_object' } };
  // Of no use to a model, and some providers refuse it.
  const { $schema: _, ...schema } = output.schema;
  const name = output.name.replaceAll(/[^\w-]/g, '_').slice(0, 64);
  return { response_format: { type: 'json_schema', json_schema: { name, schema } } };
}
