import type { Argument } from './argument.js';
import { optionsOf } from './read-choices.js';
import { capitalized, listed } from './words.js';

/** What a person is asked who has several things to pick from. */
export const pickQuestion = 'Which one would you like?';

/** What lets a person pick another item than the one that is taken for its price. */
export const pickOffer = 'unless you pick another';

/** Whether a text asks or invites to pick an item. */
export function asksToPick(text: string): boolean {
  return text.includes(pickQuestion) || text.includes(pickOffer);
}

/** The question for an argument, made from its description. */
export function questionFor(argument: Argument): string {
  const { kind, description, label } = argument;
  const { phrase, example } = readDescription(description);
  const hint = example === '' ? '' : ` (for example ${example})`;
  if (description.trim().endsWith('?') && description.length < 140) return description.trim();
  switch (kind) {
    case 'choice': {
      const options = optionsOf(argument).map(String);
      const names = options.slice(0, 12).map((option) => option.replaceAll('_', ' '));
      return `${which(phrase, label)}: ${listed(names, 'or')}?`;
    }
    case 'boolean':
      return yesOrNo(phrase, label);
    case 'consent':
      return phrase === '' ? `Do you agree (${label})?` : `Do you agree? (${capitalized(phrase)}.)`;
    case 'email':
      return `${emailQuestion(phrase, label)}${hint}?`;
    default:
      return `${open(argument, phrase)}${hint}?`;
  }
}

function open({ kind, label, words }: Argument, phrase: string): string {
  const toDo =
    /^(?:the |an? )?([\w-]+(?: [\w-]+){0,3}) (?:that you want |you want )?to (?!be\b)(\w+.*)$/.exec(
      phrase,
    );
  const count = /^(?:the )?(?:total )?number of (.+)$/.exec(phrase);
  if (count)
    return `How many ${(count[1] ?? '').replace(/^(\S+) (?:who|that|which) (?=\S)/, '$1 ')}`;
  const period = /^how (?:many|much|long|often)\b.*/.exec(phrase);
  if (period) return capitalized(phrase);
  if (toDo && !/\b(?:where|when|which)\b/.test(toDo[1] ?? ''))
    return `Which ${toDo[1]} would you like to ${toDo[2]}`;
  if (/^(?:where|when|who|what|why|which|how)\b/.test(phrase)) return `Please tell me: ${phrase}`;
  if (phrase !== '') {
    const plural =
      kind === 'list' &&
      /^(?:the )?(?:\w|-)+(?: \w+)?s\b/.test(phrase) &&
      !/^(?:the )?list\b/.test(phrase);
    return `What ${plural ? 'are' : 'is'} ${withArticle(phrase)}`;
  }
  if (words.size === 1 && words.has('name')) return 'What is the name';
  if (kind === 'list') return `Which ${label} should there be`;
  return `What is the ${label}`;
}

function which(phrase: string, label: string): string {
  const noun = phrase === '' || phrase.length > 60 ? label : phrase.replace(/^(?:the|an?) /, '');
  const toDo = /^([\w-]+(?: [\w-]+){0,3}) to (?!be\b)(\w+.*)$/.exec(noun);
  if (toDo) return `Which ${toDo[1]} would you like to ${toDo[2]}`;
  return /^(?:which|what|how|where|when|who|whether)\b/.test(noun)
    ? `Which ${label} (${noun})`
    : `Which ${noun}`;
}

function yesOrNo(phrase: string, label: string): string {
  const whether = /^(?:whether|true (?:if|when)|if|set to true (?:if|when))(?: or not)? (.+)$/.exec(
    phrase,
  );
  const said = whether?.[1] ?? phrase;
  const toDo = /^to (.+)$/.exec(said);
  if (toDo) return `Would you like to ${toDo[1]}?`;
  return said === '' ? `${capitalized(label)}, yes or no?` : `Yes or no: ${said}?`;
}

function emailQuestion(phrase: string, label: string): string {
  if (phrase === '' || isPlain(phrase)) {
    return `Which e-mail address should I use${label === 'e-mail' ? '' : ` (${label})`}`;
  }
  if (/\be-?mail(?: address(?:es)?)?\b/.test(phrase)) return `What is ${withArticle(phrase)}`;
  return `Which e-mail address should I use (${phrase})`;
}

function isPlain(phrase: string): boolean {
  return /^(?:the |an? )?e-?mail(?: address)?$/.test(phrase);
}

function withArticle(phrase: string): string {
  return /^(?:the|an?|your|my|our|its|his|her|their|[A-Z])\b/.test(phrase)
    ? phrase
    : `the ${phrase}`;
}

/** The part of a description that a person understands, and its example, if it gives one. */
function readDescription(description: string): { phrase: string; example: string } {
  const text = description.replace(/\s+/g, ' ').trim();
  const given =
    /(?:,|;|\(|\.)?\s*\b(?:for example|for instance|e\.g\.|eg|such as|like)[:,]?\s*((?:["'“][^"'”]+["'”](?:,? or |, )?)+|[^.;)]+)/i.exec(
      text,
    );
  const phrase =
    text
      .replace(given?.[0] ?? '', '')
      .split(/[.;](?:\s|$)| \(|: | - | – /)[0]
      ?.replace(
        /,?\s*(?:in (?:the )?(?:form(?:at)?|ISO)\b.*|as (?:an? )?(?:ISO|string|number|integer|YYYY).*|(?:in )?ISO[- ]?8601.*|(?:in )?YYYY-MM-DD.*|(?:in )?HH:MM.*|formatted as.*|format(?:ted)?\b.*)$/i,
        '',
      )
      .replace(
        /\b(?:the )?(?:user|person|customer|traveller|traveler|employee|guest|attendee|requester)(?:'s|’s)\b/gi,
        'your',
      )
      .replace(/[\s,.(:]+$/, '') ?? '';
  const first = phrase.charAt(0);
  const lowered = /^[A-Z]{2}/.test(phrase) ? phrase : first.toLowerCase() + phrase.slice(1);
  return {
    phrase: lowered.length > 90 ? (lowered.split(',')[0] ?? '').slice(0, 120) : lowered,
    example: (given?.[1] ?? '')
      .replace(/["“”]/g, '')
      .replace(/[\s,]+$/, '')
      .trim(),
  };
}
