import { AsyncLocalStorage } from 'node:async_hooks';
import { constants, createContext, runInContext } from 'node:vm';
import { ModuleMocker } from 'jest-mock';
import { installCommonGlobals } from 'jest-util';

// Jest runs each test file in one of its own and leaves it on: up to Node 22, every promise of later files pays for each.
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  storages.add(this);
  return run.apply(this, args);
};

/**
 * What jest-environment-node is, without fake timers, and with an ordinary global object: there every use of `Object` or `Map`
 * goes through an interceptor and a proxy, which takes a tenth of all time. Node before 20.18 has no other.
 */
export default class {
  constructor({ projectConfig }) {
    this.context = createContext(constants.DONT_CONTEXTIFY);
    const global = runInContext('this', this.context);
    this.global = global;
    this.moduleMocker = new ModuleMocker(global);
    // The last two because Node's own buffers are made of them.
    Object.assign(global, { global, ArrayBuffer, Uint8Array });
    installCommonGlobals(global, projectConfig.globals);
    global.Error.stackTraceLimit = 100;
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
      if (name in global) continue;
      // Getters work on Node's own global object alone, and some load what they give.
      const descriptor = get === undefined ? { value, writable: true } : { get: () => globalThis[name] };
      Object.defineProperty(global, name, { ...descriptor, configurable: true });
    }
  }

  async setup() {}

  async teardown() {
    for (const storage of storages) storage.disable();
    storages.clear();
    this.context = undefined;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.context;
  }
}
