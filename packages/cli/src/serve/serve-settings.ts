import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Authentication, TokenEntry } from '@durable-goals/server';
import { CliError, wordsOf } from '../cli-error.js';

/** What the command line says; it wins over the environment. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tokens?: string;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly page: boolean;
}

/** Where the API is served, and to whom. */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly models: readonly string[];
  readonly temporalUi?: string;
  readonly authentication?: Authentication;
  readonly page: boolean;
}

export const defaultPort = 4680;

/**
 * Reads what `serve` is told.
 *
 * @throws `CliError` or `ConfigurationRefused` naming what cannot be used; never with a token in it.
 */
export async function serveSettings(
  folder: string,
  env: NodeJS.ProcessEnv,
  options: ServeOptions,
): Promise<ServeSettings> {
  const authentication = await authenticationOf(folder, env, options);
  const temporalUi = value(env, 'DURABLE_GOALS_TEMPORAL_UI');
  return {
    host: options.host ?? value(env, 'DURABLE_GOALS_HOST') ?? '127.0.0.1',
    port: options.port ?? portOf(value(env, 'DURABLE_GOALS_PORT')),
    hosts: options.allowHost ?? listOf(env, 'DURABLE_GOALS_HOSTS'),
    origins: (options.allowOrigin ?? listOf(env, 'DURABLE_GOALS_ORIGINS')).map(originOf),
    models: listOf(env, 'DURABLE_GOALS_MODELS'),
    page: options.page,
    ...(temporalUi === undefined ? {} : { temporalUi: templateOf(temporalUi) }),
    ...(authentication === undefined ? {} : { authentication }),
  };
}

/**
 * Who may ask: whoever has a token of a file, of `DURABLE_GOALS_TOKENS` or of an issuer.
 *
 * @returns Nothing, where none of them is named.
 * @throws what `serveSettings` throws.
 */
export async function authenticationOf(
  folder: string,
  env: NodeJS.ProcessEnv,
  { tokens }: Pick<ServeOptions, 'tokens'>,
): Promise<Authentication | undefined> {
  const file = tokens ?? value(env, 'DURABLE_GOALS_TOKENS_FILE');
  const given = tokens === undefined ? value(env, 'DURABLE_GOALS_TOKENS') : undefined;
  const issuer = value(env, 'DURABLE_GOALS_JWT_ISSUER');
  if ([file, given, issuer].filter((way) => way !== undefined).length > 1) {
    throw new CliError(
      'There is more than one of DURABLE_GOALS_TOKENS_FILE, DURABLE_GOALS_TOKENS and DURABLE_GOALS_JWT_ISSUER. Keep the one that says who people are.',
    );
  }
  const { bearerTokens, jwtIssuer } = await import('@durable-goals/server');
  if (file !== undefined)
    return bearerTokens(entriesIn(textOf(resolve(folder, file)), `'${file}'`));
  if (given !== undefined) return bearerTokens(entriesIn(given, 'DURABLE_GOALS_TOKENS'));
  if (issuer === undefined) return undefined;
  const audience = value(env, 'DURABLE_GOALS_JWT_AUDIENCE');
  if (audience === undefined) {
    throw new CliError(
      'DURABLE_GOALS_JWT_ISSUER is set without DURABLE_GOALS_JWT_AUDIENCE, so tokens for others would be good here. Set both.',
    );
  }
  const jwksUrl = value(env, 'DURABLE_GOALS_JWKS_URL');
  const rolesClaim = value(env, 'DURABLE_GOALS_JWT_ROLES_CLAIM');
  try {
    return jwtIssuer({
      issuer,
      audience,
      ...(jwksUrl === undefined ? {} : { jwksUrl }),
      ...(rolesClaim === undefined ? {} : { rolesClaim }),
    });
  } catch {
    throw new CliError(
      'DURABLE_GOALS_JWT_ISSUER or DURABLE_GOALS_JWKS_URL is no address. Give a whole one, with https://.',
    );
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`The file of tokens cannot be read: ${wordsOf(error)}. Correct its path.`);
  }
}

/** What a parser says of a text quotes it, and there are tokens in this one. */
function entriesIn(text: string, where: string): readonly TokenEntry[] {
  try {
    return JSON.parse(text) as readonly TokenEntry[];
  } catch {
    throw new CliError(
      `${where} is no JSON. Give a list of { "id", "token" or "sha256", "roles" }.`,
    );
  }
}

function value(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

function listOf(env: NodeJS.ProcessEnv, name: string): readonly string[] {
  return (value(env, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function portOf(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CliError(
    `DURABLE_GOALS_PORT is '${text}', which is no port. Give a number up to 65535.`,
  );
}

function originOf(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new CliError(
    `'${text}' is no origin. Give one such as 'https://app.example.com', without a path.`,
  );
}

function templateOf(text: string): string {
  if (/^https?:\/\//.test(text)) {
    return text.includes('{workflowId}')
      ? text
      : `${text.replace(/\/$/, '')}/namespaces/{namespace}/workflows/{workflowId}`;
  }
  throw new CliError(
    `DURABLE_GOALS_TEMPORAL_UI is '${text}', which is no address. Give one such as 'http://localhost:8233'.`,
  );
}
