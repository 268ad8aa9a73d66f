import { modelFaults } from '../../../packages/activities/test/model/conversation-faults.js';
import { beginFaultyConversations } from '../../../test/model-faults/faulty-conversations.js';
import type { Claim } from '../claim.js';

/** A provider may do what it likes. */
export const faultsOfModels: Claim = {
  id: 'model-faults',
  promise: 'Whatever a model provider answers, the conversation says why it waits and goes on.',
  done: 'Each numbered fault is met over real HTTP, the calls counted, and then mended.',
  async prove({ check, wants }) {
    const conversations = await beginFaultyConversations();
    const nameOf = ({ number, name }: (typeof modelFaults)[number]): string => `${number} ${name}`;
    const faults = modelFaults.filter((fault) => wants(nameOf(fault)));
    const problems = new Map<number, unknown>();
    try {
      for (const fault of faults) {
        await conversations.checkOutcome(fault).catch((error: unknown) => {
          problems.set(fault.number, error);
        });
      }
      await conversations.mend();
      for (const fault of faults) {
        await check(nameOf(fault), async () => {
          const problem = problems.get(fault.number);
          if (problem !== undefined) throw problem;
          await conversations.checkGoesOn(fault);
        });
      }
    } finally {
      await conversations.close();
    }
  },
};
