/** How many cases a test tries: some of them with the others, all of them in `npm run stress`. */
export const casesOf = (some: number, all: number): number =>
  process.env['STRESS'] === undefined ? some : all;
