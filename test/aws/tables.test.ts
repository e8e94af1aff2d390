import { describe, expect, test } from '@jest/globals';
import {
  DEFAULT_EKS_VERSION,
  EKS_VERSIONS,
  EKS_VERSIONS_AS_OF,
  eksSupport,
  endingEksSupport,
  supportedEksVersions,
} from '../../src/aws/eks-versions.js';
import { eksctlKnows, nodeGroupStackName, roleStackExcess, roleStackName } from '../../src/aws/eksctl.js';
import { instanceSize } from '../../src/aws/instance-types.js';
import { isPartition, PARTITIONS, partitionOf, REGION_CODES } from '../../src/aws/partitions.js';

describe('partitions', () => {
  test.each([
    ['us-east-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
    ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('%s is in %s', (region, name, dnsSuffix) => {
    expect(partitionOf(region)).toMatchObject({ name, dnsSuffix });
  });

  test('are eight, with 46 regions of which each has a place', () => {
    expect(PARTITIONS).toHaveLength(8);
    expect(new Set(REGION_CODES).size).toBe(46);
    for (const { regions } of PARTITIONS) for (const { place } of regions) expect(place).toMatch(/\S{2}/);
    expect(partitionOf('us-east-9')).toBeUndefined();
    expect(isPartition('aws-cn')).toBe(true);
    expect(isPartition('aws-xx')).toBe(false);
  });
});

describe('EKS versions', () => {
  test.each([
    ['1.20', 'ended'],
    ['1.30', 'ended'],
    ['1.31', 'ended'],
    ['1.32', 'extended'],
    ['1.33', 'extended'],
    ['1.34', 'standard'],
    ['1.35', 'standard'],
    ['1.36', 'standard'],
    ['1.37', 'unknown'],
  ])('%s is in %s support', (version, want) => {
    expect(eksSupport(version)).toBe(want);
  });

  test.each([
    ['1.31', undefined],
    ['1.33', undefined],
    ['1.34', { support: 'standard', ends: '2026-12-02' }],
    ['1.35', undefined],
  ])('%s is announced to leave its support', (version, want) => {
    expect(endingEksSupport(version)).toEqual(want);
  });

  test('are in order, dated, and the default is in standard support', () => {
    const minors = EKS_VERSIONS.map(({ version }) => Number(version.slice(2)));
    expect(minors).toEqual([...minors].sort((a, b) => a - b));
    expect(EKS_VERSIONS_AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(eksSupport(DEFAULT_EKS_VERSION)).toBe('standard');
    expect(supportedEksVersions()).toContain(DEFAULT_EKS_VERSION);
  });
});

describe('instance types', () => {
  test.each([
    ['t3.nano', 4],
    ['t3.micro', 4],
    ['t3.small', 11],
    ['t3.medium', 17],
    ['t3a.small', 8],
    ['t2.large', 35],
    ['m5.large', 29],
  ])('%s runs %i pods', (type, pods) => {
    expect(instanceSize(type)?.maxPods).toBe(pods);
  });

  test('that are not in the table are unknown', () => {
    expect(instanceSize('m7i.48xlarge')).toBeUndefined();
    expect(instanceSize('constructor')).toBeUndefined();
  });
});

describe('eksctl', () => {
  test('names stacks after cluster, namespace and service account', () => {
    expect(roleStackName('irsa', 'c', 'ns', 'sa')).toBe('eksctl-c-addon-iamserviceaccount-ns-sa');
    expect(roleStackName('pod-identity', 'c', 'ns', 'sa')).toBe('eksctl-c-podidentityrole-ns-sa');
    expect(nodeGroupStackName('c', 'ng')).toBe('eksctl-c-nodegroup-ng');
  });

  test.each([
    ['irsa', 95, false, 0],
    ['irsa', 96, false, 1],
    ['irsa', 87, true, 0],
    ['irsa', 88, true, 1],
    ['pod-identity', 103, false, 0],
    ['pod-identity', 104, false, 1],
    ['pod-identity', 95, true, 0],
    ['pod-identity', 96, true, 1],
  ] as const)('%s names of %i characters, inline policy %s: %i too many', (kind, length, inline, want) => {
    expect(roleStackExcess(roleStackName(kind, 'c', 'n', 's'.repeat(length - 2)), inline)).toBe(want);
  });

  test('knows every region but the sovereign cloud', () => {
    expect(REGION_CODES.filter((region) => !eksctlKnows(region))).toEqual(['eusc-de-east-1']);
  });
});
