/** What the ARN of an EKS cluster holds. */
export interface ClusterArn {
  readonly name: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

/** Takes the ARN of an EKS cluster apart; undefined for any other text. */
export function parseClusterArn(text: string): ClusterArn | undefined {
  const [, region, accountId, name] =
    /^arn:aws[\w-]*:eks:([a-z0-9-]+):(\d{12}):cluster\/([0-9A-Za-z][\w-]*)$/.exec(text) ?? [];
  return region === undefined || accountId === undefined || name === undefined
    ? undefined
    : { name, region, accountId };
}
