export { main } from './command-line.js';
