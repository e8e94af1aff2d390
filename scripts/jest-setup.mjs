import { setFlagsFromString } from 'node:v8';

// Each test file has its own copy of every function, and Node 20's V8 spends a quarter of all time on making them fast
// for the seconds that they live: later is better. Node 22 and up wait by themselves.
if (process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=1000000');
