import type { ReportData } from '../data.js';
import { FINDINGS_BY, findingsList } from '../pieces.js';
import { choice, required, toDom } from './dom.js';

/** Lets findings be put together by rule or by file, and be looked through. */
export function makeFindings(data: ReportData): void {
  if (data.findings.length === 0) return;
  const box = required('findings-list');
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = 'Filter: rule, file, message';
  filter.setAttribute('aria-label', 'Filter findings');
  const grouping = choice('Group by', FINDINGS_BY);
  const count = document.createElement('output');
  count.setAttribute('aria-live', 'polite');
  const texts = data.findings.map(({ code, file, message }) =>
    `${code} ${data.rules[code]?.summary ?? ''} ${file} ${message}`.toLowerCase(),
  );
  const update = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const findings = data.findings.filter((_, index) => words.every((word) => texts[index]?.includes(word)));
    count.textContent = `${findings.length.toLocaleString('en')} of ${data.findings.length.toLocaleString('en')} findings`;
    box.replaceChildren(
      ...findingsList({ ...data, findings }, grouping.select.value).map((each) => toDom(each)),
    );
  };
  filter.addEventListener('input', update);
  grouping.select.addEventListener('change', update);
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.append(filter, grouping.label, count);
  box.before(bar);
}
