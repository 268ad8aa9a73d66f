// Workflow-safe: may import @temporalio/workflow, @temporalio/common and pure modules of core only.
export { agentGoalWorkflow } from './agent-workflow.js';
export { conversationRun, type ConversationRun, type Question } from './conversation-run.js';
export { keepToHistory } from './keep-to-history.js';
export { handleMessages } from './message-handlers.js';
export { resolveGoal } from './goal-look-up.js';
export { remoteGoalWorkflow } from './remote-goal-workflow.js';
export type { AgentSinks } from './recorder.js';
