import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { saidEarlier } from './earlier-words.js';
import { fillSlots, type Slots } from './fill-slots.js';
import { fitted } from './item-values.js';
import { presentResult } from './present-result.js';
import { abilities, introduction, propose, say, sentences, type Step } from './replies.js';
import { lastCall, type KnownTool, type Standing } from './standing.js';
import { stateCodeIn } from './us-states.js';
import { contentStems, listed, stem, stems, wordsOfName } from './words.js';

/**
 * The next step of a run that only finds something out: the tool that the question is about, after those that give what
 * it needs. Nobody could be asked in between.
 *
 * @returns `undefined` where there is more to a goal than to choose among tools that only read.
 */
export function planRun(standing: Standing): Step | undefined {
  const { situation, tools } = standing;
  const onlyReads = tools.every(({ spec }) => spec.effect === 'read' && spec.goalId === undefined);
  if (!situation.autonomous || tools.length < 2 || !onlyReads) return undefined;
  const words = wordsSaid(standing);
  const target = targetOf(words, tools);
  if (target === undefined) return say(helpless(standing), 'done');
  const sought = { standing, words, target };
  const last = lastCall({ transcript: sinceQuestion(standing) }, target.spec.name);
  if (last?.outcome === 'completed')
    return say(presentResult(last.tool, last.output, last.input), 'done');
  if (last !== undefined) return say(sentences('That did not work.', last.error ?? ''), 'done');
  return stepTowards(target, sought);
}

interface Sought {
  readonly standing: Standing;
  /** What the person said, newest first. */
  readonly words: readonly string[];
  readonly target: KnownTool;
}

/** Calls a tool, or first the one that gives what it lacks. */
function stepTowards(tool: KnownTool, sought: Sought, above: readonly KnownTool[] = []): Step {
  const slots = slotsOf(tool, sought);
  const [missing] = slots.missing;
  if (missing === undefined) return propose(tool, slots.input);
  const { tools, transcript } = sought.standing;
  const passed = [...above, tool];
  const source = tools.find(
    (other) =>
      !passed.includes(other) &&
      gives(other, missing) &&
      lastCall({ transcript }, other.spec.name) === undefined,
  );
  if (source !== undefined) return stepTowards(source, sought, passed);
  const labels = listed(slots.missing.map(({ label }) => label));
  return say(`I cannot find that out: nobody told me the ${labels}.`, 'done');
}

/** Whether a tool gives what an argument takes: the argument names it, or its own words name the argument. */
function gives({ spec }: KnownTool, { words, description }: Argument): boolean {
  if (description.includes(spec.name)) return true;
  const own = new Set([...wordsOfName(spec.name).map(stem), ...stems(spec.description)]);
  return [...words].every((word) => own.has(word));
}

function slotsOf(tool: KnownTool, { standing, words }: Sought): Slots {
  const said = new Map<string, Json>();
  for (const text of words) {
    const alone = { ...standing, known: {}, transcript: [{ role: 'user', text }] as const };
    const early = saidEarlier(tool, alone);
    for (const argument of tool.arguments) {
      const value = early.get(argument.name) ?? wordIn(text, argument);
      if (value !== undefined && !said.has(argument.name)) said.set(argument.name, value);
    }
  }
  return fillSlots(tool, standing, { said });
}

/** A word of a text that has the form of an argument, where that is a form of few words. */
function wordIn(text: string, argument: Argument): Json | undefined {
  const { kind, hints, description, schema } = argument;
  if (kind === 'choice') return undefined;
  const isState = hints.has(stem('state')) && /\btwo.letter\b/i.test(description);
  if (isState) return fitted(argument, stateCodeIn(text));
  if (kind === 'number') return undefined;
  const codes = text.match(/[\p{L}\p{N}][\p{L}\p{N}.:_-]*\p{N}|\b\p{Lu}{2,}\b/gu) ?? [];
  const isAddress = /\bIP\b/i.test(description);
  return codes.find((code) => {
    if (isAddress) return /^(?:\d{1,3}\.){3}\d{1,3}$|^[\da-f]*:[\da-f:]+$/i.test(code);
    return typeof schema['pattern'] === 'string' && fitted(argument, code) !== undefined;
  });
}

/** What the person said in the run, newest first. */
function wordsSaid({ message, transcript }: Standing): readonly string[] {
  const said = transcript.flatMap((entry) => (entry.role === 'user' ? [entry.text] : []));
  return [...said, message].filter((text) => text !== '').toReversed();
}

function sinceQuestion({ message, transcript }: Standing): Standing['transcript'] {
  if (message !== '') return [];
  return transcript.slice(transcript.findLastIndex(({ role }) => role === 'user') + 1);
}

/** The tool that the newest words that are about one are about. */
function targetOf(words: readonly string[], tools: readonly KnownTool[]): KnownTool | undefined {
  for (const text of words) {
    const asked = new Set(contentStems(text));
    if (/\bwhere\b/i.test(text)) for (const word of ['location', 'place']) asked.add(stem(word));
    const [best] = tools
      .map((tool) => ({ tool, score: scoreOf(tool, asked, tools) }))
      .filter(({ score }) => score > 0)
      .toSorted((one, other) => other.score - one.score);
    if (best !== undefined) return best.tool;
  }
  return undefined;
}

/** How much words are about a tool: those of its name count most, and those that several tools have count less. */
function scoreOf(tool: KnownTool, asked: ReadonlySet<string>, tools: readonly KnownTool[]): number {
  const words = tools.map(({ spec }) => ({
    name: new Set(wordsOfName(spec.name).map(stem)),
    all: new Set(stems(`${wordsOfName(spec.name).join(' ')} ${spec.description}`)),
  }));
  const own = words[tools.indexOf(tool)];
  let score = 0;
  for (const word of asked) {
    const sharing = words.filter(({ all }) => all.has(word)).length;
    if (own?.all.has(word)) score += (own.name.has(word) ? 3 : 1) / sharing;
  }
  return score;
}

function helpless({ situation }: Standing): string {
  return sentences('None of my tools answers that.', abilities(situation.goal.tools), introduction);
}
