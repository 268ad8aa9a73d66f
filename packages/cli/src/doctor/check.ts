/** What a check found. */
export interface Finding {
  readonly name: string;
  /** `note` is worth knowing; `broken` stops something that is needed. */
  readonly verdict: 'fine' | 'note' | 'broken';
  /** In a sentence, with the remedy where there is one to name. */
  readonly fact: string;
}

export const fine = (name: string, fact: string): Finding => ({ name, verdict: 'fine', fact });
export const note = (name: string, fact: string): Finding => ({ name, verdict: 'note', fact });
export const broken = (name: string, fact: string): Finding => ({ name, verdict: 'broken', fact });
