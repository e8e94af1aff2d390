import { expect, test } from '@jest/globals';
import { nearest, oneOf } from '../../src/text/nearest.js';

test.each([
  ['recieve', ['send', 'receive'], 'receive'],
  ['gte', ['get', 'put'], 'get'],
  ['read', ['send', 'receive'], undefined],
  ['loadbalancer', ['external-dns', 'aws-load-balancer-controller'], 'aws-load-balancer-controller'],
  ['controller', ['aws-load-balancer-controller', 'ack-controller'], undefined],
  ['dns', ['external-dns'], undefined],
  ['GetObjectTaging', ['GetObject', 'GetObjectTagging'], 'GetObjectTagging'],
  ['GetObjectTaging', ['GetObjectTagging', 'GetObject'], 'GetObjectTagging'],
])('what is nearest to %s among %j is %s', (text, candidates, want) => {
  expect(nearest(text, candidates)).toBe(want);
});

test('one candidate alone is what to use', () => {
  expect(oneOf('zone', ['zones'])).toBe('use zones');
  expect(oneOf('zone', ['zones', 'queues'])).toBe('did you mean zones? use one of zones, queues');
});
