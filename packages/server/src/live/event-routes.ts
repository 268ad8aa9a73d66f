import { z } from '@hono/zod-openapi';
import type { Principal } from '../auth/principal.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { conversationParams } from '../schemas/wire.js';
import type { Services } from '../services.js';
import { conversationFeed } from './conversation-feed.js';
import { eventStream } from './event-stream.js';
import { openStreams } from './open-streams.js';

/** How long a stream may last, in milliseconds: whoever comes back shows again who they are. */
const longestMs = 15 * 60_000;

function longestFor({ until = Infinity }: Principal): number {
  return Math.max(0, Math.min(longestMs, until - Date.now()));
}

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Proxies that collect an answer before they pass it on would hold all of it back.
  'x-accel-buffering': 'no',
};

const seq = z.coerce.number().int().min(0).max(2_147_483_647);

/** What happens in a conversation, as it happens. */
export function eventRoutes({ agents, store, options, closing }: Services): readonly Endpoint[] {
  const streams = openStreams(options.streams);
  const { live } = options;
  return [
    endpoint({
      method: 'get',
      path: '/v1/conversations/{conversationId}/events',
      id: 'followConversation',
      tag: 'conversations',
      summary: 'Follow a conversation with Server-Sent Events',
      input: {
        params: conversationParams,
        query: z.object({
          after: seq.optional().openapi({
            description: 'Only messages with a higher sequence number; `Last-Event-ID` goes first.',
            default: 0,
          }),
        }),
      },
      answers: {
        200: {
          description:
            'Events `message`, `state`, `text`, `retract`, `tool` and `end`, each with JSON; the id is the last message that was sent.',
          schema: z.string(),
          type: 'text/event-stream',
        },
      },
      async handle({ params: { conversationId }, query, principal, c }) {
        // Nobody would read the stream, nor end it.
        if (c.req.method === 'HEAD') return new Response(null, { headers });
        const leave = streams.enter(principal.id);
        const over = new AbortController();
        const signal = AbortSignal.any([
          over.signal,
          closing,
          c.req.raw.signal,
          AbortSignal.timeout(longestFor(principal)),
        ]);
        signal.addEventListener('abort', leave, { once: true });
        const last = seq.safeParse(c.req.header('last-event-id'));
        const after = (last.success ? last.data : query.after) ?? 0;
        const conversation = agents.conversation(conversationId);
        const source = { conversation, store, ...(live === undefined ? {} : { live }) };
        const feed = conversationFeed(source, after, signal);
        return new Response(eventStream(feed, { after, over: () => over.abort() }), { headers });
      },
    }),
  ];
}
