import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { ChatOpenAI } from '@langchain/openai';

const { modelUrl } = JSON.parse(process.argv[2] ?? '{}');
const folder = mkdtempSync(join(tmpdir(), 'benchmark-langgraph-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const model = new ChatOpenAI({
  model: 'stub',
  apiKey: 'none',
  maxRetries: 0,
  configuration: { baseURL: modelUrl },
});
const system = { role: 'system', content: 'You talk with a person.' };
const graph = new StateGraph(MessagesAnnotation)
  .addNode('agent', async ({ messages }) => ({
    messages: [await model.invoke([system, ...messages])],
  }))
  .addEdge(START, 'agent')
  .addEdge('agent', END)
  .compile({ checkpointer: SqliteSaver.fromConnString(join(folder, 'checkpoints.db')) });

async function answerTo({ kind, text, id }) {
  if (kind === 'turn') {
    const messages = [{ role: 'user', content: text }];
    await graph.invoke({ messages }, { configurable: { thread_id: id } });
    return { kind: 'done' };
  }
  if (kind === 'stored') {
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    return { bytes: sizes.reduce((sum, size) => sum + size, 0) };
  }
  const { user, system: kernel } = process.cpuUsage();
  return { usage: { cpuMs: (user + kernel) / 1_000 } };
}

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.on('message', (order) => {
  answerTo(order).then(
    (answer) => process.send(answer),
    (error) => {
      throw error;
    },
  );
});
process.send({ kind: 'ready' });
