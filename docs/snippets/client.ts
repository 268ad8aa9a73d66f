import { connectAgents } from '@durable-goals/client';
import { goals } from './goal.js';

const connected = await connectAgents({ goals });
const chat = await connected.agents.start('dinner', { conversationId: 'dinner-1' });
await chat.waitFor(); // the greeting

let turn = await chat.send('A table for 4 on 2031-05-09');
if (turn.state === 'awaiting-user') turn = await chat.send('Ada');
for (const call of turn.approvals) {
  console.log(`${call.tool} for ${call.input.guests} guests, approved`);
  turn = await chat.approve(call, { by: 'ada@example.com', reason: 'My birthday' });
}
console.log(turn.text);
await connected.close();
