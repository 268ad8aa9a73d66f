/** The largest body that is read of a provider's answer; an endless one must not fill the memory. */
export const longestBodyBytes = 16 * 1024 * 1024;

/**
 * The text of a body as UTF-8, without a byte order mark.
 *
 * @returns `undefined` when the body is larger than `longestBodyBytes`; the rest of it is not read.
 */
export async function readBody(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > longestBodyBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
