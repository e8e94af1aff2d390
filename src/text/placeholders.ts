/** What another program fills in before the file is used: a shell, kustomize, Helm, Jinja. */
export const SUBSTITUTED = /\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{|\{%|<%|%\w+%|@\w+@/;

/** What somebody has to fill in. */
export const PLACEHOLDER =
  /<[^>]*>|\{+[^}]*\}+|X{4,}|x{6,}|\b(?:YOUR|MY|ACCOUNT|AWS_ACCOUNT|ROLE)[-_]?(?:ACCOUNT[-_]?ID|ID|ROLE|NAME|ARN)\b/;
