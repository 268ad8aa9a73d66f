import {
  AgentPlugin,
  fallbackModel,
  modelById,
  modelFromEnv,
  offlineModel,
  openaiModel,
} from '@durable-goals/activities';
import { goals } from './goal.js';

// What the environment says, or the offline model.
const fromEnvironment = modelFromEnv(process.env)?.model ?? offlineModel();

// An endpoint of your own that speaks OpenAI's chat completions, and one to stand in for it.
const own = fallbackModel([
  openaiModel({ model: 'our-model', baseURL: 'http://localhost:8000/v1' }),
  fromEnvironment,
]);

export const plugin = new AgentPlugin({
  goals,
  model: own,
  modelById: modelById(process.env), // what a conversation may ask for with `setModel`
});
