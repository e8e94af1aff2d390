import { isTemplateText } from '../cloudformation/tags.js';
import { isKustomizationFile } from '../kubernetes/kustomize.js';
import { isJson } from '../text/format.js';
import type { SourceText } from '../text/source-text.js';

/** What begins the documents that are read or recognised: the keys that no other dialect of JSON has. */
const JSON_KEYS =
  /"(?:Statement|apiVersion|AWSTemplateFormatVersion|AssumeRolePolicyDocument|PolicyDocument|RoleDetailList|planned_values|terraform_version|irsaForge)"\s*:|"Type"\s*:\s*"AWS::/;
const YAML_KEYS = /^[ \t]*(?:- )?["']?(?:apiVersion|Statement)["']?[ \t]*:/m;

/** What a file that mentions a pod's access looks like, in Helm's values and templates. */
export const ROLE_OR_ACCOUNT =
  /eks\.amazonaws\.com\/role-arn|\bserviceAccount(?:Name)?\b|kind:\s*["']?ServiceAccount\b/;

/** What a program says that makes what we judge: pods' roles, by IRSA or Pod Identity, and configurations of eksctl. */
export const MAKES_ACCESS =
  /eks\.amazonaws\.com\/role-arn|\bpods\.eks\.amazonaws\.com\b|\bAssumeRoleWithWebIdentity\b|\beksctl\.io\/v1alpha5\b|\bcreate\s+(?:iamserviceaccount|podidentityassociation)\b|\bcreate-pod-identity-association\b/;

/**
 * Whether a text that no parser understands was meant to be one of ours. Many a JSON or YAML file of a repository
 * has a dialect of its own and nothing to do with access.
 */
export function looksLikeOurs({ file, text, format }: SourceText): boolean {
  if (format === 'terraform' || format === 'terraform-json' || isKustomizationFile(file)) return true;
  return JSON_KEYS.test(text) || (!isJson(format) && (YAML_KEYS.test(text) || isTemplateText(text)));
}

/** As many characters tell what dialect a text is. */
const GLIMPSE = 100_000;

/** Why a JSON text that is none of ours is not read. */
export function whyNoJson(text: string): string {
  const withoutStrings = text.slice(0, GLIMPSE).replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
  const isCommented = /\/\/|\/\*|,\s*[\]}]/.test(withoutStrings);
  return isCommented
    ? 'JSON with comments or trailing commas, which none of our kinds is'
    : 'no valid JSON, and nothing in it that is checked';
}
