/** The Nexus service by which goals are run from elsewhere, and its one operation. */
export const goalsServiceName = 'durableGoals';
export const runGoalOperation = 'run';

/** What a goal that runs elsewhere is asked. */
export interface RemoteRun {
  readonly goalId: string;
  readonly question: string;
  /** Of whoever asks: the same one gives the same run. */
  readonly id: string;
}

/** Name of the Workflow that asks for it. */
export const remoteGoalWorkflowType = 'remoteGoalWorkflow';

/** What that Workflow is started with. */
export interface RemoteGoalStart extends RemoteRun {
  /** The Nexus endpoint that leads to the goal's Workers. */
  readonly endpoint: string;
}
