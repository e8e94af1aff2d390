export { collectReport, type ReportSubject } from './collect.js';
export type { ReportData } from './data.js';
export { reportMarkdown } from './markdown.js';
export { type PageParts, REPORT_MARK, reportPage } from './page.js';
