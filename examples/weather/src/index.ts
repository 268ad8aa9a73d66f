import { weatherGoal } from './goal.js';

/** The goals of this example, as a Worker registers them. */
export const goals = [weatherGoal] as const;

export { weatherGoal };
export { getIpAddressTool } from './get-ip-address.js';
export { getLocationInfoTool } from './get-location-info.js';
export { getWeatherAlertsTool } from './get-weather-alerts.js';
export { servicesFrom, type Services } from './services.js';
