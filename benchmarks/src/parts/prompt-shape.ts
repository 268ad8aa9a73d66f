/** How long a prompt is, and how much of it a provider's cache has from the one before. */
export interface PromptShape {
  readonly length: number;
  /** Characters that it begins with as the one before did. */
  readonly shared: number;
}

/** Compares a prompt with the one before. */
export function promptShape(prompt: string, before: string): PromptShape {
  let shared = 0;
  while (shared < prompt.length && prompt[shared] === before[shared]) shared += 1;
  return { length: prompt.length, shared };
}
