export { agentSpans, type AgentSpansOptions } from './agent-spans.js';
export { turnIds, type TurnIds } from './turn-ids.js';
