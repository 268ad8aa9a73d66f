import type { Json } from '@durable-goals/core';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/**
 * What an MCP tool gave, as a tool of a goal gives it: its structured content when it has some, the text when that is
 * all, else a list of its parts. Bytes are left out; a model could not read them here.
 */
export function mcpOutput({ structuredContent, content }: CallToolResult): Json {
  if (structuredContent !== undefined) return structuredContent as Json;
  const parts = content.map(partOf);
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n') : parts;
}

/** What went wrong, in the server's words. */
export function mcpError({ content, structuredContent }: CallToolResult): string {
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (texts.length > 0) return texts.join('\n');
  return structuredContent === undefined
    ? 'The tool failed and gave no reason.'
    : JSON.stringify(structuredContent);
}

function partOf(part: CallToolResult['content'][number]): Json {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
    case 'audio':
      return { type: part.type, mimeType: part.mimeType, note: bytesOf(part.data) };
    case 'resource_link':
      return {
        type: 'resource_link',
        uri: part.uri,
        name: part.name,
        ...(part.description === undefined ? {} : { description: part.description }),
        ...(part.mimeType === undefined ? {} : { mimeType: part.mimeType }),
      };
    case 'resource': {
      const { uri, mimeType } = part.resource;
      const inside =
        'text' in part.resource
          ? { text: part.resource.text }
          : { note: bytesOf(part.resource.blob) };
      return { type: 'resource', uri, ...(mimeType === undefined ? {} : { mimeType }), ...inside };
    }
  }
}

function bytesOf(base64: string): string {
  return `${Buffer.byteLength(base64, 'base64')} bytes, left out here`;
}
