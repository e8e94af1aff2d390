/** What test files import as `@jest/globals`: that of the file which runs. */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, test;

export function use(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } = globals);
}
