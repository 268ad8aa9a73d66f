export type { CrashPoint } from './crash-test/crash-points.js';
export { CrashTestFailed, type CrashReport, type CrashRun } from './crash-test/crash-report.js';
export { crashTest, type CrashTestOptions } from './crash-test/crash-test.js';
export { recordHistory, replayHistory, type RecordedHistory } from './history.js';
export {
  scriptedModel,
  type ScriptedCall,
  type ScriptedModel,
  type ScriptedStep,
  type ScriptOptions,
} from './scripted-model.js';
export { createTestAgent, type TestAgent, type TestAgentOptions } from './test-agent.js';
