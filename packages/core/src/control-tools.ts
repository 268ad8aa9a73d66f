/** What a model that calls tools natively says with a call: names that no tool of such a goal may have. */
export const controlTools = ['end_conversation', 'pick_new_goal', 'give_result'] as const;

export type ControlTool = (typeof controlTools)[number];
