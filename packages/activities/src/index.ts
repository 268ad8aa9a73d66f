export { ModelFailure, type ModelFailureType } from './model/model-failure.js';
