// Loaded into a workflow thread before the SDK's own code. The SDK takes a runtime without promise hooks as one that keeps
// no call stacks ("collecting stack trace is an optional feature"), and says so by console.warn: here that is wanted.
const v8 = require('node:v8');

// In the place of Node's own object, which stays whole: its AsyncLocalStorage starts hooks by that one (Node 20).
v8.promiseHooks = {
  ...v8.promiseHooks,
  createHook() {
    throw new Error('WORKFLOW_CALL_STACKS is off');
  },
};
const { warn } = console;
console.warn = (...args) => {
  if (!/promiseHooks\.createHook is not available/.test(String(args[0]))) warn(...args);
};
