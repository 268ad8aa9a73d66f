import { expect, test } from 'vitest';
import { completionStream } from '../../src/model/completion-stream.js';

test('a streamed message has what only the provider understands, as if it had come whole', () => {
  const stream = completionStream();
  const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };
  const deltas = [
    { role: 'assistant', content: null, reasoning_content: 'I ' },
    { reasoning_content: 'think' },
    { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'Hm', format: 'a' }] },
    { reasoning_details: [{ type: 'reasoning.text', index: 0, text: '.', format: 'a' }] },
    { reasoning_details: [{ type: 'reasoning.encrypted', index: 1, data: 'gAAA' }] },
    {
      tool_calls: [
        { index: 0, id: 'x', type: 'function', function: { name: 'find' }, ...signature },
      ],
    },
    { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '"Perth"}' } }] },
    { tool_calls: [{ index: 1, id: 'y', function: { name: 'find', arguments: '{}' } }] },
  ];
  for (const delta of deltas) stream.add({ choices: [{ delta }] });
  stream.add({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] });
  expect(stream.body()).toMatchObject({
    choices: [
      {
        message: {
          role: 'assistant',
          content: '',
          reasoning_content: 'I think',
          reasoning_details: [
            { type: 'reasoning.text', index: 0, text: 'Hm.', format: 'a' },
            { type: 'reasoning.encrypted', index: 1, data: 'gAAA' },
          ],
          tool_calls: [
            {
              id: 'x',
              type: 'function',
              function: { name: 'find', arguments: '{"city":"Perth"}' },
              ...signature,
            },
            { id: 'y', type: 'function', function: { name: 'find', arguments: '{}' } },
          ],
        },
      },
    ],
  });
});
