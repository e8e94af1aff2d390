import type { ReportData } from '../data.js';
import { makeAccess } from './access.js';
import { Detail } from './detail.js';
import { required } from './dom.js';
import { makePicture } from './picture.js';
import { makeTabs } from './tabs.js';

const data = JSON.parse(required('data').textContent ?? '') as ReportData;
document.body.classList.add('scripted');
const openTab = makeTabs([...document.querySelectorAll<HTMLElement>('.panel')]);
const focusOnNode = makePicture(data, () => openTab('picture'));
const detail = new Detail(data, (node) => focusOnNode(node));
makeAccess(data, (pair, opener, word) => detail.open(pair, opener, word));
