import { distanceKm, type City } from '../places/city.js';
import { carriersBetween, type Carrier } from './carrier.js';
import type { Flight } from './flight.js';

/** A trip between two known cities. Days are `YYYY-MM-DD`. */
export interface KnownTrip {
  readonly from: City;
  readonly to: City;
  readonly dateDepart: string;
  readonly dateReturn: string;
}

/**
 * Three or four made-up flights, cheapest first; the same for the same trip, on any machine at any time.
 *
 * Prices grow with the distance, and on Fridays, Sundays and in the months when everybody travels.
 */
export function mockFlights(trip: KnownTrip): Flight[] {
  const { from, to } = trip;
  const route = `${from.airports[0]}-${to.airports[0]}`;
  const byChance = carriersBetween(from, to).toSorted(
    (a, b) => chance(route, a.code) - chance(route, b.code),
  );
  const count = chance(route, trip.dateDepart) < 0.5 ? 3 : 4;
  return byChance
    .slice(0, count)
    .map((carrier) => flightOf(carrier, trip))
    .toSorted((a, b) => a.price - b.price);
}

function flightOf(carrier: Carrier, trip: KnownTrip): Flight {
  const { from, to, dateDepart, dateReturn } = trip;
  const route = `${from.airports[0]}-${to.airports[0]}`;
  const luck = 0.94 + 0.12 * chance(route, `${carrier.code} ${dateDepart} ${dateReturn}`);
  const days = (dayFactor(dateDepart) + dayFactor(dateReturn)) / 2;
  const price = basePrice(distanceKm(from, to)) * carrier.factor * days * luck;
  const number = 100 + Math.floor(chance(route, `${carrier.code} number`) * 1700);
  return {
    operating_carrier: carrier.name,
    outbound_flight_code: `${carrier.code}${number}`,
    price: Math.round(price * 100) / 100,
    return_flight_code: `${carrier.code}${number + 1}`,
    return_operating_carrier: carrier.name,
  };
}

/** The average price of a return flight, in USD. */
function basePrice(kilometres: number): number {
  const near = Math.min(kilometres, 3000);
  return 48 + near * 0.085 + (kilometres - near) * 0.068;
}

function dayFactor(day: string): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const month = day.slice(5, 7);
  const busyDay = weekday === 0 || weekday === 5 ? 1.12 : 1;
  const busyMonth = ['07', '08', '12'].includes(month) ? 1.15 : 1;
  return busyDay * busyMonth;
}

/** A number from 0 up to 1 that depends on nothing but the words: FNV-1a with a final mix. */
function chance(...words: string[]): number {
  let hash = 0x811c9dc5;
  for (const letter of words.join('|')) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
