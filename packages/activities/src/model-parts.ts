/*
 * What models of several providers share: for packages that make a `Model` of something else.
 */
export { callInputOf } from './model/chat-calls.js';
export { boundedAnswer, embeddedErrorOf, finishOf } from './model/chat-completion.js';
export { type FailureContext, modelAnswerBroken, modelFailureOf } from './model/model-error.js';
export { ModelFailure } from './model/model-failure.js';
export { defaultModelTimeoutMs } from './model/openai-model.js';
export { type Asking, providerCalls } from './model/provider-calls.js';
export {
  embeddedFaultOf,
  networkCodeOf,
  type ProviderFault,
  wordsOf,
} from './model/provider-fault.js';
