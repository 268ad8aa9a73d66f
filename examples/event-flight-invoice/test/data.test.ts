import { describe, expect, test } from 'vitest';
import { citiesWithEvents, eventsByCity } from '../src/events/events-around.js';
import { carriersBetween, continents } from '../src/flights/carrier.js';
import { cities } from '../src/places/city.js';

const events = Object.values(eventsByCity).flat();

describe('the cities', () => {
  test('are many, each named once', () => {
    expect(new Set(cities.map(({ name }) => name)).size).toBe(cities.length);
    expect(citiesWithEvents.length).toBeGreaterThanOrEqual(60);
  });

  test('have a country, airport codes and a place on the globe', () => {
    for (const city of cities) {
      expect(city.country, city.name).not.toBe('');
      expect(city.countryCode, city.name).toMatch(/^[A-Z]{2}$/);
      expect(continents, city.name).toContain(city.continent);
      for (const airport of city.airports) expect(airport, city.name).toMatch(/^[A-Z]{3}$/);
      expect(Math.abs(city.latitude), city.name).toBeLessThan(66);
      expect(Math.abs(city.longitude), city.name).toBeLessThanOrEqual(180);
    }
  });

  test('are in the hemispheres of their continents', () => {
    for (const { name, continent, latitude, longitude } of cities) {
      if (continent === 'Oceania') expect(latitude < 0 && longitude > 110, name).toBe(true);
      if (continent === 'South America') expect(longitude < -34 && latitude < 13, name).toBe(true);
      if (continent === 'Europe') expect(latitude > 36 && longitude < 33, name).toBe(true);
      if (continent === 'North America') expect(latitude > 18 && longitude < -60, name).toBe(true);
      if (continent === 'Asia') expect(longitude > 33 && latitude > -10, name).toBe(true);
      if (continent === 'Africa') expect(latitude < 37 && longitude < 45, name).toBe(true);
    }
  });

  test('have at least three airlines between any two of them', () => {
    for (const from of cities) {
      for (const to of cities) expect(carriersBetween(from, to).length).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('the events', () => {
  test('are many, each named once, each in a known city', () => {
    expect(events.length).toBeGreaterThanOrEqual(300);
    expect(new Set(events.map(({ name }) => name)).size).toBe(events.length);
    expect(citiesWithEvents).toHaveLength(Object.keys(eventsByCity).length);
  });

  test('are on days that exist', () => {
    for (const { name, from, to } of events) {
      for (const day of [from, to]) {
        // 2028 is a leap year.
        const date = new Date(`2028-${day}T00:00:00Z`);
        expect(date.toISOString().slice(5, 10), name).toBe(day);
      }
    }
  });

  test('cross the new year only when they end in January or February', () => {
    for (const { name, from, to } of events) {
      if (to < from) expect(to < '03-01' && from > '10-01', name).toBe(true);
    }
  });

  test('say in one line what they are', () => {
    for (const { name, description } of events) {
      expect(description.length, name).toBeGreaterThan(15);
      expect(description.length, name).toBeLessThanOrEqual(100);
    }
  });

  test('fall into every month of the year', () => {
    const months = new Set(events.map(({ from }) => from.slice(0, 2)));
    expect(months.size).toBe(12);
  });
});
