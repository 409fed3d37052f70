import { version } from '../version.mjs';

/** GET /api/v1/flags: what the page has to know before anyone has signed in. */
export function flagRoutes({ accounts, settings }) {
  return async (app) => {
    app.get('/', async () => ({
      STAND_IN: true,
      USER_CREATED: await accounts.exist(),
      CURRENT_VERSION: version,
      EDITION: 'ce',
      ENVIRONMENT: settings.environment,
      PUBLIC_URL: settings.frontendUrl,
      WEBHOOK_URL_PREFIX: `${settings.frontendUrl}/api/v1/webhooks`,
      WEBHOOK_TIMEOUT_SECONDS: settings.webhookTimeoutSeconds,
      FLOW_RUN_TIME_SECONDS: settings.flowTimeoutSeconds,
    }));
  };
}
