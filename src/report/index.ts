export { collectReport, type ReportSubject } from './collect.js';
export type { ReportData } from './data.js';
export { reportMarkdown } from './markdown.js';
export { REPORT_MARK, reportPage } from './page.js';
