import { describe, log } from '../log.mjs';

const runsChannel = 'wasper-sandbox:runs';
const responsesChannel = (instance) => `wasper-sandbox:responses:${instance}`;

/**
 * What workers tell apps while runs go on, over Redis, because they may be in different processes: the states of runs, and the
 * responses of sync runs. Nobody may be listening; then it is lost, and the caller of a sync webhook gets 204.
 */
export async function createLive({ commands, subscriber, instance }) {
  const waiting = new Map();
  const listeners = [];
  const publish = async (channel, message) => {
    try {
      await commands.publish(channel, JSON.stringify(message));
    } catch (error) {
      // The run's own end does not depend on it.
      log.warn(`A message on ${channel} is lost: ${describe(error)}.`);
    }
  };

  return {
    instance,
    publishRun: (run) => publish(runsChannel, run),
    publishResponse: (replyTo, runId, response) => (replyTo ? publish(responsesChannel(replyTo), { runId, response }) : undefined),

    async listen() {
      subscriber.on('message', (channel, message) => {
        const content = JSON.parse(message);
        if (channel === runsChannel) {
          listeners.forEach((listener) => listener(content));
        } else {
          waiting.get(content.runId)?.(content.response);
        }
      });
      await subscriber.subscribe(runsChannel, responsesChannel(instance));
    },

    onRun: (listener) => listeners.push(listener),

    /** The response of a run; undefined after `limitMs`, or at the end of the app. Asked for before the run is in the queue. */
    waitForResponse(runId, limitMs) {
      return new Promise((resolve) => {
        const settle = (response) => {
          clearTimeout(limit);
          waiting.delete(runId);
          resolve(response);
        };
        const limit = setTimeout(settle, limitMs);
        waiting.set(runId, settle);
      });
    },

    forget: (runId) => waiting.get(runId)?.(),
    forgetAll: () => waiting.forEach((settle) => settle()),
  };
}
