import type { Json } from '@durable-goals/core';
import { fillSlots } from './fill-slots.js';
import { readIntents, type Intents } from './intents.js';
import { labelOf, type Pick } from './pick-item.js';
import { newestPick } from './picks.js';
import { readMessage, type Said } from './read-message.js';
import { bareAnswer } from './read-bare.js';
import { isName } from './read-places.js';
import { fieldScore } from './similar-names.js';
import { fieldsOf } from './results.js';
import { lastCall, valueAt, type KnownTool, type Standing } from './standing.js';
import { mentions, topicsOf } from './topics.js';
import { plain, stems } from './words.js';

/** A message as the conversation makes it mean. */
export interface Understood {
  readonly intents: Intents;
  /** The tool that it is about; `undefined` when all tools are done and none is wanted again. */
  readonly tool?: KnownTool;
  readonly said: Said;
  readonly pick?: Pick;
  /** Whether it asks for the tool in the tool's own words. */
  readonly asksFor: boolean;
}

const nothing: Said = { found: new Map(), sure: new Set(), misfits: [], left: '' };

/** Reads the newest message: which tool it is about, what it picks, and which values it gives. */
export function understand(standing: Standing): Understood {
  const { message, situation, tools } = standing;
  const intents = readIntents(message);
  const silent = intents.bare || intents.cancel || intents.goodbye;
  const pick = silent ? undefined : newestPick(standing);
  const primary = primaryTool(standing);
  const said = primary ? read(standing, primary, { intents, pick }) : nothing;
  const other = silent ? undefined : otherTool(standing, { intents, pick, primary, said });
  const tool = other?.tool ?? primary;
  const pending = situation.pending[0];
  return {
    intents,
    said: other?.said ?? said,
    asksFor:
      tool !== undefined &&
      !intents.bare &&
      mentions(
        tool,
        message,
        tools.filter((found) => found !== tool),
      ),
    ...(tool ? { tool } : {}),
    ...(pick && isOfUse(pick, tool, pending !== undefined) ? { pick } : {}),
  };
}

/** The tool whose call waits, whose arguments were asked for, or whose turn it is. */
function primaryTool({ situation, tools, asked, current }: Standing): KnownTool | undefined {
  const pending = situation.pending[0]?.tool;
  return (
    tools.find(({ spec }) => spec.name === pending) ??
    tools.find((tool) => tool.arguments.some((argument) => asked.includes(argument))) ??
    current
  );
}

interface Read {
  readonly intents: Intents;
  readonly pick: Pick | undefined;
}

function read(standing: Standing, tool: KnownTool, { intents, pick }: Read): Said {
  const { message, before, situation, asked, askedToPick } = standing;
  const base = fillSlots(tool, standing, { said: new Map(), pick });
  const own = asked.filter((argument) => tool.arguments.includes(argument));
  const open = own.length > 0 || askedToPick ? own : base.missing.slice(0, 2);
  const named =
    pick?.byName === true
      ? { pickedStems: new Set(stems(labelOf(pick.item))) }
      : { pickedByPlace: pick !== undefined };
  return readMessage(
    {
      text: message,
      intents,
      ...named,
      mayAnswer:
        pick === undefined &&
        !intents.cancel &&
        !intents.goodbye &&
        !intents.help &&
        !isOpenQuestion(message) &&
        !(replaces(message) && own.some(({ kind }) => kind === 'place') && hasPlace(standing)) &&
        !(intents.question && own.length === 0),
    },
    {
      arguments: tool.arguments,
      asked: open,
      filled: new Set(base.values.keys()),
      values: base.values,
      today: situation.today,
      timeZone: situation.goal.timeZone,
      before,
      change: intents.change,
      missing: base.missing,
      topics: topicsOf(standing),
      originLater: standing.tools.some(
        (other) =>
          other !== tool &&
          other.arguments.some(({ kind, role }) => kind === 'place' && role === 'from'),
      ),
    },
  );
}

/** "Can I pay later?" wants to know something; "Berlin?" and "how about Berlin?" offer a value. */
function isOpenQuestion(message: string): boolean {
  return /^\W*(?:can|could|may|should|must|would|will|do|does|did|is|are|am|what|how|who|when|where|why|which)(?:'s|'re)?\b(?! about\b).*\?\s*$/i.test(
    message,
  );
}

/** Whether a message puts something in the place of what was said before. */
function replaces(message: string): boolean {
  return /\binstead\b|\b(?:make|change) (?:it|that)\b/i.test(message);
}

function hasPlace({ tools, known }: Standing): boolean {
  return tools.some((tool) =>
    tool.arguments.some(
      ({ kind, role, path }) =>
        kind === 'place' && role !== 'from' && valueAt(known, path) !== undefined,
    ),
  );
}

interface Primary extends Read {
  readonly primary: KnownTool | undefined;
  readonly said: Said;
}

interface Other {
  readonly tool: KnownTool;
  readonly said: Said;
}

/** A tool that ran already and that the message wants to run again, with other values. */
function otherTool(
  standing: Standing,
  { intents, pick, primary, said }: Primary,
): Other | undefined {
  const { tools, message, situation } = standing;
  const done = tools
    .filter(({ spec }) => situation.completed.includes(spec.name) && spec !== primary?.spec)
    .toReversed();
  if (pick) {
    const again = done
      .toReversed()
      .find((tool) => comesAfter(tool, pick, standing) && changes(tool, pick, standing));
    return again && (primary === undefined || !uses(primary, pick))
      ? { tool: again, said: nothing }
      : undefined;
  }
  for (const tool of done) {
    const asked = mentions(
      tool,
      message,
      tools.filter((found) => found !== tool),
    );
    if (!asked && !intents.change && !intents.again) continue;
    const values = read({ ...standing, asked: [] }, tool, {
      intents: { ...intents, change: true },
      pick: undefined,
    });
    const found = new Map([...values.found].filter(([name]) => values.sure.has(name)));
    const differs = [...found].some(([name, value]) => !isSame([name, value], tool, standing));
    const moved =
      intents.change && differs && !asked && replacesCarried({ tool, primary, said }, standing);
    if (moved) return { tool, said: { ...values, found } };
    if (differs && (asked ? !onlyFor(primary, said, standing) : said.sure.size === 0))
      return { tool, said: { ...values, found } };
    if (asked && intents.again && said.sure.size === 0) return { tool, said: { ...values, found } };
  }
  return intents.change && said.found.size === 0 ? bareChange(standing, primary, done) : undefined;
}

interface Carried {
  readonly tool: KnownTool;
  readonly primary: KnownTool | undefined;
  readonly said: Said;
}

/** Whether the place that is changed came from that earlier tool, which then has to run again. */
function replacesCarried({ tool, primary, said }: Carried, { message, known }: Standing): boolean {
  const changed = primary?.arguments.filter(({ name }) => said.sure.has(name)) ?? [];
  const [place] = changed;
  if (place === undefined || changed.length > 1 || place.kind !== 'place' || place.role === 'from')
    return false;
  if (/\b(?:fly|go|travel|to|destination)\b/i.test(message)) return false;
  const current = tool.arguments.find(({ kind, role }) => kind === 'place' && role !== 'from');
  return current !== undefined && valueAt(known, current.path) !== undefined;
}

/** Whether the message names the primary tool itself, so that its values are meant for that. */
function onlyFor(
  primary: KnownTool | undefined,
  said: Said,
  { message, tools }: Standing,
): boolean {
  return (
    primary !== undefined &&
    said.sure.size > 0 &&
    mentions(
      primary,
      message,
      tools.filter((found) => found !== primary),
    )
  );
}

function isSame(
  [name, value]: readonly [string, Json],
  tool: KnownTool,
  standing: Standing,
): boolean {
  const argument = tool.arguments.find((found) => found.name === name);
  const input = lastCall(standing, tool.spec.name)?.input ?? standing.known;
  const current = argument && valueAt(input, argument.path);
  return plain(JSON.stringify(current ?? null)) === plain(JSON.stringify(value));
}

/** "Make it Melbourne instead": a name alone, which replaces a place that is known. */
function bareChange(
  { message, known, situation, tools }: Standing,
  primary: KnownTool | undefined,
  done: readonly KnownTool[],
): Other | undefined {
  const answer = bareAnswer(
    message
      .replace(/^(?:no|actually|sorry|oh|wait|hmm)[\s,!.]+/gi, '')
      .replace(/\b(?:instead|rather|actually|please)\b/gi, '')
      .trim(),
    'place',
  );
  const topics = topicsOf({ situation, tools });
  const isTopic =
    stems(answer).some((word) => topics.has(word)) || (!/^\p{Lu}/u.test(answer) && !isName(answer));
  if (answer === '' || answer.split(/\s+/).length > 4 || !/^\p{L}/u.test(answer) || isTopic)
    return undefined;
  const source = done.toReversed();
  for (const tool of [...source, ...(primary ? [primary] : [])]) {
    const place = tool.arguments.find(
      ({ kind, role, path }) =>
        kind === 'place' && role !== 'from' && valueAt(known, path) !== undefined,
    );
    if (place) {
      return {
        tool,
        said: { ...nothing, found: new Map([[place.name, answer]]), sure: new Set([place.name]) },
      };
    }
  }
  return undefined;
}

function comesAfter({ spec }: KnownTool, { list }: Pick, { tools }: Standing): boolean {
  const place = (name: string): number => tools.findIndex((tool) => tool.spec.name === name);
  return place(spec.name) > place(list.tool);
}

function uses(tool: KnownTool, { item, list }: Pick): boolean {
  const fields = fieldsOf(item);
  return tool.arguments.some((argument) =>
    fields.some(
      (field) => fieldScore(argument, field, { noun: list.noun, onlyDate: false }) >= 1.5,
    ),
  );
}

/** Whether running a tool again with the picked item would be another call. */
function changes(tool: KnownTool, pick: Pick, standing: Standing): boolean {
  if (!uses(tool, pick)) return false;
  const { values } = fillSlots(tool, standing, { said: new Map(), pick });
  return [...values].some(([name, value]) => !isSame([name, value], tool, standing));
}

/** A pick counts when the tool takes something of it, or when nothing waits that it could disturb. */
function isOfUse(pick: Pick, tool: KnownTool | undefined, isPending: boolean): boolean {
  return tool !== undefined && (uses(tool, pick) || (pick.byName && !isPending));
}
