import cityData from '../data/cities.json' with { type: 'json' };

/** A city with at least one airport. */
export interface City {
  readonly name: string;
  /** State or province, short and long. */
  readonly regions: readonly string[];
  readonly country: string;
  /** ISO 3166-1, two letters. */
  readonly countryCode: string;
  readonly continent: string;
  /** IATA codes; the first is the one that flights use. */
  readonly airports: readonly [string, ...string[]];
  /** Degrees north. */
  readonly latitude: number;
  /** Degrees east. */
  readonly longitude: number;
  /** Other names that people use for it. */
  readonly aliases: readonly string[];
}

/** Every city that the example knows. */
export const cities: readonly City[] = cityData.map((city) => {
  const [first, ...others] = city.airports;
  if (first === undefined) throw new Error(`City '${city.name}' has no airport in cities.json.`);
  return { ...city, airports: [first, ...others] };
});

const earthRadiusKm = 6371;

/** The shortest way over the globe between two cities, in kilometres. */
export function distanceKm(from: City, to: City): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const north = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const east = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const shrunk = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * east;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, north + shrunk)));
}

/** A city as a person would write it: with its state where it has one, else with its country. */
export function cityInWords({ name, regions, country }: City): string {
  return `${name}, ${regions[0] ?? country}`;
}

/** Some cities in one line, each in quotes. */
export function citiesInWords(cities: readonly City[]): string {
  return cities.map((city) => `'${cityInWords(city)}'`).join(', ');
}
