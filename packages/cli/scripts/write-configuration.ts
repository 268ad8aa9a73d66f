import { writeFileSync } from 'node:fs';
import { configurationPage, envExample } from '../src/configuration-text.js';

const root = new URL('../../../', import.meta.url);
writeFileSync(new URL('.env.example', root), envExample());
writeFileSync(new URL('docs/configuration.md', root), configurationPage());
