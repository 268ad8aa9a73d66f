import { scriptedModel } from '@durable-goals/testing';
import { bookTrip, tripWithLedger } from '../conversation/trip.js';
import { chats } from './goals.js';
import { opened, until, type RecordedConversation } from './hold.js';

const trip: RecordedConversation = {
  server: 'dev',
  async hold(server, conversationId, ledger) {
    await using agent = await opened({ goals: [tripWithLedger(ledger)], server });
    const chat = await agent.start('event-flight-invoice', { conversationId });
    await bookTrip(chat);
    await chat.result();
  },
};

/** Conversations whose plans and Updates are answered with few promises, and one of before that. */
export const quickConversations: Readonly<Record<string, RecordedConversation>> = {
  trip,
  // The same since plans and Updates are answered with fewer promises.
  'trip-at-once': trip,

  'chat-at-once': {
    server: 'dev',
    async hold(server, conversationId) {
      const script = Array.from({ length: 6 }, () => ({ say: 'Go on.' }));
      const slow = async () => {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        return { say: 'Nobody hears this.' };
      };
      const model = scriptedModel([...script, slow]);
      await using agent = await opened({ goals: [chats], server, model });
      const chat = await agent.start('chats', { conversationId });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      await Promise.all([chat.send('one'), chat.send('two'), chat.grant({ turns: 1 })]);
      await chat.send('three');
      await until(async () => (await handle.describe()).runId !== runId);
      await Promise.all([chat.send('four'), chat.grant({ turns: 2 })]);
      await chat.send('five');
      const last = chat.send('six');
      await until(async () => (await chat.status()).state === 'working');
      await chat.end();
      await last;
      await chat.result();
    },
  },
};
