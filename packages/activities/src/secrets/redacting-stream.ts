import { redactedMark } from '../model/redact.js';

/** Takes secrets out of a text that comes in pieces. */
export interface RedactingStream {
  /** @returns what may be shown by now: an end that may turn out to begin a secret is kept back */
  write(piece: string): string;
  /** The text is over. @returns the rest of it */
  end(): string;
}

/** @param forms - Secrets as they may stand in the text, the longest first. */
export function redactingStream(forms: readonly string[]): RedactingStream {
  const beginnings = new Set(forms.map((form) => form.charAt(0)));
  let kept = '';

  /** Gives out what is certain; at the end, everything is. */
  function settled(isOver: boolean): string {
    let clean = '';
    let from = 0;
    let at = 0;
    while (at < kept.length) {
      if (!beginnings.has(kept.charAt(at))) {
        at += 1;
        continue;
      }
      if (!isOver && mayBegin(at)) break;
      const secret = forms.find((form) => kept.startsWith(form, at));
      if (secret === undefined) {
        at += 1;
        continue;
      }
      clean += kept.slice(from, at) + redactedMark;
      at += secret.length;
      from = at;
    }
    clean += kept.slice(from, at);
    kept = kept.slice(at);
    return clean;
  }

  /** Whether what is there so far may go on to be a secret that is not whole yet. */
  function mayBegin(at: number): boolean {
    const rest = kept.length - at;
    return forms.some((form) => form.length > rest && form.startsWith(kept.slice(at)));
  }

  return {
    write(piece) {
      if (forms.length === 0) return piece;
      kept += piece;
      return settled(false);
    },
    end: () => settled(true),
  };
}
