import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { templateModule } from './handlebars.mjs';

const HELPERS = readFileSync(new URL('../src/emit/template-helpers.json', import.meta.url), 'utf8');

export default {
  getCacheKey: (source, file) => createHash('sha1').update(source).update(file).update(HELPERS).digest('hex'),
  process: (source) => ({ code: templateModule(source) }),
};
