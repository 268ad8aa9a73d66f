import { afterAll, beforeAll } from 'vitest';
import { describeAccess } from './access.js';
import { describeAway } from './away.js';
import { describeDocument } from './described.js';
import { describeGuard } from './guard.js';
import { describeMany } from './many.js';
import { describeOnce } from './once.js';
import { startParty, type Party } from './party.js';
import { describeSubAgents } from './sub-agents.js';

let party: Party;
beforeAll(async () => {
  party = await startParty();
});
afterAll(async () => await party.close());
const theParty = (): Party => party;

describeAccess(theParty);
describeGuard(theParty);
describeOnce(theParty);
describeSubAgents(theParty);
describeAway(theParty);
describeMany(theParty);
describeDocument(theParty);
