import { defaultTemplates, defineGoal } from '@durable-goals/core';
import { findOrder } from './tools.js';

export const trackingGoal = defineGoal({
  id: 'order-tracking',
  title: 'Say where an order is',
  instructions: 'Look the order up and say in one sentence where it is.',
  tools: [findOrder],
  prompts: {
    planner: `${defaultTemplates.planner}
Write no more than two sentences to the person.`,
    allToolsDone: `{% for result in results %}
{{ result.tool }}: {{ result.outcome }}
{% endfor %}
Say where the order is, then answer "done".`,
  },
});
