/** Tests run in Node as it is. */
export default class {
  global = globalThis;

  async setup() {
    // Jest has put its own reader of source maps here, which would hide those that Node has read.
    Error.prepareStackTrace = undefined;
  }

  async teardown() {}

  getVmContext() {
    return null;
  }
}
