import type { City } from '../places/city.js';

/** An airline of the mock timetable. */
export interface Carrier {
  /** IATA code, two characters. */
  readonly code: string;
  readonly name: string;
  /** Price against the average. */
  readonly factor: number;
  /** Whether it flies between continents. */
  readonly longHaul: boolean;
}

const carriersByContinent: Readonly<Record<string, readonly Carrier[]>> = {
  'North America': [
    { code: 'WN', name: 'Southwest Airlines', factor: 0.86, longHaul: false },
    { code: 'UA', name: 'United Airlines', factor: 1.04, longHaul: true },
    { code: 'DL', name: 'Delta Air Lines', factor: 1.1, longHaul: true },
    { code: 'AC', name: 'Air Canada', factor: 1.02, longHaul: true },
    { code: 'AS', name: 'Alaska Airlines', factor: 0.95, longHaul: false },
  ],
  'South America': [
    { code: 'LA', name: 'LATAM Airlines', factor: 1, longHaul: true },
    { code: 'AV', name: 'Avianca', factor: 0.93, longHaul: true },
    { code: 'G3', name: 'GOL', factor: 0.85, longHaul: false },
    { code: 'AR', name: 'Aerolíneas Argentinas', factor: 0.97, longHaul: true },
  ],
  Europe: [
    { code: 'LH', name: 'Lufthansa', factor: 1.09, longHaul: true },
    { code: 'AF', name: 'Air France', factor: 1.06, longHaul: true },
    { code: 'KL', name: 'KLM', factor: 1.01, longHaul: true },
    { code: 'U2', name: 'easyJet', factor: 0.78, longHaul: false },
    { code: 'FR', name: 'Ryanair', factor: 0.72, longHaul: false },
  ],
  Asia: [
    { code: 'SQ', name: 'Singapore Airlines', factor: 1.12, longHaul: true },
    { code: 'NH', name: 'All Nippon Airways', factor: 1.07, longHaul: true },
    { code: 'CX', name: 'Cathay Pacific', factor: 1.03, longHaul: true },
    { code: 'EK', name: 'Emirates', factor: 1.08, longHaul: true },
    { code: 'AK', name: 'AirAsia', factor: 0.74, longHaul: false },
  ],
  Oceania: [
    { code: 'QF', name: 'Qantas', factor: 1.1, longHaul: true },
    { code: 'NZ', name: 'Air New Zealand', factor: 1.03, longHaul: true },
    { code: 'VA', name: 'Virgin Australia', factor: 0.9, longHaul: false },
    { code: 'JQ', name: 'Jetstar', factor: 0.77, longHaul: false },
  ],
  Africa: [
    { code: 'ET', name: 'Ethiopian Airlines', factor: 0.94, longHaul: true },
    { code: 'SA', name: 'South African Airways', factor: 1.02, longHaul: true },
    { code: 'AT', name: 'Royal Air Maroc', factor: 0.96, longHaul: true },
    { code: 'KQ', name: 'Kenya Airways', factor: 0.99, longHaul: true },
  ],
};

/** The continents that the timetable has airlines for. */
export const continents: readonly string[] = Object.keys(carriersByContinent);

/** The airlines that fly between two cities: all of a continent within it, the long-haul ones of both beyond. */
export function carriersBetween(from: City, to: City): readonly Carrier[] {
  const home = carriersByContinent[from.continent] ?? [];
  if (from.continent === to.continent) return home;
  const away = carriersByContinent[to.continent] ?? [];
  return [...home, ...away].filter(({ longHaul }) => longHaul);
}
