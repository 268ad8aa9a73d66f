import {
  checkGoalFits,
  failures,
  isJsonObject,
  type Registry,
  type ServerLimits,
} from '@durable-goals/core';

const names = ['payloadBytes', 'events', 'signals', 'updates'] as const;

/** The variable that says what a server takes that takes less than Temporal's own defaults. */
const variable = 'TEMPORAL_SERVER_LIMITS';

/** @throws `StartRefused` when the variable holds no JSON object of these numbers. */
export function serverLimitsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): ServerLimits | undefined {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return undefined;
  const limits = parsed(text);
  const isKnown = (name: string): boolean => names.some((known) => known === name);
  const holds =
    isJsonObject(limits) &&
    Object.entries(limits).every(([name, value]) => isKnown(name) && isCount(value));
  if (holds) return limits;
  throw failures.startRefused(
    `${variable} is '${text}', which is no JSON object of whole numbers named ${names.join(', ')}`,
  );
}

/** The same goals, each with what the server takes, so that conversations record it. */
export function withServerLimits(registry: Registry, limits: ServerLimits | undefined): Registry {
  if (limits === undefined) return registry;
  return {
    ...registry,
    spec(goalId) {
      const spec = { ...registry.spec(goalId), serverLimits: limits };
      checkGoalFits(spec);
      return spec;
    },
    versions: (goalId) =>
      registry
        .versions(goalId)
        .map((version) => ({ ...version, spec: { ...version.spec, serverLimits: limits } })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
