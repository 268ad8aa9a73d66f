import { temporalProvider } from '@temporalio/ai-sdk/workflow';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { generateText } from 'ai';

/** The raw loop, with the AI SDK's own call in place of an Activity. */
export async function aiSdkLoop(window) {
  let messages = window;
  setHandler(defineUpdate('say'), async (text) => {
    const asked = [...messages, { role: 'user', content: text }];
    const { text: reply } = await generateText({
      model: temporalProvider.languageModel('stub'),
      instructions: 'You talk with a person.',
      messages: asked,
    });
    messages = [...asked, { role: 'assistant', content: reply }].slice(-20);
    return reply;
  });
  await condition(() => workflowInfo().continueAsNewSuggested && allHandlersFinished());
  await continueAsNew(messages);
}
