import type { Situation, Verdict } from '@durable-goals/core';
import { fillSlots } from './fill-slots.js';
import { isRestart } from './fresh-start.js';
import { optionsOf } from './read-choices.js';
import { purposeOf } from './purpose.js';
import { fieldsOf } from './results.js';
import { nextQuestions, sentences, shallI } from './replies.js';
import { standingOf, type Standing } from './standing.js';
import { understand, type Understood } from './understand.js';
import { contentStems, plain, stem, stems, textOf, wordsOfName } from './words.js';

/**
 * Whether a message belongs to the conversation. Lenient: only a whole sentence that shares no telling
 * word with the goal, answers nothing and does nothing else is refused, and what is no language at all.
 */
export function judge(situation: Situation): Verdict {
  const standing = standingOf(situation);
  if (standing.tools.length === 0 || situation.trigger.kind !== 'message')
    return { valid: true, reason: null };
  const understood = understand(standing);
  if (belongs(standing, understood)) return { valid: true, reason: null };
  return { valid: false, reason: refusal(standing, understood) };
}

function belongs(standing: Standing, { intents, said, pick, asksFor, tool }: Understood): boolean {
  const { message, asked } = standing;
  if (plain(message) === '') return false;
  if (isRestart(message)) return true;
  const does =
    intents.bare ||
    intents.cancel ||
    intents.goodbye ||
    intents.newGoal ||
    intents.help ||
    intents.again ||
    intents.show;
  if (does || pick || asksFor) return true;
  const content = contentStems(message).filter((word) => !/^\d+$/.test(word));
  if (said.sure.size === 0 && isGibberish(message)) return false;
  const short = plain(message).split(' ').length <= 4;
  const vocabulary = vocabularyOf(standing);
  const related = content.filter((word) => vocabulary.has(word) || everyday.has(word));
  if (short && !intents.question && (!isRequest(message) || intents.change || said.found.size > 0))
    return true;
  const given = new Set([...said.found.values()].flatMap((value) => stems(textOf(value))));
  const beside = content.filter((word) => !given.has(word));
  if (intents.question && beside.length > 0 && related.length === 0) return false;
  if (content.length === 0 || related.length > 0) return true;
  // A number alone makes no answer of a sentence about something else.
  const sure =
    tool?.arguments.filter(({ name, kind }) => said.sure.has(name) && kind !== 'number') ?? [];
  if (sure.length > 0 || said.misfits.some(({ argument }) => argument.kind !== 'number'))
    return true;
  if (
    !isRequest(message) &&
    asked.some(({ kind }) => ['text', 'details', 'list', 'place', 'other'].includes(kind))
  ) {
    return said.found.size > 0;
  }
  return false;
}

/** What people ask about any goal. */
const everyday: ReadonlySet<string> = new Set(
  'cost price free pay long work happen mean name data safe help explain repeat wait'
    .split(' ')
    .map(stem),
);

/** Whether a message asks for something, as opposed to stating an answer. */
function isRequest(message: string): boolean {
  return /^(?:\W*(?:please|hi|hello|hey|ok|so|and|also|but|well)\W+)*(?:i(?:'d| would| want| need|'ll| will| wanna| feel like|'m looking)|can|could|would|will|may|give|get|bring|order|buy|make|show|tell|write|play|sing|what|who|where|when|why|how|which|do|does|is|are|let'?s|we(?:'d| want| need))\b/i.test(
    message.trim(),
  );
}

/** Whether the words of a message are keys hit at random. */
function isGibberish(message: string): boolean {
  const words = plain(message)
    .split(' ')
    .filter((word) => /^\p{L}+$/u.test(word) && word.length > 3);
  if (words.length === 0) return false;
  return words.every((word) =>
    /[bcdfghjklmnpqrstvwxz]{5,}|^[^aeiouy]+$|(.)\1{3,}|asdf|qwer|zxcv|hjkl/.test(word),
  );
}

/** Stems of every word that the goal and the conversation use. */
function vocabularyOf({ situation, tools, transcript, known }: Standing): ReadonlySet<string> {
  const { goal, summary = '' } = situation;
  const texts = [
    goal.title,
    goal.description,
    goal.instructions,
    goal.category ?? '',
    summary,
    ...goal.exampleConversation.map(({ text }) => text),
    ...tools.flatMap(({ spec, arguments: all }) => [
      spec.description,
      ...wordsOfName(spec.name),
      ...all.flatMap((argument) => [
        argument.label,
        argument.description,
        ...optionsOf(argument).map(String),
      ]),
    ]),
    ...fieldsOf(known).map(({ value }) => String(value)),
    ...transcript.flatMap((entry) =>
      entry.role === 'tool' ? [JSON.stringify(entry.output ?? '')] : [],
    ),
    ...accepted(transcript),
  ];
  return new Set(texts.flatMap(stems));
}

/** What the person said that was not refused; a refused message must not vouch for its repetition. */
function accepted(transcript: Standing['transcript']): readonly string[] {
  return transcript.flatMap((entry, index) => {
    const answer = transcript[index + 1];
    const refused = answer?.role === 'agent' && answer.text.includes(refusalWords);
    return entry.role === 'user' && !refused ? [entry.text] : [];
  });
}

const refusalWords = 'has nothing to do with what we are doing here';

function refusal(standing: Standing, { intents }: Understood): string {
  const { situation, message } = standing;
  const what = request(intents.rest === '' ? message : intents.rest);
  return sentences(
    what === '' ? 'I could not make sense of that.' : `“${what}” ${refusalWords}.`,
    `This conversation is about “${situation.goal.title}”.`,
    openQuestion(standing),
  );
}

function request(message: string): string {
  const text = message
    .replace(
      /^(?:i(?:'d| would) (?:like|love)(?: to)?|i (?:want|need|wanna)(?: to)?|can (?:you|i)|could (?:you|i)|would you|please|let'?s)\s+/i,
      '',
    )
    .replace(/[.!?\s]+$/, '')
    .trim();
  return isGibberish(message) ? '' : text.slice(0, 120);
}

/** What the conversation waits for. */
function openQuestion(standing: Standing): string {
  const { situation, tools, current, asked, askedToPick } = standing;
  const pending = situation.pending[0];
  const waiting = tools.find(({ spec }) => spec.name === pending?.tool);
  if (waiting) return `The next step still waits to be approved: ${purposeOf(waiting.spec)}.`;
  const tool =
    tools.find((found) => found.arguments.some((argument) => asked.includes(argument))) ?? current;
  if (tool === undefined) return 'How would you like to go on?';
  const slots = fillSlots(tool, standing, { said: new Map() });
  if (slots.missing.length > 0) return nextQuestions(slots);
  if (asked.length > 0) return nextQuestions({ missing: asked, pickable: [] });
  return askedToPick ? nextQuestions(slots) : shallI(tool, slots.input);
}
