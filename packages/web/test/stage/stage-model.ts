import { ModelFailure, offlineModel } from '@durable-goals/activities';
import type { JsonObject, Model, ModelCallOptions, ModelRequest } from '@durable-goals/core';
import { untilLetGo } from './stage-goals.js';

interface Step {
  readonly response: string;
  readonly next: 'question' | 'confirm' | 'done';
  readonly calls?: readonly { readonly tool: string; readonly input: JsonObject }[];
}

/** Does what a message says, word by word; for the trip it is the offline model. */
export function stageModel(): Model {
  const trip = offlineModel();
  return {
    id: 'stage',
    generate(request, options) {
      const { goal } = request.situation;
      if (goal.id === 'event-flight-invoice') return trip.generate(request, options);
      return played(request, options);
    },
  };
}

async function played({ purpose, situation }: ModelRequest, options: ModelCallOptions) {
  const answer = (text: string) => ({
    text,
    finish: 'stop' as const,
    usage: { inputTokens: 10, outputTokens: 5 },
    model: 'stage',
  });
  if (purpose === 'validate') return answer('{"valid":true}');
  if (purpose === 'summarize') return answer('Things were said.');
  const { trigger } = situation;
  if (trigger.kind !== 'message') {
    return answer(toJson({ response: wordsOf(trigger.kind), next: 'question' }));
  }
  const [, verb = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(trigger.text) ?? [];
  if (verb === 'slowly') {
    const text = toJson({
      response: `It is written slowly, ${rest}, and all of it.`,
      next: 'question',
    });
    options.onText?.(text.slice(0, text.indexOf(', and all')));
    await untilLetGo(rest, options.signal);
    options.onText?.(text.slice(text.indexOf(', and all')));
    return answer(text);
  }
  if (verb === 'stumble') {
    throw new ModelFailure('ModelRateLimited', 'The stage model is rate limited', 3_600_000);
  }
  return answer(toJson(stepOf(verb, rest)));
}

function stepOf(verb: string, rest: string): Step {
  switch (verb) {
    case 'search':
      return call('SearchArchive', { words: 'harbour', gate: rest });
    case 'pay':
      return call('PayInvoice', {
        amount: 1250.5,
        account: 'DE89 3704 0044 0532 0130 00',
        due: '2027-03-12',
        priority: 'normal',
      });
    case 'have':
      return call('HaveItPaid', { task: rest });
    case 'wire':
      return call('WireMoney', { amount: 40_000 });
    case 'launch':
      return call('LaunchRocket', { pad: 'B7' });
    case 'repeat':
      return { ...call('RepeatText', { text: rest }), response: rest };
    default:
      return { response: verb === 'say' ? rest : `You said: ${verb} ${rest}`, next: 'question' };
  }
}

function call(tool: string, input: JsonObject): Step {
  return { response: `I call ${tool} next.`, next: 'confirm', calls: [{ tool, input }] };
}

function wordsOf(kind: 'start' | 'tool-results' | 'goal-changed'): string {
  return kind === 'start' ? 'Hello, what shall I do?' : 'That is done. What next?';
}

function toJson(step: Step): string {
  return JSON.stringify(step);
}
