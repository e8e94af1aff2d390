const hooks = require('node:async_hooks');
const { register, registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');

// Before Node 22.15 hooks run in a thread of their own.
if (registerHooks === undefined) register('./source-hooks.mjs', pathToFileURL(__filename));
else registerHooks(require('./source-hooks.mjs'));
process.setSourceMapsEnabled(true);

const NAME = 'AsyncLocalStorage';

/**
 * Runs test files in Node itself. Jest's own runtime makes a world for each of them, in which every module is loaded anew and
 * every function is slow at first; here a worker loads a module once. What it costs is mocks of modules, of which there are none.
 */
exports.default = class {
  storages = [];

  /** The part of Jest that runs tests, anew: it holds what a file has told it. */
  requireInternalModule(path) {
    const { storages } = this;
    const known = Object.getOwnPropertyDescriptor(hooks, NAME);
    const value = class extends hooks.AsyncLocalStorage {
      constructor() {
        super();
        storages.push(this);
      }
    };
    Object.defineProperty(hooks, NAME, { value, configurable: true });
    delete require.cache[path];
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    const module = require(path);
    Object.defineProperty(hooks, NAME, known);
    return module;
  }

  requireModule(path) {
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    this.globals = globals;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    const { use } = await import('./jest-globals.mjs');
    use(this.globals);
    await import(pathToFileURL(path));
  }

  /** None for Jest: Node has read those of the modules that it loaded. */
  getSourceMaps() {
    return new Map();
  }

  getAllCoverageInfoCopy() {}

  enterTestCode() {}

  leaveTestCode() {}

  teardown() {
    // Jest leaves them on: up to Node 22, every promise of later files would pay for each.
    for (const storage of this.storages) storage.disable();
  }
};
exports.__esModule = true;
