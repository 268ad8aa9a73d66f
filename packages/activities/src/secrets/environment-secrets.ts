import { existsSync } from 'node:fs';

/** Names that end like this hold a secret; a number may follow. */
const secretName =
  /(?:(?:^|_)(?:KEY|PASS|CREDENTIALS?)|API_?KEY|PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN)(?:_?\d+)?$/i;

/** Names that end like this hold headers, as `name=value` with commas between. */
const headersName = /(?:^|_)HEADERS$/i;

/** Logins within addresses, and passwords within connection strings. */
const withinValue = [/:\/\/[^\s/:@]*:([^\s/@]+)@/g, /(?:^|[\s;])(?:password|pwd)=([^\s;]+)/gi];

/** A shorter one is found in ordinary texts. */
const shortestSecret = 8;
/** A word of letters in one case is taken for a secret only when it is as long as this. */
const longestWord = 15;

/**
 * The secrets among environment variables: values whose names end in `KEY`, `TOKEN`, `SECRET`, `PASSWORD` and the like,
 * those of headers in variables such as `OTEL_EXPORTER_OTLP_HEADERS`, and passwords in addresses and connection strings of any
 * variable.
 *
 * Left out is what would damage ordinary texts: values of fewer than 8 characters, single words of up to 15 letters
 * in one case, and paths of files.
 */
export function secretsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const found = Object.entries(env).flatMap(([name, value = '']) => candidatesOf(name, value));
  return [...new Set(found.filter(isSecret))];
}

/** What was found in each variable: a Worker looks before each Activity, and hardly any of them ever changes. */
const known = new Map<string, { readonly value: string; readonly found: readonly string[] }>();

function candidatesOf(name: string, value: string): readonly string[] {
  const before = known.get(name);
  if (before?.value === value) return before.found;
  const found = [
    ...(secretName.test(name) ? [value.trim()] : []),
    ...(headersName.test(name) ? headerValues(value) : []),
    ...withinValue.flatMap((shape) =>
      [...value.matchAll(shape)].flatMap(([, part = '']) => both(part)),
    ),
  ];
  known.set(name, { value, found });
  return found;
}

function isSecret(value: string): boolean {
  if (value.length < shortestSecret) return false;
  const isWord = /^(?:[a-z]+|[A-Z]+)$/.test(value) && value.length <= longestWord;
  return !isWord && !(/^(?:[~.]|[A-Za-z]:\\|\/)/.test(value) && existsSync(value));
}

/** Values of headers, and what follows a scheme such as `Bearer` in them. */
function headerValues(headers: string): readonly string[] {
  return headers.split(',').flatMap((header) => {
    const value = header.slice(header.indexOf('=') + 1).trim();
    return both(value).flatMap((form) => [form, form.split(/\s+/).at(-1) ?? '']);
  });
}

/** A part of an address as it stands there, and as it is meant. */
function both(part: string): readonly string[] {
  try {
    return [part, decodeURIComponent(part)];
  } catch {
    return [part];
  }
}
