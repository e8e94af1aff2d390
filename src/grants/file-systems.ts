import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** EFS file systems, for pods that mount them themselves; with the CSI driver the driver's own role mounts. */
export const fileSystems = grantKind({
  field: 'fileSystems',
  noun: 'file system',
  title: 'EFS file system',
  service: 'elasticfilesystem',
  names: {
    id: nameField(
      'file system',
      /^fs-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
      'use fs- and 17 (or 8) hex digits',
      'fs-0123456789abcdef0',
      { word: 'id', description: 'The id of the file system.' },
    ),
  },
  addresses: [/^(?<id>fs-[0-9a-f]+)\.efs\.(?<region>[a-z0-9-]+)\./],
  arn: named(
    'elasticfilesystem',
    /^file-system\/(?<id>fs-[0-9a-f]{8,17})$/,
    'arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0',
  ),
  words: {
    mount: {
      does: 'Mount it to read',
      on: { fileSystem: ['elasticfilesystem:ClientMount'] },
      probe: 'only a mount shows it',
    },
    'mount-write': {
      does: 'Mount it to read and write',
      on: { fileSystem: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'] },
      probe: 'only a mount shows it',
    },
  },
  resources: { fileSystem: resource('elasticfilesystem', 'FileSystem', ({ id }) => `file-system/${id}`) },
  inPolicies: { arn: { service: 'elasticfilesystem', resource: /^file-system\/(?<id>[^/]+)$/ } },
  ownPolicy: {
    name: 'file system policy',
    show: ({ names }) => [
      ...['efs', 'describe-file-system-policy', '--file-system-id', names['id'] ?? ''],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: ({ names }) => [
      ...['efs', 'put-file-system-policy', '--file-system-id', names['id'] ?? ''],
      ...['--policy', 'file://policy.json'],
    ],
  },
});
