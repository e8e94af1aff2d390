import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exampleNames } from '../../scripts/examples.mjs';
import { type Inventory, type Node, plainValue, readFiles, scan } from '../../src/readers/index.js';
import { value } from './support.js';

const base = fileURLToPath(new URL('../../generated', import.meta.url));
const examples = exampleNames(fileURLToPath(new URL('../..', import.meta.url)));

async function read(folder: string): Promise<Inventory> {
  const { files } = await scan([folder], { base });
  return readFiles(files, { placeholders: 'text' });
}

/** The roles and their policies, whatever order and tool they come from. */
function meaning({ roles, policies, attachments }: Inventory): unknown {
  const document = (node: Node | undefined) => (node === undefined ? undefined : plainValue(node)?.value);
  return {
    roles: roles.map((role) => [value(role.arn), document(role.trust), document(role.tags)]).sort(),
    policies: policies.map((policy) => [value(policy.arn), document(policy.document)]).sort(),
    attachments: attachments.map(({ role, policy }) => [value(role.value), value(policy.value)]).sort(),
  };
}

describe.each(examples)('generated/%s', (example) => {
  test('is read without a finding, every object with a known name', async () => {
    const inventory = await read(example);
    expect(inventory.diagnostics).toEqual([]);
    expect(inventory.recognised).toEqual([]);
    const { roles, pods, serviceAccounts, clusters } = inventory;
    const madeUp = roles.filter(({ kind }) => kind === 'iam' || kind === 'managedNodeGroups');
    const unnamed = [...roles, ...pods, ...serviceAccounts, ...clusters].filter((fact) => !fact.name.known);
    expect(unnamed).toEqual(madeUp);
    expect(roles.filter((role) => role.trust === undefined)).toEqual([]);
    expect(inventory.policies.filter((policy) => plainValue(policy.document) === undefined)).toEqual([]);
  });

  test('HCL and JSON say the same', async () => {
    const json = await read(`${example}/terraform-json`);
    if (json.files.length === 0) return;
    expect(meaning(json)).toEqual(meaning(await read(`${example}/terraform`)));
  });
});
