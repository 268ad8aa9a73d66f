import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { headersOf, apiUrl } from '../api/api-client.js';
import { ApiError, refusalOf } from '../api/api-error.js';

/** A stream says something, if only a comment, more often than this. */
const silentAfterMs = 25_000;

/** What came of reading a stream. */
export type StreamEnd = 'ended' | 'lost' | 'not-offered';

interface StreamOptions {
  readonly after: number;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onEvent: (event: EventSourceMessage) => void;
}

/**
 * Reads a conversation's Server-Sent Events until they end. `fetch` and not `EventSource`: that one cannot
 * send a token.
 *
 * @returns `not-offered` when there is no stream, or none that gets through: a proxy may hold it back.
 * @throws ApiError when the server refuses.
 */
export async function readEvents(
  conversationId: string,
  { after, signal, onOpen, onEvent }: StreamOptions,
): Promise<StreamEnd> {
  const watch = watchdog(signal);
  let opened = false;
  let ended = false;
  try {
    const url = apiUrl(`conversations/${encodeURIComponent(conversationId)}/events?after=${after}`);
    const headers = headersOf({ accept: 'text/event-stream', 'last-event-id': String(after) });
    const response = await fetch(url, { headers, signal: watch.signal, cache: 'no-store' });
    if (response.status === 404 || response.status === 501 || response.status === 406)
      return 'not-offered';
    if (!response.ok) throw await refusalOf(response);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!isStream || response.body === null) return 'not-offered';
    const parser = createParser({
      onEvent: (event) => {
        if (event.event === 'end') ended = true;
        onEvent(event);
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return ended ? 'ended' : 'lost';
      watch.heard();
      if (!opened) onOpen();
      opened = true;
      parser.feed(value);
      if (ended) {
        await reader.cancel();
        return 'ended';
      }
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // Connected, and yet not a word in all that time: something in between holds it back.
    return watch.isSilent() && !opened ? 'not-offered' : 'lost';
  } finally {
    watch.stop();
  }
}

/** Gives up on a stream that is silent for too long. */
function watchdog(outer: AbortSignal) {
  const controller = new AbortController();
  let silent = false;
  const bite = (): void => {
    silent = true;
    controller.abort();
  };
  let timer = setTimeout(bite, silentAfterMs);
  const stopped = (): void => controller.abort();
  outer.addEventListener('abort', stopped, { once: true });
  return {
    signal: controller.signal,
    isSilent: () => silent,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(bite, silentAfterMs);
    },
    stop() {
      clearTimeout(timer);
      outer.removeEventListener('abort', stopped);
      controller.abort();
    },
  };
}
