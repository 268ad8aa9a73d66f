import { canonicalJson, hashOf, inputHashOf } from '@durable-goals/core';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

describe('canonical JSON', () => {
  test('is that of the example in RFC 8785, section 3.2.2', () => {
    const example = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as unknown;
    expect(canonicalJson(example)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('sorts keys by their UTF-16 units, as in RFC 8785, section 3.2.3', () => {
    const example = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '😀': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      ö: 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(example)) as object)).toEqual([
      // JavaScript puts keys that are numbers first; in the text, the line break comes before.
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson({ '1': 1, '\r': 2, '10': 3, '9': 4 })).toBe(
      '{"\\r":2,"1":1,"10":3,"9":4}',
    );
  });

  // Bits and texts of RFC 8785, appendix B.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555555', '333333333.3333333'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number with the bits %s as %s', (bits, text) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonicalJson(view.getFloat64(0))).toBe(text);
  });

  test.each([
    ['nothing', {}, '{}'],
    ['an undefined member', { a: undefined, b: 1 }, '{"b":1}'],
    ['an undefined item', [undefined, 1], '[null,1]'],
    [
      'a nested object',
      { b: { d: 1, c: [{ f: 1, e: 2 }] }, a: '' },
      '{"a":"","b":{"c":[{"e":2,"f":1}],"d":1}}',
    ],
    ['a date, by its toJSON', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['a letter written in two ways, as two texts', ['\u00e9', 'e\u0301'], '["\u00e9","e\u0301"]'],
    ['a lone surrogate, escaped', '\ud800', '"\\ud800"'],
    [
      'the same object twice, side by side',
      (() => {
        const x = { a: 1 };
        return [x, x];
      })(),
      '[{"a":1},{"a":1}]',
    ],
  ])('writes %s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('keeps a key named __proto__', () => {
    const value = JSON.parse('{"b":1,"__proto__":{"x":1},"constructor":2}') as object;
    expect(canonicalJson(value)).toBe('{"__proto__":{"x":1},"b":1,"constructor":2}');
    expect(hashOf(value)).not.toBe(hashOf({ b: 1, constructor: 2 }));
  });

  const cycle: unknown[] = [];
  cycle.push({ cycle });
  test.each([
    ['NaN', Number.NaN],
    ['an infinite number', [Infinity]],
    ['a bigint', { a: 1n }],
    ['a function', { a: () => 1 }],
    ['a symbol', Symbol('a')],
    ['nothing at all', undefined],
    ['a value that contains itself', cycle],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

const conversation = { conversationId: 'c', chainId: 'r' };

describe('the hash of an input', () => {
  test('does not depend on the order of keys', () => {
    const hash = inputHashOf('Book', { a: 1, b: { c: 2, d: 3 } }, conversation);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(inputHashOf('Book', { b: { d: 3, c: 2 }, a: 1 }, conversation)).toBe(hash);
  });

  test('is another for another tool, another value, another type and another conversation', () => {
    const hashes = [
      inputHashOf('Book', { a: 1 }, conversation),
      inputHashOf('Books', { a: 1 }, conversation),
      inputHashOf('Book', { a: '1' }, conversation),
      inputHashOf('Book', { a: 1, b: null }, conversation),
      inputHashOf('Book', {}, conversation),
      inputHashOf('Book', null, conversation),
      inputHashOf('Book', { a: 1 }, { ...conversation, chainId: 'r2' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('is SHA-256 of the canonical text', () => {
    expect(hashOf('€')).toBe(createHash('sha256').update('"€"').digest('hex'));
  });
});
