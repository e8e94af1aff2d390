import { arnOf, grantKind } from './kind.js';
import { anything, named, nameField, resource } from './simple.js';

/** Step Functions; the callbacks of task tokens know no resource. */
export const stateMachines = grantKind({
  field: 'stateMachines',
  noun: 'state machine',
  title: 'Step Functions state machine',
  service: 'states',
  names: {
    name: nameField(
      'state machine',
      /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/,
      'use 1-80 characters without blanks, brackets, wildcards and "#%\\^|~`$&,;:/',
      'fulfil-order',
    ),
  },
  arn: named(
    'states',
    /^stateMachine:(?<name>[^\s:]{1,80})$/,
    'arn:aws:states:us-east-1:111122223333:stateMachine:fulfil-order',
  ),
  words: {
    start: {
      does: 'Start executions',
      on: { machine: ['states:StartExecution'] },
      probe: 'it starts an execution',
    },
    watch: {
      does: 'Watch and stop executions',
      on: { execution: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'] },
      probe: {
        action: 'states:DescribeExecution',
        command: (thing) => [
          ...['stepfunctions', 'describe-execution', '--execution-arn'],
          arnOf(thing, 'states', `execution:${thing.names['name']}:irsa-check`),
        ],
        answer: 'ExecutionDoesNotExist',
      },
    },
    callback: {
      does: 'Answer for a task',
      on: { anything: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'] },
      probe: {
        action: 'states:SendTaskHeartbeat',
        command: () => ['stepfunctions', 'send-task-heartbeat', '--task-token', 'irsa-check'],
        answer: 'InvalidToken',
      },
    },
  },
  resources: {
    machine: resource('states', 'StateMachine', ({ name }) => `stateMachine:${name}`),
    execution: resource('states', 'Execution', ({ name }) => `execution:${name}:*`),
    anything: anything('Task'),
  },
  inPolicies: {
    arn: { service: 'states', resource: /^(?:stateMachine|execution):(?<name>[^:]+)(?::.*)?$/s },
  },
});
