/** A name that a preposition introduces: "from Austin, TX". */
export interface PlaceMention {
  readonly index: number;
  readonly length: number;
  readonly relation: 'from' | 'to' | 'in' | 'live' | 'object';
  readonly name: string;
}

const introductions: readonly (readonly [PlaceMention['relation'], RegExp])[] = [
  [
    'live',
    /\b(?:live in|living in|lives in|based in|located in|i'?m in|i am in|am from|i'?m from|home is)\s+/gi,
  ],
  [
    'from',
    /\b(?:out of|starting in|starting from|starting at|from|departing|depart|leaving|leave)\s+(?:from\s+|out of\s+)?/gi,
  ],
  ['to', /\b(?:to|into|towards|visit|visiting|arriving in|arriving at)\s+/gi],
  ['in', /\b(?:in|at|near|around|for|about|within)\s+/gi],
  ['object', /\b(?:of|do|try|like|prefer|choose)\s+(?=\p{Lu})/gu],
];

const stop =
  /[;!?\n·]|(?<!\b(?:St|Mt|Ft))\.(?=\s|$)|,(?!\s*\p{L})|\s(?:in|on|from|to|at|for|during|around|by|with|and|then|please|next|this|that|which|where|when|if|or|but|instead|because|so|until|till|through|between|before|after|near|would|i|we|is|are|as|the|will|can|again|rather|thanks|pls|plz|thank|now|today|tomorrow|not|starting|leaving|departing|returning|arriving|of(?= the| my| our))(?=\s|[,.!?]|$)|$/iu;

/** The names in a text that may be places, each with what leads to it. */
export function readPlaces(text: string): readonly PlaceMention[] {
  const taken: PlaceMention[] = [];
  for (const [relation, pattern] of introductions) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + match[0].length;
      const name = nameAt(text.slice(start));
      const overlaps = taken.some(
        ({ index, length }) => match.index < index + length && index < start + name.length,
      );
      if (name !== '' && !overlaps && isName(name)) {
        taken.push({ index: match.index, length: match[0].length + name.length, relation, name });
      }
    }
  }
  return taken.toSorted((a, b) => a.index - b.index);
}

/** "Austin to San Francisco", with nothing before the first name. */
export function readWay(text: string): { readonly from: string; readonly to: string } | undefined {
  const match = /^\s*(\p{L}[\p{L}.'’ -]*(?:,\s*\p{Lu}{2})?)\s+(?:to|->|→|–)\s+(\p{L}.*)$/u.exec(
    text,
  );
  if (!match?.[1] || !match[2]) return undefined;
  const from = match[1].trim();
  const to = nameAt(match[2]);
  return isName(from) && isName(to) && from.split(' ').length <= 3 ? { from, to } : undefined;
}

function nameAt(rest: string): string {
  const end = stop.exec(rest)?.index ?? rest.length;
  const name = rest.slice(0, end).trim();
  const [first = '', ...others] = name.split(/\s*,\s*/);
  // "Austin, TX" and "Melbourne, Australia" are one name; "Austin, leaving early" is not.
  const region =
    others[0] !== undefined && /^(\p{Lu}{2,3}|\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?)$/u.test(others[0])
      ? others[0]
      : undefined;
  return [first, ...(region === undefined ? [] : [region])].join(', ').replace(/[.,'"]+$/, '');
}

const notNames =
  /^(i|i'[a-z]+|we|please|the|a|an|my|your|our|it|its|that|this|me|you|him|her|them|us|there|here|any|some|one|two|now|then|all|what|see|go|attend|fly|book|travel|visit|depart|leave|have|do|find|get|make|be|order|search|take|stay|plan|look|buy|cancel|create|know|join|watch|come|eat|request|reserve|ask|change|pick|choose|use|send|add|try|start|happen|least|most|about|around|sure|free|half|tell|give|show|write|play|sing|bring|something|anything|anywhere|nothing|everything|home|of)\b/i;

const notPlaces =
  /^(?:lol|idk|dunno|no idea|none|none of (?:them|these|those|it)|neither|whatever|whichever|wtf|why|huh|later|never|(?:early |late |mid )?(?:spring|summer|autumn|fall|winter)|morning|afternoon|evening|night|general|total|advance|mind|case|time|person|fact|short|addition|order|particular|interest(?:ed)?|need|least|once|work|school|night)$/i;

/** Whether words may be the name of a place, by their form alone. */
export function isName(name: string): boolean {
  const words = name.split(/\s+/);
  if (notPlaces.test(name) || name.includes('@')) return false;
  return (
    /^\p{L}/u.test(name) &&
    words.length <= 5 &&
    name.length <= 60 &&
    (!notNames.test(name) ||
      (/^\p{Lu}/u.test(name) && !/^(The|A|An|My|Your|It|This|That)\b/.test(name)))
  );
}
