import type { Argument } from './argument.js';
import { cheapestInWords } from './compose-details.js';
import { fillSlots } from './fill-slots.js';
import { presentResult } from './present-result.js';
import { purposeOf } from './purpose.js';
import { pickOffer, questionFor } from './questions.js';
import {
  ask,
  nextQuestions,
  paragraphs,
  propose,
  say,
  sentences,
  valuesInWords,
  type Step,
} from './replies.js';
import { listsIn, type ToolEntry } from './results.js';
import { inputFrom, type KnownTool, type Standing, valueAt } from './standing.js';
import { listed, plain, stems, textOf } from './words.js';

/** Goes on after tool calls: tells what came of them and asks for what the next tool needs. */
export function planResults(standing: Standing): Step {
  const entries = newestResults(standing);
  const problem = entries.find(({ outcome }) => outcome !== 'completed');
  const completed = entries.filter(({ outcome }) => outcome === 'completed');
  const shown = paragraphs(
    ...completed.map(({ tool, output, input }) => presentResult(tool, output, input)),
  );
  if (problem) return afterProblem(standing, problem, shown);
  const { current } = standing;
  if (current === undefined) return say(closing(standing, shown), 'done');
  const empty = completed.find(isEmpty);
  const slots = fillSlots(current, standing, { said: new Map() });
  if (slots.missing.length === 0) {
    return propose(
      current,
      slots.input,
      paragraphs(lead(completed, shown), assumption(slots.assumed)),
    );
  }
  const searched = empty && standing.tools.find(({ spec }) => spec.name === empty.tool);
  if (empty && searched && searched.arguments.length > 0)
    return searchOtherwise(searched, empty, shown);
  const next = `Next I can ${purposeOf(current.spec)}.`;
  return ask(
    current,
    slots,
    paragraphs(
      lead(completed, shown),
      assumption(slots.assumed),
      sentences(next, nextQuestions(slots)),
    ),
  );
}

function newestResults({ situation, transcript }: Standing): readonly ToolEntry[] {
  const { trigger } = situation;
  const entries = transcript.filter((entry): entry is ToolEntry => entry.role === 'tool');
  const ids = trigger.kind === 'tool-results' ? trigger.callIds : [];
  const named = entries.filter(({ callId }) => ids.includes(callId));
  return named.length > 0 ? named : entries.slice(-1);
}

function lead(completed: readonly ToolEntry[], shown: string): string {
  if (shown === '') return 'That is done.';
  const lists = completed.flatMap(({ tool, output }) => listsIn(tool, output));
  return lists.length > 0 ? `Here is what I found:\n\n${shown}` : `Done:\n\n${shown}`;
}

function assumption(assumed: ReturnType<typeof fillSlots>['assumed']): string {
  if (!assumed || assumed.list.items.length < 2) return '';
  const price = cheapestInWords(assumed);
  return price === '' ? '' : `I take the cheapest, at ${price}, ${pickOffer}.`;
}

function isEmpty({ tool, output }: ToolEntry): boolean {
  const lists = listsIn(tool, output);
  return lists.length > 0 && lists.every(({ items }) => items.length === 0);
}

/** Asks for other values of a search. */
export function searchOtherwise(tool: KnownTool, { input }: ToolEntry, shown: string): Step {
  const open = tool.arguments.filter(({ path }) => valueAt(input, path) !== undefined).slice(0, 2);
  const labels = listed(
    open.map(({ label }) => label),
    'or',
  );
  return ask(
    tool,
    { input, missing: [] },
    paragraphs(shown, `We can try another ${labels}. ${open.map(questionFor).join(' ')}`.trim()),
  );
}

/** The last words of a conversation that reached its goal. */
export function closing({ situation }: Standing, shown: string): string {
  return paragraphs(
    shown === '' ? '' : `Done:\n\n${shown}`,
    `That was everything for “${situation.goal.title}”. Thank you, and goodbye!`,
  );
}

function afterProblem(standing: Standing, problem: ToolEntry, shown: string): Step {
  const tool = standing.tools.find(({ spec }) => spec.name === problem.tool);
  if (tool === undefined)
    return say(paragraphs(shown, problem.error ?? `'${problem.tool}' is no tool of this goal.`));
  const words = problemInWords(tool, problem);
  const concerned = isFailure(problem) ? concernedArgument(tool, problem) : undefined;
  const values = new Map(
    tool.arguments.flatMap((argument) => {
      const value = valueAt(problem.input, argument.path);
      return value === undefined || argument === concerned ? [] : [[argument.name, value] as const];
    }),
  );
  const input = inputFrom(tool.arguments, values);
  const question = concerned ? questionFor(concerned) : wayOn(tool, problem);
  return ask(
    tool,
    { input, missing: concerned ? [concerned] : [] },
    paragraphs(shown, sentences(words, question)),
  );
}

function isFailure({ outcome }: ToolEntry): boolean {
  return outcome === 'failed' || outcome === 'not-run';
}

function problemInWords({ spec }: KnownTool, { outcome, error = '' }: ToolEntry): string {
  const purpose = purposeOf(spec);
  const reason = forPeople(error);
  switch (outcome) {
    case 'rejected':
      return sentences(`All right, I did not ${purpose}.`, reason === '' ? '' : `(${reason})`);
    case 'expired':
      return `Nobody approved it in time, so I did not ${purpose}.`;
    case 'withdrawn':
      return `I took that back and did not ${purpose}.`;
    case 'in-doubt':
      return sentences(`I cannot tell whether this happened: ${purpose}.`, reason);
    case 'failed':
    case 'not-run':
    case 'completed':
      return reason === '' ? `I could not ${purpose}.` : `That did not work. ${reason}`;
  }
}

/** A tool's error without the sentences that tell a model what to do. */
function forPeople(error: string): string {
  const kept = error
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => !/\bthe (?:person|user|model)\b/i.test(sentence));
  const text = kept.join(' ').trim();
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

function wayOn(tool: KnownTool, { outcome, input }: ToolEntry): string {
  const given = valuesInWords(tool.arguments, input).map(({ label }) => label);
  switch (outcome) {
    case 'rejected':
    case 'withdrawn':
      return given.length === 0
        ? 'How would you like to go on?'
        : `What would you like to change: ${listed(given.slice(0, 6), 'or')}?`;
    case 'in-doubt':
      return 'I will not repeat it on my own. Please look it up and say what became of it; if it did not happen, say “try again”.';
    case 'expired':
    case 'failed':
    case 'not-run':
    case 'completed':
      return 'Shall I try again, or would you like to change something?';
  }
}

/** The argument that an error speaks of: by its value, else by its name. */
function concernedArgument(
  { arguments: all }: KnownTool,
  { error = '', input }: ToolEntry,
): Argument | undefined {
  const said = ` ${plain(error)} `;
  const words = new Set(stems(error));
  const value = (argument: Argument): string => plain(textOf(valueAt(input, argument.path) ?? ''));
  return (
    all.find(
      (argument) =>
        argument.kind !== 'details' &&
        value(argument).length > 1 &&
        said.includes(` ${value(argument)} `),
    ) ??
    all.find(
      ({ words: name, kind }) => kind !== 'details' && [...name].every((word) => words.has(word)),
    )
  );
}
