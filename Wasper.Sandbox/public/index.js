'use strict';

const tokenKey = 'token';
const mostRuns = 25;
const sampleTrigger = {
  name: 'trigger',
  type: 'PIECE_TRIGGER',
  valid: true,
  displayName: 'Catch Webhook',
  settings: {
    pieceName: '@activepieces/piece-webhook',
    pieceVersion: '0.1.25',
    triggerName: 'catch_webhook',
    input: { authType: 'none', authFields: {} },
    propertySettings: {},
  },
  nextAction: piece('step_1', 'data-mapper', 'advanced_mapping', { mapping: { greeting: 'Hello {{trigger.body.name}}' } },
    piece('step_2', 'store', 'put', { key: 'last-greeting', value: '{{step_1.greeting}}' },
      piece('step_3', 'webhook', 'return_response', { responseType: 'json', fields: { status: 200, body: '{{step_1}}' } }))),
};

const content = document.getElementById('content');
document.getElementById('logo').addEventListener('error', (event) => event.target.remove());
showNeeds();
showFirst().catch(showProblem);

async function showFirst() {
  if (localStorage.getItem(tokenKey)) {
    await showProject();
  } else {
    const flags = await call('GET', '/flags');
    showSignIn(flags.USER_CREATED);
  }
}

function showSignIn(hasUser) {
  const fields = [field('email', 'email', 'username'), field('password', 'password', hasUser ? 'current-password' : 'new-password')];
  if (!hasUser) {
    fields.push(field('firstName', 'text', 'given-name'), field('lastName', 'text', 'family-name'));
  }

  const [title, label] = hasUser ? ['Sign in', 'Sign in'] : ['Sign up: the first user', 'Sign up'];
  const form = element('form', {}, element('h2', {}, title), ...fields, element('button', {}, label));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const user = await call('POST', hasUser ? '/authentication/sign-in' : '/authentication/sign-up', Object.fromEntries(new FormData(form)));
      localStorage.setItem(tokenKey, user.token);
      localStorage.setItem('projectId', user.projectId);
      await showProject();
    } catch (error) {
      showProblem(error, form);
    }
  });
  content.replaceChildren(form);
}

async function showProject() {
  const flows = element('tbody', { id: 'flows' });
  const runs = element('tbody', { id: 'runs' });
  const live = element('span', { id: 'live' }, 'connecting');
  content.replaceChildren(
    element('h2', {}, 'Flows'),
    element('table', {}, flows),
    element('p', { className: 'actions' },
      button('Create a sample flow', async () => { await createSample(); await listFlows(flows); }, 'create'),
      button('Sign out', signOut, 'sign-out', 'plain')),
    element('h2', {}, 'Runs, live (', live, ')'),
    element('table', {}, runs),
  );
  await Promise.all([listFlows(flows), listRuns(runs)]);
  connect(runs, live);
}

async function createSample() {
  const projectId = localStorage.getItem('projectId');
  const flow = await call('POST', '/flows', { displayName: 'Sample flow', projectId });
  await call('POST', `/flows/${flow.id}`, { type: 'IMPORT_FLOW', request: { displayName: 'Sample flow', trigger: sampleTrigger } });
  await call('POST', `/flows/${flow.id}`, { type: 'LOCK_AND_PUBLISH', request: {} });
}

async function listFlows(table) {
  const { data } = await call('GET', '/flows?limit=100');
  table.replaceChildren(...data.map((flow) => {
    const url = `${location.origin}/api/v1/webhooks/${flow.id}`;
    const send = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"world"}' });
    return element('tr', {},
      cell(flow.version.displayName), cell(flow.status), element('td', { className: 'address' }, url),
      element('td', {}, button('Send a request', send)));
  }));
}

async function listRuns(table) {
  const { data } = await call('GET', `/flow-runs?limit=${mostRuns}`);
  data.reverse().forEach((run) => showRun(table, run));
}

function showRun(table, run) {
  const row = element('tr', { id: `run-${run.id}` },
    cell(new Date(run.created).toLocaleTimeString()), cell(run.flowDisplayName), element('td', { className: run.status }, run.status),
    cell(run.duration === null ? '' : `${run.duration} ms`), cell(run.id));
  const shown = document.getElementById(row.id);
  if (shown) {
    shown.replaceWith(row);
  } else {
    table.prepend(row);
  }

  while (table.rows.length > mostRuns) {
    table.lastElementChild.remove();
  }
}

function connect(table, live) {
  const socket = io({ path: '/api/socket.io', transports: ['websocket'], auth: { token: localStorage.getItem(tokenKey) } });
  socket.on('connect', () => { live.textContent = 'connected'; });
  socket.on('disconnect', () => { live.textContent = 'connecting'; });
  socket.on('connect_error', (error) => { live.textContent = error.message; });
  socket.on('UPDATE_RUN_PROGRESS', ({ run }) => showRun(table, run));
}

function signOut() {
  localStorage.clear();
  location.reload();
}

async function call(method, path, body) {
  const token = localStorage.getItem(tokenKey);
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
  });
  if (response.status === 401 && token) {
    signOut();
  }

  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) {
    throw new Error(answer.message ?? `${method} ${path} was answered with ${response.status}.`);
  }

  return answer;
}

// What Activepieces' own pages need of a Content-Security-Policy, needed here too, so that a policy can be tested on this page:
// the inline script, eval, a worker from a blob, an inline style and an image of its CDN.
function showNeeds() {
  const needs = { inline: window.standIn !== undefined, eval: false, worker: false, refused: [] };
  const show = () => {
    document.documentElement.dataset.needs = JSON.stringify(needs);
    document.getElementById('needs').textContent = needs.refused.length ? `Refused by the Content-Security-Policy: ${needs.refused.join(', ')}` : '';
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    needs.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
    show();
  });
  try {
    needs.eval = new Function('return true')();
  } catch {
    // Said by the event.
  }

  const address = URL.createObjectURL(new Blob(['postMessage(true)'], { type: 'text/javascript' }));
  try {
    const worker = new Worker(address);
    worker.onmessage = () => {
      needs.worker = true;
      worker.terminate();
      show();
    };
  } catch {
    // Said by the event.
  }

  show();
}

function showProblem(error, place = content) {
  document.getElementById('problem')?.remove();
  place.append(element('p', { id: 'problem', className: 'problem' }, error.message));
}

function field(name, type, autocomplete) {
  return element('input', { name, type, autocomplete, required: true, placeholder: name });
}

function button(label, action, id = '', className = '') {
  const result = element('button', { type: 'button', id, className }, label);
  result.addEventListener('click', () => Promise.resolve(action()).catch(showProblem));
  return result;
}

function cell(text) {
  return element('td', {}, text);
}

function element(name, properties, ...children) {
  const result = Object.assign(document.createElement(name), properties);
  result.append(...children);
  return result;
}

function piece(name, pieceName, actionName, input, nextAction) {
  const settings = { pieceName: `@activepieces/piece-${pieceName}`, pieceVersion: '0.1.0', actionName, input, propertySettings: {} };
  return { name, type: 'PIECE', valid: true, displayName: actionName, settings, nextAction };
}
