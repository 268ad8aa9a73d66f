import { defineGoal } from '@durable-goals/core';
import { mcpServer } from '@durable-goals/mcp';

const files = mcpServer({
  name: 'files',
  command: 'npx',
  args: ['-y', '@modelcontextprotocol/server-filesystem', '/srv/reports'],
});
const billing = mcpServer({
  name: 'billing',
  url: 'https://mcp.example.com/mcp',
  headers: () => ({ authorization: `Bearer ${process.env['BILLING_TOKEN'] ?? ''}` }),
});

export const reportsGoal = defineGoal({
  id: 'reports',
  title: 'Find and bill reports',
  instructions: 'Find the report that the person wants, and bill it.',
  planner: 'tools',
  tools: [],
  toolSources: [
    files.source({
      include: ['list_directory', 'read_text_file'],
      tools: {
        list_directory: { effect: 'read', needsApproval: 'never' },
        read_text_file: { effect: 'read', needsApproval: 'never' },
      },
    }),
    billing.source({
      include: ['create_invoice'],
      prefix: 'billing_',
      tools: { create_invoice: { effect: 'idempotent', needsApproval: 'always' } },
    }),
  ],
});
