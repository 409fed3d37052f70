import { describe } from '../log.mjs';
import { inSpan } from '../tracing.mjs';
import { findAction } from './pieces.mjs';
import { fill, lookIn } from './template.mjs';

const redacted = '**REDACTED**';

/**
 * Runs the steps of a flow one after the other.
 * @param trigger The flow version's trigger, its steps linked by `nextAction`.
 * @param triggerOutput What the trigger found: the request, for a webhook.
 * @param services `connection(name)`, `store`, `respond(response)`.
 * @param signal Ends it: with a TimeoutError the run has timed out, with anything else it is to be run again.
 * @returns {Promise<{ status: string, failedStepName?: string, steps: object }>} How it went, and each step's input and output for the log.
 */
export async function runFlow({ trigger, triggerOutput, services, signal }) {
  const steps = { trigger: { type: trigger.type, status: 'SUCCEEDED', input: {}, output: triggerOutput } };
  const outputs = { trigger: triggerOutput };
  let stopped = false;
  const context = {
    signal,
    store: services.store,
    respond(response) {
      services.respond(response);
      stopped = true;
    },
  };

  for (let step = trigger.nextAction; step && !stopped; step = step.nextAction) {
    if (step.skip) {
      continue;
    }

    const record = await runStep(step, outputs, services, context);
    steps[step.name] = record;
    if (signal.aborted && signal.reason?.name === 'TimeoutError') {
      return { status: 'TIMEOUT', failedStepName: step.name, steps };
    }

    signal.throwIfAborted();
    if (record.status === 'FAILED' && !step.settings?.errorHandlingOptions?.continueOnFailure?.value) {
      return { status: 'FAILED', failedStepName: step.name, steps };
    }

    outputs[step.name] = record.output;
    stopped &&= step.settings.input?.respond !== 'respond';
  }

  return { status: 'SUCCEEDED', steps };
}

async function runStep(step, outputs, services, context) {
  const started = Date.now();
  const record = { type: step.type, status: 'RUNNING', input: {}, output: undefined, duration: 0 };
  try {
    const action = findAction(step);
    const template = step.settings.input ?? {};
    const look = lookIn(outputs);
    const input = await fillWithConnections(template, look, services.connection);
    // The log is no place for secrets.
    record.input = fill(template, (parts) => (parts[0] === 'connections' ? redacted : look(parts)));
    record.output = await inSpan(`step ${step.name}`, { attributes: { 'wasper.step.action': step.settings.actionName } }, () => action(input, context));
    record.status = 'SUCCEEDED';
  } catch (error) {
    record.status = 'FAILED';
    record.errorMessage = describe(error);
  }

  record.duration = Date.now() - started;
  return record;
}

// Filled twice: the first time tells which connections are needed, and only they are decrypted.
async function fillWithConnections(template, look, connection) {
  const names = new Set();
  fill(template, (parts) => (parts[0] === 'connections' ? void names.add(parts[1]) : look(parts)));
  const connections = Object.fromEntries(await Promise.all([...names].map(async (name) => [name, await connection(name)])));
  const lookInConnections = lookIn({ connections });
  return fill(template, (parts) => (parts[0] === 'connections' ? lookInConnections(parts) : look(parts)));
}
