export { aiSdkModel, type AiSdkModelOptions, type AiSdkLanguageModel } from './ai-sdk-model.js';
export { aiSdkModelById, type AiSdkProvider } from './ai-sdk-model-by-id.js';
