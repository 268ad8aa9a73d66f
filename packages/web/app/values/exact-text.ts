/**
 * Characters that are not seen, or that turn the order of those around them. Those of a line of text and the
 * joints of emoji are as they look.
 */
const unseen = /(?![\n\t]|\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text in which nothing hides: what cannot be seen is written as its number, `⟨U+202E⟩`. */
export function exactText(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
