// Made by `node scripts/sam-policies.mjs`.

/** The release of SAM whose policy templates are known, and its day. */
export const SAM_SOURCE = {
  name: 'serverless-application-model',
  version: '1.110.0',
  date: '2026-05-29',
} as const;
