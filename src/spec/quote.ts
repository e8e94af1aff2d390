export { listWords, quote } from '../text/quote.js';
