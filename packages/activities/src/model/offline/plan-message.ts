import type { JsonObject } from '@durable-goals/core';
import { saidEarlier } from './earlier-words.js';
import { fillSlots, type Slots } from './fill-slots.js';
import { formatValue } from './format-value.js';
import { isRestart } from './fresh-start.js';
import type { Intents } from './intents.js';
import { labelOf, type Pick } from './pick-item.js';
import { closing, searchOtherwise } from './plan-results.js';
import { presentResult } from './present-result.js';
import { purposeOf } from './purpose.js';
import { questionFor } from './questions.js';
import {
  abilities,
  introduction,
  announcement,
  ask,
  nextQuestions,
  paragraphs,
  propose,
  say,
  sentences,
  shallI,
  valuesInWords,
  type Step,
} from './replies.js';
import { completedCalls } from './results.js';
import { lastCall, type KnownTool, type Standing } from './standing.js';
import { topicsOf } from './topics.js';
import { understand, type Understood } from './understand.js';
import { contentStems, listed } from './words.js';

/** Answers a person's message. */
export function planMessage(standing: Standing): Step {
  const { situation, message, tools } = standing;
  const understood = understand(standing);
  const { intents, tool, pick, said } = understood;
  if (intents.goodbye) return say(farewell(standing), 'done');
  if (intents.newGoal) return say('Of course. Let us look for another goal.', 'pick-new-goal');
  if (tools.length === 0) return say(echo(message));
  if (isRestart(message)) return startOver(standing);
  const pending = situation.pending[0];
  if (intents.cancel || (intents.no && intents.bare && said.found.size === 0))
    return standDown(understood, pending);
  const other = noneOfThem(standing);
  if (other) return other;
  if (tool === undefined) return say(closing(standing, ''), 'done');
  if (pending && said.found.size === 0 && !pick && said.misfits.length === 0) {
    return stillWaiting(standing, intents, pending);
  }
  return goOn(standing, understood, tool);
}

/** "None of them": the search that gave the list is asked for other values. */
function noneOfThem(standing: Standing): Step | undefined {
  const { message, lists, tools, askedToPick } = standing;
  if (
    !askedToPick ||
    !/^\W*(?:none|neither|nothing)(?: of (?:them|these|those|it))?(?: please| thanks)?\W*$/i.test(
      message,
    )
  )
    return undefined;
  const search = tools.find(({ spec }) => spec.name === lists[0]?.tool);
  const last = search && lastCall(standing, search.spec.name);
  return search && last ? searchOtherwise(search, last, 'All right, none of these.') : undefined;
}

function startOver(standing: Standing): Step {
  const { current } = standing;
  if (current === undefined) return say('Let us start over. What would you like to do?');
  const slots = fillSlots(current, standing, { said: new Map() });
  const question = slots.missing.length > 0 ? nextQuestions(slots) : shallI(current, slots.input);
  return ask(current, slots, sentences('All right, let us start over.', question));
}

function goOn(standing: Standing, understood: Understood, tool: KnownTool): Step {
  const { said, pick, intents } = understood;
  const slots = fillSlots(tool, standing, { said: said.found, pick });
  const [misfit] = said.misfits.filter(({ argument }) => !said.found.has(argument.name));
  const reopened = misfit ? [misfit.argument] : reopenedBy(standing, understood, tool);
  if (reopened.length > 0) {
    const lead = misfit
      ? `${misfit.said === '' ? 'That' : `“${misfit.said}”`} does not work as ${misfit.argument.label} yet: it has to be ${misfit.needs}.`
      : '';
    return ask(
      tool,
      { input: slots.input, missing: reopened },
      sentences(lead, ...reopened.slice(0, 1).map(questionFor)),
    );
  }
  if (slots.missing.length > 0) {
    const lead = acknowledgement(standing, understood, slots);
    const join = intents.show ? paragraphs : sentences;
    return ask(tool, slots, join(lead, nextQuestions(slots)));
  }
  if (mayPropose(standing, understood, tool))
    return propose(tool, slots.input, thanksFor(pick, intents));
  return ask(
    tool,
    slots,
    sentences(courtesy(standing, intents), doubt(standing, tool), shallI(tool, slots.input)),
  );
}

/** Whether the person clearly wants the call: something new was said for it, a yes, or its own words. */
function mayPropose(
  { transcript }: Standing,
  { said, pick, intents, asksFor }: Understood,
  tool: KnownTool,
): boolean {
  const changed = said.found.size > 0 || pick !== undefined;
  const last = lastCall({ transcript }, tool.spec.name);
  if (last?.outcome === 'in-doubt' && !changed) return intents.again;
  if (intents.question && !intents.yes && !changed && !asksFor) return false;
  return changed || intents.yes || intents.again || asksFor;
}

function doubt({ transcript }: Standing, { spec }: KnownTool): string {
  return lastCall({ transcript }, spec.name)?.outcome === 'in-doubt'
    ? 'I still cannot tell whether the last attempt happened.'
    : '';
}

/** Arguments to ask for once more: the ones a failed call hung on, or the one that is to be changed. */
function reopenedBy(
  { transcript, asked }: Standing,
  { said, pick, intents, asksFor }: Understood,
  tool: KnownTool,
): Slots['missing'] {
  if (said.found.size > 0 || pick || intents.again) return [];
  const last = lastCall({ transcript }, tool.spec.name);
  if (last === undefined || last.outcome === 'completed') return [];
  // A yes is no answer to the question for a value.
  const own = asked.filter((argument) => tool.arguments.includes(argument));
  if (own.length > 0) return own;
  if (asksFor || intents.yes) return [];
  const words = contentStems(said.left);
  return tool.arguments
    .filter(({ words: name }) => words.some((word) => name.has(word)))
    .slice(0, 1);
}

/** Keeps a call that waits for approval as it is, unless the person wants it otherwise. */
function stillWaiting(
  standing: Standing,
  intents: Intents,
  pending: { tool: string; input: JsonObject },
): Step {
  const tool = standing.tools.find(({ spec }) => spec.name === pending.tool);
  const words = tool ? announcement(tool, pending.input) : pending.tool;
  const lead = intents.yes
    ? 'Thank you. It still waits to be approved.'
    : sentences(
        courtesy(standing, intents),
        'This waits to be approved; tell me what to change, or that you would rather not.',
      );
  return {
    response: paragraphs(lead, words),
    next: 'confirm',
    tool: pending.tool,
    input: { ...pending.input },
  };
}

function standDown({ tool }: Understood, pending: { tool: string } | undefined): Step {
  const what = pending && tool ? `I will not ${purposeOf(tool.spec)}` : 'nothing happens for now';
  const way =
    tool === undefined
      ? ''
      : `Tell me what to change, say “go on” to take it up again (${purposeOf(tool.spec)}), or “goodbye” to end here.`;
  return say(
    sentences(
      `All right, ${what}, and I keep what you told me.`,
      'How would you like to go on?',
      way,
    ),
  );
}

function acknowledgement(
  standing: Standing,
  { said, pick, intents, tool, asksFor }: Understood,
  slots: Slots,
): string {
  if (pick) return `Good choice: ${labelOf(pick.item)}.`;
  const given = tool
    ? valuesInWords(
        tool.arguments.filter(({ name }) => said.found.has(name)),
        slots.input,
      )
    : [];
  if (given.length > 0)
    return `Noted: ${listed(given.map(({ label, value }) => `${label} ${value}`))}.`;
  const early = intents.bare || tool === undefined ? [] : notedForLater(standing, tool);
  if (early.length > 0) return `Noted for later: ${listed(early)}.`;
  return asksFor && !intents.question && !intents.show ? 'Gladly.' : courtesy(standing, intents);
}

/** What a message already says for the tools to come. */
function notedForLater(standing: Standing, tool: KnownTool): readonly string[] {
  const { situation, tools, message } = standing;
  const alone = { ...standing, transcript: [{ role: 'user', text: message }] as const };
  return tools
    .filter((other) => other !== tool && !situation.completed.includes(other.spec.name))
    .flatMap((other) => {
      const early = saidEarlier(other, alone);
      return other.arguments.flatMap(({ name, label }) => {
        const value = early.get(name);
        return value === undefined ? [] : [`${label} ${formatValue(value)}`];
      });
    });
}

/** An answer to what is said around a request. */
function courtesy(standing: Standing, intents: Intents): string {
  const { goal } = standing.situation;
  const [latest] = completedCalls(standing);
  if (intents.show && latest) return presentResult(latest.tool, latest.output, latest.input);
  if (intents.help || intents.question) {
    const telling = (standing.current?.arguments ?? []).filter(({ kind }) => kind !== 'details');
    const known = valuesInWords(telling, standing.known);
    const who = /\b(?:you|bot|robot|human)\b/i.test(standing.message) ? introduction : '';
    const soFar =
      known.length === 0
        ? ''
        : `So far I know: ${listed(known.map(({ label, value }) => `${label} ${value}`))}.`;
    if (!intents.help)
      return sentences(
        soFar,
        soFar === '' ? 'I cannot answer that.' : 'I cannot tell more than that.',
        abilities(goal.tools),
      );
    return sentences(
      who,
      `This conversation is about “${goal.title}”.`,
      abilities(goal.tools),
      soFar,
    );
  }
  if (intents.yes) return standing.askedToGoOn ? 'Good.' : 'Gladly.';
  if (intents.no) return 'All right.';
  if (intents.thanks) return 'You are welcome.';
  if (intents.greeting) return 'Hello!';
  if (intents.bare)
    return /\b(?:sorry|apolog|bad|mistake)/i.test(standing.message) ? 'No problem.' : '';
  const topics = topicsOf(standing);
  const content = contentStems(standing.message);
  if (content.length > 0 && content.every((word) => topics.has(word))) return 'Gladly.';
  return standing.asked.length > 0 || standing.askedToPick ? 'I did not quite get that.' : '';
}

function thanksFor(pick: Pick | undefined, intents: Intents): string {
  if (pick) return `Good choice: ${labelOf(pick.item)}.`;
  return intents.thanks ? 'Thank you.' : '';
}

function farewell({ situation }: Standing): string {
  const open = situation.goal.tools.filter(({ name }) => !situation.completed.includes(name));
  const left =
    open.length > 0 && situation.completed.length > 0
      ? 'What is done stays done; nothing else will happen.'
      : '';
  return sentences('Goodbye, and thank you for the talk!', left);
}

function echo(message: string): string {
  const said = message.length > 200 ? `${message.slice(0, 200)}…` : message;
  return `I hear you: “${said}”. This goal gives me no tools, so all I can do is listen. Tell me more, or say goodbye when you are done.`;
}
