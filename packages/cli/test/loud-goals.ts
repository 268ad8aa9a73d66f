/** Goals of a project that prints where it should not. */
console.log('The goals are loaded.');
process.stdout.write('{"jsonrpc": "2.0", "id": 1, "result": "not from here"}\n');

export { goals } from '../../../examples/event-flight-invoice/src/index.js';
