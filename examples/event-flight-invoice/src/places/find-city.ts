import { cities, type City } from './city.js';
import { editDistance, plainName } from './plain-name.js';

/** What was found under a name: the city, or the names that come nearest. */
export type CityLookup =
  | { readonly city: City }
  | { readonly city?: undefined; readonly nearest: readonly City[] };

const countryNicknames: Readonly<Record<string, readonly string[]>> = {
  US: ['usa', 'u s a', 'u s', 'america', 'united states of america'],
  GB: ['uk', 'u k', 'great britain', 'britain', 'england', 'scotland', 'wales'],
  AE: ['uae', 'emirates'],
  CZ: ['czech republic'],
  KR: ['korea', 'republic of korea'],
  NL: ['holland', 'the netherlands'],
  NZ: ['aotearoa'],
  TR: ['turkey'],
};

const harmless = ['city', 'airport', 'international airport', 'intl', 'downtown', 'area', 'metro'];

const byName = indexByName();

/**
 * Finds a city by its name, a nickname or an airport code; case, accents and punctuation do not matter.
 *
 * State, country and airport may follow ("Austin, TX, USA"), but have to fit: "Paris, Texas" is not Paris.
 *
 * @param among - The cities to suggest from when none is found.
 */
export function findCity(text: string, among: readonly City[] = cities): CityLookup {
  const words = plainName(text).split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const rest = words.slice(count).join(' ');
    const city = byName
      .get(words.slice(0, count).join(' '))
      ?.find((each) => fits(rest, qualifiersOf(each)));
    if (city !== undefined) return { city };
  }
  return { nearest: nearestNames(words, among) };
}

function indexByName(): Map<string, City[]> {
  const index = new Map<string, City[]>();
  for (const city of cities) {
    for (const name of new Set([city.name, ...city.aliases, ...city.airports].map(plainName))) {
      index.set(name, [...(index.get(name) ?? []), city]);
    }
  }
  return index;
}

function qualifiersOf({ regions, country, countryCode, airports, name, aliases }: City): string[] {
  const names = [...regions, country, countryCode, ...airports, name, ...aliases];
  return [...names.map(plainName), ...(countryNicknames[countryCode] ?? []), ...harmless];
}

function fits(rest: string, qualifiers: readonly string[]): boolean {
  if (rest === '') return true;
  return qualifiers.some(
    (each) =>
      rest === each ||
      (rest.startsWith(`${each} `) && fits(rest.slice(each.length + 1), qualifiers)),
  );
}

const suggestions = 3;

/** The cities whose names differ least from the text's first words; at most one letter in three may differ. */
function nearestNames(words: readonly string[], among: readonly City[]): City[] {
  const measured = among.flatMap((city) => {
    const edits = [city.name, ...city.aliases]
      .map(plainName)
      .filter((name) => name.length > 3)
      .map((name) => {
        const start = words.slice(0, name.split(' ').length).join(' ');
        return { name, edits: editDistance(start, name) };
      })
      .filter(({ name, edits }) => edits <= name.length / 3)
      .map(({ edits }) => edits);
    return edits.length === 0 ? [] : [{ city, edits: Math.min(...edits) }];
  });
  return measured
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, suggestions)
    .map(({ city }) => city);
}
