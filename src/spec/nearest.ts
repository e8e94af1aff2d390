export { isTypo, nearest, oneOf } from '../text/nearest.js';
