export { recordHistory, replayHistory, type RecordedHistory } from './history.js';
export {
  scriptedModel,
  type ScriptedCall,
  type ScriptedModel,
  type ScriptedStep,
  type ScriptOptions,
} from './scripted-model.js';
export { createTestAgent, type TestAgent, type TestAgentOptions } from './test-agent.js';
