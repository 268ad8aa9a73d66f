#!/usr/bin/env node
import { main } from './command-line.js';

const code = await main(process.argv.slice(2));
// What is still open, such as a chat's connection with a call under way, must not keep us.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
