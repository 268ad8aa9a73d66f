const picture =
  '(?:(?![©®™])\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|\\p{Regional_Indicator}|\\u{200D}|\\u{FE0F})';
const around = new RegExp(
  `^(?:\\s|${picture})*${picture}\\s*|\\s*${picture}(?:\\s|${picture})*$`,
  'gu',
);

/** A message as if it were spoken: a thumb up alone is a yes, pictures around words are only decoration. */
export function spoken(text: string): string {
  const words = text.replace(around, '');
  if (words.trim() !== '') return words;
  if (/[👍👌✅🆗✔]/u.test(text)) return 'yes';
  return /[👎❌🚫🙅]/u.test(text) ? 'no' : text;
}
