export { startTelemetry, wantsTelemetry, type Telemetry } from './start-telemetry.js';
