import { describe, expect, test } from 'vitest';
import { exactText } from '../app/values/exact-text.js';
import { labelOf } from '../app/values/label.js';
import { readValue, safeLink } from '../app/values/read-value.js';
import { tableOf } from '../app/values/table.js';
import { durationWords } from '../app/values/time-words.js';

const locale = 'en-GB';

describe('a value as a person reads it', () => {
  test.each([
    [
      'a price',
      1105.89,
      { name: 'price', currency: 'USD' },
      { kind: 'price', text: 'US$1,105.89' },
    ],
    ['a price that names its unit', 12, { name: 'totalEUR' }, { kind: 'price', text: '€12.00' }],
    ['a price of unknown unit', 12.5, { name: 'price' }, { kind: 'number', text: '12.5' }],
    ['a year', 2027, { name: 'year' }, { kind: 'number', text: '2027' }],
    ['a large number', 1234567, { name: 'pages' }, { kind: 'number', text: '1,234,567' }],
    ['yes', true, { name: 'paid' }, { kind: 'text', text: 'Yes' }],
    ['a list of words', ['a', 'b'], { name: 'tags' }, { kind: 'text', text: 'a, b' }],
    ['nothing', null, { name: 'note' }, { kind: 'nothing' }],
    [
      'a day',
      '2027-03-12',
      { name: 'start' },
      { kind: 'date', iso: '2027-03-12', text: 'Fri, 12 Mar 2027' },
    ],
    ['no day', '2027-13-41', { name: 'start' }, { kind: 'text', text: '2027-13-41' }],
    [
      'a link',
      'https://www.example.com/a/',
      { name: 'url' },
      { kind: 'link', href: 'https://www.example.com/a/', text: 'example.com/a' },
    ],
    [
      'a script',
      'javascript:alert(1)',
      { name: 'url' },
      { kind: 'text', text: 'javascript:alert(1)' },
    ],
  ])('%s', (_, value, place, read) => {
    expect(readValue(value, { ...place, locale })).toEqual(read);
  });

  test.each([
    ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
    ['mailto:ada@example.com', 'mailto:ada@example.com'],
    ['https://bank.example@evil.example', undefined],
    ['data:text/html,<script>alert(1)</script>', undefined],
    ['//evil.example', undefined],
    ['https://', undefined],
  ])('%s is followed to %s', (link, href) => {
    expect(safeLink(link)).toBe(href);
  });

  test.each([
    ['tripDetails', 'Trip details'],
    ['invoiceURL', 'Invoice URL'],
    ['FindEvents', 'Find events'],
    ['due_date', 'Due date'],
    ['id', 'ID'],
  ])('the name %s is read as %s', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });

  test.each([
    ['what turns the order around', 'pay\u202Eeel', 'pay⟨U+202E⟩eel'],
    ['what is not seen', 'a\u200Bb\u00ADc', 'a⟨U+200B⟩b⟨U+00AD⟩c'],
    ['a control character', 'a\u0007b', 'a⟨U+0007⟩b'],
    ['lines, and emoji that are joined', 'a\nb 👩‍🚀', 'a\nb 👩‍🚀'],
  ])('an exact text shows %s', (_, text, shown) => {
    expect(exactText(text)).toBe(shown);
  });

  test('a list of objects is a table, by itself or as a field, with what stands beside it', () => {
    const rows = [
      { name: 'a', price: 1, currency: 'USD' },
      { name: 'b', note: 'x' },
    ];
    const columns = ['name', 'price', 'note'];
    expect(tableOf(rows)).toEqual({ columns, rows, beside: {} });
    expect(tableOf({ city: 'Melbourne', events: rows })).toEqual({
      name: 'events',
      columns,
      rows,
      beside: { city: 'Melbourne' },
    });
    expect(tableOf({ currency: 'EUR', flights: [{ price: 1 }] })).toMatchObject({
      currency: 'EUR',
      beside: {},
    });
    expect(tableOf([1, 2])).toBeUndefined();
    expect(tableOf({ tags: ['a'] })).toBeUndefined();
  });

  test.each([
    [86_399_000, '23 h 59 min'],
    [250_000, '4 min 10 s'],
    [9_900, '9 s'],
    [-5, '0 s'],
    [3 * 86_400_000, '3 days'],
  ])('%d ms are left as %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});
