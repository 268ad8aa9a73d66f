export { goalsAsNexusService } from './goals-as-nexus-service.js';
export { goalsService } from './goals-service.js';
export {
  remoteGoalTool,
  type RemoteAnswer,
  type RemoteGoalOptions,
  type RemoteTask,
} from './remote-goal-tool.js';
