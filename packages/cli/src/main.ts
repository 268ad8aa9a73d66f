#!/usr/bin/env node
import { main } from './command-line.js';

process.exitCode = await main(process.argv.slice(2));
// A handle that somebody left open must not keep the command from ending.
setTimeout(() => process.exit(), 2_000).unref();
