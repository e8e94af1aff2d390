import type { Severity } from '../diagnostics.js';
import type { PolicyJudge } from '../load-model.js';
import { inventoryOfSpec, loadCatalog } from '../readers/index.js';
import { lint } from './engine.js';

/** What judges the statements and managed policies of specs by the rules of `lint`, each finding at its field. */
export function policyJudge(severities: Readonly<Record<string, Severity | 'off'>> = {}): PolicyJudge {
  const catalog = loadCatalog();
  return (source, refused) => {
    const { findings } = lint(inventoryOfSpec(source, refused), { catalog, severities });
    return findings.map(({ code, severity, message, help, path, place }) => ({
      ...{ code, severity, message, place },
      ...(help === undefined ? {} : { help }),
      ...(path === undefined ? {} : { path }),
    }));
  };
}
