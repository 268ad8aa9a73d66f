import { defineRegistry, type Goal, type Registry } from '@durable-goals/core';
import { CliError, wordsOf } from '../cli-error.js';
import { findGoalsFile } from './goals-file.js';
import { importModule } from './import-module.js';

/** The goals that a command works with, and where they are from. */
export interface LoadedGoals {
  readonly registry: Registry;
  /** Absolute path of the module that exports them. */
  readonly file: string;
}

/**
 * Loads the goals of a folder.
 *
 * @param named - A module to take instead of the folder's own.
 * @throws `CliError` when there is no such module, or it does not export goals.
 */
export async function loadGoals(folder: string, named?: string): Promise<LoadedGoals> {
  const file = findGoalsFile(folder, named);
  const exported = await exportsOf(file);
  const goals = exported['goals'] ?? exported['default'];
  if (isRegistry(goals)) return { registry: goals, file };
  const olderVersions = exported['olderVersions'] ?? [];
  if (!Array.isArray(olderVersions) || !olderVersions.every(isGoal)) {
    throw new CliError(
      `The module '${file}' exports 'olderVersions' as ${describe(olderVersions)}. Export an array of what defineGoal returned before.`,
    );
  }
  if (!Array.isArray(goals) || goals.length === 0 || !goals.every(isGoal)) {
    throw new CliError(
      `The module '${file}' does not export goals: its 'goals' is ${describe(goals)}. Export an array of what defineGoal returns, or a registry, as 'goals'.`,
    );
  }
  try {
    return { registry: defineRegistry(goals, { olderVersions }), file };
  } catch (error) {
    throw new CliError(wordsOf(error));
  }
}

async function exportsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(file);
  } catch (error) {
    const failure = new CliError(`The module '${file}' cannot be loaded: ${wordsOf(error)}`);
    failure.cause = error;
    throw failure;
  }
}

function isRegistry(value: unknown): value is Registry {
  return isObject(value) && Array.isArray(value['ids']) && typeof value['spec'] === 'function';
}

function isGoal(value: unknown): value is Goal {
  return isObject(value) && typeof value['id'] === 'string' && Array.isArray(value['tools']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (!Array.isArray(value)) return `a value of type ${typeof value}`;
  if (value.length === 0) return 'an empty array';
  return 'an array with something else in it';
}
