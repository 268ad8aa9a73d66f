import type { FeedEvent } from './feed-event.js';

/** How often a comment goes out while nothing happens, in milliseconds, so that nobody on the way cuts the connection. */
const heartbeatMs = 15_000;

/** How soon a browser comes back after the connection was lost, in milliseconds. */
const comeBackMs = 1_000;

/**
 * A feed as a stream of Server-Sent Events. The feed is asked for the next event when there is room for it, so a reader
 * that is slow makes nothing grow.
 *
 * @param after - What the first events carry as their id until a message has one.
 * @param over - Called once nobody reads any more, or the feed has ended.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(
  feed: AsyncGenerator<FeedEvent, void>,
  { after, over }: { readonly after: number; readonly over: () => void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let id = after;
  let next: Promise<IteratorResult<FeedEvent, void>> | undefined;
  let hasBegun = false;

  function written({ event, data }: FeedEvent): string {
    if (event === 'message') id = data.seq;
    return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!hasBegun) {
          hasBegun = true;
          controller.enqueue(encoder.encode(`retry: ${comeBackMs}\n\n`));
          return;
        }
        next ??= feed.next();
        const found = await within(next, heartbeatMs);
        if (found === undefined) {
          controller.enqueue(encoder.encode(': still here\n\n'));
          return;
        }
        next = undefined;
        if (!found.done) {
          controller.enqueue(encoder.encode(written(found.value)));
          return;
        }
        over();
        controller.close();
      },
      cancel: over,
    },
    { highWaterMark: 1 },
  );
}

/** @returns nothing when it takes longer. */
async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
