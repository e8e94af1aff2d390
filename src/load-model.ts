import type { Result } from './diagnostics.js';
import { buildModel } from './model/build.js';
import { checkModel } from './model/check.js';
import type { AccessModel } from './model/types.js';
import { parseSpec } from './spec/parse.js';

/** Reads a spec and derives its model: every finding about either, with its place in the file. */
export function loadModel(text: string, file: string): Result<AccessModel> {
  let model: AccessModel | undefined;
  const parsed = parseSpec(text, file, (spec, report) => {
    model = buildModel(spec);
    for (const { severity, code, path, message, help } of checkModel(model))
      report[severity](code, path, message, help);
  });
  const { diagnostics } = parsed;
  return parsed.ok && model !== undefined
    ? { ok: true, value: model, diagnostics }
    : { ok: false, diagnostics };
}
