import { describe, expect, test } from '@jest/globals';
import { PROGRAMS } from '../../src/catalog/index.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();

describe('catalog', () => {
  test('lists every program in the form that it promises', async () => {
    const { code, out } = await runCli(folder(), ['catalog', '--format', 'json']);
    const entries: readonly Record<string, unknown>[] = JSON.parse(out);
    expect(code).toBe(0);
    expect(entries.map((entry) => entry['name'])).toEqual(PROGRAMS.map(({ name }) => name));
    for (const entry of entries)
      expect(Object.keys(entry)).toEqual([
        ...['name', 'about', 'asOf', 'source', 'namespace', 'serviceAccount', 'parameters'],
        ...['managedPolicyArns', 'helmPath', 'clusterPaths', 'mechanisms'],
      ]);
  });

  test('shows one program, in JSON as a list of one', async () => {
    const { out } = await runCli(folder(), ['catalog', 'external-dns', '--format', 'json']);
    expect(JSON.parse(out)).toEqual([
      {
        name: 'external-dns',
        about: 'DNS records for Ingresses and Services',
        asOf: '2026-08-22',
        source: expect.stringMatching(/^https:/),
        namespace: 'external-dns',
        serviceAccount: 'external-dns',
        parameters: [
          { name: 'zones', type: 'list of strings', required: true, about: 'Ids of Route 53 hosted zones.' },
        ],
        managedPolicyArns: [],
        helmPath: 'serviceAccount.annotations',
        clusterPaths: {},
        mechanisms: ['irsa', 'pod-identity'],
      },
    ]);
  });

  test('shows parameters and the policy to people', async () => {
    const { code, out } = await runCli(folder(), ['catalog', 'external-dns']);
    expect(code).toBe(0);
    expect(out).toContain('zones (list of strings, required): Ids of Route 53 hosted zones.');
    expect(out).toContain('"arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"');
  });

  test('names the nearest to a program that it does not have', async () => {
    const { code, err } = await runCli(folder(), ['catalog', 'externaldns']);
    expect(code).toBe(2);
    expect(err).toContain('there is no "externaldns" in the catalogue');
    expect(err).toContain('did you mean external-dns?');
  });
});
