import { createHash } from 'node:crypto';
import { readPart } from '../../readers/assets.js';
import type { PageParts } from '../../report/page.js';

/** What the build makes of `src/report/browser` and its style. */
export function loadPageParts(): PageParts {
  return {
    script: readPart('report/page.js').toString(),
    style: readPart('report/page-style.css').toString(),
    hash: (text) => createHash('sha256').update(text).digest('base64'),
  };
}
