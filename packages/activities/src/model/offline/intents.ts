import { plain } from './words.js';

/** What a message does besides giving values. */
export interface Intents {
  /** It starts with a yes, or is one. */
  readonly yes: boolean;
  readonly no: boolean;
  /** Nothing is left when yes, no, thanks, greetings and apologies are taken away. */
  readonly bare: boolean;
  /** Drops what was about to happen, without ending the conversation. */
  readonly cancel: boolean;
  readonly goodbye: boolean;
  readonly newGoal: boolean;
  /** Changes something that was said before. */
  readonly change: boolean;
  /** Wants something done once more. */
  readonly again: boolean;
  readonly thanks: boolean;
  readonly greeting: boolean;
  /** Asks what the agent can do, knows or waits for. */
  readonly help: boolean;
  readonly question: boolean;
  /** Wants to see the last result once more. */
  readonly show: boolean;
  /** The message without what is said only for courtesy, as the person wrote it. */
  readonly rest: string;
}

const yes =
  /^(?:yes|yeah|yep|yup|yea|ya|aye|sure|ok|okay|k|fine|of course|certainly|go ahead|go on|please do|do it|do that|(?:book|order|reserve|buy|send|pay|rent|take) (?:it|that|this|them)(?: now)?(?=[\s.,!]*(?:please|pls|now)?[\s.,!]*$)|go for it|correct|right|exactly|absolutely|definitely|perfect|great|proceed|continue|confirm(?:ed)?|approved?|agreed|sounds (?:good|great|fine)|looks (?:good|great|fine)|(?:that|it) (?:works|is (?:right|correct|fine|good))|that'?s (?:right|correct|fine|good|it)|let'?s (?:do (?:it|that|this)|go)|i (?:do|would|agree|confirm)(?=[\s.,!]*$)|y|si|oui|ja)(?![\p{L}\d'’])/iu;
const no =
  /^(?:no|nope|nah|not really|not yet|not now|no way|no thanks|no thank you|negative|i don'?t(?: think so)?|please don'?t|don'?t|rather not|n)(?![\p{L}\d'’])/iu;
const courtesy =
  /^(?:please|pls|plz|thanks(?: (?:a lot|so much|very much))?|thank you(?: (?:so|very) much)?|thx|cheers|hi there|hi|hello|hey|good (?:morning|afternoon|evening|day)|sorry|i'?m (?:so |very )?sorry|i am sorry|i apologi[sz]e|my (?:bad|mistake|apologies)|apologies|excuse me|oh|ah|um+|uh+|h+m+|huh|well|so|then|and|great|nice|cool|awesome|perfect|wonderful|excellent|lovely|amazing|actually|wait|sir|madam|everyone|there)(?![\p{L}\d'’])/iu;
const goodbye =
  /\b(?:(?:good )?bye(?: bye)?|goodbye|see you|that'?s all|that is all|that'?s it for (?:now|today)|that will be all|that would be all|that'?ll be all|nothing else|nothing more|no more (?:questions|requests)|(?:we're|we are|i'm|i am|im) (?:all )?(?:done|finished)(?: here| now| for (?:now|today))?(?=$|[.!,])|(?:end|close|finish|quit|exit|leave|stop) (?:the |this |our )?(?:conversation|chat|session|talk)|have a (?:nice|good|great) (?:day|one|evening|weekend|trip)|all done|talk (?:to you )?later)\b|^\s*(?:quit|exit|end|done|finished)[.!]*\s*$/iu;
const cancel =
  /\bnever ?mind\b|\bforget (?:it|that|this|about (?:it|that|this))\b|\bscrap (?:it|that|this)\b|\bcancel(?: (?:that|it|this|everything|all|the (?:booking|call|request|step|order|last one)))?[.!]*\s*$|\b(?:please )?(?:don'?t|do not) (?:do|book|send|create|run|submit|make|call|go|proceed|continue|order|search|approve)(?: (?:it|that|this|ahead|on|so|anything))?[.!]*\s*$|\bcall (?:it|that) off\b|\bhold (?:on|off)\b|^\s*(?:stop|abort|wait|undo)(?: (?:it|that|this|there))?[.!]*\s*$|\bi(?:'ve| have)? changed my mind[.!]*\s*$/iu;
const newGoal =
  /\b(?:another|different|new|other) (?:goal|task|agent|topic|kind of help)\b|\b(?:change|switch|pick|choose) (?:the |my )?(?:goal|task|agent)s?\b|\b(?:want|like|need|do|try)(?: to)?(?: do| try| have)? something (?:(?:completely|entirely|totally|quite) )?(?:else|different)[.!]*\s*$|^\s*something (?:completely |entirely )?(?:else|different)(?: please)?[.!]*\s*$|\bhelp (?:me )?with something else\b/iu;
const change =
  /\binstead\b|\bmake (?:it|that|this)\b|\bchange\b|\bactually\b|\brather\b|\bswitch\b|\bcorrection\b|\bi mean(?:t)?\b|\bwhat about\b|\bhow about\b|\bupdate\b|\bno,\s|^\W*(?:(?:no|nope|nah|oh|hmm|ok|okay|sorry|and)[\s,]+)*(?:wait|oops|hang on|hold on)[\s,.!…-]+\S|\bnot\b.*\bbut\b|\bshould (?:be|have been)\b|\bon second thou?ghts?\b|\bdifferent\b|\bwrong\b/iu;
const again =
  /\bagain\b|\bonce more\b|\bre-?try\b|\brepeat\b|\bre-?do\b|\banother (?:search|try|look|one|time)\b|\bone more\b/iu;
const thanks = /\b(?:thanks|thank you|thx|cheers|appreciate)\b/iu;
const greeting = /^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)\b/iu;
const help =
  /\bwhat (?:can|do|could) (?:you|i)\b|\bhelp\b|\bwho are you\b|\bare you (?:an? )?(?:ai|bot|robot|human|llm|person|real)\b|\bhow does (?:this|it) work\b|\bwhat (?:now|next)\b|\bwhat(?:'s| is) (?:next|missing|left|this|the (?:status|goal|plan))\b|\bwhat (?:have|did) (?:you|we|i)\b|\bwhere (?:are|were) we\b|\bwhat(?: else)? do you need\b|\bi don'?t (?:know|understand)\b|\bnot sure\b/iu;

const show =
  /\bwhat (?:did|have) you (?:find|found|get|got)\b|\b(?:show|list|give|repeat|see)\b.*\b(?:results?|list|options|choices|them)\b(?: again)?|\bwhat (?:are|were) (?:the|my) (?:options|choices|results)\b/iu;

/** Reads what a message does. Only its words count, never what the conversation is about. */
export function readIntents(message: string): Intents {
  const text = message.trim();
  const afterCourtesy = without(text, [courtesy]);
  const rest = without(text, [courtesy, yes, no]);
  const bare = plain(rest) === '' && plain(text) !== '';
  const isYes = yes.test(afterCourtesy) || (yes.test(text) && bare && !thanks.test(text));
  return {
    yes: isYes,
    no: no.test(afterCourtesy),
    bare,
    cancel: cancel.test(text),
    goodbye: goodbye.test(text),
    newGoal: newGoal.test(text),
    change: change.test(text),
    again: again.test(text),
    thanks: thanks.test(text),
    greeting: greeting.test(text),
    help: help.test(text),
    show: show.test(text),
    question:
      /\?\s*$/.test(text) ||
      /^(?:what|which|how|who|when|where|why|is|are|does|do)\b/i.test(afterCourtesy),
    rest: rest.trim(),
  };
}

/** Takes leading phrases away, one after the other, until none is left. */
function without(text: string, patterns: readonly RegExp[]): string {
  let rest = text;
  for (;;) {
    const next = patterns
      .reduce((said, pattern) => said.replace(pattern, ''), rest)
      .replace(/^[\s,.!;:…-]+/, '');
    if (next === rest) return rest;
    rest = next;
  }
}
