/** An id as EC2 deals them out: 17 hex digits, 8 in old accounts. */
export const VPC_ID = /^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Why text is no VPC's id. */
export function checkVpcId(text: string): string | undefined {
  return VPC_ID.test(text) ? undefined : 'use vpc- and 17 (or 8) hex digits';
}

/** A subnet's id: 17 hex digits, 8 in old accounts. */
export const SUBNET_ID = /^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Why text is no subnet's id. */
export function checkSubnetId(text: string): string | undefined {
  return SUBNET_ID.test(text) ? undefined : 'use subnet- and 17 (or 8) hex digits';
}

/** A zone's name: its region and a letter. */
export const AVAILABILITY_ZONE = /^[a-z]{2,4}(?:-[a-z]+)+-\d[a-z]$/;

/** Why text is no availability zone's name; EKS takes neither local zones nor zone ids here. */
export function checkAvailabilityZone(text: string): string | undefined {
  if (AVAILABILITY_ZONE.test(text)) return undefined;
  if (/-az\d$/.test(text)) return "this is a zone id; use the zone's name, such as us-east-1a";
  if (/^[a-z]{2,4}(?:-[a-z]+)+-\d-[a-z0-9-]+$/.test(text))
    return 'EKS takes no local or wavelength zones here';
  return 'use the region and a letter, such as us-east-1a';
}

/** The region of an availability zone. */
export function regionOfZone(zone: string): string {
  return zone.slice(0, -1);
}

/** An instance type: family and size. */
export const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

/** Why text is no instance type. */
export function checkInstanceType(text: string): string | undefined {
  return INSTANCE_TYPE.test(text) ? undefined : 'use a family and a size, such as t3.small';
}

/** Why EC2 would refuse a key pair's name: up to 255 printable ASCII characters. */
export function checkKeyPairName(text: string): string | undefined {
  if (/^(?! )[\x20-\x7e]{1,255}(?<! )$/.test(text)) return undefined;
  return 'use the name of a key pair in EC2: 1-255 ASCII characters, no space at either end';
}
