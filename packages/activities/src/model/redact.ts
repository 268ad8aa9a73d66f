/** What stands where a secret was. */
export const redactedMark = '[redacted]';
const mark = redactedMark;

/** Parts of a secret shorter than this are not looked for: words would be taken for keys. */
const partLength = 8;

const keyShapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[^\s'",]+/gi, `$1 ${mark}`],
  [/\/\/[^\s/@]+@/g, `//${mark}@`],
  [/\b(?:sk|pk|rk|gsk|xai|tgp|csk|nvapi|hf|key|token)[-_][\w*.-]{6,}/gi, mark],
  [/\bAIza[\w*-]{8,}/g, mark],
  [/\beyJ[\w-]+\.[\w.-]+/g, mark],
  [
    /((?:api[-_ ]?key|token|secret|password|authorization)(?: \w+)?\W{0,3}[=:]\W{0,2})(?!\W*redacted\])[^\s'",]{6,}/gi,
    `$1${mark}`,
  ],
  // Only from the beginning of a word on: from each of its letters, a long one would take minutes.
  [/(?<![^\s'",:])[^\s'",:]*\*{3,}[^\s'",]*/g, mark],
  [/\b(?=\w*\d)(?=\w*[A-Za-z])\w{32,}/g, mark],
];

/**
 * Text without secrets: every part of the given ones that is eight characters or longer (so a key that
 * was cut or masked is found too), their usual encodings, and whatever looks like an API key, an
 * authorization header, credentials in an address, or a hash.
 *
 * @param secrets - What must not appear; one of fewer than four characters is not looked for.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets.flatMap(encodings)) result = withoutParts(result, secret);
  return redactKeyShapes(result);
}

/**
 * Text without whatever looks like an API key, an authorization header, credentials in an address, or a hash. For failures
 * and logs: in an ordinary message it would take harmless ids along.
 */
export function redactKeyShapes(text: string): string {
  return keyShapes.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text);
}

function encodings(secret: string): string[] {
  if (secret.length < 4) return [];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [...new Set([secret, encodeURIComponent(secret), base64])];
}

function withoutParts(text: string, secret: string): string {
  const length = Math.min(partLength, secret.length);
  const parts = new Set<string>();
  for (let at = 0; at + length <= secret.length; at += 1) parts.add(secret.slice(at, at + length));
  let result = '';
  let kept = 0;
  let at = 0;
  while (at + length <= text.length) {
    if (!parts.has(text.slice(at, at + length))) {
      at += 1;
      continue;
    }
    let end = at + length;
    while (end < text.length && parts.has(text.slice(end + 1 - length, end + 1))) end += 1;
    result += text.slice(kept, at) + mark;
    kept = end;
    at = end;
  }
  return result + text.slice(kept);
}
