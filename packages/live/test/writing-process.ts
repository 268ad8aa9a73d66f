import { localLive } from '@durable-goals/live';

const [, , directory = '', conversationId = ''] = process.argv;
const live = localLive({ directory });
live.announce();
let from = 0;
setInterval(() => {
  const text = `word ${from === 0 ? 0 : Math.round(from / 7)} `;
  live.publish({
    kind: 'text',
    conversationId,
    key: `of ${process.pid}`,
    began: Date.now(),
    from,
    text,
  });
  from += text.length;
}, 20);
process.stdout.write('READY\n');
