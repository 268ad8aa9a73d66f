import { request as httpRequest } from 'node:http';

/** Sends a request as it is, also with headers that `fetch` sets itself. */
export async function raw(
  url: string,
  method: string,
  headers: Record<string, string>,
  body = '',
): Promise<number> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const form = 'application/x-www-form-urlencoded';

/** What a page elsewhere can have a browser send, and what it may try to. */
export const forged: readonly (readonly [string, Record<string, string>])[] = [
  [
    'a form',
    { origin: 'https://evil.example', 'content-type': form, 'sec-fetch-site': 'cross-site' },
  ],
  ['a form of an old browser', { 'content-type': form }],
  ['a form as plain text', { 'content-type': 'text/plain' }],
  ['a script without a type', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a beacon that says nothing', {}],
  ['a frame without an origin', { origin: 'null', 'content-type': 'application/json' }],
  [
    'a script that claims JSON',
    { origin: 'https://evil.example', 'content-type': 'application/json' },
  ],
  [
    'the same name at another port',
    { origin: 'http://localhost:5174', 'content-type': 'application/json' },
  ],
  [
    'the page by its number',
    { origin: 'http://127.0.0.1:5173', 'content-type': 'application/json' },
  ],
  [
    'an image',
    {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
      'content-type': 'application/json',
    },
  ],
  [
    'a name that leads here',
    { host: 'evil.example', origin: 'http://localhost:5173', 'content-type': 'application/json' },
  ],
];
