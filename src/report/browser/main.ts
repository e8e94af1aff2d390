import { type PackedReport, unpackReport } from '../packed.js';
import { makeAccess } from './access.js';
import { Detail } from './detail.js';
import { required } from './dom.js';
import { makeFindings } from './findings.js';
import { makePicture } from './picture.js';
import { makeTabs } from './tabs.js';

const data = unpackReport(JSON.parse(required('data').textContent ?? '') as PackedReport);
document.body.classList.add('scripted');
const openTab = makeTabs([...document.querySelectorAll<HTMLElement>('.panel')]);
const focusOnNode = makePicture(data, () => openTab('picture'));
const detail = new Detail(data, (node) => focusOnNode(node));
const show = makeAccess(data, (pair, opener, word) => detail.open(pair, opener, word));
makeFindings(data);
for (const link of document.querySelectorAll<HTMLElement>('.numbers a'))
  link.addEventListener('click', () => {
    const target = document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
    openTab(target?.closest('.panel')?.id ?? 'access');
    if (link.dataset['show'] !== undefined) show(link.dataset['show']);
  });
