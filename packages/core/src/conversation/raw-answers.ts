import type { Message } from '../message.js';

/** A message without what only its provider understands: what people and stores get. */
export function withoutRaw<Part extends Pick<Message, 'raw'>>(message: Part): Part {
  if (message.raw === undefined) return message;
  const { raw: _, ...rest } = message;
  return rest as Part;
}
