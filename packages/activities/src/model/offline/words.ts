import type { Json } from '@durable-goals/core';

/** The words of a name in any usual spelling: `outbound_flight_code`, `eventName`, `invoiceURL`. */
export function wordsOfName(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A name as a person reads it: `dateFrom` is "date from". */
export function spelledOut(name: string): string {
  return wordsOfName(name)
    .map((word) => acronyms.get(word) ?? word)
    .join(' ');
}

const acronyms: ReadonlyMap<string, string> = new Map([
  ['url', 'URL'],
  ['id', 'ID'],
  ['uri', 'URI'],
  ['usd', 'USD'],
  ['eur', 'EUR'],
  ['email', 'e-mail'],
]);

/** A text in lower case without accents, punctuation and doubled spaces, to compare with another. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A word without its usual English endings: near enough to compare, not to read. */
export function stem(word: string): string {
  if (word.length <= 3 || /\d/.test(word)) return word;
  let root = word;
  if (/[^aeiou]ies$/.test(root)) root = `${root.slice(0, -3)}y`;
  else if (/(ss|sh|ch|x|z)es$/.test(root)) root = root.slice(0, -2);
  else if (/[^su]s$/.test(root)) root = root.slice(0, -1);
  if (root.length > 5 && root.endsWith('ing')) root = undoubled(root.slice(0, -3));
  else if (root.length > 4 && root.endsWith('ed')) root = undoubled(root.slice(0, -2));
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
}

function undoubled(root: string): string {
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}

/** The stems of a text's words, in order. */
export function stems(text: string): string[] {
  const spaced = plain(text);
  return spaced === '' ? [] : spaced.split(' ').map(stem);
}

/** The stems of a text that carry meaning: no function words and none that only ask for something. */
export function contentStems(text: string): string[] {
  return plain(text)
    .split(' ')
    .filter((word) => word.length > 1 && !functionWords.has(word))
    .map(stem)
    .filter((word) => !requestStems.has(word));
}

const functionWords: ReadonlySet<string> = new Set(
  `a an the this that these those some any all each every both no not nor and or but so if then than as at by for from in
  into of off on onto out over to up with within without about around after before between during until i im ive id ill
  me my mine we us our ours you your yours youre he she it its they them their is am are was were be been being do does
  did done have has had having can could may might must shall should will would wont dont doesnt didnt cant couldnt
  please thanks thank sorry oh well ok okay yes yeah yep no nope just only also too very really quite there here what
  which who whom whose where when why how whats let lets us hi hello hey now again instead rather maybe perhaps actually
  something anything nothing someone thing things one ones else more most other another such same like much many lot
  either neither zero two three four five six seven eight nine ten eleven twelve whichever whatever back still yet ll ve re s t d m`.split(
    /\s+/,
  ),
);

const requestStems: ReadonlySet<string> = new Set(
  `like love want wish need order get buy see look find give show tell make take go come help know think say ask try
  use put choose pick select start search book hope prefer plan mean interested possible possibly us new`
    .split(/\s+/)
    .map(stem),
);

/** Words that say of what sort a value is rather than which one it is. */
export const genericStems: ReadonlySet<string> = new Set(
  `name id code number date time type kind value text title label key item list data info information result count total
  status note detail description summary comment reason first last new is has day of the to from for in at on and or by
  with be a an your you this that e g i example`
    .split(/\s+/)
    .map(stem),
);

/** How many letters must change to make one word of the other. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Several phrases as one: "a, b and c". */
export function listed(phrases: readonly string[], word = 'and'): string {
  if (phrases.length < 2) return phrases.join('');
  return `${phrases.slice(0, -1).join(', ')} ${word} ${phrases.at(-1)}`;
}

/** A JSON value as text, a string without quotes. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text with its first letter in upper case. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
