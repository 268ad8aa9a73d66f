// Loaded before anything else, in each thread: calls into a Workflow have no time-out, for which Node starts and joins a thread each time.
const { Script } = require('node:vm');

const runInContext = Reflect.get(Script.prototype, 'runInContext');
Script.prototype.runInContext = function withoutTimeout(context, options) {
  return Reflect.apply(runInContext, this, [context, { ...options, timeout: undefined }]);
};
