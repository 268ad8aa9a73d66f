import { InterceptingCall, Metadata, status as codes, type Interceptor } from '@grpc/grpc-js';
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

/**
 * The SDK's own retries for a `Connection`, but for two things: at most a second passes between two, so that a server
 * that is back is met soon; and they end with the connection, where the SDK's would throw from a timer, which ends the
 * process.
 */
export function endableRetries(): Interceptor[] {
  const { retryableDecider, delayFunction } = defaultGrpcRetryOptions({ maxAttempts: 25 });
  const retries = makeGrpcRetryInterceptor({
    retryableDecider,
    delayFunction: (attempt, status) => Math.min(longestPauseMs, delayFunction(attempt, status)),
  });
  return [retries, callsAfterClose];
}

const longestPauseMs = 1_000;

/** A call on a closed connection fails as `CANCELLED`, which is not tried again, instead of throwing. */
const callsAfterClose: Interceptor = (options, nextCall) => {
  try {
    return new InterceptingCall(nextCall(options));
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    return new InterceptingCall(closedCall(details));
  }
};

/** A call that fails as soon as it is started. */
function closedCall(details: string): ConstructorParameters<typeof InterceptingCall>[0] {
  const failure = { code: codes.CANCELLED, details, metadata: new Metadata() };
  return {
    start(_metadata, listener) {
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.(failure);
    },
    sendMessage() {},
    sendMessageWithContext() {},
    startRead() {},
    halfClose() {},
    cancelWithStatus() {},
    getPeer: () => '',
    getAuthContext: () => null,
  };
}
