import { secretsFromEnvironment } from './environment-secrets.js';
import { redactorOf, type Redactor } from './redactor.js';

/** Secrets that are named, or a function that is asked for them each time, for keys may change. */
export type NamedSecrets = readonly string[] | (() => readonly string[]);

/** Gives a redactor for the named secrets and those of this process's environment, as they are now. */
export function workerRedactor(named: NamedSecrets = []): () => Redactor {
  let latest = { key: '', redactor: redactorOf([]) };
  return () => {
    const list = typeof named === 'function' ? named() : named;
    const secrets = [...list, ...secretsFromEnvironment(process.env)];
    const key = secrets.join('\n');
    if (key !== latest.key) latest = { key, redactor: redactorOf(secrets) };
    return latest.redactor;
  };
}
