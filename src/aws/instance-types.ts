/** How much fits on one node. */
export interface InstanceSize {
  /** Pods on a node with the VPC CNI: ENIs × (addresses an ENI − 1) + 2. */
  readonly maxPods: number;
  readonly memoryMib: number;
  readonly vcpus: number;
}

type Row = readonly [enis: number, addresses: number, memoryMib: number, vcpus: number];

/** The small types, on which few pods fit. Source: amazon-vpc-cni-k8s `eni-max-pods.txt`, EC2's type tables (2026). */
const SMALL: Readonly<Record<string, Row>> = {
  't2.nano': [2, 2, 512, 1],
  't2.micro': [2, 2, 1024, 1],
  't2.small': [3, 4, 2048, 1],
  't2.medium': [3, 6, 4096, 2],
  't2.large': [3, 12, 8192, 2],
  't3.nano': [2, 2, 512, 2],
  't3.micro': [2, 2, 1024, 2],
  't3.small': [3, 4, 2048, 2],
  't3.medium': [3, 6, 4096, 2],
  't3.large': [3, 12, 8192, 2],
  't3.xlarge': [4, 15, 16384, 4],
  't3a.nano': [2, 2, 512, 2],
  't3a.micro': [2, 2, 1024, 2],
  't3a.small': [2, 4, 2048, 2],
  't3a.medium': [3, 6, 4096, 2],
  't3a.large': [3, 12, 8192, 2],
  't3a.xlarge': [4, 15, 16384, 4],
  't4g.nano': [2, 2, 512, 2],
  't4g.micro': [2, 2, 1024, 2],
  't4g.small': [3, 4, 2048, 2],
  't4g.medium': [3, 6, 4096, 2],
  't4g.large': [3, 12, 8192, 2],
  't4g.xlarge': [4, 15, 16384, 4],
  'm6g.medium': [2, 4, 4096, 1],
  'm7g.medium': [2, 4, 4096, 1],
  'c6g.medium': [2, 4, 2048, 1],
  'c7g.medium': [2, 4, 2048, 1],
  'm5.large': [3, 10, 8192, 2],
  'm6i.large': [3, 10, 8192, 2],
  'c5.large': [3, 10, 4096, 2],
};

/** What fits on a node of a small type; undefined for the many types that this table leaves out. */
export function instanceSize(type: string): InstanceSize | undefined {
  const row = Object.hasOwn(SMALL, type) ? SMALL[type] : undefined;
  if (row === undefined) return undefined;
  const [enis, addresses, memoryMib, vcpus] = row;
  return { maxPods: enis * (addresses - 1) + 2, memoryMib, vcpus };
}
