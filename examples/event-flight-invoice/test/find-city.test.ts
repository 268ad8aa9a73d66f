import { expect, test } from 'vitest';
import { cities, distanceKm } from '../src/places/city.js';
import { findCity } from '../src/places/find-city.js';
import { editDistance } from '../src/places/plain-name.js';

test.each([
  ['Melbourne', 'Melbourne'],
  ['melbourne', 'Melbourne'],
  ['  MELBOURNE  ', 'Melbourne'],
  ['Melbourne, Australia', 'Melbourne'],
  ['Melbourne VIC', 'Melbourne'],
  ['MEL', 'Melbourne'],
  ['Austin, TX', 'Austin'],
  ['Austin Texas', 'Austin'],
  ['Austin, TX, USA', 'Austin'],
  ['Austin, Texas, United States of America', 'Austin'],
  ['Austin (AUS)', 'Austin'],
  ['NYC', 'New York'],
  ['New York', 'New York'],
  ['New York City', 'New York'],
  ['New York, New York', 'New York'],
  ['JFK', 'New York'],
  ['jfk airport', 'New York'],
  ['SFO', 'San Francisco'],
  ['Washington, D.C.', 'Washington'],
  ['L.A.', 'Los Angeles'],
  ['sao paulo', 'São Paulo'],
  ['São Paulo, Brazil', 'São Paulo'],
  ['Zürich', 'Zurich'],
  ['København', 'Copenhagen'],
  ['London, UK', 'London'],
  ['Edinburgh, Scotland', 'Edinburgh'],
  ['St Louis', 'St. Louis'],
  ['東京', 'Tokyo'],
  ['KIX', 'Osaka'],
])('"%s" is %s', (text, name) => {
  expect(findCity(text).city?.name).toBe(name);
});

test.each(['Paris, Texas', 'Melbourne, Florida', 'London, Ontario', 'Atlantis', '', '???'])(
  '"%s" is none of the cities',
  (text) => {
    expect(findCity(text).city).toBeUndefined();
  },
);

test.each([
  ['Melborne', 'Melbourne'],
  ['San Fransisco', 'San Francisco'],
  ['Barselona', 'Barcelona'],
  ['Paris, Texas', 'Paris'],
])('the name nearest to "%s" is %s', (text, name) => {
  const found = findCity(text);
  expect(found.city === undefined && found.nearest[0]?.name).toBe(name);
});

test('every city is found by its name, each of its nicknames and its own country', () => {
  for (const city of cities) {
    for (const text of [city.name, ...city.aliases, `${city.name}, ${city.country}`]) {
      expect(findCity(text).city?.name, text).toBe(city.name);
    }
  }
});

test('a distance is that of the great circle', () => {
  const city = (name: string) => {
    const found = findCity(name).city;
    if (found === undefined) throw new Error(`No city '${name}'.`);
    return found;
  };
  expect(distanceKm(city('London'), city('New York'))).toBeCloseTo(5570, -2);
  expect(distanceKm(city('Sydney'), city('Melbourne'))).toBeCloseTo(713, -2);
  expect(distanceKm(city('Auckland'), city('Honolulu'))).toBeCloseTo(7086, -2);
  expect(distanceKm(city('Lima'), city('Lima'))).toBe(0);
});

test('an edit distance counts letters', () => {
  expect(editDistance('melborne', 'melbourne')).toBe(1);
  expect(editDistance('', 'rome')).toBe(4);
  expect(editDistance('rome', 'rome')).toBe(0);
});
