import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';

type Finish = Extract<LanguageModelV4StreamPart, { readonly type: 'finish' }>;

/** A streamed answer, put together. */
export interface StreamedContent {
  readonly content: readonly LanguageModelV4Content[];
  /** Missing when the stream broke off. */
  readonly finish?: Finish;
  /** The model that answered, as the provider names it. */
  readonly modelId?: string;
  /** What the provider said went wrong. */
  readonly error?: unknown;
}

/** A block of words or thoughts while it is written. */
interface Block {
  type: 'text' | 'reasoning';
  text: string;
  providerMetadata?: Extract<LanguageModelV4Content, { type: 'text' }>['providerMetadata'];
}

/**
 * Puts the parts of a stream together to the content that the same answer has when it is not streamed.
 *
 * @param onText - Told of each piece of the answer's text.
 */
export async function readStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  onText: (piece: string) => void,
): Promise<StreamedContent> {
  const content: (LanguageModelV4Content | Block)[] = [];
  const blocks = new Map<string, Block>();
  let finish: Finish | undefined;
  let modelId: string | undefined;
  let failed: { readonly error: unknown } | undefined;

  /** The block that a part belongs to, with the newest of what only the provider understands. */
  function blockOf(
    type: Block['type'],
    { id, providerMetadata }: { id: string; providerMetadata?: Block['providerMetadata'] },
  ): Block {
    const key = `${type} ${id}`;
    const block = blocks.get(key) ?? { type, text: '' };
    if (!blocks.has(key)) {
      blocks.set(key, block);
      content.push(block);
    }
    if (providerMetadata !== undefined) block.providerMetadata = providerMetadata;
    return block;
  }

  function take(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start': {
        const type = part.type === 'text-start' ? 'text' : 'reasoning';
        // Some name a later block like one that has ended.
        blocks.delete(`${type} ${part.id}`);
        blockOf(type, part);
        return;
      }
      case 'text-delta':
        blockOf('text', part).text += part.delta;
        if (part.delta !== '') onText(part.delta);
        return;
      case 'reasoning-delta':
        blockOf('reasoning', part).text += part.delta;
        return;
      case 'text-end':
        blockOf('text', part);
        return;
      case 'reasoning-end':
        blockOf('reasoning', part);
        return;
      case 'response-metadata':
        modelId = part.modelId ?? modelId;
        return;
      case 'finish':
        finish = part;
        return;
      case 'error':
        failed ??= { error: part.error };
        return;
      case 'tool-call':
      case 'tool-result':
      case 'tool-approval-request':
      case 'file':
      case 'reasoning-file':
      case 'source':
      case 'custom':
        content.push(part);
        return;
      default:
      // Of the others, a later part says all.
    }
  }

  for await (const part of stream) take(part);
  return {
    content: content as LanguageModelV4Content[],
    ...(finish === undefined ? {} : { finish }),
    ...(modelId === undefined ? {} : { modelId }),
    ...failed,
  };
}
