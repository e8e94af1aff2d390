import type { Value } from '../paths.js';
import type { Choice, Question } from '../question.js';

const STARTS: readonly (Choice & { readonly provision: boolean })[] = [
  {
    value: 'new',
    name: 'New cluster, recommended settings',
    note: 'eksctl makes the cluster; a dozen questions, everything else can be changed in the review',
    provision: true,
  },
  {
    value: 'existing',
    name: 'Existing cluster, recommended',
    note: 'no cluster is made: only the role, its policy and the manifests',
    provision: false,
  },
  {
    value: 'new-customise',
    name: 'New cluster, I decide everything',
    note: 'network, nodes, who owns the role, HCL or JSON, and more are asked as well',
    provision: true,
  },
  {
    value: 'existing-customise',
    name: 'Existing cluster, I decide all',
    note: 'the issuer, who owns the role, HCL or JSON, and more are asked as well',
    provision: false,
  },
];

/** The first question of all: which cluster, and how much is asked. */
export const START: readonly Question[] = [
  {
    key: '@start',
    kind: 'choice',
    topic: '',
    label: 'Start',
    message: 'What do you want?',
    help: 'It decides what is made and how much is asked; every answer can be changed before anything is written.',
    asked: 'always',
    hidden: true,
    fallback: (scope) => ({
      value: scope.standard('cluster.provision')?.value === false ? 'existing' : 'new',
    }),
    choices: (scope) => {
      const house = scope.standard('cluster.provision');
      const locked = house?.standard?.locked === true ? house.value : undefined;
      const provision = locked ?? scope.given('cluster.provision');
      return STARTS.filter((start) => provision === undefined || start.provision === provision);
    },
  },
];

/** Whether a start makes a cluster. */
export function startProvisions(start: Value | undefined): boolean | undefined {
  return STARTS.find(({ value }) => value === start)?.provision;
}
